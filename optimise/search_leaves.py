"""What only a whole set of practices can be asked (compiled)."""

import numba as nb

from optimise.search_bounds import penalty
from optimise.search_types import BEGUN, DEPTH, SIZE, VALUE

WORTHLESS = -(2**62)


@nb.njit(cache=True)
def _smaller_sides(ground, first_layer, work):  # type: ignore[no-untyped-def]
    """Cost of every layer's practices that do not bear the leading label."""
    depth, total = work.now[DEPTH], 0
    for layer in range(first_layer, ground.layers.shape[0]):
        everything, lead = 0, 0
        for u in work.stack[:depth]:
            everything += ground.layer_costs[layer, u]
            label = ground.layers[layer, u]
            if label >= 0:
                work.label_sums[label] += ground.layer_costs[layer, u]
                lead = max(lead, work.label_sums[label])
        for u in work.stack[:depth]:
            if ground.layers[layer, u] >= 0:
                work.label_sums[ground.layers[layer, u]] = 0
        total += everything - lead
    return total


@nb.njit(cache=True)
def _tilt(ground, work):  # type: ignore[no-untyped-def]
    total = 0
    for u in work.stack[: work.now[DEPTH]]:
        total += ground.mix[u]
    return abs(total)


@nb.njit(cache=True)
def leftovers_divide(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Whether every component that a set leaves behind can still be cut into the band.

    ``seen`` and ``queue`` are (n,) room to work in.
    """
    if ground.parts_min == 0:
        return True
    seen[:] = ground.elsewhere
    for u in members:
        seen[u] = 1
    for s in range(ground.patients.size):
        if seen[s]:
            continue
        total = _component_patients(ground, seen, queue, s)
        if (total // ground.parts_min) * ground.parts_max < total:
            return False
    return True


@nb.njit(cache=True)
def _component_patients(ground, seen, queue, source):  # type: ignore[no-untyped-def]
    """Patients of the unseen practices connected to ``source``, which become seen."""
    seen[source], queue[0], head, tail, total = 1, source, 0, 1, 0
    while head < tail:
        u = queue[head]
        head += 1
        total += ground.patients[u]
        for x in ground.neighbours[ground.starts[u] : ground.starts[u + 1]]:
            if seen[x] == 0:
                seen[x] = 1
                queue[tail] = x
                tail += 1
    return total


@nb.njit(cache=True)
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


@nb.njit(cache=True)
def worth(ground, prices, hub, threshold, work):  # type: ignore[no-untyped-def]
    """Value of the set as a whole, or WORTHLESS where it is below threshold or not allowed."""
    if work.now[BEGUN] > 0:
        return WORTHLESS
    value = work.now[VALUE] - penalty(prices, work.now[SIZE])
    if value <= threshold or not _is_best_hub(ground, hub, work):
        return WORTHLESS
    value -= _smaller_sides(ground, prices.first_layer, work) + _tilt(ground, work)
    if value <= threshold:
        return WORTHLESS
    members = work.stack[: work.now[DEPTH]]
    return value if leftovers_divide(ground, members, work.seen, work.queue) else WORTHLESS
