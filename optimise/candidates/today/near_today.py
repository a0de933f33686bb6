"""Compiled search for candidate networks near those of today.

Where few practices may change their network, a network that keeps a name is today's, less a few
practices, plus a few. The search begins with today's network and takes in practices that touch
it, each set of them once (the "extension / excluded" scheme of ``hubs.search``); for every
such set it leaves out practices of today's. A branch is left where the further changes still
allowed, each at the most that it can be worth, do not lift it above the threshold. Networks that
keep no name are grown from their first practice in the same way.
"""

import numpy as np

from optimise.candidates.arrays import BARRED, FREE, Prices
from optimise.candidates.bounds import sized_constant
from optimise.candidates.compiled import entry, inner, maker
from optimise.candidates.falling import falling
from optimise.candidates.today.near_set import (
    COUNT,
    FAR,
    LEFT,
    RIDERS,
    VALUE,
    VISITS,
    Near,
    alive,
    change,
    cheapest_hub,
    farthest,
    most,
    touch,
    unchanged,
    write_down,
)

VISITS_PER_LOOK = 4096  # how often a search looks at the stop flag
FIRST_ROOM = 64
ENDED, LIMITED, CROWDED = 0, 1, 2


@inner
def _look(near, found, limits, stop):  # type: ignore[no-untyped-def]
    """Count a visit; ENDED where the search may go on."""
    near.now[VISITS] += 1
    visits = near.now[VISITS]
    late = visits % VISITS_PER_LOOK == 0 and stop[0] != 0
    if visits >= limits[0] or near.now[COUNT] >= limits[1] or late:
        return LIMITED
    return CROWDED if near.now[COUNT] + 2 >= found[2].size else ENDED


@inner
def _most_without(near, k):  # type: ignore[no-untyped-def]
    """The most that the set can be worth less the k-th of ``outs`` and any of the later ones."""
    most = unchanged(near, 0, cheapest_hub(near)) + near.gains[0, near.outs[k]]
    last = min(near.outs.size, k + near.now[LEFT])
    for u in near.outs[k + 1 : last]:
        most += max(0.0, near.gains[0, u])
    return most


@inner
def _leave_out(ground, prices, near, found, limits, stop):  # type: ignore[no-untyped-def]
    """Try the set as it is, and without each few of its own practices whose leaving may pay."""
    threshold, now = found[3], near.now
    if not alive(near, threshold[0], True):
        return ENDED
    write_down(ground, prices, near, found, limits)
    depth, k = 0, 0
    while True:
        more = k < near.outs.size and now[LEFT] > 0 and depth + 1 < near.outs.size
        if more and _most_without(near, k) + 1 > threshold[0]:
            change(ground, prices, near, near.outs[k], -1)
            now[LEFT] -= 1
            near.picked[depth] = k
            depth, k = depth + 1, k + 1
            write_down(ground, prices, near, found, limits)
            ended = _look(near, found, limits, stop)
            if ended != ENDED:
                return ended
            if not alive(near, threshold[0], True):
                k = near.outs.size
            continue
        if depth == 0:
            return ENDED
        depth -= 1
        k = near.picked[depth] + 1
        change(ground, prices, near, near.outs[k - 1], 1)
        now[LEFT] += 1


@inner
def _next_practice(near):  # type: ignore[no-untyped-def]
    """The most promising practice that can join the set, or -1."""
    for u in near.order[0]:
        free = near.own[u] == 0 and near.state[u] == FREE
        if free and near.touch[u] > 0 and near.moves[u] <= near.now[LEFT]:
            return u
    return -1


@inner
def _walk(ground, prices, near, found, limits, stop):  # type: ignore[no-untyped-def]
    """Take in practices that touch the set, trying each group of few practices once."""
    now, depth = near.now, 0
    ended = _leave_out(ground, prices, near, found, limits, stop)
    while ended == ENDED:
        u = -1
        if alive(near, found[3][0], False):
            u = _next_practice(near)
        if u >= 0:
            change(ground, prices, near, u, 1)
            touch(ground, near, u, 1)
            now[LEFT] -= near.moves[u]
            near.chosen[depth], near.included[depth] = u, 1
            now[FAR] = max(now[FAR], near.away[u])
            depth += 1
            ended = _look(near, found, limits, stop)
            if ended == ENDED:
                ended = _leave_out(ground, prices, near, found, limits, stop)
            continue
        while depth > 0 and near.included[depth - 1] == 0:
            depth -= 1
            near.state[near.chosen[depth]] = FREE
        if depth == 0:
            return ENDED
        u = near.chosen[depth - 1]
        change(ground, prices, near, u, -1)
        touch(ground, near, u, -1)
        now[LEFT] += near.moves[u]
        near.included[depth - 1] = 0
        now[FAR] = farthest(near, depth)
    return ended


