"""Border units side by side, each in a process of its own on this machine."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

from optimise.progress import Cancelled
from optimise.units.processes import BrokeOffError, EndedError, call
from optimise.units.rounds import Shares
from optimise.units.tasks import Done, Task, Told, run

TRIES = 2  #: with a process that ends before its answer
TELL_EVERY_S = 0.2  #: of bounds; plans are told of at once


def run_all(
    tasks: Sequence[Task],
    shares: Shares,
    *,
    jobs: int,
    told: Told,
    cancelled: Cancelled | None,
) -> Iterator[tuple[Task, Done]]:
    """Solve tasks side by side, begun in their order, and hand each over as it ends.

    A process that dies is replaced and its task run again; a task that breaks ends as a
    ``Done`` with a failure and leaves the others be.
    """
    begun, left = time.monotonic(), threading.Event()

    def stopped() -> bool:
        return left.is_set() or (cancelled is not None and cancelled())

    def solved(task: Task, share: Any) -> Done:
        seconds = None if share is None else share.seconds(time.monotonic() - begun)
        return _solved(task, seconds, told, stopped)

    with ThreadPoolExecutor(max(1, min(jobs, len(tasks)))) as threads:
        futures: dict[Future[Done], Task] = {
            threads.submit(solved, task, share): task
            for task, share in zip(tasks, shares, strict=True)
        }
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            left.set()  # whoever asked may have gone before the end


def _solved(task: Task, seconds: float | None, told: Told, stopped: Cancelled) -> Done:
    fault: BrokeOffError | None = None
    for _ in range(TRIES):
        try:
            done: Done = call(
                _run, task, seconds, progress=lambda said: told(*said), cancelled=stopped
            )
        except EndedError as error:
            fault = error
        except BrokeOffError as error:
            return Done(task.unit, stopped=True, failure=str(error))
        else:
            return done
    return Done(task.unit, stopped=True, failure=str(fault))


def _run(task: Task, seconds: float | None, *, progress: Any, cancelled: Cancelled) -> Done:
    """Call ``run`` in the other process; it tells its progress as one value."""
    last = [0.0]

    def told(unit: str, phase: str, *figures: float | None) -> None:
        if phase != "bound" or time.monotonic() - last[0] >= TELL_EVERY_S:
            last[0] = time.monotonic()
            progress((unit, phase, *figures))

    deadline = None if seconds is None else time.monotonic() + seconds
    return run(task, told=told, cancelled=cancelled, deadline=deadline)
