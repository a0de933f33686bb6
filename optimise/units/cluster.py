"""Border units side by side on a dask cluster that somebody else runs (dask.distributed)."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from boundaries.errors import DataError
from optimise.progress import Cancelled
from optimise.units.rounds import Shares
from optimise.units.tasks import Done, Share, Task, Told, run

TOPIC = "pcn-planner"
LOOK_EVERY_S = 0.2
TELL_EVERY_S = 0.2  #: of bounds; plans are told of at once
ANSWER_S = 20


@dataclass(frozen=True)
class Scheduler:
    """A running dask scheduler: its address, and what ``distributed.Security`` takes.

    Without ``security`` dask's own configuration counts (``distributed.comm.tls``).
    """

    address: str
    security: Mapping[str, str | bool] = field(default_factory=dict)


@contextmanager
def connected(scheduler: Scheduler) -> Iterator[Any]:
    """A client of the scheduler; DataError where it cannot be reached as asked."""
    from distributed import Client, Security

    try:
        security = Security(**scheduler.security) if scheduler.security else None
        client = Client(scheduler.address, timeout=f"{ANSWER_S}s", security=security)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise DataError(
            f"the scheduler at {scheduler.address} cannot be used ({error})",
            remedy="Name a running dask scheduler, tls:// with --scheduler-security, or leave "
            "--scheduler out: --jobs needs none",
        ) from error
    with client:
        yield client


def run_remote(task: Task, stop: str, share: Share | None, begun: float) -> Done:
    """Solve a task on a worker: progress goes out as events, a named event asks to stop.

    ``begun`` is when the whole began (``time.time``), for its share of the time.
    """
    from distributed import Event, get_client, get_worker

    worker, stopping = get_worker(), Event(stop, client=get_client())

    asked, last = [0.0], [0.0]

    def told(unit: str, phase: str, *figures: float | None) -> None:
        if phase != "bound" or time.monotonic() - last[0] >= TELL_EVERY_S:
            last[0] = time.monotonic()
            worker.log_event(TOPIC, [stop, unit, phase, *figures])

    def cancelled() -> bool:
        if time.monotonic() - asked[0] < LOOK_EVERY_S:
            return False
        asked[0] = time.monotonic()
        return bool(stopping.is_set())

    seconds = None if share is None else share.seconds(time.time() - begun)
    deadline = None if seconds is None else time.monotonic() + seconds
    return run(task, told=told, cancelled=cancelled, deadline=deadline)


def run_all(
    tasks: Sequence[Task],
    shares: Shares,
    *,
    client: Any,
    told: Told,
    cancelled: Cancelled | None,
) -> Iterator[tuple[Task, Done]]:
    """Solve tasks side by side, begun in their order, and hand each over as it ends.

    A worker that dies is replaced and its task run again; a task that breaks ends as a
    ``Done`` with a failure and leaves the others be.
    """
    from distributed import Event

    stop = Event(client=client)
    own, begun = stop.name, time.time()
    client.subscribe_topic(TOPIC, lambda event: told(*event[1][1:]) if event[1][0] == own else None)
    futures = {
        client.submit(run_remote, task, own, share, begun, pure=False): task
        for task, share in zip(tasks, shares, strict=True)
    }
    waiting = set(futures)
    while waiting:
        if cancelled is not None and cancelled():
            stop.set()
            cancelled = None
        ended = {future for future in waiting if future.done()}
        for future in sorted(ended, key=lambda f: futures[f].unit):
            yield futures[future], _outcome(futures[future], future)
        waiting -= ended
        time.sleep(LOOK_EVERY_S / 4)


def _outcome(task: Task, future: Any) -> Done:
    fault = future.exception()
    if fault is not None:
        return Done(task.unit, stopped=True, failure=f"{type(fault).__name__}: {fault}")
    done: Done = future.result()
    return done
