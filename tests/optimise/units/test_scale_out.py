"""Border units side by side, stopped, killed, broken, and again: the plan stays the plan."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from distributed import LocalCluster

from optimise.problem.plan import Result, Status
from optimise.progress import Limits, Progress
from optimise.solve import solve
from tests.support.locations import HOME
from tests.support.middle_areas import Middle, middle_area
from tests.support.proven import assert_verified


@pytest.fixture(scope="module")
def units() -> Middle:
    """Four border units, none of which needs an exception."""
    return middle_area(59, 19, lists=(7, 20))


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as started:
        yield started.scheduler_address


def told(result: Result) -> tuple:
    """All of a result but its clock."""
    return replace(result, seconds=0.0, statistics={})


def test_the_same_seed_gives_the_same_plan_ten_times_of_ten(units, cluster):
    first = told(solve(units.problem(), seed=7))
    assert first.status is Status.OPTIMAL
    assert all(told(solve(units.problem(), seed=7)) == first for _ in range(3))
    assert all(told(solve(units.problem(), seed=7, scheduler=cluster)) == first for _ in range(6))


def test_two_local_processes_come_to_the_same_plan(units):
    alone, both = solve(units.problem()), solve(units.problem(), jobs=2)
    assert told(alone) == told(both)
    assert_verified(units, both)


def test_another_seed_proves_the_same_cost(units):
    one, other = solve(units.problem(), seed=1), solve(units.problem(), seed=2)
    assert one.objective == other.objective
    assert one.status is other.status is Status.OPTIMAL


def test_progress_from_other_processes_counts_every_unit(units, cluster):
    heard: list[Progress] = []
    solve(units.problem(), scheduler=cluster, progress=heard.append)
    assert {p.unit for p in heard if p.phase == "done"} == set(units.units)
    assert max(p.units_done for p in heard) == 4
    assert {"plan", "done"} <= {p.phase for p in heard}


def broken(area: Middle, unit: str):
    """The area with travel that is no number in one unit: no solver can work on it."""
    problem = area.problem()
    here = (area.units == unit).to_numpy()
    travel = np.where(here[:, None] & here[None, :], np.inf, problem.travel_km)
    return replace(problem, travel_km=travel)


@pytest.mark.parametrize("remote", [False, True], ids=["here", "elsewhere"])
def test_a_unit_that_breaks_leaves_the_others_theirs(units, cluster, remote):
    whole, bad = solve(units.problem()), "East / South"
    result = solve(broken(units, bad), scheduler=cluster if remote else None)
    assert result.status is Status.NO_PLAN
    assert [bad in reason and "broke off" in reason for reason in result.reasons] == [True]
    others = {n: p for n, p in whole.plan.networks.items() if not n.startswith("East-South")}
    assert dict(result.plan.networks) == others


def test_a_finished_run_is_read_back(units, tmp_path):
    first = solve(units.problem(), unfinished=tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 4
    heard: list[Progress] = []
    again = solve(units.problem(), unfinished=tmp_path, progress=heard.append)
    assert {p.phase for p in heard} == {"done"}
    assert told(again) == told(first)


def test_another_question_is_not_answered_from_an_old_run(units, tmp_path):
    solve(units.problem(), unfinished=tmp_path)
    dearer = replace(units.rules, weights={"travel": 1.0, "count": 500.0})
    asked = replace(units, rules=dearer).problem()
    assert told(solve(asked, unfinished=tmp_path)) == told(solve(asked))


def test_a_half_written_result_is_solved_again(units, tmp_path):
    first = solve(units.problem(), unfinished=tmp_path)
    for path, text in zip(sorted(tmp_path.glob("*.json")), ["", '{"unit": ', "{}"], strict=False):
        path.write_text(text, "utf-8")
    assert told(solve(units.problem(), unfinished=tmp_path)) == told(first)


KILLED = """
import sys
from pathlib import Path

from tests.support.middle_areas import middle_area
from optimise.solve import solve
def tell(p):
    if p.phase == "done" and p.units_done == 2:
        print("two", flush=True)
        sys.stdin.readline()
solve(middle_area(59, 19, lists=(7, 20)).problem(), unfinished=Path({folder!r}), progress=tell)
"""


def test_a_killed_run_goes_on_where_it_was(units, tmp_path):
    script = KILLED.format(folder=str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    ) as run:  # fmt: skip
        assert run.stdout.readline() == "two\n"
        os.kill(run.pid, signal.SIGKILL)
    assert len(list(tmp_path.glob("*.json"))) == 2
    heard: list[Progress] = []
    result = solve(units.problem(), unfinished=tmp_path, progress=heard.append)
    worked = {p.unit for p in heard if p.phase != "done"}
    assert len(worked) == 2
    assert told(result) == told(solve(units.problem()))


PHASES = ["plan", "bound", "choosing"]


@pytest.mark.parametrize("phase", PHASES)
def test_cancelled_in_any_phase_the_best_plan_so_far_is_sound(phase):
    area, seen = middle_area(56, 16, lists=(7, 20)), list[Progress]()
    result = solve(
        area.problem(),
        progress=seen.append,
        cancelled=lambda: any(p.phase == phase for p in seen),
    )
    assert result.status in {Status.OPTIMAL, Status.FEASIBLE}
    assert_verified(area, result)
    assert result.bound is None or result.bound <= result.objective
    assert result.objective >= solve(area.problem()).objective


def test_cancelled_before_it_began_there_is_no_plan_or_a_sound_one(units):
    result = solve(units.problem(), cancelled=lambda: True)
    assert result.status in {Status.NO_PLAN, Status.FEASIBLE}
    if result.status is Status.FEASIBLE:
        assert_verified(units, result)
    else:
        assert any("stopped" in reason for reason in result.reasons)


def test_no_time_is_no_proof(units):
    result = solve(units.problem(), limits=Limits(time_s=0.0))
    assert result.status in {Status.NO_PLAN, Status.FEASIBLE}
    assert (result.bound or 0.0) < solve(units.problem()).objective
