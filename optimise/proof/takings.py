"""What each hub takes at given prices when networks need not hang together (compiled)."""

import heapq

import numpy as np

from optimise.candidates.compiled import entry, maker


@entry
def reach(ground, allowed, costs, most):  # type: ignore[no-untyped-def]
    """For each hub, the practices that a network round it can hold at all, and their costs.

    A network in one piece holds a way of neighbours from its hub to each of its practices, so
    none is in reach whose every way is larger than ``most``, both ends counted. Returns
    (starts (n + 1), members, costs of members), the hub first.
    """
    n = ground.size.size
    starts, way = np.zeros(n + 1, np.int64), np.full(n, most + 1, np.int64)
    members, paid = np.empty(n, np.int64), np.empty(n, np.float64)
    count = 0
    for hub in range(n):
        begun = count
        heap = [(ground.size[hub], hub)]
        if allowed[hub] == 0 or ground.size[hub] > most:
            heap.clear()
        else:
            way[hub] = ground.size[hub]
        while len(heap) > 0:
            far, u = heapq.heappop(heap)
            if far > way[u]:
                continue
            if count == members.size:
                members = np.append(members, np.empty(count, np.int64))
                paid = np.append(paid, np.empty(count, np.float64))
            members[count], paid[count] = u, costs[hub, u]
            count += 1
            for x in ground.neighbours[ground.starts[u] : ground.starts[u + 1]]:
                if allowed[x] == 1 and far + ground.size[x] < way[x]:
                    way[x] = far + ground.size[x]
                    heapq.heappush(heap, (way[x], x))
        for u in members[begun:count]:
            way[u] = most + 1
        starts[hub + 1] = count
    return starts, members[:count], paid[:count]


@maker
def _order(each, sizes, held, least):  # type: ignore[no-untyped-def]
    """Practices in the order they are taken: those worth more than they cost, or all if too few.

    ``each`` is what a patient of each practice costs beyond its price.
    """
    wanted = np.flatnonzero(each < 0.0)
    if held + sizes[wanted].sum() >= least:
        return wanted[np.argsort(each[wanted])]
    return np.argsort(each)


@maker
def _takes(own, hub_costs, prices, size, least, most, shares):  # type: ignore[no-untyped-def]
    """Least cost beyond the prices of a hub, with what it takes in fractions; ``shares`` of each.

    Practices worth more than they cost come first, then those that cost least, up to the floor.
    Infinite where the floor is out of reach.
    """
    shares[:] = 0.0
    shares[0] = 1.0
    held, total = size[own[0]], hub_costs[0] - prices[own[0]]
    each = np.empty(own.size - 1)
    for k in range(1, own.size):
        if size[own[k]] > 0:
            each[k - 1] = (hub_costs[k] - prices[own[k]]) / size[own[k]]
            continue
        each[k - 1] = np.inf  # it takes no room, and is taken where it is worth its cost
        if hub_costs[k] < prices[own[k]]:
            shares[k] = 1.0
            total += hub_costs[k] - prices[own[k]]
    for k in _order(each, size[own[1:]], held, least) + 1:
        room = (most if each[k - 1] < 0.0 else least) - held
        if room <= 0 or size[own[k]] == 0:
            break
        part = min(size[own[k]], room)
        shares[k] = part / size[own[k]]
        total += each[k - 1] * part
        held += part
    return total if held >= least else np.inf


@entry
def take(reached, prices, size, least, most, shares):  # type: ignore[no-untyped-def]
    """What every hub costs beyond the prices (n); ``shares`` in the form of the members reached."""
    starts, members, costs = reached
    found = np.full(size.size, np.inf)
    for hub in range(size.size):
        a, b = starts[hub], starts[hub + 1]
        if b > a:
            found[hub] = _takes(members[a:b], costs[a:b], prices, size, least, most, shares[a:b])
    return found
