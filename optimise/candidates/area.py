"""One area in the form the compiled search takes, and exact costs of any set in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from optimise.candidates import kept_whole, sizes
from optimise.candidates.arrays import LARGE, AreaArrays, Bytes
from optimise.candidates.candidate import Candidate, leaving_costs, set_costs, sums
from optimise.candidates.land import encloses
from optimise.candidates.sizes import Regime, exception_patients, largest, regimes, size_cost
from optimise.candidates.teams_inside import divides, room
from optimise.candidates.today import approved
from optimise.problem.criteria import QUANTA, UNITS, hub_cost, in_quanta, tilt
from optimise.problem.problem import NONE, Ints, Problem, pair_lists
from optimise.problem.rules import DOUGHNUTS, Group, Rules

NEAR_MOVES = 12  #: practices; with so many moves at most, candidates are sought near today's
FORBIDDEN = 2**50  #: quanta, more than anything costs: what must not be in a set


def names_matter(problem: Problem) -> bool:
    """Whether it matters which network of today each network continues."""
    weighed = problem.rules.weights.get("change", 0.0) > 0
    return problem.current is not None and (weighed or problem.rules.limits_change)


def is_near(problem: Problem) -> bool:
    """Whether so few practices may change their network that candidates are near today's."""
    rules, current = problem.rules, problem.current
    others = rules.team_band or rules.floor_waived  # its bounds know nothing of these
    if rules.moves_max is None or current is None or others or not names_matter(problem):
        return False
    return rules.moves_max <= NEAR_MOVES and int((current.of == NONE).sum()) <= NEAR_MOVES


@dataclass(frozen=True)
class Modes:
    """Search modes: each says which team leads, which name is kept and what practices then cost.

    ``extra`` (m, n) in quanta; ``leaves`` and ``own`` (m, n) are 1 where a practice leaves its
    network, and where it stays in it;
    ``kept`` (m,) the current network's label; ``matters`` (k, m, n) marks practices with 1: a mode
    can only be a set's best if, for every k, the set holds one of those marked.
    """

    extra: Ints
    leaves: Bytes
    own: Bytes
    kept: Ints
    matters: Bytes


@dataclass(frozen=True)
class Span:
    """Limits of the whole plan: networks, patients in exceptions, practices and patients moved."""

    networks_min: int
    networks_max: int
    exceptions_max: int | None = None
    moves_max: int | None = None
    moved_max: int | None = None


