"""Plans and first columns without a solver: a plan from the first second.

A plan is drawn by cutting a random spanning tree and bettered by simulated annealing. It proves
nothing; it gives the exact search a start and the user something to look at.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from optimise.candidates.area import Area, Span
from optimise.candidates.sizes import largest
from optimise.local_search.growth import grow
from optimise.local_search.moves import carve, rejudge, walk
from optimise.local_search.redivide import descend
from optimise.local_search.setup import empty_state, field_of
from optimise.local_search.state import (
    BEST,
    COST,
    CURRENT,
    FLOOR,
    KEPT,
    LEAVE,
    MEMBERS,
    NEAR,
    NETWORK,
    NETWORKS,
    NOW,
    PATIENTS,
    PRICES,
    TOP,
    Field,
    Slots,
    desk,
)
from optimise.problem.problem import NONE

if TYPE_CHECKING:
    from optimise.stopping import Watch

Plan = list[tuple[int, ...]]
MOVES_A_PRACTICE = 1_000  #: moves of one start of ``first_plan``, for each practice
MOVES_A_LOOK = 4_096  # between two looks at the stop flag, and two matchings of names
DIVISIONS_A_LOOK = 16
LENIENT = (5.0, 20.0)  # a patient outside the rules, in mean costs of a patient: first, last move
STRICT = (1e2, 1e3, 1e6, 1e6)  # the same while settling
WARM, COOL = 1.0, 0.02  # heat at the first and last move, in mean costs of a practice
MILD = 0.05  # heat at the first move when a plan is bettered
ROOMY = (1.05, 1.3)  # patients of a network in the first cut, in floors


def nearest_sets(area: Area) -> tuple[Plan, list[int]]:
    """For every practice, networks grown round it by taking the nearest neighbour that fits.

    First columns for the relaxation: they give sensible prices from the first round. Returns
    the sets, each once, and the name that each keeps.
    """
    found: dict[tuple[int, ...], None] = {}
    field, at = field_of(area), empty_state(area, 0, 0).at
    for regime in area.regimes:
        order, legal = grow(field, regime.allowed, int(regime.breaks[-1]), at)
        for hub, m in np.argwhere(legal).tolist():
            found[tuple(sorted(order[hub, :m].tolist()))] = None
    return list(found), [NONE] * len(found)


def first_plan(
    area: Area, span: Span, *, seed: int, restarts: int, watch: "Watch | None" = None
) -> Plan | None:
    """The best plan of ``restarts`` annealing runs that obeys every rule.

    Exceptions count first, cost second. ``None`` where no run met a plan that obeys the rules.
    The same seed gives the same plan. Ends early, with what it has, once the flag of ``watch`` is
    up.
    """
    field, best = field_of(area, span), None
    for k in range(restarts):
        state = empty_state(area, _slots(area, span), seed + k)
        if not _cut(area, field, state):
            return None
        _search(field, state, WARM, MOVES_A_PRACTICE * len(area), watch)
        if best is None or _totals(state) < _totals(best):
            best = state
        if _stopped(watch):
            break
    return _plan(best) if best is not None and _obeys(best, span) else None


def improve(
    area: Area,
    span: Span,
    plan: Sequence[Sequence[int]],
    *,
    seed: int,
    moves: int,
    watch: "Watch | None" = None,
) -> Plan:
    """A plan at least as good as ``plan``, found near it by so many moves."""
    state, field = empty_state(area, max(len(plan), _slots(area, span)), seed), field_of(area, span)
    _place(field, state, plan)
    before = _totals(state)
    _search(field, state, MILD, moves, watch)
    return _plan(state) if _totals(state) < before else [tuple(sorted(s)) for s in plan]


def _totals(state: Slots) -> tuple[int, int, int]:
    broken, excused, cost = state.totals[TOP, :NETWORKS].tolist()
    return broken, excused, cost


def _obeys(state: Slots, span: Span) -> bool:
    broken, excused, _ = _totals(state)
    return broken == 0 and (span.exceptions_max is None or excused <= span.exceptions_max)


def _plan(state: Slots) -> Plan:
    sets = [np.flatnonzero(state.at[BEST] == k).tolist() for k in np.unique(state.at[BEST])]
    return sorted(tuple(rows) for rows in sets)


def _slots(area: Area, span: Span) -> int:
    return max(0, min(len(area), span.networks_max))


def _cut(area: Area, field: Field, state: Slots) -> bool:
    """Draw a first plan: every component cut along a random tree; whether there were slots."""
    parts = _components(area, apart=_lone_large(area))
    if len(parts) > len(state.slots):
        parts = _components(area, apart=np.zeros(len(area), np.bool_))
    if len(parts) > len(state.slots):
        return False
    _place(field, state, parts)
    _place(field, state, parts)
    for slot, rows in enumerate(parts):
        patients = int(area.problem.size[list(rows)].sum())
        low, high = (int(patients / (roomy * max(1, field.size[FLOOR]))) for roomy in ROOMY[::-1])
        carve(field, state, slot, *(max(1, min(parts, len(rows))) for parts in (low, high)))
    _match_names(field, state)
    return True


def _lone_large(area: Area) -> NDArray[np.bool_]:
    """Practices that alone exceed the band and belong to no keep-together group."""
    large = area.problem.size > largest(area.problem.rules)
    return np.asarray(large & (area.ground.group == NONE), np.bool_)


def _components(area: Area, apart: NDArray[np.bool_]) -> Plan:
    """Connected components once some practices are taken out; each of these is one of its own."""
    n, edges = len(area), area.problem.edges
    edges = edges[~apart[edges].any(axis=1)]
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n))
    count, labels = connected_components(graph, directed=False)
    return [tuple(np.flatnonzero(labels == k).tolist()) for k in range(count)]


def _place(field: Field, state: Slots, plan: Sequence[Sequence[int]]) -> None:
    """Make ``plan`` both the state's plan and its best."""
    state.slots[:, MEMBERS] = 0
    for slot, rows in enumerate(plan):
        state.slots[slot, MEMBERS], state.rows[slot, : len(rows)] = len(rows), rows
        state.at[NETWORK, list(rows)] = slot
    state.totals[TOP] = np.iinfo(np.int64).max // 2
    _match_names(field, state)


