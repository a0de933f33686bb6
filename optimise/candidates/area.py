"""One area in the form the compiled search takes, and exact costs of any set in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimise.candidates.arrays import Ground
from optimise.candidates.candidate import Candidate, leaving_costs, set_costs
from optimise.candidates.sizes import Regime, exception_patients, largest, regimes, size_cost
from optimise.problem.criteria import QUANTA, UNITS, hub_cost, in_quanta, tilt
from optimise.problem.problem import NONE, Ints, Problem, pair_lists
from optimise.problem.rules import Group, Rules


@dataclass(frozen=True)
class Modes:
    """Which team leads and which name is kept: one search a mode, its costs a practice.

    ``extra`` (m, n) in quanta; ``kept`` (m,) the current network's label; ``wanted`` (k, m) and
    ``labels`` (k, n) say which label must occur among the practices for a mode to matter.
    """

    extra: Ints
    kept: Ints
    wanted: Ints
    labels: Ints


@dataclass(frozen=True)
class Span:
    """Limits of the whole plan: number of networks, and patients in exceptions."""

    networks_min: int
    networks_max: int
    exceptions_max: int | None = None


@dataclass(frozen=True)
class Area:
    """A problem ready for search.

    ``given`` are the networks that stand as they are (fixed, or a practice set apart). They and
    practices above the ceiling are in no searched network: see
    ``optimise.candidates.large_practices``. ``excused`` is the most patients in
    exceptions in searched networks, ``None`` for no limit.
    """

    problem: Problem
    ground: Ground
    regimes: tuple[Regime, ...]
    modes: Modes
    exceptional: bool
    excused: int | None
    count_cost: int
    given: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.problem)

    def costs(self, sets: Sequence[Sequence[int]], kept: Ints) -> Ints:
        """Exact cost of each set in quanta when it keeps the name ``kept``."""
        sizes = np.array([self.problem.size[list(s)].sum() for s in sets], np.int64)
        total = set_costs(self.ground, sets) + size_cost(self.problem.rules, sizes)
        weight = self.problem.rules.weights.get("change", 0.0)
        if weight and self.problem.current is not None:
            current, patients = self.problem.current.of, self.problem.patients
            leaving = {
                int(k): leaving_costs(current, patients, weight, int(k)) for k in set(kept.tolist())
            }
            stays = [leaving[int(k)][list(s)].sum() for s, k in zip(sets, kept, strict=True)]
            total = total + np.array(stays, np.int64)
        return np.asarray(total + self.count_cost, np.int64)

    def exceptions(self, sets: Sequence[Sequence[int]]) -> Ints:
        """Patients of each set that an exception must excuse; none of a given network."""
        waived = set(self.problem.rules.floor_waived)
        codes, sizes = self.problem.codes, self.problem.size
        found = np.zeros(len(sets), np.int64)
        for k, s in enumerate(sets):
            size = np.array([sizes[list(s)].sum()], np.int64)
            excused = bool(waived) and all(codes[i] in waived for i in s)
            if tuple(sorted(s)) in self.given:
                continue
            found[k] = exception_patients(self.problem.rules, size, excused)[0]
        return found

    def candidates(self, sets: Iterable[Sequence[int]], kept: Sequence[int]) -> list[Candidate]:
        """Sets with their kept names as candidates."""
        rows = [tuple(sorted(int(i) for i in s)) for s in sets]
        if not rows:
            return []
        costs = self.costs(rows, np.array(kept, np.int64))
        figures = zip(rows, kept, costs, self.exceptions(rows), strict=True)
        return [Candidate(s, int(k), int(c), int(e)) for s, k, c, e in figures]


def prepare(problem: Problem, *, exceptional: bool, excused: int | None = None) -> Area:
    """Build the arrays for one area.

    With ``exceptional``, networks outside the band may be made at a price; without, none but
    practices that alone exceed the ceiling. ``excused`` limits the patients in exceptions
    (beyond those that practices above the ceiling force) in all networks together.
    """
    if not exceptional:
        excused = 0
    starts, flat = problem.neighbours
    apart_starts, apart = pair_lists(_apart_pairs(problem), len(problem))
    layers, layer_costs = _layers(problem)
    rules, weights = problem.rules, problem.rules.weights
    given = given_networks(problem)
    elsewhere = problem.size > largest(rules)
    elsewhere[[i for members in given for i in members]] = True
    divides = excused is not None and not rules.floor_waived
    ground = Ground(
        size=problem.size.copy(),
        starts=starts,
        neighbours=flat,
        apart_starts=apart_starts,
        apart=apart,
        group=_groups(problem),
        group_sizes=np.array([len(g) for g in groups_together(rules)], np.int64),
        layers=layers,
        layer_costs=layer_costs,
        mix=in_quanta(weights.get("mix", 0.0) * tilt(problem)),
        costs=np.ascontiguousarray(in_quanta(hub_cost(problem))),
        elsewhere=elsewhere.astype(np.uint8),
        parts_min=rules.floor if divides else 0,
        parts_max=largest(rules),
        parts_missing=excused or 0,
    )
    return Area(
        problem=problem,
        ground=ground,
        regimes=tuple(regimes(problem, ~elsewhere, excused)),
        modes=_modes(problem),
        exceptional=exceptional,
        excused=excused,
        count_cost=round(weights.get("count", 0.0) * UNITS) * QUANTA,
        given=given,
    )


def given_networks(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Networks that stand as they are: the fixed ones, then each practice set apart."""
    rules = problem.rules
    groups = (*rules.fixed, *((code,) for code in rules.alone))
    return tuple(dict.fromkeys(problem.rows(sorted(set(group))) for group in groups))


