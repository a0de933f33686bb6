"""A solver in a process of its own answers like one here, and takes nothing with it if it dies."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from optimise import solver_process
from optimise.problem.plan import Result, Status
from optimise.progress import Progress
from optimise.solve import solve
from tests.support.middle_areas import Middle, middle_area
from tests.support.solver_processes import held

WAIT_S = 120.0


@pytest.fixture(scope="module")
def area() -> Middle:
    return middle_area(59, 19, lists=(7, 20))


def told(result: Result) -> tuple:
    """All of a result but its clock."""
    return replace(result, seconds=0.0, statistics={})


def test_it_answers_like_the_solver_here(area):
    steps: list[tuple[int, Progress]] = []
    found = solver_process.solve(
        area.problem(), seed=7, progress=lambda step: steps.append((threading.get_ident(), step))
    )
    assert told(found) == told(solve(area.problem(), seed=7))
    assert found.status is Status.OPTIMAL
    assert {thread for thread, _ in steps} == {threading.get_ident()}
    assert steps[-1][1].units_done == steps[-1][1].units


def test_several_at_once_do_not_mix(area):
    problems = [middle_area(seed, 9, lists=(7, 20)).problem() for seed in (59, 60, 61)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(solver_process.solve, problems))
    assert [told(one) for one in found] == [told(solve(problem)) for problem in problems]


def test_a_stop_keeps_the_best_so_far_and_does_not_stop_the_next(area):
    stopped = solver_process.solve(area.problem(), cancelled=lambda: True)
    assert stopped.status is not Status.OPTIMAL
    assert solver_process.solve(area.problem()).status is Status.OPTIMAL


def test_a_solver_that_is_killed_ends_its_own_solve_alone(area):
    with ThreadPoolExecutor(1) as thread:
        with held() as pids:
            lost = thread.submit(solver_process.solve, area.problem())
        with pytest.raises(solver_process.BrokeOffError, match="process ended, code -9"):
            lost.result(WAIT_S)
    assert pids
    assert solver_process.solve(area.problem()).status is Status.OPTIMAL


def test_a_solver_that_fails_says_of_what(area):
    with pytest.raises(solver_process.BrokeOffError, match="AttributeError"):
        solver_process.solve("no problem at all")
    assert solver_process.solve(area.problem()).status is Status.OPTIMAL
