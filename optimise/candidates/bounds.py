"""Upper bounds on what a connected set of practices can be worth (compiled).

A fractional knapsack (Dantzig 1957) with the penalty on the network's size built in: the
penalty is convex in patients, so filling by value per patient until the marginal gain is spent
is exact for the relaxation. Its Lagrangian form gives a bound that is kept in constant time.
"""

import numpy as np

from optimise.candidates.arrays import FREE, TAKEN
from optimise.candidates.compiled import bare, maker
from optimise.candidates.falling import falling


@bare
def penalty(prices, size):  # type: ignore[no-untyped-def]
    """Penalty of a network of this size, in quanta."""
    total = prices.size_base
    for k in range(prices.size_slopes.size):
        high = min(size, prices.size_breaks[k + 1])
        if high <= prices.size_breaks[k]:
            break
        total += prices.size_slopes[k] * (high - prices.size_breaks[k])
    return total


@bare
def knapsack(prices, order, density, patients, state, size):  # type: ignore[no-untyped-def]
    """Most that free practices can add, size penalty included; and the marginal density."""
    breaks, slopes = prices.size_breaks, prices.size_slopes
    top, least = breaks[-1], breaks[0]
    gain, marginal, k = -float(prices.size_base), 0.0, 0
    while k < slopes.size and breaks[k + 1] <= size:
        gain -= slopes[k] * (breaks[k + 1] - breaks[k])
        k += 1
    if k < slopes.size and size > breaks[k]:
        gain -= slopes[k] * (size - breaks[k])
    for u in order:
        if state[u] != FREE:
            continue
        left, rate = patients[u], density[u]
        while left > 0 and size < top:
            if size < least:
                step, net = min(left, least - size), rate
            else:
                while k < slopes.size - 1 and breaks[k + 1] <= size:
                    k += 1
                step, net = min(left, breaks[k + 1] - size), rate - slopes[k]
                if net <= 0.0:
                    return gain, rate
            gain += step * net
            size += step
            left -= step
        marginal = rate
        if size >= top:
            return gain, marginal
    return (gain if size >= least else -np.inf), marginal


@bare
def sized_constant(prices, slope):  # type: ignore[no-untyped-def]
    """Greatest of ``slope * size - penalty(size)`` over the allowed sizes."""
    best = -np.inf
    for size in prices.size_breaks:
        best = max(best, slope * size - penalty(prices, size))
    return best


@maker
def losses(ground, allowed, reduced, hub, far):  # type: ignore[no-untyped-def]
    """Least reduced value given up on a path from the hub to each practice (Dijkstra)."""
    n = reduced.size
    loss = np.full(n, np.inf)
    done = np.zeros(n, np.uint8)
    loss[hub] = 0.0
    while True:
        u = -1
        for i in range(n):
            if done[i] == 0 and loss[i] <= far and (u < 0 or loss[i] < loss[u]):
                u = i
        if u < 0:
            return loss
        done[u] = 1
        for e in range(ground.starts[u], ground.starts[u + 1]):
            x = ground.neighbours[e]
            if allowed[x] and done[x] == 0:
                loss[x] = min(loss[x], loss[u] + max(0.0, -reduced[x]))


@maker
def _ordered(density, allowed):  # type: ignore[no-untyped-def]
    """Allowed practices, most valuable per patient first."""
    return falling(np.flatnonzero(allowed == 1), density)


@maker
def most_at(ground, prices, hub):  # type: ignore[no-untyped-def]
    """An upper bound on what any set with this hub is worth, found without a search."""
    state = np.zeros(ground.size.size, np.uint8)
    state[hub] = TAKEN
    density = prices.values / ground.size
    order = _ordered(density, prices.allowed)
    gain, _ = knapsack(prices, order, density, ground.size, state, ground.size[hub])
    return prices.values[hub] + prices.constant + np.int64(np.ceil(max(gain, -1e15))) + 1


@maker
def may_reach(ground, prices, hub, near, threshold):  # type: ignore[no-untyped-def]
    """Whether some set of these practices with this hub may be worth more than a threshold."""
    state = np.zeros(ground.size.size, np.uint8)
    state[hub] = TAKEN
    density = np.empty(ground.size.size)
    density[near] = prices.values[near] / ground.size[near]
    order = falling(near, density)
    gain, _ = knapsack(prices, order, density, ground.size, state, ground.size[hub])
    return prices.values[hub] + prices.constant + gain + 1 > threshold


@maker
def universe(ground, prices, hub, threshold):  # type: ignore[no-untyped-def]
    """Practices that some set above the threshold may hold, in order, with reduced values.

    Returns the order, the reduced values, the marginal density they are reduced by, and the
    density of every practice; the order is empty where no set can reach the threshold.
    """
    weight = ground.size
    density = prices.values / weight
    order = _ordered(density, prices.allowed)
    if prices.allowed[hub] == 0 or weight[hub] > prices.size_breaks[-1]:
        return order[:0], prices.values - 0.0 * weight, 0.0, density
    state = np.zeros(weight.size, np.uint8)
    state[hub] = TAKEN
    gain, marginal = knapsack(prices, order, density, weight, state, weight[hub])
    base = float(prices.values[hub] + prices.constant)
    reduced = prices.values - marginal * weight
    if base + gain + 1 <= threshold:
        return order[:0], reduced, marginal, density
    top = reduced[hub] + prices.constant + sized_constant(prices, marginal)
    for u in order:
        if u != hub:
            top += max(0.0, reduced[u])
    room = top + 1 - threshold
    loss = losses(ground, prices.allowed, reduced, hub, room)
    inside = prices.allowed.copy()
    for u in range(weight.size):
        if loss[u] >= room:
            inside[u] = 0
    return order[inside[order] == 1], reduced, marginal, density
