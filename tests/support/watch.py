"""Coverage watches the beginning of every test.

Watching makes what is watched take up to four times as long. What tries hundreds of random areas
comes to no new line after the first of them, so the tracer is put down when a test, or all tests
of one function together, had their share of processor seconds, and taken up again by the next.
"""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from coverage import Coverage

LEAST_S = 0.5  #: processor seconds of each test that are watched in any case
TOGETHER_S = 5.0  #: those of all tests of one function, and of all times that a fixture is made
_spent: Counter[str] = Counter()
_resting: list[Coverage] = []


@contextmanager
def beginning(of: str) -> Iterator[None]:
    """Let coverage, if it is on, watch what is done meanwhile no longer than ``of`` has a share."""
    watching = Coverage.current()
    if watching is None:
        yield
        return
    share = max(LEAST_S, TOGETHER_S - _spent[of])
    before = signal.signal(signal.SIGVTALRM, _rest)
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, share)
    begun = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, left)
        signal.signal(signal.SIGVTALRM, before)
        _spent[of] += min(share, time.process_time() - begun)
        while _resting:
            _resting.pop().start()


def _rest(_number: int, _frame: FrameType | None) -> None:
    watching = Coverage.current()
    if watching is not None:
        watching.stop()
        _resting.append(watching)
