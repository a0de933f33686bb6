"""Pricing: the most valuable candidate networks of every hub, in one compiled sweep."""

import numpy as np

from optimise.candidates.arrays import Prices
from optimise.candidates.bounds import may_reach, most_at, universe
from optimise.candidates.compiled import entry, maker
from optimise.candidates.hubs.search import search


@maker
def _spread(ground, values):  # type: ignore[no-untyped-def]
    """Values with each keep-together group's total spread over its members by patients.

    A set holds a group wholly or not at all, so its value stays; a part of a group no longer
    looks better than the whole.
    """
    groups = ground.group_sizes.size
    if groups == 0:
        return values
    total, weight = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    for i in range(values.size):
        if ground.group[i] >= 0:
            total[ground.group[i]] += values[i]
            weight[ground.group[i]] += ground.size[i]
    spread = values.copy()
    for i in range(values.size):
        g = ground.group[i]
        if g >= 0:  # what is left of the group, so that roundings add up
            whole, rest = total[g] // weight[g], total[g] % weight[g]  # what is barred is so dear
            spread[i] = whole * ground.size[i] + rest * ground.size[i] // weight[g]
            total[g] -= spread[i]
            weight[g] -= ground.size[i]
    return spread


@maker
def _of_hub(prices, hub):  # type: ignore[no-untyped-def]
    """Values and prices of cuts where the hub is in the set.

    Where every member of a cut after the first is charged and the hub is one, all others are
    charged beforehand: that is exact, and the bounds know of it.
    """
    values, cut_prices = prices.values.copy(), prices.cut_prices.copy()
    charged = np.zeros(cut_prices.size, np.uint8)
    for cut in prices.cuts[prices.cuts_starts[hub] : prices.cuts_starts[hub + 1]]:
        if prices.cut_every[cut] == 1:
            charged[cut], cut_prices[cut] = 1, 0
    if charged.any():
        for i in range(values.size):
            for cut in prices.cuts[prices.cuts_starts[i] : prices.cuts_starts[i + 1]]:
                if charged[cut] and i != hub:
                    values[i] -= prices.cut_prices[cut]
    return values, cut_prices


@maker
def at_hub(ground, prices, allowed, hub, extra, constant, leaves, own):  # type: ignore[no-untyped-def]
    """The prices seen from one hub and mode: duals less the hub's and the mode's costs."""
    values, cut_prices = _of_hub(prices, hub)
    return Prices(
        _spread(ground, values - ground.costs[hub] - extra),
        allowed,
        prices.constant + constant,
        prices.cuts_starts,
        prices.cuts,
        cut_prices,
        prices.cut_every,
        prices.size_breaks,
        prices.size_slopes,
        prices.size_base,
        prices.piece_price,
        leaves,
        own,
        prices.moves_max,
    )


@maker
def relevant(matters, order, mode):  # type: ignore[no-untyped-def]
    """Whether a mode may be the best one of some set of these practices."""
    for kind in range(matters.shape[0]):
        found = False
        for i in order:
            if matters[kind, mode, i]:
                found = True
                break
        if not found:
            return False
    return True


@entry
def sweep(ground, prices, modes, hubs, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """Search every hub under every mode.

    ``modes`` is (extra costs (m, n), constants (m), where it matters (k, m, n), who leaves and
    who stays (m, n)): a mode is skipped at a hub where it cannot be the best. ``threshold`` is one
    value a hub. Returns members, starts, (set, [value, hub, mode]), per hub the most that any
    set is worth (the best value found, or a bound where not all was searched) and whether all
    was searched, and the visits in all.
    """
    extras, constants, matters, leaves, own = modes
    members, starts = np.empty(0, np.int64), np.zeros(1, np.int64)
    about = np.empty((0, 3), np.int64)
    best, beyond = threshold.copy(), threshold.copy()
    whole = np.ones(hubs.size, np.bool_)
    nothing = np.zeros(ground.size.size, np.int64)
    visits = 0
    for k in range(hubs.size):
        hub = hubs[k]
        order, near = nothing[:0], prices.allowed
        if constants.size > 1:
            most = constants.max()
            free = at_hub(ground, prices, near, hub, nothing, most, leaves[0], own[0])
            order = universe(ground, free, hub, threshold[k])[0]
            if order.size == 0:
                continue
            near = np.zeros(ground.size.size, np.uint8)  # no mode is worth more than none
            near[order] = 1
        for m in range(constants.size):
            if constants.size > 1 and not relevant(matters, order, m):
                continue
            seen = at_hub(ground, prices, near, hub, extras[m], constants[m], leaves[m], own[m])
            level = best[k] if limits[2] else threshold[k]
            if constants.size > 1 and not may_reach(ground, seen, hub, order, level):
                continue
            found, ends, values, more, complete = search(ground, seen, hub, level, limits, stop)
            visits += more
            whole[k] = whole[k] and complete
            if not complete:
                beyond[k] = max(beyond[k], most_at(ground, seen, hub))
            if values.size == 0:
                continue
            if not complete and not limits[2]:
                return members, starts, about, best, whole, visits  # too many: no use in going on
            best[k] = max(best[k], values.max())
            origin = np.empty((values.size, 3), np.int64)
            origin[:, 0], origin[:, 1], origin[:, 2] = values, hub, m
            about = np.concatenate((about, origin))
            starts = np.concatenate((starts, ends[1:] + members.size))
            members = np.concatenate((members, found))
    return members, starts, about, np.maximum(best, beyond), whole, visits
