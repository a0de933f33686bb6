"""Turning a clock and a user's wish to stop into the flag that compiled code looks at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from optimise.generation import Watch

LOOK_EVERY_S = 0.05


@contextmanager
def watched(
    watch: Watch, cancelled: Callable[[], bool] | None, deadline: float | None
) -> Iterator[Watch]:
    """Raise the watch's flag once ``cancelled()`` or ``deadline`` (``time.monotonic``) says so.

    A thread looks every twentieth of a second: compiled search lets it run.
    """
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_S):
            late = deadline is not None and time.monotonic() >= deadline
            if late or (cancelled is not None and cancelled()):
                watch.flag[0] = 1
                return

    if deadline is not None and time.monotonic() >= deadline:
        watch.flag[0] = 1
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
