"""Functions called in processes of their own, so that whoever waits goes on answering.

A process is spoken to through the pipes of its standard input and output alone: nothing listens
that another user of the machine could reach. It gives way to others, ignores Ctrl-C (the program
that asks decides when to stop) and ends with the program that began it. Where it ends before its
answer (a crash, no memory left), the caller gets an error and the next call another process.
Processes are kept, one for each call at the same time; one that holds much memory after its
answer ends, as that alone gives it back.
"""

import atexit
import importlib
import operator
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import psutil

from optimise.progress import Cancelled

LOOK_EVERY_S = 0.02
NICE = 5  #: how far a process gives way to the pages of the program that asks it (POSIX)
WARM = "optimise.solve"  #: imported before anything is asked
KEPT_MIB = 1024  #: a process that holds more after its answer is not kept
TOLD, MADE, LAST, FAILED, ENDED = "told", "made", "made and ends", "failed", "ended"
_idle: list["_Process"] = []


class BrokeOffError(RuntimeError):
    """The call broke off in its process; the message says why."""


class EndedError(BrokeOffError):
    """The process ended before its answer; another one may come further."""


def call(
    function: Callable[..., Any],
    *asked: Any,
    progress: Callable[[Any], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Any:
    """``function(*asked, progress=..., cancelled=...)`` in another process.

    The function is found by its name, arguments and answers are copied. ``progress`` and
    ``cancelled`` are called on this thread. Raises ``BrokeOffError`` where the function fails
    or its process ends.
    """
    process = _taken()
    try:
        made, stays = process.answer((function, asked), progress, cancelled)
    except BaseException:
        process.end()
        raise
    _idle.append(process) if stays else process.end()
    return made


def prepare() -> None:
    """Have a process at hand, so that the first call need not wait for one to start."""
    _idle.append(_taken())


@atexit.register
def _end() -> None:
    while _idle:
        _idle.pop().end()


def _taken() -> "_Process":
    with suppress(IndexError):
        while True:
            process = _idle.pop()
            if process.alive:
                return process
    return _Process()


class _Process:
    """The asking end of one process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal reaches its whole session
        )
        self._heard: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._asked = 0
        threading.Thread(target=self._listen, name="solver", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it runs; the system is asked, as ``poll`` says yes while another thread waits."""
        try:
            return bool(psutil.Process(self._process.pid).status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def end(self) -> None:
        self._process.kill()

    def answer(
        self,
        asked: tuple[Any, ...],
        progress: Callable[[Any], None] | None,
        cancelled: Cancelled | None,
    ) -> tuple[Any, bool]:
        """Hand over a call and wait for its answer; also whether the process stays."""
        self._asked += 1
        self._say((self._asked, asked))
        while True:
            if cancelled is not None and cancelled():
                self._say((self._asked, None))
                cancelled = None
            kind, heard = self._next()
            if kind in (MADE, LAST):
                return heard, kind == MADE
            if kind in (FAILED, ENDED):
                raise (BrokeOffError if kind == FAILED else EndedError)(heard)
            if kind == TOLD and progress is not None:
                progress(heard)

    def _next(self) -> tuple[str, Any]:
        try:
            return self._heard.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            return "", None

    def _say(self, said: object) -> None:
        with suppress(OSError, ValueError):  # that the process ended is heard from its silence
            _send(self._process.stdin, said)

    def _listen(self) -> None:
        with suppress(OSError, EOFError, pickle.UnpicklingError), self._process as process:
            while True:
                self._heard.put(pickle.load(process.stdout))  # type: ignore[arg-type]
        self._heard.put((ENDED, f"the solver's process ended, code {self._process.returncode}"))


def _send(to: Any, said: object) -> None:
    to.write(pickle.dumps(said))
    to.flush()


def main() -> None:
    """Serve calls, asked for on the standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    importlib.import_module(WARM)
    asked: queue.SimpleQueue[tuple[int, tuple[Any, ...]]] = queue.SimpleQueue()
    stopped: list[int] = []
    threading.Thread(target=_read, args=(asked, stopped), daemon=True).start()
    turn = threading.Lock()

    def say(kind: str, what: object) -> None:
        with turn:
            _send(answers, (kind, what))

    while True:
        number, (function, given) = asked.get()
        try:
            made = function(
                *given, progress=partial(say, TOLD),
                cancelled=partial(operator.contains, stopped, number),
            )  # fmt: skip
            say(LAST if _memory_mib() > KEPT_MIB else MADE, made)
        except Exception as error:
            say(FAILED, f"{type(error).__name__}: {error}")


def _memory_mib() -> float:
    """The memory that this process holds."""
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def _read(asked: "queue.SimpleQueue[Any]", stopped: list[int]) -> None:
    """Pass on what is asked; a stop overtakes it. Nobody waits once the input has ended."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            number, what = pickle.load(sys.stdin.buffer)
            if what is None:
                stopped.append(number)
            else:
                asked.put((number, what))
    os._exit(0)


if __name__ == "__main__":
    main()
