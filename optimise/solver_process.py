"""Solve in a process of its own, so that whoever waits goes on answering, whatever happens there.

The process gives way to others. Where it ends before its answer (a crash, no memory left), the
caller gets an error and the next solve another process. Processes are kept, one for each solve
at the same time, and end with the program that began them.
"""

import atexit
import operator
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from optimise.problem.plan import Result
from optimise.problem.problem import Problem
from optimise.progress import Cancelled, Limits, Tell
from optimise.solve import solve as solve_here

LOOK_EVERY_S = 0.02
NICE = 5  #: how far the solver gives way to the pages of the program that asks it (POSIX)
TOLD, MADE, FAILED, ENDED = "told", "made", "failed", "ended"
_idle: list["_Solver"] = []


class BrokeOffError(RuntimeError):
    """The solver broke off; says of what it died."""


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seed: int = 1,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """As ``optimise.solve.solve``, in another process.

    ``progress`` and ``cancelled`` are called on this thread. Raises ``BrokeOffError`` where the
    solver fails or its process ends.
    """
    solver = _taken()
    try:
        made = solver.answer((problem, limits, seed), progress, cancelled)
    except BaseException:
        solver.end()
        raise
    _idle.append(solver)
    return made


def prepare() -> None:
    """Have a process at hand, so that the first solve need not wait for one to start."""
    _idle.append(_taken())


@atexit.register
def _end() -> None:
    while _idle:
        _idle.pop().end()


def _taken() -> "_Solver":
    with suppress(IndexError):
        while True:
            solver = _idle.pop()
            if solver.alive:
                return solver
    return _Solver()


class _Solver:
    """The asking end of one process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._heard: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._asked = 0
        threading.Thread(target=self._listen, name="solver", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()

    def answer(
        self, asked: tuple[Any, ...], progress: Tell | None, cancelled: Cancelled | None
    ) -> Result:
        """Hand over a problem and wait for its result."""
        self._asked += 1
        self._say((self._asked, asked))
        while True:
            if cancelled is not None and cancelled():
                self._say((self._asked, None))
                cancelled = None
            kind, heard = self._next()
            if kind == MADE:
                made: Result = heard
                return made
            if kind in (FAILED, ENDED):
                raise BrokeOffError(heard)
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
    """Serve solves, asked for on the standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asks decides when to stop
    if hasattr(os, "nice"):
        os.nice(NICE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    asked: queue.SimpleQueue[tuple[int, tuple[Any, ...]]] = queue.SimpleQueue()
    stopped: list[int] = []
    threading.Thread(target=_read, args=(asked, stopped), daemon=True).start()
    turn = threading.Lock()

    def say(kind: str, what: object) -> None:
        with turn:
            _send(answers, (kind, what))

    while True:
        number, (problem, limits, seed) = asked.get()
        try:
            made = solve_here(
                problem, limits=limits, seed=seed, progress=partial(say, TOLD),
                cancelled=partial(operator.contains, stopped, number),
            )  # fmt: skip
            say(MADE, made)
        except Exception as error:
            say(FAILED, f"{type(error).__name__}: {error}")


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
