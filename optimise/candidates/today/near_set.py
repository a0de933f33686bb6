"""A network of today with a few changes: what it is worth, and what it can become (compiled)."""

from typing import NamedTuple

from optimise.candidates.arrays import BARRED, FREE, TAKEN, Bytes, Floats, Ints
from optimise.candidates.bounds import penalty
from optimise.candidates.compiled import inner
from optimise.candidates.kept_whole import split_cost
from optimise.candidates.land import encloses, outside_largest_piece
from optimise.candidates.whole_sets import WORTHLESS, other_layers, smaller_sides, tilt

SIZE, VALUE, LEFT, VISITS, COUNT, RIDERS, FAR = 0, 1, 2, 3, 4, 5, 6  #: entries of ``now``


class Near(NamedTuple):
    """What one search changes as it goes, and what it knows of every practice."""

    state: Bytes  #: (n,) FREE, TAKEN or BARRED
    own: Bytes  #: (n,) 1 for practices that are in the set unless they are put out
    moves: Bytes  #: (n,) 1 where taking the practice in is a move
    touch: Ints  #: (n,) taken neighbours, own ones that were put out too
    totals: Ints  #: (n,) what the set costs with each practice as the hub
    hubs: Ints  #: practices that may be the hub; none where distance costs nothing
    cut_count: Ints  #: (c,) taken members of each cut
    slopes: Floats  #: (s,) prices of a patient's size, each of which makes a bound
    sized: Floats  #: (s,) the most that any size is worth at each price
    order: Ints  #: (s, m) changes, by falling worth
    gains: Floats  #: (s, n) the most that a change is worth, less what its size is worth
    outs: Ints  #: own practices, by falling worth at the first price
    picked: Ints  #: (n + 1,) place in ``outs`` of those put out
    chosen: Ints  #: (n + 1,) decisions on who is taken in
    included: Bytes  #: (n + 1,) whether each was to take in
    away: Ints  #: (n,) fewest moves by which each practice can join today's network
    now: Ints  #: patients, value, moves left, visits, sets found, joiners who are no move, and
    #: the most moves away of those taken in
    members: Ints  #: the set as rows, room to work in
    seen: Bytes
    queue: Ints
    label_sums: Ints


@inner
def change(ground, prices, near, u, sign):  # type: ignore[no-untyped-def]
    """Take a practice in (``sign`` 1), or out (-1): size, value, hubs' totals and cuts."""
    now = near.now
    near.state[u] = TAKEN if sign > 0 else BARRED
    now[SIZE] += sign * ground.size[u]
    now[VALUE] += sign * prices.values[u]
    for h in near.hubs:
        near.totals[h] += sign * ground.costs[h, u]
    for e in range(prices.cuts_starts[u], prices.cuts_starts[u + 1]):
        cut = prices.cuts[e]
        held = near.cut_count[cut] + (sign > 0)
        if held > 1 and held % prices.cut_every[cut] == 0:
            now[VALUE] -= sign * prices.cut_prices[cut]
        near.cut_count[cut] += sign


@inner
def touch(ground, near, u, sign):  # type: ignore[no-untyped-def]
    """Count a practice as a taken neighbour of those around it, or no longer."""
    for e in range(ground.starts[u], ground.starts[u + 1]):
        near.touch[ground.neighbours[e]] += sign


@inner
def farthest(near, depth):  # type: ignore[no-untyped-def]
    """The greatest number of moves by which any practice taken in is away."""
    far = 0
    for d in range(depth):
        if near.included[d] == 1:
            far = max(far, near.away[near.chosen[d]])
    return far


@inner
def cheapest_hub(near):  # type: ignore[no-untyped-def]
    """What the set costs with its cheapest hub."""
    if near.hubs.size == 0:
        return 0
    least = near.totals[near.hubs[0]]
    for h in near.hubs:
        least = min(least, near.totals[h])
    return least


@inner
def unchanged(near, s, hub):  # type: ignore[no-untyped-def]
    """The most that the set is worth as it is, at any size that it may come to."""
    now = near.now
    return now[VALUE] - hub - near.slopes[s] * now[SIZE] + near.sized[s]


