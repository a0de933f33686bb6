"""Costs and rules that are known of a whole set of practices alone (compiled)."""

from optimise.candidates.arrays import BEGUN, DEPTH, KEPT, LARGE, LEFT, SIZE, VALUE
from optimise.candidates.bounds import penalty
from optimise.candidates.compiled import bare, inner
from optimise.candidates.kept_whole import split_cost
from optimise.candidates.land import encloses, outside_largest_piece
from optimise.candidates.teams_inside import divides

WORTHLESS = -(2**62)


@inner
def smaller_sides(ground, members, label_sums):  # type: ignore[no-untyped-def]
    """Cost of every layer's practices that bear another label than the leading one.

    ``label_sums`` is room to work in, one a label, all 0 before and after.
    """
    total = 0
    for layer in range(ground.layers.shape[0]):
        everything, lead = 0, 0
        for u in members:
            everything += ground.layer_costs[layer, u]
            label = ground.layers[layer, u]
            if label >= 0:
                label_sums[label] += ground.layer_costs[layer, u]
                lead = max(lead, label_sums[label])
        for u in members:
            if ground.layers[layer, u] >= 0:
                label_sums[ground.layers[layer, u]] = 0
        total += everything - lead
    return total


@inner
def tilt(ground, members):  # type: ignore[no-untyped-def]
    """What a set's distance from the area's mean need costs."""
    total = 0
    for u in members:
        total += ground.mix[u]
    return abs(total)


@inner
def other_layers(ground, members):  # type: ignore[no-untyped-def]
    """Cost of patients outside the lead teams of all footprint layers but the first.

    What each practice's patients cost beside its own largest team is charged practice by
    practice already: this is the rest, never negative.
    """
    rest, lead = 0, 0
    for u in members:
        rest += ground.own_leads[u]
    for t in range(ground.teams.shape[0]):
        if ground.team_layer[t] > 0:
            if ground.team_layer[t] != ground.team_layer[t - 1]:
                rest, lead = rest - lead, 0
            own = 0
            for u in members:
                own += ground.teams[t, u]
            lead = max(lead, own)
    return rest - lead


@bare
def leftovers_divide(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Whether what a set leaves behind can still be cut into the band, as far as it must.

    ``seen`` and ``queue`` are (n,) room to work in.
    """
    if ground.parts_min == 0:
        return True
    return shortfall(ground, members, seen, queue) <= ground.parts_missing


@bare
def shortfall(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Fewest patients in exceptions in a set and in the components that it leaves behind."""
    for u in range(seen.size):
        seen[u] = ground.elsewhere[u]
    size, counts = 0, members.size > 0
    for u in members:
        size += ground.size[u]
        # exceptions of those elsewhere are counted there, and approved ones are none
        counts = counts and seen[u] == 0 and ground.loose[u] == 0
        seen[u] = 1
    missing = max(0, ground.parts_min - size, size - ground.parts_max) if counts else 0
    for s in range(ground.size.size):
        if seen[s] == 0:
            missing += _indivisible(ground, _component_patients(ground, seen, queue, s))
    return missing


@inner
def _indivisible(ground, total):  # type: ignore[no-untyped-def]
    """Fewest patients in exceptions when a component is cut into networks.

    A network round a practice above the ceiling may take some in: each is then an exception.
    """
    parts = total // ground.parts_min
    above = max(0, total - parts * ground.parts_max)
    return min(above, (parts + 1) * ground.parts_min - total)


@inner
def _component_patients(ground, seen, queue, source):  # type: ignore[no-untyped-def]
    """Patients of the unseen practices connected to ``source``, which become seen.

    0 where one of them may be in an approved network: those may have any size.
    """
    seen[source], queue[0], head, tail, total, loose = 1, source, 0, 1, 0, False
    while head < tail:
        u = queue[head]
        head += 1
        total += ground.size[u]
        loose = loose or ground.loose[u] != 0
        for x in ground.neighbours[ground.starts[u] : ground.starts[u + 1]]:
            if seen[x] == 0:
                seen[x] = 1
                queue[tail] = x
                tail += 1
    return 0 if loose else total


@inner
def _is_best_hub(ground, hub, work):  # type: ignore[no-untyped-def]
    """Whether the hub is the set's cheapest, the lowest-numbered among equals."""
    depth = work.now[DEPTH]
    own = 0
    for u in work.stack[:depth]:
        own += ground.costs[hub, u]
    for h in work.stack[:depth]:
        total = 0
        for u in work.stack[:depth]:
            total += ground.costs[h, u]
            if total > own:
                break
        if total < own or (total == own and h < hub):
            return False
    return True


@inner
def worth(ground, prices, hub, threshold, work):  # type: ignore[no-untyped-def]
    """Value of the set as a whole, or WORTHLESS where it is below threshold or not allowed."""
    if work.now[BEGUN] > 0:
        return WORTHLESS
    if work.now[LEFT] > prices.moves_max - (prices.own.sum() - work.now[KEPT]):
        return WORTHLESS
    value = work.now[VALUE] - penalty(prices, work.now[SIZE])
    if value <= threshold or not _is_best_hub(ground, hub, work):
        return WORTHLESS
    members = work.stack[: work.now[DEPTH]]
    value -= smaller_sides(ground, members, work.label_sums) + tilt(ground, members)
    value -= other_layers(ground, members)
    value -= split_cost(ground.wholes, members, work.label_sums)
    if value <= threshold:
        return WORTHLESS
    if ground.piece.size > 0:
        outside = outside_largest_piece(ground, members, work.seen, work.queue)
        value -= prices.piece_price * outside
        if outside < 0 or value <= threshold:
            return WORTHLESS
    if encloses(ground, members, work.seen, work.queue):
        return WORTHLESS
    large = members.size > 1 and 0 < ground.team_band[LARGE] < work.now[SIZE]
    if large and not divides(ground, members, work.team_near, work.team_stack):
        return WORTHLESS
    return value if leftovers_divide(ground, members, work.seen, work.queue) else WORTHLESS