@dataclass(frozen=True)
class Area:
    """A problem ready for search.

    ``given`` are the networks that stand as they are (fixed, or a practice set apart). They and
    practices above the ceiling are in no searched network: see
    ``optimise.candidates.large_practices``. ``excused`` is the most patients in
    exceptions in searched networks, ``None`` for no limit.
    """

    problem: Problem
    ground: AreaArrays
    regimes: tuple[Regime, ...]
    modes: Modes
    exceptional: bool
    excused: int | None
    count_cost: int
    given: tuple[tuple[int, ...], ...]
    near_today: bool = False

    def __len__(self) -> int:
        return len(self.problem)

    def costs(self, sets: Sequence[Sequence[int]], kept: Ints) -> Ints:
        """Exact cost of each set in quanta when it keeps the name ``kept``."""
        total = set_costs(self.ground, sets)
        total = total + size_cost(self.problem.rules, sums(self.problem.size, sets))
        weight = self.problem.rules.weights.get("change", 0.0)
        if weight and self.problem.current is not None:
            current, patients = self.problem.current.of, self.problem.patients
            for k in set(kept.tolist()):
                mine = np.flatnonzero(kept == k)
                leaving = leaving_costs(current, patients, weight, int(k))
                total[mine] += sums(leaving, [sets[int(at)] for at in mine])
        return np.asarray(total + self.count_cost, np.int64)

    def exceptions(self, sets: Sequence[Sequence[int]]) -> Ints:
        """Patients of each set that an exception must excuse; none of a given network."""
        rules, size = self.problem.rules, sums(self.problem.size, sets)
        found = exception_patients(rules, size)
        if waived := set(rules.floor_waived):
            others = np.array([code not in waived for code in self.problem.codes], np.int64)
            excused = exception_patients(rules, size, waived=True)
            found = np.where(sums(others, sets) == 0, excused, found)
        if self.problem.standing:
            excess = zip(sets, found, strict=True)
            left = [approved.excused(self.problem, s, int(e)) for s, e in excess]
            found = np.array(left, np.int64)
        if self.given:
            found[[tuple(sorted(s)) in self.given for s in sets]] = 0
        return found

    def candidates(self, sets: Iterable[Sequence[int]], kept: Sequence[int]) -> list[Candidate]:
        """Sets with their kept names as candidates."""
        rows = [tuple(sorted(int(i) for i in s)) for s in sets]
        if not rows:
            return []
        costs = self.costs(rows, np.array(kept, np.int64))
        figures = zip(
            rows, kept, costs, self.exceptions(rows), self._moves(rows, kept), strict=True
        )
        return [Candidate(s, int(k), int(c), int(e), *m) for s, k, c, e, m in figures]

    def _moves(self, sets: Sequence[Sequence[int]], kept: Sequence[int]) -> list[tuple[int, int]]:
        """Practices and patients of each set that leave their network, where that is limited."""
        rules, current = self.problem.rules, self.problem.current
        if current is None or (rules.moves_max, rules.patients_moved_max) == (None, None):
            return [(0, 0)] * len(sets)
        found = []
        for rows, name in zip(sets, kept, strict=True):
            gone = [i for i in rows if current.of[i] not in (NONE, name)]
            found.append((len(gone), int(self.problem.patients[gone].sum())))
        return found

    def lawful(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those of the candidates that keep the rules on size, stayers, doughnuts and teams."""
        allowed = partial(sizes.has_allowed_size, self.problem, excusing=self.exceptional)
        sized = (c for c in candidates if allowed(c.members, c.exceptions))
        kept = (c for c in sized if self._keeps_stayers(c) and not self._encloses(c.members))
        return [c for c in kept if self._has_teams(c.members)]

    def _has_teams(self, members: Sequence[int]) -> bool:
        """Whether a network above the ceiling can be divided into teams, where that is asked."""
        size, large = int(self.problem.size[list(members)].sum()), self.ground.team_band[LARGE]
        if len(members) < len(("one", "other")) or not 0 < large < size:
            return True
        if tuple(members) in self.given:
            return True
        both = np.concatenate([self.problem.edges, self.problem.bridges])
        starts, near = pair_lists(both, len(self))
        land = self.ground._replace(near_starts=starts, near=near)
        return bool(divides(land, np.array(members, np.int64), *room()))

    def _keeps_stayers(self, candidate: Candidate) -> bool:
        current, stay = self.problem.current, self.problem.rules.stay
        if current is None or not stay:
            return True
        rows = set(self.problem.rows(stay)) & set(candidate.members)
        return all(current.of[i] in (NONE, candidate.label) for i in rows)

    def _encloses(self, members: Sequence[int]) -> bool:
        if not self.ground.reached.any() or tuple(members) in self.given:
            return False
        n, own = len(self), set(members)
        if any(DOUGHNUTS in s.kinds and own <= set(s.rows) for s in self.problem.standing):
            return False
        rows, seen = np.array(members, np.int64), np.zeros(n, np.uint8)
        return bool(encloses(self.ground, rows, seen, np.zeros(n, np.int64)))


def prepare(problem: Problem, *, exceptional: bool, excused: int | None = None) -> Area:
    """Build the arrays for one area.

    With ``exceptional``, networks outside the band may be made at a price; without, none but
    practices that alone exceed the ceiling. ``excused`` limits the patients in exceptions
    (beyond those that practices above the ceiling force) in all networks together.
    """
    if not exceptional:
        excused = 0
    given, elsewhere = given_networks(problem), problem.size > largest(problem.rules)
    elsewhere[[i for members in given for i in members]] = True
    near_today = is_near(problem)
    divides = excused is not None and not problem.rules.floor_waived and not near_today
    return Area(
        problem=problem,
        ground=_ground(problem, elsewhere.astype(np.uint8), divides, excused or 0),
        regimes=tuple(regimes(problem, ~elsewhere, excused)),
        modes=_modes(problem),
        exceptional=exceptional,
        excused=excused,
        count_cost=round(problem.rules.weights.get("count", 0.0) * UNITS) * QUANTA,
        given=given,
        near_today=near_today,
    )


def _ground(problem: Problem, elsewhere: Bytes, divides: bool, missing: int) -> AreaArrays:
    """The arrays of a problem; ``elsewhere`` (n,) are the practices in no searched network."""
    starts, flat = problem.neighbours
    apart_starts, apart = pair_lists(_apart_pairs(problem), len(problem))
    (layers, layer_costs), (teams, team_layer) = _layers(problem), team_costs(problem)
    rules = problem.rules
    return AreaArrays(
        size=problem.size.copy(),
        starts=starts,
        neighbours=flat,
        apart_starts=apart_starts,
        apart=apart,
        group=_groups(problem),
        group_sizes=np.array([len(g) for g in groups_together(rules)], np.int64),
        layers=layers,
        layer_costs=layer_costs,
        wholes=kept_whole.wholes(problem),
        teams=teams,
        team_layer=team_layer,
        own_leads=_own_leads(teams, team_layer),
        mix=in_quanta(rules.weights.get("mix", 0.0) * tilt(problem)),
        costs=np.ascontiguousarray(in_quanta(hub_cost(problem))),
        near_starts=starts,
        near=flat,
        **_outside(problem, starts, flat),
        team_band=np.array([*(rules.team_band or (0, 0)), rules.ceiling * bool(rules.team_band)]),
        elsewhere=elsewhere,
        parts_min=rules.floor if divides else 0,
        parts_max=largest(rules),
        parts_missing=missing,
    )


def _outside(problem: Problem, starts: Ints, near: Ints) -> dict[str, Any]:
    """Fields of ``AreaArrays`` on the outside, and on practices of approved networks."""
    n = len(problem)
    known = problem.rules.no_doughnuts and problem.outer is not None
    outer = problem.outer if known and problem.outer is not None else np.zeros(n, np.int64)
    loose = np.zeros(n, np.uint8)
    loose[[i for one in problem.standing for i in one.rows]] = 1
    reached = approved.reachable(outer, starts, near)
    return {
        "outer": outer.astype(np.uint8),
        "reached": reached.astype(np.uint8),
        "loose": loose,
        "piece": np.zeros(0, np.int64),
    }


def given_networks(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Networks that stand as they are: the fixed ones, then each practice set apart."""
    groups = problem.rules.given
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
    """Labels and costs of the "smaller side" term of every soft border; no label costs nothing."""
    weights, found = problem.rules.weights, []
    for level, labels in problem.soft.items():
        price = weights.get("borders", 0.0) * problem.rules.soft_borders[level]
        if price:
            found.append((labels.of, price))
    n = len(problem)
    costs = [np.where(of == NONE, 0.0, price * problem.patients) for of, price in found]
    labels_table = np.array([of for of, _ in found], np.int64).reshape(-1, n)
    return labels_table, in_quanta(np.array(costs).reshape(-1, n))


def team_costs(problem: Problem) -> tuple[Ints, Ints]:
    """Cost of each practice's patients of each team where it does not lead (t, n), in quanta.

    Also returns the footprint layer of each team (t,): layers with a weight are numbered from 0,
    the heaviest first, since one search is made for each team of the first.
    """
    weight = problem.rules.alignment_weight
    order = sorted(problem.layers, key=lambda name: -weight(name))
    costs: list[Ints] = []
    of: list[Ints] = []
    for name in order:
        own = in_quanta(weight(name) * problem.layers[name].of.astype(np.float64)).T
        own = own[own.any(axis=1)]
        if len(own):
            costs.append(own)
            of.append(np.full(len(own), len(of)))
    if not costs:
        return np.zeros((0, len(problem)), np.int64), np.zeros(0, np.int64)
    return np.ascontiguousarray(np.concatenate(costs)), np.concatenate(of).astype(np.int64)


def _own_leads(teams: Ints, team_layer: Ints) -> Ints:
    """Cost of each practice's largest team, summed over the footprint layers after the first."""
    layers = (teams[team_layer == k] for k in np.unique(team_layer[team_layer > 0]))
    leads: Ints = sum((own.max(axis=0) for own in layers), np.zeros(teams.shape[1], np.int64))
    return leads


def _modes(problem: Problem) -> Modes:
    """One mode for each team that may lead and each name that may be kept."""
    n, patients, weights = len(problem), problem.patients, problem.rules.weights
    every, team_layer = team_costs(problem)
    teams, changed = every[team_layer == 0], weights.get("change", 0.0)
    scattered = every[team_layer > 0].sum(axis=0) - _own_leads(every, team_layer)
    current = np.full(n, NONE, np.int64)
    if problem.current is not None and names_matter(problem):
        current = problem.current.of
    names = sorted((set(current.tolist()) - problem.not_kept) | {NONE})
    everything, anywhere = teams.sum(axis=0), np.ones(n, np.bool_)
    astray = [scattered + everything - team for team in teams] or [scattered + everything]
    # A team leads a set only where it has its even share, at least, of some practice's patients.
    may_lead = [team * len(teams) >= everything for team in teams] or [anywhere]
    stays = [anywhere if name == NONE else current == name for name in names]
    pairs = [(t, k) for t in range(len(astray)) for k in range(len(names))]
    leaving = [leaving_costs(current, patients, changed, name) for name in names]
    leaves = [(current != NONE) & (current != name) for name in names]
    stay = np.isin(np.array(problem.codes), np.array(problem.rules.stay, str))
    leaving = [c + FORBIDDEN * (stay & gone) for c, gone in zip(leaving, leaves, strict=True)]
    return Modes(
        extra=np.array([astray[t] + leaving[k] for t, k in pairs], np.int64),
        leaves=np.array([leaves[k] for _, k in pairs], np.uint8),
        own=np.array([(current == names[k]) & (current != NONE) for _, k in pairs], np.uint8),
        kept=np.array([names[k] for _, k in pairs], np.int64),
        matters=np.array([[may_lead[t] for t, _ in pairs], [stays[k] for _, k in pairs]], np.uint8),
    )
