"""Pricing: the most valuable candidate networks of every hub, in one compiled sweep."""

import numba as nb
import numpy as np

from optimise.candidates.arrays import Prices
from optimise.candidates.bounds import most_at, universe
from optimise.candidates.search import search


@nb.njit(cache=True)
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
            spread[i] = total[g] * ground.size[i] // weight[g]
            total[g] -= spread[i]
            weight[g] -= ground.size[i]
    return spread


@nb.njit(cache=True)
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


@nb.njit(cache=True)
def at_hub(ground, prices, hub, extra, constant):  # type: ignore[no-untyped-def]
    """The prices seen from one hub and mode: duals less the hub's and the mode's costs."""
    values, cut_prices = _of_hub(prices, hub)
    return Prices(
        _spread(ground, values - ground.costs[hub] - extra),
        prices.allowed,
        prices.constant + constant,
        prices.cuts_starts,
        prices.cuts,
        cut_prices,
        prices.cut_every,
        prices.size_breaks,
        prices.size_slopes,
        prices.size_base,
        prices.first_layer,
    )


@nb.njit(cache=True)
def relevant(labels, order, label):  # type: ignore[no-untyped-def]
    """Whether a mode's label occurs among these practices (no label is always relevant)."""
    if label < 0:
        return True
    return np.any(labels[order] == label)


@nb.njit(cache=True, nogil=True)
def sweep(ground, prices, modes, hubs, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """Search every hub under every mode.

    ``modes`` is (extra costs (m, n), constants (m), labels (k, m), practice labels (k, n)): a
    mode is skipped at a hub where one of its labels does not occur. ``threshold`` holds one
    value a hub. Returns members, starts, (set, [value, hub, mode]), per hub the most that any
    set is worth (the best value found, or a bound where not all was searched) and whether all
    was searched, and the visits in all.
    """
    extras, constants, mode_labels, labels = modes
    members, starts = np.empty(0, np.int64), np.zeros(1, np.int64)
    about = np.empty((0, 3), np.int64)
    best, beyond = threshold.copy(), threshold.copy()
    whole = np.ones(hubs.size, np.bool_)
    nothing = np.zeros(ground.size.size, np.int64)
    visits = 0
    for k in range(hubs.size):
        hub = hubs[k]
        order = nothing[:0]
        if constants.size > 1:
            free = at_hub(ground, prices, hub, nothing, constants.max())
            order = universe(ground, free, hub, threshold[k])[0]
            if order.size == 0:
                continue
        for m in range(constants.size):
            fits = True
            for kind in range(labels.shape[0] if constants.size > 1 else 0):
                fits = fits and relevant(labels[kind], order, mode_labels[kind, m])
            if not fits:
                continue
            seen = at_hub(ground, prices, hub, extras[m], constants[m])
            level = best[k] if limits[2] else threshold[k]
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
