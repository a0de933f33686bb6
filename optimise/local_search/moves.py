"""Moves from one plan to another and a random walk along them (compiled).

Three moves: give a practice to a neighbouring network; exchange two practices; redivide up to
three neighbouring networks into as many parts, one fewer or one more. The walk accepts by the
rule of Metropolis (Kirkpatrick et al. 1983) and remembers the best plan it met.
"""

import numpy as np

from optimise.candidates.compiled import inner, kernel
from optimise.local_search.judge import judge
from optimise.local_search.state import (
    BEST,
    BROKEN,
    COST,
    EXCUSED,
    FLOOR,
    KEPT,
    MATES,
    MEMBERS,
    NEAR,
    NETWORK,
    NETWORKS,
    NETWORKS_MIN,
    NOW,
    PRICES,
    SLOT,
    SLOT_COLUMNS,
    TOP,
    draw,
)
from optimise.local_search.trees import redivide

SHIFTS, SWAPS, MOVES = 4, 8, 10  # of ten moves, four shift and four swap


@inner
def load(state, place, slot):  # type: ignore[no-untyped-def]
    """Begin the trial's set at ``place`` with what the slot holds."""
    for column in range(SLOT_COLUMNS):
        state.trials[place, column] = state.slots[slot, column]
    state.trials[place, SLOT] = slot
    for k in range(state.slots[slot, MEMBERS]):
        state.trial[place, k] = state.rows[slot, k]


@inner
def neighbour(field, random, u):  # type: ignore[no-untyped-def]
    """A random neighbour; the practice itself where it has none."""
    first, degree = field.of[NEAR, u], field.of[NEAR + 1, u] - field.of[NEAR, u]
    return field.links[first + draw(random, degree)] if degree else u


@inner
def _hand_over(field, state, u, giver):  # type: ignore[no-untyped-def]
    """Move a practice, with all that must go with it, between the trial's first two sets."""
    taker, left = 1 - giver, 0
    for k in range(state.trials[giver, MEMBERS]):
        x = state.trial[giver, k]
        goes = x == u
        for m in range(field.of[MATES, u], field.of[MATES + 1, u]):
            goes = goes or field.links[m] == x
        if goes:
            state.trial[taker, state.trials[taker, MEMBERS]] = x
            state.trials[taker, MEMBERS] += 1
        else:
            state.trial[giver, left] = x
            left += 1
    state.trials[giver, MEMBERS] = left


@inner
def _recombine(field, state, u):  # type: ignore[no-untyped-def]
    """Redivide one to three networks in a row from ``u``; how many slots the trial fills."""
    held, wanted = 0, 1 + draw(state.random, 3)
    while held < wanted:
        slot, known = state.at[NETWORK, u], False
        for k in range(held):
            known = known or state.trials[k, SLOT] == slot
        if known:
            break
        load(state, held, slot)
        member = state.trial[held, draw(state.random, state.trials[held, MEMBERS])]
        u = neighbour(field, state.random, member)
        held += 1
    parts = max(1, held - 1 + draw(state.random, 3))
    filled = held
    for slot in range(len(state.slots)):
        if filled < parts and state.slots[slot, MEMBERS] == 0:
            load(state, filled, slot)
            filled += 1
    return filled if redivide(field, state, held, min(parts, filled)) else 0


@inner
def _propose(field, state):  # type: ignore[no-untyped-def]
    """Put a random move on trial; how many slots it fills, 0 for none."""
    kind, u = draw(state.random, MOVES), draw(state.random, field.costs.shape[0])
    if kind >= SWAPS:
        return _recombine(field, state, u)
    v = neighbour(field, state.random, u)
    if state.at[NETWORK, u] == state.at[NETWORK, v]:
        return 0
    load(state, 0, state.at[NETWORK, u])
    load(state, 1, state.at[NETWORK, v])
    back = state.trial[1, draw(state.random, state.trials[1, MEMBERS])]
    _hand_over(field, state, u, 0)
    if kind >= SHIFTS:
        _hand_over(field, state, back, 1)
    return 2


