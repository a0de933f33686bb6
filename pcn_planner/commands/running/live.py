"""Long work in a thread of its own: progress on stderr, Ctrl-C keeps the best plan so far."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rich.console import Console

from optimise.progress import Cancelled, Progress, Tell
from pcn_planner.commands.running.interrupts import ABORTED, answered, say
from pcn_planner.study import planned_words

T = TypeVar("T")
LINE_EVERY_S = 5.0  #: where no terminal shows a moving line
LOOK_EVERY_S = 0.1


@dataclass
class _Work(Generic[T]):
    """What the thread and the screen both know."""

    started: float = field(default_factory=time.monotonic)
    latest: Progress | None = None
    stopping: bool = False
    result: list[T] = field(default_factory=list)
    failure: BaseException | None = None

    def tell(self, progress: Progress) -> None:
        self.latest = progress

    def cancelled(self) -> bool:
        return self.stopping

    def interrupted(self) -> None:
        if self.stopping:
            say("Given up; nothing was written.")
            os._exit(ABORTED)  # the thread may be deep inside compiled code
        self.stopping = True
        say("Stopping with the best plan so far. Ctrl-C again gives up.")

    def run(self, work: Callable[[Tell, Cancelled], T]) -> None:
        try:
            self.result.append(work(self.tell, self.cancelled))
        except BaseException as error:
            self.failure = error

    def line(self) -> str:
        return described(self.latest, time.monotonic() - self.started, stopping=self.stopping)


def watched(work: Callable[[Tell, Cancelled], T]) -> T:
    """Do some work while the screen shows how far it is.

    The first Ctrl-C asks the work to stop with what it has; the second ends the process at once
    with exit code 130.
    """
    state: _Work[T] = _Work()
    thread = threading.Thread(target=state.run, args=(work,), daemon=True)
    console = Console(stderr=True, markup=False, highlight=False)
    with answered(state.interrupted):
        thread.start()
        _show(state, thread, console)
    if state.failure is not None:
        raise state.failure
    return state.result[0]


def described(progress: Progress | None, seconds: float, *, stopping: bool) -> str:
    """One line on the state of a solve; what is not known is left out."""
    parts = ["stopping" if stopping else "solving"]
    if progress is not None:
        if progress.units_done == progress.units:
            return f"verifying, measuring and drawing · {seconds:.0f} s"
        plan, bound = progress.objective, progress.bound
        parts = ["stopping" if stopping else f"{progress.unit}: {progress.phase}"]
        parts += [] if plan is None else [f"plan {plan:,.0f}"]
        parts += [] if bound is None else [f"bound {bound:,.0f}"]
        if plan and bound is not None and bound <= plan:
            parts.append(f"gap {(plan - bound) / plan:.2%}")
        if progress.exceptions_patients:
            excused = planned_words.now("patients in exceptions")
            parts.append(f"{progress.exceptions_patients:,} {excused}")
        parts.append(f"{progress.units_done} of {progress.units} areas done")
    return " · ".join([*parts, f"{seconds:.0f} s"])


def _show(state: "_Work[T]", thread: threading.Thread, console: Console) -> None:
    if console.is_terminal:
        with console.status(state.line()) as status:
            while thread.is_alive():
                thread.join(LOOK_EVERY_S)
                status.update(state.line())
        return
    said = time.monotonic()
    while thread.is_alive():
        thread.join(LOOK_EVERY_S)
        if time.monotonic() - said >= LINE_EVERY_S:
            said = time.monotonic()
            console.print(state.line(), soft_wrap=True)