@inner
def _reach(ground, free, moves, base, left, away):  # type: ignore[no-untyped-def]
    """Fewest moves by which each practice can join (``away``); beyond ``left`` where it cannot."""
    away[:] = left + 1
    for u in base:
        away[u] = 0
    changed = True
    while changed:
        changed = False
        for u in range(away.size):
            if away[u] > left:
                continue
            for e in range(ground.starts[u], ground.starts[u + 1]):
                x = ground.neighbours[e]
                if free[x] and away[u] + moves[x] < away[x]:
                    away[x] = away[u] + moves[x]
                    changed = True


@inner
def _losses(ground, gains, base, away, left, loss):  # type: ignore[no-untyped-def]
    """Least worth given up on a path by which each practice can join."""
    loss[:] = np.inf
    for u in base:
        loss[u] = 0.0
    changed = True
    while changed:
        changed = False
        for u in range(away.size):
            if loss[u] == np.inf:
                continue
            for e in range(ground.starts[u], ground.starts[u + 1]):
                x = ground.neighbours[e]
                given = loss[u] + max(0.0, -gains[x])
                if away[x] <= left and given < loss[x] - 1e-6:
                    loss[x] = given
                    changed = True


@maker
def _gains(ground, prices, own, hubs, slope):  # type: ignore[no-untyped-def]
    """The most that each change is worth (n), less ``slope`` for each patient taken in."""
    gains = prices.values - slope * ground.size
    for u in np.flatnonzero(own):
        given_back, dearest = 0, 0
        for cut in prices.cuts[prices.cuts_starts[u] : prices.cuts_starts[u + 1]]:
            given_back += prices.cut_prices[cut]
        for h in hubs:
            dearest = max(dearest, ground.costs[h, u])
        gains[u] = given_back + dearest - gains[u]
    return gains


@maker
def _laid_out(ground, prices, case, joins, away, slopes):  # type: ignore[no-untyped-def]
    """Room to search in, with the base taken and those who may join free."""
    base, own, moves, left = case
    n, outs = ground.size.size, base[own[base] == 1]
    rows = np.concatenate((outs, joins))
    hubs = np.concatenate((base, joins))
    if ground.costs.size == 0 or ground.costs.max() == 0:
        hubs = hubs[:0]
    labels = max(1 + (ground.layers.max() if ground.layers.size else 0), ground.size.size)
    state, now = np.full(n, BARRED, np.uint8), np.zeros(7, np.int64)
    state[joins] = FREE
    now[VALUE], now[LEFT] = prices.constant, left
    for u in joins:
        now[RIDERS] += moves[u] == 0
    sized, gains = np.empty(slopes.size), np.empty((slopes.size, n))
    order = np.empty((slopes.size, rows.size), np.int64)
    for s in range(slopes.size):
        sized[s] = sized_constant(prices, slopes[s])
        gains[s] = _gains(ground, prices, own, hubs, slopes[s])
        order[s] = falling(rows, gains[s])
    outs = falling(outs, gains[0])
    near = Near(
        state, own, moves, np.zeros(n, np.int64), np.zeros(n, np.int64), hubs,
        np.zeros(prices.cut_prices.size, np.int64), slopes, sized, order, gains, outs,
        np.empty(n + 1, np.int64), np.empty(n + 1, np.int64), np.empty(n + 1, np.uint8), away, now,
        np.empty(n, np.int64), np.empty(n, np.uint8), np.empty(n, np.int64),
        np.zeros(max(labels, 1), np.int64),
    )  # fmt: skip
    for u in base:
        change(ground, prices, near, u, 1)
        touch(ground, near, u, 1)
    return near


