"""Turning a clock and a user's wish to stop into the flag that compiled code looks at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from optimise.problem.problem import Ints

LOOK_EVERY_S = 0.02


class StoppedError(Exception):
    """The user or the clock ended the work."""


@dataclass
class Watch:
    """The stop flag that compiled code looks at, and who is told of progress."""

    flag: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    report: Callable[[str, float | None, float | None], None] = lambda *_: None

    def quiet(self) -> "Watch":
        """A watch with the same flag that tells nobody: a part's bound is not the whole's."""
        return Watch(self.flag)

    def stopped(self) -> bool:
        """Whether the flag is up."""
        return bool(self.flag[0])

    def check(self) -> None:
        """Raise ``StoppedError`` once the flag is up."""
        if self.stopped():
            raise StoppedError


@contextmanager
def watched(
    watch: Watch, cancelled: Callable[[], bool] | None, deadline: float | None
) -> Iterator[Watch]:
    """Raise the watch's flag once ``cancelled()`` or ``deadline`` (``time.monotonic``) says so.

    A thread looks every fiftieth of a second: compiled search lets it run.
    """
    over = threading.Event()

    def ended() -> bool:
        late = deadline is not None and time.monotonic() >= deadline
        if late or (cancelled is not None and cancelled()):
            watch.flag[0] = 1
        return watch.stopped()

    def look() -> None:
        while not over.wait(LOOK_EVERY_S) and not ended():
            pass

    ended()
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
