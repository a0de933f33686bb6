"""What a network is worth to the local search, legal or not (compiled).

A set is judged by three whole numbers, the first counting most: patients by which it breaks a
rule, patients that an exception must excuse, and its cost in quanta.
"""

from optimise.candidates.compiled import inner
from optimise.candidates.kept_whole import split_cost
from optimise.local_search.state import (
    ABOVE,
    APART,
    BALANCE,
    CEILING,
    COUNT,
    CURRENT,
    FLOOR,
    INSIDE,
    LARGEST,
    LEAST,
    LEAVE,
    MATES,
    MIX,
    MOST,
    NEAR,
    PATIENTS,
    QUEUE,
    SLACK,
    SUMS,
    TARGET,
    WAIVED,
)

SLIGHT = 32  # a size just outside the band is as bad as this fraction of the floor


@inner
def _faults(field, rows, at):  # type: ignore[no-untyped-def]
    """Members out of reach of the first, pairs that must be apart, practices left behind."""
    for u in rows:
        at[INSIDE, u] = 1
    at[QUEUE, 0], at[INSIDE, rows[0]], head, tail = rows[0], 2, 0, 1
    while head < tail < rows.size:
        u = at[QUEUE, head]
        head += 1
        for k in range(field.of[NEAR, u], field.of[NEAR + 1, u]):
            x = field.links[k]
            if at[INSIDE, x] == 1:
                at[INSIDE, x] = 2
                at[QUEUE, tail] = x
                tail += 1
    faults = rows.size - tail
    for u in rows:
        for k in range(field.of[APART, u], field.of[APART + 1, u]):
            faults += at[INSIDE, field.links[k]] > 0
        for k in range(field.of[MATES, u], field.of[MATES + 1, u]):
            faults += at[INSIDE, field.links[k]] == 0
    for u in rows:
        at[INSIDE, u] = 0
    return faults


@inner
def _hub_cost(costs, rows):  # type: ignore[no-untyped-def]
    cheapest = 2**62
    for h in rows:
        total = 0
        for u in rows:
            total += costs[h, u]
        cheapest = min(cheapest, total)
    return cheapest


@inner
def _smaller_sides(sides, rows, sums):  # type: ignore[no-untyped-def]
    cost = 0
    for layer in range(sides.shape[1]):
        lead = 0
        for u in rows:
            sums[max(0, sides[0, layer, u])] = 0
        for u in rows:
            cost += sides[1, layer, u]
            label = sides[0, layer, u]
            if label >= 0:
                sums[label] += sides[1, layer, u]
                lead = max(lead, sums[label])
        cost -= lead
    return cost


@inner
def _astray(teams, team_layer, rows):  # type: ignore[no-untyped-def]
    """Cost of the patients whose team does not lead the set, in every footprint layer."""
    total, lead = 0, 0
    for t in range(teams.shape[0]):
        if t > 0 and team_layer[t] != team_layer[t - 1]:
            total, lead = total - lead, 0
        own = 0
        for u in rows:
            own += teams[t, u]
        total += own
        lead = max(lead, own)
    return total - lead


@inner
def judge(field, rows, kept, at):  # type: ignore[no-untyped-def]
    """(broken, excused, cost) of a set that keeps the name ``kept``; zeros for no practices."""
    if rows.size == 0:
        return 0, 0, 0
    f, of = field.size, field.of
    size, biggest, waived, tilt, cost = 0, 0, 1, 0, f[COUNT]
    for u in rows:
        size += of[PATIENTS, u]
        biggest = max(biggest, of[PATIENTS, u])
        waived = min(waived, of[WAIVED, u])
        tilt += of[MIX, u]
        if of[CURRENT, u] != kept:
            cost += of[LEAVE, u]
    most = f[MOST] if biggest <= f[LARGEST] else biggest + f[SLACK]
    broken = max(0, size - most) + (0 if waived else max(0, f[LEAST] - size))
    broken += f[FLOOR] // SLIGHT if broken else 0
    broken += f[FLOOR] * _faults(field, rows, at)  # as bad as a network's worth of patients
    excused = 0 if waived else max(0, f[FLOOR] - size)
    excused += size - f[CEILING] if size > f[LARGEST] else 0
    cost += f[BALANCE] * abs(size - f[TARGET]) + f[ABOVE] * max(0, size - f[CEILING])
    cost += abs(tilt) + _hub_cost(field.costs, rows)
    cost += _smaller_sides(field.sides, rows, at[SUMS])
    cost += split_cost(field.wholes, rows, at[SUMS])
    cost += _astray(field.teams, field.team_layer, rows)
    return broken, excused, cost