def _match_names(field: Field, state: Slots) -> None:
    """Give every slot the name that keeps most, no name twice, and count again."""
    leave, current = field.of[LEAVE], field.of[CURRENT]
    if leave.any():
        saved = np.zeros((len(state.slots), current.max() + 1), np.int64)
        placed = np.flatnonzero(current != NONE)
        np.add.at(saved, (state.at[NETWORK, placed], current[placed]), leave[placed])
        slots, names = linear_sum_assignment(saved, maximize=True)
        state.slots[:, KEPT] = NONE
        state.slots[slots, KEPT] = names
    rejudge(field, state)


def _search(field: Field, state: Slots, warm: float, moves: int, watch: "Watch | None") -> None:
    """Walk from warm to cool, then settle; the best plan met stays in the state.

    While prices are low the walk cuts corners, as the way to a good plan leads past plans a
    little out of the rules; prices then rise until none pays (Glover 1986 calls the like
    strategic oscillation).
    """
    n, patients = field.costs.shape[0], int(field.of[PATIENTS].sum())
    mean = max(int(state.totals[NOW, COST]) / patients, _mean_step(field))
    looks = -(-moves // MOVES_A_LOOK)
    for k in range(looks):
        if _stopped(watch):
            break
        cooling = k / looks
        field.size[PRICES : PRICES + 2] = 1 + int(_between(LENIENT, cooling) * mean)
        heat = _between((warm, min(warm, COOL)), cooling) * mean * patients / n
        walk(field, state, heat, min(moves - k * MOVES_A_LOOK, MOVES_A_LOOK))
        _match_names(field, state)
    space = desk()
    for price in STRICT:
        field.size[PRICES : PRICES + 2] = 1 + int(price * mean)
        for _ in range(0, n if moves else 0, DIVISIONS_A_LOOK):
            if not _stopped(watch):
                descend(field, state, space, DIVISIONS_A_LOOK)
                _match_names(field, state)
    _place(field, state, _plan(state))


def _mean_step(field: Field) -> float:
    """Mean cost of a patient whose hub is the practice next door; a plan may have cost nothing."""
    counts = field.of[NEAR + 1] - field.of[NEAR]
    hubs = np.repeat(np.arange(counts.size), counts)
    others = field.links[: hubs.size]
    patients = int(field.of[PATIENTS, others].sum())
    return max(1.0, int(field.costs[hubs, others].sum()) / max(1, patients))


def _stopped(watch: "Watch | None") -> bool:
    return watch is not None and bool(watch.flag[0])


def _between(ends: tuple[float, float], share: float) -> float:
    """A value on the way from the first to the second, by equal factors."""
    return float(ends[0] * (ends[1] / ends[0]) ** share)
