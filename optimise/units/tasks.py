"""Border units as tasks of their own: solved one by one, or side by side, or read back."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import accumulate
from pathlib import Path

import numpy as np

from optimise.problem.criteria import SCALE
from optimise.problem.problem import Problem
from optimise.progress import Cancelled
from optimise.stopping import Watch, watched
from optimise.units.asked import PartResult, Search
from optimise.units.components import UnitSolver

METHOD = "column generation 1"  #: changes whenever a kept result may no longer be right
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
    """What a task came to. ``failure`` is a sentence when it broke."""

    unit: str
    networks: tuple[tuple[str, ...], ...] = ()
    cost: int | None = None
    bound: int | None = None
    exceptions: int | None = None
    exceptions_bound: int | None = None
    stopped: bool = False
    seconds: float = 0.0
    failure: str = ""

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
        )


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
    solver = UnitSolver(task.problem, task.asked, Search(task.gap, task.seed, watch))
    try:
        with watched(watch, cancelled, deadline):
            result = solver.solve()
    except (ArithmeticError, MemoryError, RuntimeError, ValueError) as fault:
        done = Done.of(task, replace(solver.best, stopped=True), time.monotonic() - begun)
        return replace(done, failure=f"{type(fault).__name__}: {fault}")
    return Done.of(task, result, time.monotonic() - begun)


def digest(task: Task) -> str:
    """What the task's result depends on, as a hash."""
    problem = task.problem
    said = [METHOD, task.unit, task.asked, task.gap, task.seed, asdict(problem.rules)]
    sha = hashlib.sha256(json.dumps([said, problem.codes, SCALE], sort_keys=True).encode())
    labels = [problem.team, problem.current, *problem.soft.values()]
    arrays = [problem.patients, problem.place_km, problem.edges, problem.need, problem.travel_km]
    for array in [*arrays, *(None if label is None else label.of for label in labels)]:
        sha.update(b"-" if array is None else np.ascontiguousarray(array).tobytes())
    return sha.hexdigest()


def kept(folder: Path | None, task: Task) -> Done | None:
    """The finished result of an earlier run of the same task, if there is one."""
    path = folder and folder / f"{digest(task)}.json"
    if path is None or not path.exists():
        return None
    try:
        row = json.loads(path.read_text("utf-8"))
        networks = tuple(tuple(map(str, practices)) for practices in row.pop("networks"))
        return Done(networks=networks, **row)
    except (OSError, ValueError, TypeError, KeyError):
        return None  # half-written by a run that was killed: solve again


def keep(folder: Path | None, task: Task, done: Done) -> None:
    """Keep a finished result for a later run; unfinished ones are not kept."""
    if folder is None or done.stopped or done.failure or not done.networks:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest(task)}.json"
    path.with_suffix(".part").write_text(json.dumps(asdict(done)), "utf-8")
    os.replace(path.with_suffix(".part"), path)


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
    """The share of each unit, in the order in which they begin.

    What a unit leaves over is the next one's; what is kept for those to come is little, and
    the same for every practice.

    Parameters
    ----------
    sizes
        Practices of each unit.
    seconds
        For all of them.
    jobs
        How many are solved at a time.
    """
    each = min(SPARED_S, seconds * jobs / max(1, sum(sizes)))
    to_come = [sum(sizes) - begun for begun in accumulate(sizes)]
    return [
        Share(seconds - each * rest / jobs, each * size)
        for size, rest in zip(sizes, to_come, strict=True)
    ]
