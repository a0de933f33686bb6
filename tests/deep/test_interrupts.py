"""Ctrl-C at any moment of any command: in seconds it has ended, with what it says it has.

``INTERRUPTS`` in the environment says how often.
"""

import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from pcn_planner.consultation import comments
from pcn_planner.files import exports
from tests.support.area_files import CODES, pcn, write
from tests.support.depth import first_seed

INTERRUPTS = int(os.environ.get("INTERRUPTS", "9"))
HANGS_S = 900.0  #: what has not ended by then, however busy the machine, never will
MORE_CPU_S = 20.0  #: processor time that a stopped run may take beyond a whole one
SERVED_S = 6.0  #: the app ends by Ctrl-C alone, so it is pressed within this time
PCN = [sys.executable, "-c", "from pcn_planner.start import main; main()"]
JUDGED = ["--networks-column", "pcn_code", "--team", "team"]
REDRAWN = ["--current", "pcn_code", "--band", "20000:60000"]
TWO = ["--jobs", "2"]


@dataclass(frozen=True)
class Area:
    """Files that commands are given."""

    table: str
    plan: str
    comments: str
    empty: Path


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said, seconds from the start, or Ctrl-C, to the end.

    ``cpu_s`` is the processor time of all its processes.
    """

    code: int
    said: str
    seconds: float
    cpu_s: float


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("area")
    table = write(folder)
    made = pcn("plan", table, "--within", "ccg_code", "--out", folder / "plan")
    assert made.exit_code == 0, made.output
    said = {"format": comments.FORMAT, "plan": "0", "comment": "Too far"}
    (folder / "comment.json").write_text(json.dumps(said))
    (folder / "empty").mkdir()
    paths = (table, folder / "plan", folder / "comment.json")
    return Area(*map(str, paths), folder / "empty")


def commands(area: Area, out: Path) -> list[list[str]]:
    table, into = area.table, ["--out", str(out)]
    within = ["plan", table, "--within", "ccg_code", *into]
    project = ["plan", f"{area.plan}/project.pcn", *into]
    redraft = ["redraft", table, *REDRAWN, *into]
    return [
        within, [*within, *TWO], project, [*project, *TWO], redraft, [*redraft, *TWO],
        ["demo", *into], ["demo", *into, *TWO],
        ["check", table, *JUDGED, *into],
        ["conflicts", table, *JUDGED, *into],
        ["compare", "pcn_code", "team", table],
        ["pack", area.plan, *into],
        ["publish", area.plan, *into],
        ["comments", area.comments, "--out", str(out.with_suffix(".csv"))],
        ["read", table, "--out", str(out.with_suffix(".csv"))],
        ["project", "export", f"{area.plan}/project.pcn", *into],
        ["app", "--port", str(free_port()), "--projects", str(area.empty)],
    ]  # fmt: skip


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port: int = free.getsockname()[1]
        return port


def interrupted(command: list[str], after: float | None) -> Ended:
    before = children_cpu_s()
    with subprocess.Popen(
        [*PCN, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        begun = time.monotonic()
        if after is not None:
            time.sleep(after)
            begun = time.monotonic()
            run.send_signal(signal.SIGINT)
        said, _ = run.communicate(timeout=HANGS_S)
    seconds = time.monotonic() - begun
    return Ended(run.returncode, said, seconds, children_cpu_s() - before)


def children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def check(ended: Ended, command: list[str], out: Path) -> None:
    """Assert that the end is one of those allowed, and that what is said of files is so."""
    early = ended.code == -signal.SIGINT and not out.exists()  # before Python reads our first line
    assert ended.code in (0, 1, 130) or early
    assert early or "Traceback" not in ended.said
    assert ("nothing was written" in ended.said) <= (not out.exists())
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []
    if command[0] in ("plan", "demo") and out.exists():
        placed = exports.read_plan(out).assignment
        assert len(placed) == 120 if command[0] == "demo" else sorted(placed) == CODES


def order(rng: random.Random, kinds: int) -> list[int]:
    """Which command is interrupted when: each as often as the others."""
    rounds = (rng.sample(range(kinds), kinds) for _ in range(1 + INTERRUPTS // kinds))
    return list(chain.from_iterable(rounds))[:INTERRUPTS]


def test_interrupts_end_every_command_with_the_truth(area, tmp_path, capsys):
    seed = first_seed()
    rng, whole = random.Random(seed), {}
    kinds, ended = len(commands(area, tmp_path)), list[Ended]()
    for number, kind in enumerate(order(rng, kinds)):
        out = tmp_path / f"out{number}"
        command = commands(area, out)[kind]
        if kind not in whole:
            served = Ended(0, "", SERVED_S, SERVED_S)
            first = commands(area, tmp_path / f"first{kind}")[kind]
            whole[kind] = served if command[0] == "app" else interrupted(first, None)
            assert whole[kind].code in (0, 1), whole[kind]
        after = rng.uniform(0.2, whole[kind].seconds)
        ended.append(interrupted(command, after))
        try:
            check(ended[-1], command, out)
            assert ended[-1].cpu_s < whole[kind].cpu_s + MORE_CPU_S
        except AssertionError as error:
            where = f"seed {seed}, {command} after {after:.2f} s: {ended[-1]}"
            raise AssertionError(where) from error
    codes = Counter(one.code for one in ended)
    assert codes[130] > INTERRUPTS // 4  # the others had ended, or kept what was found
    with capsys.disabled():
        print(f"\n{INTERRUPTS} interrupts, seed {seed}: exit codes {dict(codes)}; the slowest took")
        print(f"{max(one.seconds for one in ended):.1f} s to end")
        print(f"a run took {max(one.cpu_s for one in ended):.1f} s of processor time at most")
