"""Compiled search for connected sets of practices with the greatest value.

One search serves pricing and the exact finish. It walks the sets that are connected and contain
a given hub, each once: take the most promising practice that touches the set, first with it,
then without it for good (the "extension / excluded" scheme of Wernicke 2006, "Efficient
detection of network motifs"). A branch is left when no bound of ``candidates.bounds`` lifts it
above the threshold.

Values are whole quanta, so a threshold is met or not without tolerance; only the bounds are
floats, and they are rounded up by a full quantum.
"""

import numpy as np

from optimise.candidates.arrays import (
    BARRED,
    BEGUN,
    BROKEN,
    DECISIONS,
    DEPTH,
    FREE,
    KEPT,
    LARGE,
    LEFT,
    LOST,
    POSITIVE,
    REDUCED,
    SIZE,
    TAKEN,
    VALUE,
    Workspace,
)
from optimise.candidates.bounds import knapsack, sized_constant, universe
from optimise.candidates.compiled import inner, maker
from optimise.candidates.teams_inside import MEMBERS_MAX, ROOM
from optimise.candidates.whole_sets import WORTHLESS, worth

VISITS_PER_LOOK = 4096  # how often a search looks at the stop flag
FIRST_ROOM = 256
NEXT, THRESHOLD, VISITS, COUNT = 0, 1, 2, 3  # columns of ``at``
ENDED, LIMITED, CROWDED = 0, 1, 2


@maker
def _workspace(ground, prices, order, reduced):  # type: ignore[no-untyped-def]
    n = ground.size.size
    labels = max(1 + (ground.layers.max() if ground.layers.size else 0), ground.size.size)
    work = Workspace(
        np.full(n, BARRED, np.uint8),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(prices.cut_prices.size, np.int64),
        np.empty(n, np.int64),
        np.empty(n + 1, np.int64),
        np.empty(n + 1, np.uint8),
        np.zeros(9, np.int64),
        np.zeros(2),
        np.empty(n, np.uint8),
        np.empty(n, np.int64),
        np.zeros(max(labels, 1), np.int64),
        np.zeros(ground.group_sizes.size, np.int64),
        ground.group_sizes.copy(),
        np.zeros(MEMBERS_MAX if ground.team_band[LARGE] else 0, np.int64),
        np.zeros((ROOM if ground.team_band[LARGE] else 0, 5), np.int64),
    )
    work.now[VALUE] = prices.constant
    work.sums[REDUCED] = prices.constant
    for u in order:
        work.state[u] = FREE
        work.sums[POSITIVE] += max(0.0, reduced[u])
        if ground.group[u] >= 0:
            work.group_barred[ground.group[u]] -= 1
    return work


@inner
def _count_group(ground, work, u, taken, barred):  # type: ignore[no-untyped-def]
    """Keep track of keep-together groups that are begun, and of those that cannot be whole."""
    g = ground.group[u]
    if g < 0:
        return
    size, have, out = ground.group_sizes[g], work.group_counts[g], work.group_barred[g]
    work.now[BEGUN] -= 0 < have < size
    work.now[BROKEN] -= have > 0 and out > 0
    have, out = have + taken, out + barred
    work.now[BEGUN] += 0 < have < size
    work.now[BROKEN] += have > 0 and out > 0
    work.group_counts[g], work.group_barred[g] = have, out


@inner
def _take(ground, prices, reduced, work, u):  # type: ignore[no-untyped-def]
    """Put a free practice into the set."""
    now = work.now
    work.state[u] = TAKEN
    work.stack[now[DEPTH]] = u
    work.chosen[now[DECISIONS]] = u
    work.included[now[DECISIONS]] = 1
    now[DEPTH] += 1
    now[DECISIONS] += 1
    now[SIZE] += ground.size[u]
    now[VALUE] += prices.values[u]
    now[LEFT] += prices.leaves[u]
    now[KEPT] += prices.own[u]
    work.sums[REDUCED] += reduced[u]
    work.sums[POSITIVE] -= max(0.0, reduced[u])
    _count_group(ground, work, u, 1, 0)
    for e in range(ground.starts[u], ground.starts[u + 1]):
        work.touch[ground.neighbours[e]] += 1
    for e in range(ground.apart_starts[u], ground.apart_starts[u + 1]):
        work.blocked[ground.apart[e]] += 1
    for e in range(prices.cuts_starts[u], prices.cuts_starts[u + 1]):
        cut = prices.cuts[e]
        work.cut_count[cut] += 1
        if work.cut_count[cut] > 1 and work.cut_count[cut] % prices.cut_every[cut] == 0:
            now[VALUE] -= prices.cut_prices[cut]
            work.sums[REDUCED] -= prices.cut_prices[cut]


@inner
def _put_out(ground, prices, reduced, work):  # type: ignore[no-untyped-def]
    """Turn the last decision from "in the set" to "out for good"."""
    now = work.now
    now[DEPTH] -= 1
    u = work.stack[now[DEPTH]]
    work.state[u] = BARRED
    work.included[now[DECISIONS] - 1] = 0
    _count_group(ground, work, u, -1, 1)
    now[SIZE] -= ground.size[u]
    now[VALUE] -= prices.values[u]
    now[LEFT] -= prices.leaves[u]
    now[KEPT] -= prices.own[u]
    now[LOST] += prices.own[u]
    work.sums[REDUCED] -= reduced[u]
    for e in range(ground.starts[u], ground.starts[u + 1]):
        work.touch[ground.neighbours[e]] -= 1
    for e in range(ground.apart_starts[u], ground.apart_starts[u + 1]):
        work.blocked[ground.apart[e]] -= 1
    for e in range(prices.cuts_starts[u], prices.cuts_starts[u + 1]):
        cut = prices.cuts[e]
        if work.cut_count[cut] > 1 and work.cut_count[cut] % prices.cut_every[cut] == 0:
            now[VALUE] += prices.cut_prices[cut]
            work.sums[REDUCED] += prices.cut_prices[cut]
        work.cut_count[cut] -= 1