@inner
def most(near, s, hub, outs_alone):  # type: ignore[no-untyped-def]
    """The most that the set can be worth after all changes that are still allowed.

    ``hub`` is what the set costs with its cheapest hub.
    """
    left, most = near.now[LEFT], unchanged(near, s, hub)
    reach = left + near.now[FAR]
    for u in near.order[s]:
        spent = left <= 0 and (outs_alone or near.now[RIDERS] == 0)
        if spent or near.gains[s, u] <= 0.0:
            break
        if near.own[u] == 1:
            fits = near.state[u] == TAKEN and left > 0
            cost = 1
        else:
            cost = near.moves[u]
            fits = near.state[u] == FREE and left >= cost and not outs_alone
            fits = fits and near.away[u] <= reach  # else no path is short enough
        if fits:
            most += near.gains[s, u]
            left -= cost
    return most


@inner
def alive(near, threshold, outs_alone):  # type: ignore[no-untyped-def]
    """Whether some changes may lift the set above the threshold."""
    lifted, hub = True, cheapest_hub(near)
    for s in range(near.slopes.size):
        lifted = lifted and most(near, s, hub, outs_alone) + 1 > threshold
    return lifted


@inner
def gather(near):  # type: ignore[no-untyped-def]
    """Write the set's rows into ``members``; how many there are."""
    depth = 0
    for u in range(near.state.size):
        if near.state[u] == TAKEN:
            near.members[depth] = u
            depth += 1
    return depth


@inner
def _in_one_piece(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    seen[:] = 0
    for u in members:
        seen[u] = 1
    head, tail = 0, 1
    queue[0], seen[members[0]] = members[0], 2
    while head < tail:
        u = queue[head]
        head += 1
        for e in range(ground.starts[u], ground.starts[u + 1]):
            x = ground.neighbours[e]
            if seen[x] == 1:
                seen[x] = 2
                queue[tail] = x
                tail += 1
    return tail == members.size


@inner
def _lawful(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Whether groups are whole, pairs apart, and the set is in one piece and encloses nobody."""
    for u in members:
        group = ground.group[u]
        if group >= 0:
            held = 0
            for x in members:
                held += ground.group[x] == group
            if held < ground.group_sizes[group]:
                return False
        for e in range(ground.apart_starts[u], ground.apart_starts[u + 1]):
            for x in members:
                if ground.apart[e] == x:
                    return False
    if not _in_one_piece(ground, members, seen, queue):
        return False
    return not encloses(ground, members, seen, queue)


@inner
def worth(ground, prices, near, threshold):  # type: ignore[no-untyped-def]
    """Value of the set as a whole, or WORTHLESS where it is below threshold or not allowed."""
    now, breaks = near.now, prices.size_breaks
    if now[SIZE] < breaks[0] or now[SIZE] > breaks[-1]:
        return WORTHLESS
    value = now[VALUE] - penalty(prices, now[SIZE]) - cheapest_hub(near)
    if value <= threshold:
        return WORTHLESS
    depth = gather(near)
    members = near.members[:depth]
    if depth == 0:
        return WORTHLESS
    if near.hubs.size > 0:
        value += cheapest_hub(near)
        least = near.totals[members[0]]
        for h in members:
            least = min(least, near.totals[h])
        value -= least
    value -= smaller_sides(ground, members, near.label_sums) + tilt(ground, members)
    value -= other_layers(ground, members)
    value -= split_cost(ground.wholes, members, near.label_sums)
    if value <= threshold or not _lawful(ground, members, near.seen, near.queue):
        return WORTHLESS
    if ground.piece.size > 0:
        outside = outside_largest_piece(ground, members, near.seen, near.queue)
        if outside < 0:
            return WORTHLESS
        value -= prices.piece_price * outside
    return value if value > threshold else WORTHLESS


@inner
def write_down(ground, prices, near, found, limits):  # type: ignore[no-untyped-def]
    """Write the set down where it is worth it."""
    members, starts, values, threshold = found
    value = worth(ground, prices, near, threshold[0])
    if value == WORTHLESS:
        return
    count, depth = near.now[COUNT], gather(near)
    for k in range(depth):
        members[starts[count] + k] = near.members[k]
    values[count], starts[count + 1] = value, starts[count] + depth
    near.now[COUNT] = count + 1
    if limits[2]:
        threshold[0] = value
