"""Border units side by side, on local processes or an existing cluster (dask.distributed)."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from optimise.progress import Cancelled
from optimise.units.tasks import Done, Share, Task, Told, run, share_out

TOPIC = "pcn-planner"
LOOK_EVERY_S = 0.2
TELL_EVERY_S = 0.2  #: of bounds; plans are told of at once
UNWATCHED = {"distributed.worker.profile.enabled": False}  #: it costs a fifth of the solving


@contextmanager
def _client(jobs: int, scheduler: str | None) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    if scheduler is not None:
        with Client(scheduler, timeout="20s") as client:
            yield client
        return
    with (
        dask.config.set(UNWATCHED),
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # any free port: several runs may go on at once
            silence_logs=logging.ERROR,
        ) as cluster,
        Client(cluster) as client,
    ):
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
    *,
    jobs: int,
    scheduler: str | None,
    told: Told,
    cancelled: Cancelled | None,
    deadline: float | None,
) -> Iterator[tuple[Task, Done]]:
    """Solve tasks side by side, the largest first, and hand each over as it ends.

    A worker that dies is replaced and its task run again; a task that breaks ends as a
    ``Done`` with a failure and leaves the others be.
    """
    from distributed import Event

    with _client(jobs, scheduler) as client:
        stop = Event(client=client)
        own = stop.name
        client.subscribe_topic(
            TOPIC, lambda event: told(*event[1][1:]) if event[1][0] == own else None
        )
        ordered = sorted(tasks, key=lambda task: (-len(task.problem), task.unit))
        shares, begun = _shares(ordered, deadline, len(client.nthreads())), time.time()
        futures = {
            client.submit(run_remote, task, own, share, begun, pure=False): task
            for task, share in zip(ordered, shares, strict=True)
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


def _shares(tasks: Sequence[Task], deadline: float | None, jobs: int) -> Sequence[Share | None]:
    if deadline is None:
        return [None] * len(tasks)
    left = max(0.0, deadline - time.monotonic())
    return share_out([len(task.problem) for task in tasks], left, jobs)


def _outcome(task: Task, future: Any) -> Done:
    fault = future.exception()
    if fault is not None:
        return Done(task.unit, stopped=True, failure=f"{type(fault).__name__}: {fault}")
    done: Done = future.result()
    return done
