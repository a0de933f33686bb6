"""The most valuable of listed sets, all above a threshold, and a shorter list of these."""

import numpy as np

from optimise.candidates.compiled import entry, inner, maker
from optimise.candidates.listing.walk import NO_NETWORK, SETS_A_LOOK
from optimise.candidates.listing.worth import IN_MODE, room, worth
from optimise.candidates.whole_sets import WORTHLESS
from optimise.problem.criteria import QUANTA

KEPT_A_PLACE = 6  #: most valuable sets that are taken of those with the same first practice


@inner
def _go(path, members, step, ground, prices):  # type: ignore[no-untyped-def]
    """Go on to the next set of a list; returns the prices of its practices, and its patients."""
    (summed, patients), (d, u) = path, step
    members[d - 1] = u
    summed[d] = summed[d - 1] + prices.values[u]
    patients[d] = patients[d - 1] + ground.size[u]
    return summed[d], patients[d]


@maker
def _insert(found, held, mode, kept, row, one):  # type: ignore[no-untyped-def]
    """Put a set among the most valuable, which are in rising order from ``row`` on."""
    members, value, m = one
    at = 0
    while at + 1 < kept.size and kept[at + 1] < value:
        kept[at], mode[row + at], held[row + at] = (
            kept[at + 1],
            mode[row + at + 1],
            held[row + at + 1],
        )
        found[row + at] = found[row + at + 1]
        at += 1
    kept[at], mode[row + at], held[row + at] = value, m, members.size
    for k in range(members.size):
        found[row + at, k] = members[k]


@entry
def most_valuable(listing, ground, seen, threshold, stop):  # type: ignore[no-untyped-def]
    """The few most valuable sets with each first practice, those above the threshold.

    Returns members (r, n), how many they are (r,), mode (r,), and the greatest value with each
    first practice (n,), the threshold where there is none.
    """
    depths, lasts, costs, first = listing
    prices, modes, _ = seen
    n, work, spare = ground.size.size, room(ground, prices, modes), modes[1].max()
    best, count, rows = np.full(n, threshold), 0, n * KEPT_A_PLACE
    members, path = np.zeros(n, np.int64), (np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64))
    found, held, mode = (
        np.zeros((rows, n), np.int16),
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
    )
    kept, path[0][0] = np.zeros(KEPT_A_PLACE, np.int64), prices.constant
    for place in range(n):
        kept[:] = threshold
        for k in range(first[place], first[place + 1]):
            d, u = depths[k], lasts[k]
            figures = _go(path, members, (d, u), ground, prices)
            value = figures[0] - QUANTA * costs[k]
            if costs[k] != NO_NETWORK and value + spare > kept[0]:
                own, figures = members[:d], (value, figures[1])
                value, m = worth(ground, seen, own, figures, kept[0], work)
                if value > kept[0]:
                    _insert(found, held, mode, kept, count, (own, value, m))
        empty = (kept <= threshold).sum()
        for at in range(count + empty, count + KEPT_A_PLACE):
            found[at - empty], held[at - empty], mode[at - empty] = found[at], held[at], mode[at]
        count, best[place] = count + KEPT_A_PLACE - empty, kept[KEPT_A_PLACE - 1]
        if stop[0] != 0:
            break
    return found[:count], held[:count], mode[:count], best


@inner
def _best_lead(values, name, names):  # type: ignore[no-untyped-def]
    """The most valuable of the modes that keep a name, one mode for each team that may lead."""
    best = name
    for m in range(name, values.size, names):
        if values[m] > values[best]:
            best = m
    return best


@inner
def _holds_any(own, members):  # type: ignore[no-untyped-def]
    """Whether a practice of the network of today that a mode continues is in the set."""
    held = 0
    for u in members:
        held += own[u]
    return held > 0


@entry
def all_above(listing, ground, seen, limits, stop):  # type: ignore[no-untyped-def]
    """Every set above a threshold, once for each name that it could keep and be above it.

    ``limits`` are the threshold, how many at most, and the number of names. Returns members
    (r, n), how many they are (r,), mode (r,), and whether these are all.
    """
    depths, lasts, costs, first = listing
    (prices, modes, _), (threshold, most, names) = seen, limits
    n, work, spare = ground.size.size, room(ground, prices, modes), modes[1].max()
    members, path = np.zeros(n, np.int64), (np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64))
    rows, count = most + names, 0
    found, held, mode = (
        np.empty((rows, n), np.int16),
        np.empty(rows, np.int64),
        np.empty(rows, np.int64),
    )
    path[0][0] = prices.constant
    for k in range(first[n]):
        d, u = depths[k], lasts[k]
        figures = _go(path, members, (d, u), ground, prices)
        value = figures[0] - QUANTA * costs[k]
        if costs[k] == NO_NETWORK or value + spare <= threshold:
            continue
        own, figures = members[:d], (value, figures[1])
        if worth(ground, seen, own, figures, threshold, work)[0] == WORTHLESS:
            continue
        for name in range(names):
            m = _best_lead(work[IN_MODE], name, names)
            if work[IN_MODE][m] > threshold and (name == 0 or _holds_any(modes[4][m], own)):
                held[count], mode[count] = d, m
                for i in range(d):
                    found[count, i] = own[i]
                count += 1
        if count >= most or (k % SETS_A_LOOK == 0 and stop[0] != 0):
            return found[:count], held[:count], mode[:count], False
    return found[:count], held[:count], mode[:count], True


@entry
def shortened(listing, ground, seen, threshold):  # type: ignore[no-untyped-def]
    """Which rows of a list lead to sets above a threshold, and what those cost then.

    Returns flags (r,) and costs (r,), ``NO_NETWORK`` of a set that only leads to others.
    """
    depths, lasts, costs, first = listing
    prices, modes, _ = seen
    n, work, spare = ground.size.size, room(ground, prices, modes), modes[1].max()
    members, path = np.zeros(n, np.int64), (np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64))
    above, cost, wanted = np.zeros(first[n], np.bool_), costs.copy(), np.zeros(n + 2, np.bool_)
    path[0][0] = prices.constant
    for k in range(first[n]):
        d, u = depths[k], lasts[k]
        figures = _go(path, members, (d, u), ground, prices)
        value = figures[0] - QUANTA * costs[k]
        if costs[k] != NO_NETWORK and value + spare > threshold:
            own, figures = members[:d], (value, figures[1])
            above[k] = worth(ground, seen, own, figures, threshold, work)[0] != WORTHLESS
        if not above[k]:
            cost[k] = NO_NETWORK
    for k in range(first[n] - 1, -1, -1):
        d = depths[k]
        above[k] = above[k] or wanted[d]
        wanted[d], wanted[d - 1] = False, wanted[d - 1] or above[k]
    return above, cost