@maker
def _all_found(ground, prices, case, joins, away, slopes, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """The sets found; more room is made, and the search begun again, where it was too little."""
    width, room, visits = case[0].size + joins.size, FIRST_ROOM, 0
    while True:
        near = _laid_out(ground, prices, case, joins, away, slopes)
        members, starts = np.empty(room * width, np.int64), np.zeros(room + 1, np.int64)
        level, values = np.array([threshold]), np.empty(room, np.int64)
        ended = _walk(ground, prices, near, (members, starts, values, level), limits, stop)
        visits += near.now[VISITS]
        count = near.now[COUNT]
        if ended != CROWDED:
            return members[: starts[count]], starts[: count + 1], values[:count], visits, ended
        room *= 8


@maker
def search_near(ground, prices, case, free, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """Sets worth more than ``threshold`` that come of a base by few changes.

    ``case`` is (base, own, moves, left): the rows to begin with, who of them may be put out (n),
    whose joining is a move (n), and how many moves are allowed, those who are put out among
    them; ``free`` (n,) says who may join. ``limits`` as in ``hubs.search.search``. Returns
    members, starts, values, visits, the most that any set can be worth, and whether the search
    was complete.
    """
    (base, own, moves, left), none = case, np.empty(0, np.int64)
    away, loss = np.empty(own.size, np.int64), np.empty(own.size)
    _reach(ground, free, moves, base, left, away)
    joins = np.array([u for u in range(own.size) if away[u] <= left and free[u]], np.int64)
    slopes = np.unique(np.append(prices.size_slopes.astype(np.float64), 0.0))
    near = _laid_out(ground, prices, case, joins, away, slopes)
    hub = cheapest_hub(near)
    tops = np.array([most(near, s, hub, False) for s in range(slopes.size)])
    slopes, top = slopes[falling(np.arange(slopes.size), -tops)], tops.min()
    if top + 1 <= threshold:
        return none, np.zeros(1, np.int64), none, 0, top, True
    _losses(ground, near.gains[np.argmin(tops)], base, away, left, loss)
    joins = np.array([u for u in joins if top - loss[u] + 1 > threshold], np.int64)
    members, starts, values, visits, ended = _all_found(
        ground, prices, case, joins, away, slopes, threshold, limits, stop
    )
    return members, starts, values, visits, top, ended == ENDED


@maker
def _in_mode(prices, extra, constant):  # type: ignore[no-untyped-def]
    """The prices seen from one mode: duals less the mode's costs."""
    return Prices(
        prices.values - extra,
        prices.allowed,
        prices.constant + constant,
        prices.cuts_starts,
        prices.cuts,
        prices.cut_prices,
        prices.cut_every,
        prices.size_breaks,
        prices.size_slopes,
        prices.size_base,
        prices.piece_price,
        prices.leaves,
        prices.own,
        prices.moves_max,
    )


@maker
def _starting_points(name, allowed, leaves, own, moves_max):  # type: ignore[no-untyped-def]
    """Where searches begin: rows of (first practice, moves left); today's network is one point."""
    if name >= 0:
        forced = own.sum() - (own * allowed).sum()
        return np.array([[-1, moves_max - forced]], np.int64)
    roots = np.flatnonzero(allowed)
    return np.column_stack((roots, moves_max - leaves[roots].astype(np.int64)))


@entry
def sweep_near(ground, prices, modes, kept, names, threshold, limits, stop):  # type: ignore[no-untyped-def]
    """Search near every network of today, and for networks that keep no name.

    ``modes`` as in ``hubs.sweep``; ``kept`` is the name of each. Returns members, starts, (set,
    [value, place, mode]), the most that any set is worth at each place, whether all was searched,
    and the visits in all. Places are the ``names``, then the first practice of networks without.
    """
    extras, constants, _, leaves, own = modes
    n, allowed = ground.size.size, prices.allowed
    members, starts = np.empty(0, np.int64), np.zeros(1, np.int64)
    about = np.empty((0, 3), np.int64)
    best, beyond = np.full(names + n, threshold), np.full(names + n, threshold)
    nobody, rows, visits, whole = np.zeros(n, np.uint8), np.arange(n), 0, True
    for m in range(constants.size):
        seen = _in_mode(prices, extras[m], constants[m])
        for first, left in _starting_points(kept[m], allowed, leaves[m], own[m], prices.moves_max):
            place = kept[m] if first < 0 else names + first
            base, outs = np.flatnonzero(own[m] * allowed), own[m] * allowed
            free = (allowed * (1 - own[m])).astype(np.uint8)
            if first >= 0:
                base, outs = rows[first : first + 1], nobody
                free[: first + 1] = 0
            if left < 0 or base.size == 0:
                continue
            level = best[place] if limits[2] else threshold
            case = base, outs, leaves[m], left
            found, ends, values, more, top, complete = search_near(
                ground, seen, case, free, level, limits, stop
            )
            visits, whole = visits + more, whole and complete
            if not complete:
                beyond[place] = max(beyond[place], np.int64(np.ceil(top)) + 1)
                if not limits[2]:
                    return members, starts, about, best, whole, visits  # too many
            if values.size == 0:
                continue
            best[place] = max(best[place], values.max())
            origin = np.empty((values.size, 3), np.int64)
            origin[:, 0], origin[:, 1], origin[:, 2] = values, place, m
            about = np.concatenate((about, origin))
            starts = np.concatenate((starts, ends[1:] + members.size))
            members = np.concatenate((members, found))
    return members, starts, about, np.maximum(best, beyond), whole, visits
