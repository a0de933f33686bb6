"""Border units solved in one call, or each with a time limit of its own."""

import multiprocessing
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from optimise import solve
from optimise.problem.criteria import UNITS
from optimise.problem.plan import ExceptionRow, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.progress import Limits, Progress
from pcn_planner import pipeline
from pcn_planner.study.study import Study

PROVEN = 1 / UNITS  #: patient-kilometres; a gap below it is a proof
Groups = list[tuple[str, ...]]


@dataclass(frozen=True)
class Unit:
    """What one border unit came to; patient-kilometres, unknown ``None``."""

    name: str
    practices: int
    networks: Groups
    cost: float | None
    bound: float | None
    exceptions: int | None
    seconds: float
    declared: tuple[ExceptionRow, ...] = ()

    @property
    def gap(self) -> float | None:
        """Share by which the plan may be above the least."""
        if self.cost is None or self.bound is None:
            return None
        return max(0.0, self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def status(self) -> Status:
        """Whether there is a plan, and whether it is proven."""
        if not self.networks:
            return Status.NO_PLAN
        known = self.cost is not None and self.bound is not None
        proven = known and (self.cost or 0.0) - (self.bound or 0.0) < PROVEN
        return Status.OPTIMAL if proven else Status.FEASIBLE


@dataclass(frozen=True)
class Solved:
    """All units, and whether the plan passed its verification."""

    units: list[Unit]
    verified: bool

    @property
    def networks(self) -> Groups:
        """The networks of all units."""
        return [group for unit in self.units for group in unit.networks]


def together(study: Study, rules: Rules, limits: Limits, jobs: int, folder: Path) -> Solved:
    """Propose, draw and write as ``pcn plan`` does."""
    last: dict[str, Progress] = {}

    def listen(progress: Progress) -> None:
        if progress.phase == "done":
            last[progress.unit] = progress

    made = pipeline.propose(study, rules, limits=limits, jobs=jobs, progress=listen)
    pipeline.write(made, folder)
    return Solved(_units(study, made.result, last), made.verified)


def _units(study: Study, result: Result, last: Mapping[str, Progress]) -> list[Unit]:
    """The units of one result. Bounds count only where the exceptions of all are settled."""
    settled = result.exceptions_patients == result.exceptions_bound
    networks = [] if result.plan is None else list(result.plan.networks.values())
    units = []
    for name, codes in study.units.groupby(study.units).groups.items():
        inside, told = frozenset(codes), last.get(str(name))
        seconds = result.statistics.get(f"seconds {name}", 0.0)
        units.append(
            Unit(
                str(name),
                len(inside),
                [group for group in networks if group[0] in inside],
                None if told is None else told.objective,
                told.bound if told is not None and settled else None,
                None if told is None else told.exceptions_patients,
                seconds or result.statistics.get("seconds", 0.0),
            )
        )
    return units


def piecemeal(problem: Problem, limits: Limits, jobs: int) -> list[Unit]:
    """Solve each unit under its own limits, the largest first, ``jobs`` at a time."""
    parts = sorted(problem.parts(), key=lambda part: -len(part[1]))
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=fresh) as pool:
        waiting = [pool.submit(one, name, part, limits) for name, part in parts]
        return sorted((run.result() for run in waiting), key=lambda unit: unit.name)


def one(name: str, part: Problem, limits: Limits) -> Unit:
    """Solve one unit."""
    begun = time.perf_counter()
    result = solve.solve(part, limits=limits)
    networks = {} if result.plan is None else result.plan.networks
    place = {key: f"{name}-{k}" for k, key in enumerate(networks, start=1)}
    return Unit(
        name,
        len(part),
        list(networks.values()),
        result.objective,
        result.bound,
        result.exceptions_patients,
        time.perf_counter() - begun,
        tuple(replace(row, network_id=place[row.network_id]) for row in result.exceptions),
    )
