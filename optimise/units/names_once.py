"""A network of today that a border divides goes on once: in the unit where that costs least.

Units are solved apart, and each may keep the name. Where two of them do, one part of all plans
is tried for each unit that may keep it; the bound of every part left out is kept. The plan that
costs least is found without solving the units as one.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from optimise.candidates.candidate import leaving_costs
from optimise.problem.criteria import keep_names
from optimise.problem.problem import NONE, Problem
from optimise.units.tasks import Done, Task

Barred = frozenset[tuple[int, int]]  #: (unit, name) pairs: names that a unit may not keep
Again = Callable[[Task], Done]


@dataclass
class _Units:
    """The units' tasks and what each comes to without some names."""

    problem: Problem
    tasks: Sequence[Task]
    again: Again
    known: dict[tuple[int, frozenset[int]], Done] = field(default_factory=dict)

    def solved(self, barred: Barred) -> list[Done]:
        """Every unit's result; a unit whose names are as before is not solved again."""
        return [self._of(k, frozenset(n for unit, n in barred if unit == k)) for k in self.places]

    def _of(self, unit: int, names: frozenset[int]) -> Done:
        if (unit, names) not in self.known:
            task = self.tasks[unit]
            earlier = self.known[unit, frozenset()].prices
            problem = replace(task.problem, not_kept=names, earlier=earlier)
            self.known[unit, names] = self.again(replace(task, problem=problem))
        return self.known[unit, names]

    @property
    def places(self) -> range:
        return range(len(self.tasks))

    def kept(self, unit: int, done: Done, barred: Barred) -> set[int]:
        """Names that a unit's plan keeps."""
        problem = self.tasks[unit].problem
        problem = replace(problem, not_kept=frozenset(n for u, n in barred if u == unit))
        return set(keep_names(problem, _rows(problem, done))) - {NONE}

    def holders(self, name: int) -> list[int]:
        """Units with a practice of a network of today."""
        currents = [task.problem.current for task in self.tasks]
        return [k for k, now in enumerate(currents) if now is not None and (now.of == name).any()]

    def true_cost(self, done: Sequence[Done], barred: Barred) -> int:
        """Quanta of all units' plans together when every name is kept once, in the best way."""
        apart = sum(
            _leaving(replace(task.problem, not_kept=frozenset(n for u, n in barred if u == k)), [d])
            for k, (task, d) in enumerate(zip(self.tasks, done, strict=True))
        )
        return sum(d.cost or 0 for d in done) + _leaving(self.problem, done) - apart


def settle(
    problem: Problem, tasks: Sequence[Task], done: Sequence[Done], again: Again
) -> list[Done]:
    """The units' results with every name kept once, and a bound that holds for all such plans.

    ``done`` are the results of ``tasks``, in their order; ``again`` solves a task anew.
    """
    whole = len(done) == len(tasks) and all(d.networks for d in done)
    if len(tasks) < 2 or not _shared(problem, tasks) or not whole:
        return list(done)
    units = _Units(problem, tasks, again)
    units.known = {(k, frozenset()): d for k, d in enumerate(done)}
    return _best(units)


def _best(units: _Units) -> list[Done]:
    serial, nothing = count(), frozenset[tuple[int, int]]()
    waiting = [(_bound(units.solved(nothing)), next(serial), nothing)]
    best: list[Done] = []
    cost, least = 0, waiting[0][0]
    while waiting:
        least, _, barred = heapq.heappop(waiting)
        if best and least >= cost:
            break
        found = units.solved(barred)
        if all(d.networks for d in found):
            own = units.true_cost(found, barred)
            if not best or own < cost:
                best, cost = found, own
        twice = _kept_twice(units, found, barred)
        if twice is None:
            break  # none of the others has a lower bound
        for unit in units.holders(twice):
            others = frozenset((k, twice) for k in units.holders(twice) if k != unit)
            part = units.solved(barred | others)
            heapq.heappush(waiting, (max(least, _bound(part)), next(serial), barred | others))
    return _charged(best, cost, min(least, cost))


def _charged(done: list[Done], cost: int, bound: int) -> list[Done]:
    """Results whose sums are the cost and bound of the whole."""
    rest = done[1:]
    first = replace(
        done[0],
        cost=cost - sum(d.cost or 0 for d in rest),
        bound=None if done[0].bound is None else bound - sum(d.bound or 0 for d in rest),
    )
    return [first, *rest]


def _bound(done: Sequence[Done]) -> int:
    return sum(d.bound or 0 for d in done)


def _kept_twice(units: _Units, done: Sequence[Done], barred: Barred) -> int | None:
    seen: set[int] = set()
    for k, result in enumerate(done):
        kept = units.kept(k, result, barred)
        if seen & kept:
            return min(seen & kept)
        seen |= kept
    return None


def _shared(problem: Problem, tasks: Sequence[Task]) -> bool:
    """Whether a name worth keeping is met in more than one unit."""
    if problem.current is None or not problem.rules.weights.get("change", 0.0):
        return False
    here = [set(t.problem.current.of.tolist()) for t in tasks if t.problem.current is not None]
    return len(set().union(*here) - {NONE}) < sum(len(names - {NONE}) for names in here)


def _rows(problem: Problem, done: Done) -> list[tuple[int, ...]]:
    return [problem.rows(codes) for codes in done.networks]


def _leaving(problem: Problem, done: Sequence[Done]) -> int:
    """Quanta of the practices that leave their network of today, names kept in the best way."""
    current, weight = problem.current, problem.rules.weights.get("change", 0.0)
    if current is None:
        return 0
    groups = [rows for d in done for rows in _rows(problem, d)]
    costs = {k: leaving_costs(current.of, problem.patients, weight, k) for k in {NONE}}
    total = 0
    for rows, name in zip(groups, keep_names(problem, groups), strict=True):
        if name not in costs:
            costs[name] = leaving_costs(current.of, problem.patients, weight, name)
        total += int(costs[name][list(rows)].sum())
    return total
