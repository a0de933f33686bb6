"""Solve a problem: the public verb of the optimiser."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.exceptions import declare
from optimise.problem.plan import Plan, Result, Status, UnitResult
from optimise.problem.problem import Problem
from optimise.progress import Cancelled, Limits, Progress, Tell
from optimise.units import cluster, names_once, side_by_side
from optimise.units import unfinished as earlier
from optimise.units.asked import contradiction
from optimise.units.cluster import Scheduler
from optimise.units.rounds import Shares, in_rounds
from optimise.units.tasks import Done, Task, Told, run
from optimise.units.unfinished import METHOD

SEPARATE = " / "


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seed: int = 1,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    jobs: int = 1,
    scheduler: Scheduler | str | None = None,
    unfinished: Path | None = None,
) -> Result:
    """Propose networks and prove how good they are.

    Border units are solved apart: nothing crosses a hard border. Only when the number of
    networks in the whole area is limited, and the units' own optima break the limit, are they
    solved as one.

    Parameters
    ----------
    problem
        From ``optimise.problem.problem.build``.
    limits
        Relative gap to stop at, and seconds.
    seed
        Seed of every random choice. The same problem, gap and seed give the same plan.
    progress
        Called from time to time, on this thread or a helper's.
    cancelled
        Asked many times a second, on a helper thread; True ends the solve with the best plan.
    jobs, scheduler
        Local processes to use, which listen to nobody but this one; or a running dask
        scheduler, its address alone where dask's own configuration says how to be secure.
    unfinished
        Folder that keeps finished units, so that a killed run goes on where it was.

    Raises
    ------
    DataError
        The scheduler cannot be used, or ``unfinished`` cannot be written to.
    """
    begun = time.monotonic()
    earlier.check(unfinished)
    wrong = contradiction(problem)
    if wrong:
        return Result(Status.INFEASIBLE, reasons=(wrong,), seed=seed, method=METHOD)
    tasks = _tasks(problem, limits, seed)
    tell = _Teller(progress, len(tasks), begun)
    deadline = None if limits.time_s is None else begun + limits.time_s
    done, notes = [], []
    for task, result in _run(tasks, tell, cancelled, deadline, (jobs, scheduler, unfinished)):
        notes.append(earlier.keep(unfinished, task, result))
        tell.finish(result)
        done.append(result)
    order = {task.unit: k for k, task in enumerate(tasks)}
    done.sort(key=lambda d: order[d.unit])
    again = partial(run, told=tell.told_again, cancelled=cancelled, deadline=deadline)
    done = names_once.settle(problem, tasks, done, again)
    if len(tasks) > 1 and not _number_allowed(problem, done):
        whole = Task("all", problem, _asked(problem), limits.gap, seed)
        done = [run(whole, told=tell.told, cancelled=cancelled, deadline=deadline)]
        done[0] = replace(done[0], unit="")
    merged = _merge(problem, sorted(done, key=lambda d: d.unit))
    return replace(
        merged,
        seconds=time.monotonic() - begun,
        seed=seed,
        method=METHOD,
        notes=tuple(filter(None, notes)),
    )


def _tasks(problem: Problem, limits: Limits, seed: int) -> list[Task]:
    parts = problem.parts()
    if len(parts) > 1 and problem.rules.limits_change:
        parts = [("all", problem)]  # units share what may move
    asked = _asked(problem) if len(parts) == 1 else (1, len(problem))
    return [Task(unit, part, asked, limits.gap, seed) for unit, part in parts if len(part)]


def _asked(problem: Problem) -> tuple[int, int]:
    least, most = problem.rules.networks or (None, None)
    return least or 1, len(problem) if most is None else most


def _run(
    tasks: Sequence[Task],
    tell: "_Teller",
    cancelled: Cancelled | None,
    deadline: float | None,
    where: tuple[int, Scheduler | str | None, Path | None],
) -> Iterator[tuple[Task, Done]]:
    jobs, scheduler, unfinished = where
    open_tasks = []
    for task in tasks:
        known = earlier.kept(unfinished, task)
        if known is None:
            open_tasks.append(task)
        else:
            yield task, known
    watching: dict[str, Any] = {"told": tell.told, "cancelled": cancelled}
    ends: dict[str, Any] = {"cancelled": cancelled, "deadline": deadline}
    by_size = sorted(open_tasks, key=lambda task: (len(task.problem), task.unit))
    largest_first = by_size[::-1]
    if scheduler is not None:
        place = Scheduler(scheduler) if isinstance(scheduler, str) else scheduler
        with cluster.connected(place) as client:
            elsewhere = partial(cluster.run_all, client=client, **watching)
            workers = max(1, len(client.nthreads()))
            yield from in_rounds(largest_first, elsewhere, jobs=workers, **ends)
    elif jobs > 1 and len(open_tasks) > 1:
        beside = partial(side_by_side.run_all, jobs=jobs, **watching)
        yield from in_rounds(largest_first, beside, jobs=jobs, **ends)
    else:
        yield from in_rounds(by_size, partial(_one_by_one, **watching), jobs=1, **ends)


def _one_by_one(
    tasks: Sequence[Task], shares: Shares, *, told: Told, cancelled: Cancelled | None
) -> Iterator[tuple[Task, Done]]:
    begun = time.monotonic()
    for task, share in zip(tasks, shares, strict=True):
        now = time.monotonic()
        end = None if share is None else now + share.seconds(now - begun)
        yield task, run(task, told=told, cancelled=cancelled, deadline=end)


class _Teller:
    """Passes progress on; figures that a unit does not tell stay as they were."""

    def __init__(self, tell: Tell | None, units: int, begun: float) -> None:
        self._tell, self._units, self._begun = tell, units, begun
        self._finished = 0
        self._plans: dict[str, float] = {}
        self._bounds: dict[str, float] = {}
        self.told: Told = self._told
        self.told_again: Told = self._told_again

    def _told_again(
        self, unit: str, phase: str, _plan: float | None, _bound: float | None, patients: int | None
    ) -> None:
        """Tell of a unit solved without a name, whose figures do not hold for all its plans."""
        self._told(unit, phase, None, None, patients)

    def _told(
        self, unit: str, phase: str, plan: float | None, bound: float | None, patients: int | None
    ) -> None:
        if plan is not None:
            self._plans[unit] = plan
        if bound is not None:
            self._bounds[unit] = max(bound, self._bounds.get(unit, bound))
        if self._tell is not None:
            self._tell(
                Progress(
                    unit,
                    phase,
                    self._plans.get(unit),
                    self._bounds.get(unit),
                    patients,
                    time.monotonic() - self._begun,
                    self._finished,
                    self._units,
                )
            )

    def finish(self, done: Done) -> None:
        """Note that a unit has ended, and tell its figures."""
        self._finished += 1
        cost = None if done.cost is None else done.cost / SCALE
        bound = None if done.bound is None else done.bound / SCALE
        self._told(done.unit, "done", cost, bound, done.exceptions)


def _number_allowed(problem: Problem, done: Sequence[Done]) -> bool:
    """Whether the units' plans together keep the limits on the number of networks."""
    if problem.rules.networks is None or not all(d.networks for d in done):
        return problem.rules.networks is None
    least, most = _asked(problem)
    return least <= sum(len(d.networks) for d in done) <= most


