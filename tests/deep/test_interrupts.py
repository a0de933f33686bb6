"""Ctrl-C at any moment of any command: in seconds it has ended, with what it says it has.

``INTERRUPTS`` in the environment says how often.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pcn_planner.files import exports
from tests.support.area_files import CODES, write

INTERRUPTS = int(os.environ.get("INTERRUPTS", "60"))
SECONDS_MAX = 60.0  #: on a machine that does much else besides
PCN = [sys.executable, "-c", "from pcn_planner.start import main; main()"]
JUDGED = ["--networks-column", "pcn_code", "--team", "team"]
PLANNED = ["--within", "ccg_code"]


def commands(table: Path, out: Path) -> list[list[str]]:
    file, folder = str(table), ["--out", str(out)]
    return [
        ["plan", file, *PLANNED, *folder],
        ["plan", file, *PLANNED, *folder, "--jobs", "2"],
        ["check", file, *JUDGED, *folder],
        ["conflicts", file, *JUDGED, *folder],
        ["compare", "pcn_code", "team", file],
    ]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("area"))


def interrupted(command: list[str], after: float | None) -> tuple[int, str, float]:
    """Exit code, what was said, and seconds from Ctrl-C (or the start) to the end."""
    with subprocess.Popen(
        [*PCN, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        begun = time.monotonic()
        if after is not None:
            time.sleep(after)
            begun = time.monotonic()
            run.send_signal(signal.SIGINT)
        said, _ = run.communicate()
    return run.returncode, said, time.monotonic() - begun


def test_interrupts_end_every_command_with_the_truth(table, tmp_path, capsys):
    seed = random.SystemRandom().randrange(10**9)
    rng = random.Random(seed)
    whole = [interrupted(one, None)[2] for one in commands(table, tmp_path / "first")]
    slowest = 0.0
    for k in range(INTERRUPTS):
        out = tmp_path / f"out{k}"
        command = commands(table, out)[k % len(whole)]
        after = rng.uniform(0.2, whole[k % len(whole)])
        code, said, seconds = interrupted(command, after)
        where = f"seed {seed}, {command}, after {after:.2f} s: {code}\n{said}"
        slowest = max(slowest, seconds)
        early = code == -signal.SIGINT and not out.exists()  # before Python reads our first line
        assert code in (0, 1, 130) or early, where
        assert early or "Traceback" not in said, where
        assert ("nothing was written" in said) <= (not out.exists()), where
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == [], where
        if command[0] == "plan" and out.exists():
            assert sorted(exports.read_plan(out).assignment) == CODES, where
        assert seconds < SECONDS_MAX, where
    with capsys.disabled():
        print(f"\n{INTERRUPTS} interrupts, seed {seed}; the slowest took {slowest:.1f} s to end")
