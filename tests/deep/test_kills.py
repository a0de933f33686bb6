"""``pcn plan`` killed at any moment, over an earlier plan: that plan, or the new one, is whole.

``KILLS`` in the environment says how often.
"""

import multiprocessing
import os
import random
import time

import pytest

from pcn_planner.files import exports
from tests.support.area_files import CODES, pcn, write
from tests.support.depth import first_seed

KILLS = int(os.environ.get("KILLS", "20"))
FILES = exports.KNOWN
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["pcn_planner.pipeline", "tests.support.area_files"])


def plan(folder: str) -> None:
    made = pcn(
        "plan", f"{folder}/practices.csv", "--within", "ccg_code",
        "--out", f"{folder}/out", "--resume", f"{folder}/resume",
    )  # fmt: skip
    assert made.exit_code == 0, made.output


def run(folder, seconds: float | None) -> float:
    begun = time.monotonic()
    process = CONTEXT.Process(target=plan, args=(str(folder),))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return time.monotonic() - begun


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    write(folder)
    run(folder, None)
    return folder


def test_a_killed_run_leaves_the_earlier_plan_or_the_new_one(area, capsys):
    seed, took = first_seed(), run(area, None)
    rng = random.Random(seed)
    with capsys.disabled():
        print(f"\n{KILLS} kills, seed {seed}, a run takes {took:.1f} s")
    for _ in range(KILLS):
        run(area, rng.uniform(0.0, took))
        if rng.random() < 0.3:
            for kept in (area / "resume").glob("*.json"):
                kept.unlink()
        left = area / "out"
        if not left.exists():  # between the renames: the next run mends it
            run(area, None)
        assert {path.name for path in left.iterdir()} <= FILES
        assert sorted(exports.read_plan(left).assignment) == CODES
        assert (left / "report.json").exists()
    run(area, None)
    assert {path.name for path in area.iterdir()} == {"out", "practices.csv", "resume"}