@inner
def judge_trial(field, state, filled):  # type: ignore[no-untyped-def]
    """Count the figures of the trial's sets; how much the priced figures of the plan rise."""
    trials, rise, networks = state.trials, 0, state.totals[NOW, NETWORKS]
    before = max(0, field.size[NETWORKS_MIN] - networks)
    for k in range(filled):
        slot, rows = trials[k, SLOT], state.trial[k, : trials[k, MEMBERS]]
        trials[k, BROKEN], trials[k, EXCUSED], trials[k, COST] = judge(
            field, rows, trials[k, KEPT], state.at
        )
        networks += (rows.size > 0) - (state.slots[slot, MEMBERS] > 0)
        for f in range(NETWORKS):
            rise += field.size[PRICES + f] * (trials[k, f] - state.slots[slot, f])
    after = max(0, field.size[NETWORKS_MIN] - networks)
    return rise + field.size[PRICES] * field.size[FLOOR] * (after - before)


@inner
def commit(state, filled):  # type: ignore[no-untyped-def]
    """Make the trial the plan."""
    totals = state.totals[NOW]
    for k in range(filled):
        slot, size = state.trials[k, SLOT], state.trials[k, MEMBERS]
        totals[NETWORKS] += (size > 0) - (state.slots[slot, MEMBERS] > 0)
        for f in range(NETWORKS):
            totals[f] += state.trials[k, f] - state.slots[slot, f]
        for column in range(SLOT_COLUMNS):
            state.slots[slot, column] = state.trials[k, column]
        for m in range(size):
            state.rows[slot, m] = state.trial[k, m]
            state.at[NETWORK, state.trial[k, m]] = slot


@inner
def note_best(field, state):  # type: ignore[no-untyped-def]
    """Remember the plan where it is better than the best."""
    now, top = state.totals[NOW], state.totals[TOP]
    missing = field.size[FLOOR] * max(0, field.size[NETWORKS_MIN] - now[NETWORKS])
    better = now[BROKEN] + missing - top[BROKEN]
    for f in (EXCUSED, COST):
        if better == 0:
            better = now[f] - top[f]
    if better < 0:
        for u in range(field.costs.shape[0]):
            state.at[BEST, u] = state.at[NETWORK, u]
        for f in range(NETWORKS + 1):
            top[f] = now[f]
        top[BROKEN] += missing


@kernel
def rejudge(field, state):  # type: ignore[no-untyped-def]
    """Count all figures afresh, after the names kept or the plan have changed."""
    for f in range(NETWORKS + 1):
        state.totals[NOW, f] = 0
    for slot in range(len(state.slots)):
        figures, rows = state.slots[slot], state.rows[slot, : state.slots[slot, MEMBERS]]
        figures[BROKEN], figures[EXCUSED], figures[COST] = judge(
            field, rows, figures[KEPT], state.at
        )
        state.totals[NOW, NETWORKS] += rows.size > 0
        for f in range(NETWORKS):
            state.totals[NOW, f] += figures[f]
    note_best(field, state)


@kernel
def carve(field, state, slot, low, high):  # type: ignore[no-untyped-def]
    """Divide what a slot holds into ``low`` to ``high`` networks, as far as slots are free."""
    wanted, filled = low + draw(state.random, high - low + 1), 1
    load(state, 0, slot)
    for other in range(len(state.slots)):
        if filled < wanted and state.slots[other, MEMBERS] == 0:
            load(state, filled, other)
            filled += 1
    if redivide(field, state, 1, filled):
        judge_trial(field, state, filled)
        commit(state, filled)


@kernel
def walk(field, state, heat, moves):  # type: ignore[no-untyped-def]
    """Make random moves; at ``heat`` 0 only such as raise nothing."""
    for _ in range(moves):
        filled = _propose(field, state)
        if filled == 0:
            continue
        rise = judge_trial(field, state, filled)
        luck = (1 + draw(state.random, 2**31)) / 2.0**31
        if rise <= -heat * np.log(luck):
            commit(state, filled)
            if rise != 0:
                note_best(field, state)
