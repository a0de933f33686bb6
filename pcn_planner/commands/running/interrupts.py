"""What Ctrl-C does: it ends a command at once, except where that would lose what was found.

While files are read and libraries imported nothing can be lost. A solve keeps its best plan
(``live``), and what is found is written to its end unless Ctrl-C comes twice. What schedulers,
``timeout`` and a computer that shuts down send (SIGTERM) does the same.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ABORTED = 130
STDERR = 2
STOPS = (signal.SIGINT, signal.SIGTERM)  #: signals that ask a command to end
_written: list[str] = []  #: folders that this run has written


def listen() -> None:
    """From here on Ctrl-C ends this program at once, unless it was started to ignore it."""
    for stop in STOPS:
        if signal.getsignal(stop) is not signal.SIG_IGN:
            signal.signal(stop, _leave)


def over() -> None:
    """Ignore Ctrl-C from now on: while Python ends it would only change the exit code."""
    if threading.current_thread() is threading.main_thread():
        for stop in STOPS:
            signal.signal(stop, signal.SIG_IGN)


def wrote(folder: object) -> None:
    """Remember that ``folder`` is written, so that nobody is told otherwise."""
    _written.append(str(folder))


def forget() -> None:
    """Forget what was written, as a new command begins."""
    _written.clear()


def ending() -> str:
    """What a command that was stopped leaves behind, as a sentence."""
    written = ", ".join(_written)
    return f"Stopped; {written} is written." if written else "Stopped; nothing was written."


@contextmanager
def answered(answer: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C call ``answer`` within the block, if this is the main thread, which alone may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {stop: signal.signal(stop, lambda _number, _frame: answer()) for stop in STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)


@contextmanager
def writing() -> Iterator[None]:
    """Let files be written to their end within the block; the second Ctrl-C gives them up."""
    pressed: list[bool] = []

    def answer() -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(True)
        say("Writing what was found. Ctrl-C again gives up.")

    with answered(answer):
        yield


@contextmanager
def undoing() -> Iterator[None]:
    """Let Ctrl-C remove what is half written, then end: nothing was found that it could lose."""

    def answer() -> None:
        raise KeyboardInterrupt

    with answered(answer):
        yield


def say(line: str) -> None:
    """Write to stderr past all buffers: a signal may come while they are being written to."""
    os.write(STDERR, f"\n{line}\n".encode())


def _leave(_number: int, _frame: FrameType | None) -> None:
    say(ending())
    os._exit(ABORTED)  # an import or compiled code would swallow an exception, or half of it