def _prefixes(units: Sequence[str]) -> dict[str, str]:
    """How the network ids of each border unit begin: never two alike."""
    if len(units) == 1:
        return {units[0]: "N"}
    short = {unit: unit.replace(SEPARATE, "-") for unit in units}
    alike = len(set(short.values())) < len(units)
    return {unit: f"{unit if alike else short[unit]}-" for unit in units}


def _merge(problem: Problem, done: Sequence[Done]) -> Result:
    """One result out of the units' results."""
    names = _prefixes([d.unit for d in done])
    networks = {
        f"{names[d.unit]}{k:02d}": practices
        for d in done
        for k, practices in enumerate(d.networks, start=1)
    }
    missing = [d for d in done if not d.networks]
    settled = all(d.exceptions == d.exceptions_bound for d in done)
    figures = {
        "objective": _total([d.cost for d in done]),
        "bound": _total([d.bound for d in done]) if settled else None,
    }
    objective, bound = figures["objective"], figures["bound"]
    close = objective is not None and bound is not None
    tight = all(
        d.cost is not None and d.bound is not None and d.cost - d.bound < QUANTA for d in done
    )
    status = Status.OPTIMAL if settled and tight else Status.FEASIBLE
    if missing:
        stopped = any(d.stopped for d in missing)
        status = Status.NO_PLAN if stopped else Status.INFEASIBLE
    return Result(
        status=status,
        plan=Plan(networks) if networks else None,
        objective=None if objective is None else objective / SCALE,
        bound=None if bound is None else bound / SCALE,
        gap=_gap(objective, bound) if close else None,
        exceptions_patients=_total([d.exceptions for d in done]),
        exceptions_bound=_total([d.exceptions_bound for d in done]),
        exceptions=declare(problem, networks, settled),
        reasons=tuple(_reason(d, len(done) > 1) for d in done if d.failure or not d.networks),
        units=tuple(_unit(d) for d in done),
        prices=tuple(one for d in done for one in d.prices),
        statistics={f"seconds {d.unit}".strip(): round(d.seconds, 3) for d in done},
    )


def _unit(done: Done) -> UnitResult:
    """What one border unit came to, in natural units."""
    settled = done.exceptions is not None and done.exceptions == done.exceptions_bound
    bound = done.bound if settled else None
    tight = done.cost is not None and bound is not None and done.cost - bound < QUANTA
    missing = Status.NO_PLAN if done.stopped else Status.INFEASIBLE
    status = Status.OPTIMAL if tight else Status.FEASIBLE
    return UnitResult(
        unit=done.unit,
        status=status if done.networks else missing,
        networks=len(done.networks),
        objective=None if done.cost is None else done.cost / SCALE,
        bound=None if bound is None else bound / SCALE,
        gap=_gap(done.cost, bound),
        exceptions_patients=done.exceptions,
        exceptions_bound=done.exceptions_bound,
        seconds=done.seconds,
        bound_by=done.bound_by if bound is not None else "",
    )


def _gap(objective: int | None, bound: int | None) -> float | None:
    if objective is None or bound is None:
        return None
    return max(0, objective - bound) / abs(objective) if objective else 0.0


def _total(figures: Sequence[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _reason(done: Done, named: bool) -> str:
    where = f"{done.unit}: " if named else ""
    if done.failure:
        return f"{where}the solve broke off ({done.failure})"
    if done.stopped:
        return f"{where}stopped before any plan was found"
    return f"{where}no division into networks keeps all the rules"