def groups_together(rules: Rules) -> tuple[Group, ...]:
    """Practices to be kept together; groups that share one are one."""
    groups: list[set[str]] = []
    for asked in rules.together:
        met = [group for group in groups if group & set(asked)]
        groups = [group for group in groups if group not in met]
        groups.append(set(asked).union(*met))
    return tuple(tuple(sorted(group)) for group in groups)


def _apart_pairs(problem: Problem) -> Ints:
    groups = [problem.rows(group) for group in problem.rules.apart]
    pairs = {(a, b) for rows in groups for a in rows for b in rows if a < b}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _groups(problem: Problem) -> Ints:
    group = np.full(len(problem), NONE, np.int64)
    for k, codes in enumerate(groups_together(problem.rules)):
        group[list(problem.rows(codes))] = k
    return group


def _layers(problem: Problem) -> tuple[Ints, Ints]:
    """Labels and costs of every "smaller side" term: alignment first, then soft borders."""
    weights, found = problem.rules.weights, []
    if weights.get("alignment", 0.0) and problem.team is not None:
        found.append((problem.team.of, weights["alignment"]))
    for level, labels in problem.soft.items():
        price = weights.get("borders", 0.0) * problem.rules.soft_borders[level]
        if price:
            found.append((labels.of, price))
    n = len(problem)
    costs = [price * problem.patients.astype(np.float64) for _, price in found]
    labels_table = np.array([of for of, _ in found], np.int64).reshape(-1, n)
    return labels_table, in_quanta(np.array(costs).reshape(-1, n))


def _modes(problem: Problem) -> Modes:
    n, patients, weights = len(problem), problem.patients, problem.rules.weights
    none = np.full(n, NONE, np.int64)
    aligned, changed = weights.get("alignment", 0.0), weights.get("change", 0.0)
    team = problem.team.of if problem.team is not None and aligned else none
    current = problem.current.of if problem.current is not None and changed else none
    leads = sorted(set(team.tolist()))
    names = sorted(set(current.tolist()) | {NONE})
    astray = in_quanta(aligned * patients.astype(np.float64))
    extra = [
        np.where((team == lead) & (lead != NONE), 0, astray)
        + leaving_costs(current, patients, changed, name)
        for lead in leads
        for name in names
    ]
    wanted = np.array([(lead, name) for lead in leads for name in names], np.int64).T
    return Modes(
        extra=np.array(extra, np.int64),
        kept=wanted[1].copy(),
        wanted=wanted.copy(),
        labels=np.array([team, current]),
    )