@inner
def _step_back(ground, prices, reduced, work):  # type: ignore[no-untyped-def]
    """Go to the next unexplored branch; False when the hub itself would have to go."""
    now = work.now
    while work.included[now[DECISIONS] - 1] == 0:
        now[DECISIONS] -= 1
        u = work.chosen[now[DECISIONS]]
        work.state[u] = FREE
        now[LOST] -= prices.own[u]
        work.sums[POSITIVE] += max(0.0, reduced[u])
        _count_group(ground, work, u, 0, -1)
    if now[DECISIONS] == 1:
        return False
    _put_out(ground, prices, reduced, work)
    return True


@inner
def _next_practice(ground, prices, order, work):  # type: ignore[no-untyped-def]
    """The most promising practice that can join the set, or -1."""
    room = prices.size_breaks[-1] - work.now[SIZE]
    for u in order:
        if (
            work.state[u] == FREE
            and work.touch[u] > 0
            and work.blocked[u] == 0
            and ground.size[u] <= room
        ):
            return u
    return -1


@maker
def _grown(array, needed):  # type: ignore[no-untyped-def]
    if needed <= array.size:
        return array
    larger = np.empty(max(needed, 2 * array.size), array.dtype)
    larger[: array.size] = array
    return larger


@inner
def _walk(ground, prices, hub, limits, stop, seen, work, found):  # type: ignore[no-untyped-def]
    """Walk on until all is searched, a limit is met, or there may be no room for another set.

    ``seen`` is (order, reduced values, density, sized constant), ``found`` (members, starts,
    values, at), where ``at`` holds the state kept from one call to the next.
    """
    order, reduced, density, sized = seen
    members, starts, values, at = found
    least, n = prices.size_breaks[0], ground.size.size
    u, threshold, count = at[NEXT], at[THRESHOLD], at[COUNT]
    while members.size - starts[count] >= n and count + 1 < values.size:
        if u >= 0:
            _take(ground, prices, reduced, work, u)
        at[VISITS] += 1
        if at[VISITS] >= limits[0] or (at[VISITS] % VISITS_PER_LOOK == 0 and stop[0] != 0):
            return LIMITED
        alive = work.now[BROKEN] == 0 and work.now[LEFT] + work.now[LOST] <= prices.moves_max
        alive = alive and work.sums[REDUCED] + work.sums[POSITIVE] + sized > threshold
        if alive:
            gain, _ = knapsack(prices, order, density, ground.size, work.state, work.now[SIZE])
            alive = work.now[VALUE] + gain + 1 > threshold
        if alive and u >= 0 and work.now[SIZE] >= least:
            value = worth(ground, prices, hub, threshold, work)
            if value != WORTHLESS:
                for k in range(work.now[DEPTH]):
                    members[starts[count] + k] = work.stack[k]
                values[count], starts[count + 1] = value, starts[count] + work.now[DEPTH]
                count += 1
                threshold = value if limits[2] else threshold
                at[COUNT], at[THRESHOLD] = count, threshold
                if count >= limits[1]:
                    return LIMITED
        u = _next_practice(ground, prices, order, work) if alive else -1
        if u < 0 and not _step_back(ground, prices, reduced, work):
            return ENDED
        at[NEXT] = u
    return CROWDED


@maker
def search(ground, prices, hub, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """Connected sets whose cheapest hub is ``hub`` and whose value exceeds ``threshold``.

    ``limits`` is (visits at most, sets at most, rise). With ``rise`` 1 the threshold rises to
    each value found, so that the last set returned is the best of all; with 0 every set above
    the threshold is returned. ``stop[0] != 0`` ends the search. Returns members, starts,
    values, visits and whether the search was complete: set ``k`` is
    ``members[starts[k]:starts[k + 1]]``.
    """
    members, starts = np.empty(FIRST_ROOM, np.int64), np.zeros(FIRST_ROOM, np.int64)
    values, at = np.empty(FIRST_ROOM, np.int64), np.array([hub, threshold, 0, 0])
    order, reduced, marginal, density = universe(ground, prices, hub, threshold)
    if order.size == 0:
        return members[:0], starts[:1], values[:0], 0, True
    work = _workspace(ground, prices, order, reduced)
    seen = order, reduced, density, sized_constant(prices, marginal) + 1
    ended = CROWDED
    while ended == CROWDED:
        found = members, starts, values, at
        ended = _walk(ground, prices, hub, limits, stop, seen, work, found)
        if ended == CROWDED:
            members = _grown(members, starts[at[COUNT]] + ground.size.size)
            starts, values = _grown(starts, at[COUNT] + 3), _grown(values, at[COUNT] + 2)
    count = at[COUNT]
    return members[: starts[count]], starts[: count + 1], values[:count], at[VISITS], ended == ENDED
