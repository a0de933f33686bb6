"""Every unit has its turn before any is solved to its end, and time has no say in what is kept."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimise.problem.earlier import EarlierPrices
from optimise.units.rounds import in_rounds
from optimise.units.tasks import Done, Task
from tests.support.middle_areas import middle_area

PROBLEM = middle_area(5, 0).problem()
NETWORKS = (("P00",),)
PRICES = (EarlierPrices("cost", {"P00": 1}),)


def tasks(count: int) -> list[Task]:
    return [Task(f"U{k}", PROBLEM, (1, 5), 0.0, 1) for k in range(count)]


class Bench:
    """Ends a unit whose work fits into its share; others stop with a plan of one more patient."""

    def __init__(self, work: dict[str, float]) -> None:
        self.work, self.begun, self.asked = work, list[str](), list[Task]()

    def __call__(self, asked, shares):
        for task, share in zip(asked, shares, strict=True):
            self.begun.append(task.unit)
            self.asked.append(task)
            enough = share is None or self.work[task.unit] <= share.seconds(0.0)
            cost = 100 if enough else 116
            done = Done(task.unit, NETWORKS, cost, 100, 0, 0, stopped=not enough, prices=PRICES)
            yield task, done


def test_a_hard_unit_lets_every_other_be_solved_first():
    bench = Bench({"U0": 1e9, "U1": 0.1, "U2": 0.1})
    ended = in_rounds(tasks(3), bench, jobs=1, cancelled=None, deadline=None)
    assert [task.unit for task, _ in ended] == ["U1", "U2", "U0"]
    assert bench.begun == ["U0", "U1", "U2", "U0"]


@pytest.mark.parametrize("limit_s", [None, 1e6], ids=["no limit", "a limit"])
def test_under_a_limit_alone_a_unit_goes_on_from_where_its_turn_ended(limit_s):
    bench = Bench({"U0": 1e4, "U1": 0.1})
    deadline = None if limit_s is None else time.monotonic() + limit_s
    ended = list(in_rounds(tasks(2), bench, jobs=1, cancelled=None, deadline=deadline))
    assert [task.problem is PROBLEM for task, _ in ended] == [True, True], "as they were asked"
    again = bench.asked[-1].problem
    assert (again.start, again.earlier) == (((), ()) if limit_s is None else (((0,),), PRICES))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=6), st.integers(1, 3))
def test_every_unit_is_handed_over_once_and_settled_without_a_limit(work, jobs):
    asked = tasks(len(work))
    bench = Bench({task.unit: own for task, own in zip(asked, work, strict=True)})
    found = {
        task.unit: done
        for task, done in in_rounds(asked, bench, jobs=jobs, cancelled=None, deadline=None)
    }
    assert sorted(found) == [task.unit for task in asked]
    assert {(done.cost, done.stopped) for done in found.values()} == {(100, False)}


def test_a_stop_in_the_first_round_keeps_what_each_unit_had():
    bench = Bench({"U0": 1e9, "U1": 1e9})
    ended = list(in_rounds(tasks(2), bench, jobs=1, cancelled=lambda: True, deadline=None))
    assert bench.begun == ["U0", "U1"]
    assert [done.networks for _, done in ended] == [NETWORKS, NETWORKS]


def test_with_a_limit_no_turn_takes_more_than_its_part_of_half_the_time():
    seen = []

    def runner(asked, shares):
        seen.append([share.seconds(0.0) for share in shares])
        return iter([])

    list(in_rounds(tasks(4), runner, jobs=1, cancelled=None, deadline=time.monotonic() + 2.0))
    assert all(seconds <= 2.0 / 2 / 4 for seconds in seen[0])


PLAN = Done("U", NETWORKS, cost=10, bound=5, exceptions=0, exceptions_bound=0, stopped=True)


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        (replace(PLAN, networks=(), cost=None, exceptions=None, bound=None), (10, 5, 0, 0)),
        (replace(PLAN, cost=12, bound=8), (10, 8, 0, 0)),
        (replace(PLAN, cost=1, bound=1, exceptions=7), (10, 5, 0, 0)),
        (replace(PLAN, cost=12, bound=12, stopped=False), (12, 12, 0, 0)),
    ],
    ids=["no plan", "a dearer plan", "more exceptions, whose bound says nothing", "the end"],
)
def test_the_better_of_two_goes_is_kept_with_the_bounds_that_hold(later, kept):
    done = PLAN.or_better(later)
    assert (done.cost, done.bound, done.exceptions, done.exceptions_bound) == kept
