"""Long work in a thread of its own, watched and stopped from the page."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from boundaries.errors import DataError
from optimise.progress import Cancelled

Told = TypeVar("Told")  #: what work says of itself while it goes on
Made = TypeVar("Made")  #: what comes of it
Work = Callable[[Callable[[Told], None], Cancelled], Made]
#: so many works go on at once; more would only keep each other, and every page, waiting
PLACES = max(2, os.cpu_count() or 1)
LOOK_EVERY_S = 0.1
STOPPED_WAITING = "Stopped before its turn came. Your plan is as it was."
_places = threading.BoundedSemaphore(PLACES)


@dataclass
class Run(Generic[Told, Made]):
    """Long work under way, or ended.

    ``purpose`` is what the work is for, ``told`` grows while it runs; it is ``waiting`` while
    others have every place. After the end exactly one of ``made`` and ``failure`` is set;
    ``failure`` is a sentence for people.
    """

    purpose: str = ""
    begun: float = field(default_factory=time.monotonic)
    waiting: bool = True
    told: list[Told] = field(default_factory=list)
    made: Made | None = None
    failure: str | None = None
    seconds: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether the work goes on."""
        return not self._ended.is_set()

    @property
    def stopping(self) -> bool:
        """Whether the work has been asked to stop."""
        return self._stop.is_set()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start, or taken in all."""
        return time.monotonic() - self.begun if self.seconds is None else self.seconds

    def stop(self) -> None:
        """Ask the work to end with the best it has."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; returns whether it came."""
        return self._ended.wait(seconds)


def start(work: Work[Told, Made], purpose: str = "") -> Run[Told, Made]:
    """Begin the work in a thread; an error of it becomes a message and nothing else ends."""
    run: Run[Told, Made] = Run(purpose)
    threading.Thread(target=_do, args=(run, work), name="solve", daemon=True).start()
    return run


def _placed(run: Run[Told, Made]) -> bool:
    """Wait for a place; False where the work was stopped before there was one."""
    while not run.stopping:
        if _places.acquire(timeout=LOOK_EVERY_S):
            return True
    return False


def _do(run: Run[Told, Made], work: Work[Told, Made]) -> None:
    if not _placed(run):
        run.failure, run.seconds = STOPPED_WAITING, time.monotonic() - run.begun
        run._ended.set()
        return
    run.waiting = False
    try:
        run.made = work(run.told.append, run._stop.is_set)
    except DataError as error:
        run.failure = str(error)
    except Exception as error:
        run.failure = (
            f"The optimiser broke off ({type(error).__name__}: {error}). Your plan is as it was."
        )
    finally:
        run.seconds = time.monotonic() - run.begun
        _places.release()
        run._ended.set()
