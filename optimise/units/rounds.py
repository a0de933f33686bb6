"""Units in two rounds: each has a short turn first, then what is left open is solved to its end.

So one hard unit starves nobody: whenever the work is stopped, every unit has had its turn.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from optimise.progress import Cancelled
from optimise.units.tasks import Done, Share, Task, share_out

TURN_S = 0.05  #: a practice, in the first round
TURN_LEAST_S = 1.0
Shares = Sequence[Share | None]  #: of the time, one a task; ``None`` has no end
Runner = Callable[[Sequence[Task], Shares], Iterator[tuple[Task, Done]]]


def in_rounds(
    tasks: Sequence[Task],
    runner: Runner,
    *,
    jobs: int,
    cancelled: Cancelled | None,
    deadline: float | None,
) -> Iterator[tuple[Task, Done]]:
    """Hand over every task once, as it ends.

    A unit that its turn did not settle is solved again from the beginning where time has no end,
    so that it comes to the same plan whatever its turn was. Under a limit it goes on from the plan
    and the prices that its turn came to; the better of both is kept.
    """
    if len(tasks) <= jobs:
        yield from runner(tasks, shares(tasks, deadline, jobs))
        return
    left_open = {}
    for task, done in runner(tasks, _turns(tasks, deadline, jobs)):
        if done.stopped and not done.failure:
            left_open[task.unit] = (task, done)
        else:
            yield task, done
    if _over(cancelled, deadline):
        yield from left_open.values()
        return
    again = [
        task if deadline is None else _going_on(task, done) for task, done in left_open.values()
    ]
    for later, done in runner(again, shares(again, deadline, jobs)):
        task, turn = left_open[later.unit]
        yield task, turn.or_better(done)


def _going_on(task: Task, turn: Done) -> Task:
    """The task from where its turn left it."""
    start = tuple(map(task.problem.rows, turn.networks)) or task.problem.start
    earlier = turn.prices or task.problem.earlier
    return replace(task, problem=replace(task.problem, start=start, earlier=earlier))


def shares(tasks: Sequence[Task], deadline: float | None, jobs: int) -> Shares:
    """What each task has of the time until the deadline."""
    if deadline is None:
        return [None] * len(tasks)
    left = max(0.0, deadline - time.monotonic())
    return share_out([len(task.problem) for task in tasks], left, jobs)


def _turns(tasks: Sequence[Task], deadline: float | None, jobs: int) -> Shares:
    sizes = [len(task.problem) for task in tasks]
    turns = [max(TURN_LEAST_S, TURN_S * size) for size in sizes]
    if deadline is not None:
        half = max(0.0, deadline - time.monotonic()) * jobs / 2
        turns = [
            min(turn, half * size / sum(sizes)) for turn, size in zip(turns, sizes, strict=True)
        ]
    return [Share(0.0, turn) for turn in turns]


def _over(cancelled: Cancelled | None, deadline: float | None) -> bool:
    late = deadline is not None and time.monotonic() >= deadline
    return late or (cancelled is not None and cancelled())
