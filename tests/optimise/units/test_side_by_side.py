"""Local processes listen to nobody, are replaced when they die, and stop when asked."""

import os
import signal
import threading
from dataclasses import replace

import psutil
import pytest

from boundaries.errors import DataError
from optimise.problem.plan import Status
from optimise.progress import Limits
from optimise.solve import solve
from optimise.units import processes
from optimise.units.cluster import Scheduler
from tests.support import children
from tests.support.middle_areas import Middle, middle_area
from tests.support.proven import assert_verified


@pytest.fixture(scope="module")
def units() -> Middle:
    """Four border units, none of which needs an exception."""
    return middle_area(59, 19, lists=(7, 20))


def solvers() -> list[psutil.Process]:
    return children.running(processes.__name__)


def told(result):
    return replace(result, seconds=0.0, statistics={})


def test_two_processes_open_no_socket(units):
    seen: list[object] = []

    def look(progress):
        for process in (psutil.Process(), *solvers()):
            seen.extend(one for one in process.net_connections("inet") if one.status == "LISTEN")

    before = [one for one in psutil.Process().net_connections("inet") if one.status == "LISTEN"]
    result = solve(units.problem(), jobs=2, progress=look)
    assert result.status is Status.OPTIMAL
    assert [one for one in seen if one not in before] == []
    assert solvers()


def test_a_process_that_is_killed_is_replaced_and_the_plan_is_the_same(units):
    killed: list[int] = []

    def kill(progress):
        for process in [] if killed else solvers()[:1]:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    result = solve(units.problem(), jobs=2, progress=kill)
    assert killed
    assert told(result) == told(solve(units.problem()))


@pytest.mark.parametrize("jobs", [1, 2])
def test_stopped_at_once_every_unit_still_has_a_plan(units, jobs):
    result = solve(units.problem(), jobs=jobs, cancelled=lambda: True)
    assert_verified(units, result)
    # A unit that another process has proven before the stop reaches it stays proven.
    allowed = {Status.FEASIBLE} if jobs == 1 else {Status.FEASIBLE, Status.OPTIMAL}
    assert {unit.status for unit in result.units} <= allowed
    assert {unit.unit for unit in result.units} == set(units.units)


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_time_at_all_leaves_every_unit_a_plan(units, jobs):
    assert_verified(units, solve(units.problem(), jobs=jobs, limits=Limits(time_s=0.0)))


def test_a_solve_that_is_left_in_the_middle_leaves_no_process_at_work(units):
    def leave(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(units.problem(), jobs=2, progress=leave)
    assert not [thread for thread in threading.enumerate() if "ThreadPool" in thread.name]


def test_units_sum_to_the_whole(units):
    result = solve(units.problem())
    assert sum(unit.objective for unit in result.units) == pytest.approx(result.objective)
    assert sum(unit.networks for unit in result.units) == len(result.plan.networks)


def test_a_scheduler_that_is_not_there_is_said_with_a_remedy(units, monkeypatch):
    monkeypatch.setattr("optimise.units.cluster.ANSWER_S", 1)
    with pytest.raises(DataError, match="--jobs needs none"):
        solve(units.problem(), scheduler=Scheduler("tcp://127.0.0.1:1"))
