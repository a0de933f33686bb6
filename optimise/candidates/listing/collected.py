"""A list of sets that a search has found."""

import numpy as np

from optimise.candidates.area import FORBIDDEN
from optimise.candidates.arrays import AreaArrays
from optimise.candidates.compiled import entry, maker
from optimise.candidates.kept_whole import split_cost
from optimise.candidates.listing.walk import DEEPEST, NO_NETWORK, TOO_DEAR, Listing
from optimise.candidates.whole_sets import other_layers, smaller_sides, tilt
from optimise.problem.criteria import QUANTA
from optimise.problem.problem import NONE, Ints


def collected(
    ground: AreaArrays, extra: Ints, found: tuple[Ints, Ints], order: Ints
) -> Listing | None:
    """Sets as a list; ``None`` where it has no room for their costs or their members.

    Parameters
    ----------
    ground, extra
        What sets cost, and what practices cost in every mode (m, n), in quanta.
    found
        Members, and where each set of them begins; sets may come more than once.
    order
        Which practices come first in a set (n).
    """
    table = _sorted_sets(found, order)
    rows, held = order[table.clip(0)], (table != NONE).sum(axis=1)
    costs = _least_costs(ground, extra, rows, held)
    if costs.max(initial=0) >= TOO_DEAR or table.shape[1] > DEEPEST:
        return None
    alike = (table[1:] == table[:-1]).cumprod(axis=1).sum(axis=1)
    known = np.append(0, alike)[: held.size]  # of each set, what leads to the one before it too
    return _written(rows, held, known, costs, np.searchsorted(table[:, 0], np.arange(order.size)))


def _written(rows: Ints, held: Ints, known: Ints, costs: Ints, begins: Ints) -> Listing:
    """Rows of a list; ``begins`` is the first set of each first practice."""
    ends = np.cumsum(held - known)
    of, depth = np.repeat(np.arange(held.size), held - known), np.arange(ends.max(initial=0))
    depth = depth - np.repeat(ends - held, held - known) + 1
    cost = np.full(of.size, NO_NETWORK, np.int64)
    cost[ends - 1] = costs // QUANTA
    return Listing(
        depth.astype(np.uint8),
        rows[of, depth - 1].astype(np.int16),
        cost.astype(np.int32),
        np.append(0, ends)[np.append(begins, held.size)].astype(np.int64),
    )


def _sorted_sets(found: tuple[Ints, Ints], order: Ints) -> Ints:
    """Every set once, as its members' places in the order (r, widest), ``NONE`` behind them."""
    members, starts = found
    held, of = np.diff(starts), np.repeat(np.arange(starts.size - 1), np.diff(starts))
    place = np.argsort(order)[members]
    place = place[np.lexsort((place, of))]
    table = np.full((held.size, max(1, held.max(initial=0))), NONE, np.int64)
    table[of, np.arange(members.size) - starts[of]] = place
    return np.unique(table, axis=0)


@entry
def _least_costs(ground, extra, rows, held):  # type: ignore[no-untyped-def]
    """What each set costs in the best mode, without what depends on its size."""
    costs, sums = np.zeros(held.size, np.int64), np.zeros(_labels(ground), np.int64)
    for k in range(held.size):
        own = rows[k, : held[k]]
        hub, mode = FORBIDDEN, FORBIDDEN
        for h in own:
            total = 0
            for u in own:
                total += ground.costs[h, u]
            hub = min(hub, total)
        for m in range(extra.shape[0]):
            total = 0
            for u in own:
                total += extra[m, u]
            mode = min(mode, total)
        costs[k] = hub + mode + smaller_sides(ground, own, sums) + tilt(ground, own)
        costs[k] += other_layers(ground, own) + split_cost(ground.wholes, own, sums)
    return costs


@maker
def _labels(ground):  # type: ignore[no-untyped-def]
    return max(ground.size.size, 1 + (ground.layers.max() if ground.layers.size else 0))
