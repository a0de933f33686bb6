"""Border units as tasks of their own: solved one by one, or side by side, or read back."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from optimise.problem.earlier import EarlierPrices
from optimise.problem.problem import Problem
from optimise.progress import Cancelled
from optimise.stopping import Watch, watched
from optimise.units.asked import PartResult, SearchEffort
from optimise.units.components import UnitSolver

Told = Callable[[str, str, float | None, float | None, int | None], None]


@dataclass(frozen=True)
class Task:
    """One border unit to be solved."""

    unit: str
    problem: Problem
    asked: tuple[int, int]
    gap: float
    seed: int


@dataclass(frozen=True)
class Done:
    """What a task came to; ``failure`` is a sentence when it broke, other fields as in a part."""

    unit: str
    networks: tuple[tuple[str, ...], ...] = ()
    cost: int | None = None
    bound: int | None = None
    exceptions: int | None = None
    exceptions_bound: int | None = None
    stopped: bool = False
    seconds: float = 0.0
    failure: str = ""
    bound_by: str = ""
    prices: tuple[EarlierPrices, ...] = ()

    @classmethod
    def of(cls, task: Task, result: PartResult, seconds: float) -> "Done":
        """Practice rows back to practice codes."""
        codes = task.problem.codes
        return cls(
            task.unit,
            tuple(sorted(tuple(codes[i] for i in c.members) for c in result.chosen)),
            result.cost,
            result.bound,
            result.exceptions,
            result.exceptions_bound,
            result.stopped,
            seconds,
            bound_by=result.bound_by,
            prices=result.prices,
        )

    def or_better(self, later: "Done") -> "Done":
        """What two goes at the same task came to: the better plan, the tighter bounds.

        A later go that came to its end counts alone, so that time has no say in its plan.
        """
        if not later.stopped:
            return replace(later, seconds=self.seconds + later.seconds)
        one, other = (self, later) if self._rank <= later._rank else (later, self)
        same = one.exceptions == other.exceptions
        bounds = [
            (d.bound, d.bound_by)
            for d in (one, other)
            if d.bound is not None and (d is one or same)
        ]
        bound, by = max(bounds, default=(None, ""))
        fewest = [b for b in (one.exceptions_bound, other.exceptions_bound) if b is not None]
        return replace(
            one,
            bound=bound,
            bound_by=by,
            exceptions_bound=max(fewest, default=None),
            seconds=self.seconds + later.seconds,
            failure=later.failure,
            prices=later.prices or self.prices,
        )

    @property
    def _rank(self) -> tuple[bool, int, int]:
        """Any plan before none, fewer patients in exceptions, less cost."""
        return not self.networks, self.exceptions or 0, self.cost or 0


def run(
    task: Task,
    *,
    told: Told | None = None,
    cancelled: Cancelled | None = None,
    deadline: float | None = None,
) -> Done:
    """Solve one unit here. A fault in it becomes a sentence, so that other units go on."""
    begun = time.monotonic()
    watch = Watch()

    def report(phase: str, plan: float | None, bound: float | None) -> None:
        if told is not None:
            told(task.unit, phase, plan, bound, solver.best.exceptions)

    watch.report = report
    solver = UnitSolver(task.problem, task.asked, SearchEffort(task.gap, task.seed, watch))
    try:
        with watched(watch, cancelled, deadline):
            result = solver.solve()
    except (ArithmeticError, MemoryError, RuntimeError, ValueError) as fault:
        done = Done.of(task, replace(solver.best, stopped=True), time.monotonic() - begun)
        return replace(done, failure=f"{type(fault).__name__}: {fault}")
    return Done.of(task, result, time.monotonic() - begun)


SPARED_S = 0.02  #: a practice; a first plan takes far less


@dataclass(frozen=True)
class Share:
    """A border unit's time: it ends at ``latest``, or once it has had ``least`` if that is later.

    Both are in seconds, ``latest`` from the beginning of the whole.
    """

    latest: float
    least: float

    def seconds(self, elapsed: float) -> float:
        """Seconds for the unit when it begins ``elapsed`` seconds after the whole."""
        return max(self.latest - elapsed, self.least)


def share_out(sizes: Sequence[int], seconds: float, jobs: int = 1) -> list[Share]:
    """The share of each unit, in the order in which they begin: the same for every practice.

    What a unit leaves over is the next one's.

    Parameters
    ----------
    sizes
        Practices of each unit.
    seconds
        For all of them.
    jobs
        How many are solved at a time.
    """
    total = max(1, sum(sizes))
    each = min(SPARED_S, seconds * jobs / total)
    before = [begun - size for begun, size in zip(accumulate(sizes), sizes, strict=True)]
    return [
        Share(seconds * min(1.0, (first + jobs * size) / total), each * size)
        for size, first in zip(sizes, before, strict=True)
    ]
