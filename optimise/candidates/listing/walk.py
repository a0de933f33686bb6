"""Every connected set of a small area, listed once.

A walk meets every connected set once: each practice with those after it, by the "extension"
scheme of Wernicke (2006). Written down in that order, a set needs only its last practice: the
others are those of the sets before it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimise.candidates.area import FORBIDDEN
from optimise.candidates.arrays import Bytes
from optimise.candidates.compiled import entry, inner, maker
from optimise.candidates.kept_whole import split_cost
from optimise.candidates.listing.worth import SEEN, obeys, room, worth
from optimise.candidates.whole_sets import WORTHLESS, other_layers, smaller_sides, tilt
from optimise.problem.criteria import QUANTA
from optimise.problem.problem import Floats, Ints

NO_NETWORK = 2**31 - 1  #: units, of a set that only leads to others
TOO_DEAR = NO_NETWORK * QUANTA  #: quanta that no list has room for
UNFIT = 2**60  #: quanta, of a set that is no network, or not worth enough
DEEPEST = 255  #: practices in a set
EVERYTHING = -(2**60)  #: quanta; every set is worth more
SETS_A_LOOK = 1 << 16  #: how often a walk looks at the stop flag


class Listing(NamedTuple):
    """Connected sets in the order of the walk; ``first`` (n + 1,) where each practice's begin.

    A set is its ``last`` practice and those on the way down to its ``depth``. ``cost`` is what it
    costs at least, in cost units (``QUANTA`` each), without what depends on its size.
    """

    depth: NDArray[np.uint8]
    last: NDArray[np.int16]
    cost: NDArray[np.int32]
    first: Ints


def in_order(place_km: Floats) -> Ints:
    """Practices along the axis on which they lie widest apart."""
    east, north = (place_km - place_km.mean(axis=0)).T
    turn = np.arctan2(2.0 * (east * north).sum(), (east * east - north * north).sum()) / 2.0
    along = np.round(np.cos(turn) * east + np.sin(turn) * north, 6)
    return np.argsort(along, kind="stable").astype(np.int64)


@inner
def _cheapest(hub_costs, members):  # type: ignore[no-untyped-def]
    """What the set costs with the cheapest of its members as the hub."""
    least = hub_costs[members[0]]
    for h in members:
        least = min(least, hub_costs[h])
    return least


class Way(NamedTuple):
    """The way down to a set: what each step added, and what may be added next."""

    members: Ints  #: (n,) practices of the set
    patients: Ints  #: (n + 2,) of the first so many members, as all that follow
    prices: Ints
    hub_costs: Ints  #: (n + 2, n) in quanta, for every practice as the hub
    mode_costs: Ints  #: (n + 2, m) in quanta, in every mode
    options: Ints  #: practices that may be added, step after step
    at: Ints  #: (n + 2,) the next of them
    fresh: Ints  #: where those begin that no step before could add
    high: Ints  #: where they end
    closed: Bytes  #: (n,) 1 for practices that may not be met again


@maker
def _way(n, modes, constant):  # type: ignore[no-untyped-def]
    """Room for a way down; every set is worth ``constant`` more than its practices."""
    prices = np.zeros(n + 2, np.int64)
    prices[0] = constant
    return Way(
        np.zeros(n, np.int64),
        np.zeros(n + 2, np.int64),
        prices,
        np.zeros((n + 2, n), np.int64),
        np.zeros((n + 2, modes), np.int64),
        np.empty((n + 2) * (n + 1), np.int64),
        np.zeros(n + 2, np.int64),
        np.zeros(n + 2, np.int64),
        np.zeros(n + 2, np.int64),
        np.zeros(n, np.uint8),
    )


@inner
def _begin(way, allowed, earlier, root):  # type: ignore[no-untyped-def]
    """Begin with one practice; those before it in the order have had their sets."""
    for u in range(allowed.size):
        way.closed[u] = 0 if allowed[u] and not earlier[u] else 1
    way.closed[root], way.options[0], way.at[0], way.high[0] = 1, root, 0, 1


@inner
def _add(way, table, values, depth):  # type: ignore[no-untyped-def]
    """Add the figures of the set as it is with its last member."""
    u, (by_practice, by_mode) = way.members[depth - 1], table
    way.prices[depth] = way.prices[depth - 1] + values[u]
    for h in range(by_practice.shape[1]):
        way.hub_costs[depth, h] = way.hub_costs[depth - 1, h] + by_practice[u, h]
    for m in range(by_mode.shape[1]):
        way.mode_costs[depth, m] = way.mode_costs[depth - 1, m] + by_mode[u, m]


@inner
def _step(way, ground, depth):  # type: ignore[no-untyped-def]
    """Take the next practice into the set; after it may follow also its neighbours not met yet."""
    u, k = way.options[way.at[depth - 1] - 1], way.high[depth - 1]
    way.members[depth - 1] = u
    way.patients[depth], way.at[depth] = way.patients[depth - 1] + ground.size[u], k
    for j in range(way.at[depth - 1], way.high[depth - 1]):
        way.options[k] = way.options[j]
        k += 1
    way.fresh[depth] = k
    for x in ground.neighbours[ground.starts[u] : ground.starts[u + 1]]:
        if way.closed[x] == 0:
            way.closed[x], way.options[k] = 1, x
            k += 1
    way.high[depth] = k


@inner
def _nobody_left(way, depth):  # type: ignore[no-untyped-def]
    """Whether all practices that may follow were added; those the last member let in then go."""
    if way.at[depth] < way.high[depth]:
        return False
    if depth:
        for j in range(way.fresh[depth], way.high[depth]):
            way.closed[way.options[j]] = 0
    return True


@inner
def _least_cost(ground, way, depth, own, label_sums):  # type: ignore[no-untyped-def]
    """What the set costs in the best mode, without what depends on its size."""
    cost = _cheapest(way.hub_costs[depth], own) + way.mode_costs[depth].min()
    cost += smaller_sides(ground, own, label_sums) + tilt(ground, own)
    return cost + other_layers(ground, own) + split_cost(ground.wholes, own, label_sums)


@inner
def _write(columns, count, deep, depth, members, cost):  # type: ignore[no-untyped-def]
    """Write a set, and the sets on the way down not written yet; returns the number of rows."""
    depths, lasts, costs = columns
    for d in range(deep + 1, depth + 1):
        row = count + d - deep - 1
        depths[row], lasts[row], costs[row] = d, members[d - 1], NO_NETWORK
    costs[count + depth - deep - 1] = cost // QUANTA
    return count + depth - deep


@maker
def _costs(ground, seen, way, depth, asked, work):  # type: ignore[no-untyped-def]
    """Least cost of the set; ``UNFIT`` where the set is too small, not allowed or worth too little.

    ``asked`` are the threshold and the fewest patients; ``work`` is room for labels and ``worth``.
    """
    own, (threshold, least), (labels, room_of) = way.members[:depth], asked, work
    if way.patients[depth] < least or not obeys(ground, own, room_of[SEEN]):
        return UNFIT
    cost = _least_cost(ground, way, depth, own, labels)
    if threshold > EVERYTHING and cost < FORBIDDEN:
        figures = way.prices[depth] - cost, way.patients[depth]
        if worth(ground, seen, own, figures, threshold, room_of)[0] == WORTHLESS:
            return UNFIT
    return cost if cost < FORBIDDEN else UNFIT


@entry
def are_more(ground, allowed, order, patients_most, sets):  # type: ignore[no-untyped-def]
    """Whether there are more connected sets of so many patients at most; quicker than a list."""
    n, met = ground.size.size, 0
    way, earlier = _way(n, 0, 0), np.zeros(n, np.uint8)
    for k in range(n):
        root, depth = order[k], 0
        _begin(way, allowed, earlier, root)
        earlier[root] = 1
        while depth >= 0 and allowed[root]:
            if _nobody_left(way, depth):
                depth -= 1
                continue
            u = way.options[way.at[depth]]
            way.at[depth] += 1
            if way.patients[depth] + ground.size[u] <= patients_most:
                met, depth = met + 1, depth + 1
                _step(way, ground, depth)
            if met > sets:
                return True
    return False


@entry
def list_sets(ground, allowed, seen, order, sizes, limits, stop):  # type: ignore[no-untyped-def]
    """Every connected set of ``allowed`` practices that is worth more than a threshold.

    ``seen`` as in ``worth``; ``order`` (n) in which practices come first in a set; ``sizes`` are
    patients at least and at most; ``limits`` the threshold, rows to be written and sets to be met
    at most. Returns the columns of a ``Listing``, and whether no limit was met: none of these,
    and no cost that a list has no room for.
    """
    (prices, modes, still), n, (threshold, rows, most) = seen, ground.size.size, limits
    depths, lasts = np.empty(rows, np.uint8), np.empty(rows, np.int16)
    costs, first, earlier = (
        np.empty(rows, np.int32),
        np.zeros(n + 1, np.int64),
        np.zeros(n, np.uint8),
    )
    columns = depths, lasts, costs
    table = np.ascontiguousarray(ground.costs.T), np.ascontiguousarray(still.T)
    way, labels = _way(n, still.shape[0], prices.constant), 1
    labels += ground.layers.max() if ground.layers.size else 0
    work, count, met = (np.zeros(max(n, labels), np.int64), room(ground, prices, modes)), 0, 0
    for k in range(n):
        first[k], root, depth, deep = count, order[k], 0, 0
        _begin(way, allowed, earlier, root)
        earlier[root] = 1
        while depth >= 0 and allowed[root]:
            if _nobody_left(way, depth):
                depth -= 1
                continue
            u = way.options[way.at[depth]]
            way.at[depth] += 1
            if way.patients[depth] + ground.size[u] > sizes[1]:
                continue
            met += 1
            if met >= most or count + n >= rows or depth >= DEEPEST:
                return depths[:0], lasts[:0], costs[:0], first, False
            if met % SETS_A_LOOK == 0 and stop[0] != 0:
                return depths[:0], lasts[:0], costs[:0], first, False
            deep, depth = min(deep, depth), depth + 1
            _step(way, ground, depth)
            _add(way, table, prices.values, depth)
            cost = _costs(ground, seen, way, depth, (threshold, sizes[0]), work)
            if cost < UNFIT:
                if cost >= TOO_DEAR:
                    return depths[:0], lasts[:0], costs[:0], first, False
                count, deep = _write(columns, count, deep, depth, way.members, cost), depth
    first[n] = count
    return depths[:count], lasts[:count], costs[:count], first, True
