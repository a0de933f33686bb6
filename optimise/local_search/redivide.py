"""A few neighbouring networks divided anew in the best way there is (compiled).

Every connected set of their practices that could be part of a better plan is listed, and the
cheapest way to cover all of them is found by dynamic programming over subsets.
"""

from optimise.candidates.compiled import inner, kernel
from optimise.local_search.judge import judge
from optimise.local_search.moves import commit, judge_trial, load, neighbour, note_best
from optimise.local_search.state import (
    BROKEN,
    CURRENT,
    EXCUSED,
    HELD,
    KEPT,
    LEAST,
    LEAVE,
    MEMBERS,
    MOST,
    NEAR,
    NETWORK,
    NETWORKS,
    PATIENTS,
    POOL,
    PRICE,
    PRICES,
    SETS,
    SIZE,
    SLACK,
    SLOT,
    TRIED,
    WAIVED,
    draw,
)

UNREACHED = 2**62


@inner
def _pour(field, state, desk, u):  # type: ignore[no-untyped-def]
    """Load networks in a row from ``u`` while there is room; how many, and their practices."""
    held, poured, tries = 0, 0, 0
    wanted = 2 + draw(state.random, HELD - 1)
    while held < wanted and tries < 2 * HELD:
        tries += 1
        slot, known = state.at[NETWORK, u], False
        for k in range(held):
            known = known or state.trials[k, SLOT] == slot
        if not known and poured + state.slots[slot, MEMBERS] <= POOL:
            load(state, held, slot)
            for x in state.rows[slot, : state.slots[slot, MEMBERS]]:
                desk.pool[0, poured] = x
                poured += 1
            held += 1
        if held == 0:
            break
        u = neighbour(field, state.random, desk.pool[0, draw(state.random, poured)])
    return held, poured


@inner
def _name(field, trials, held, rows):  # type: ignore[no-untyped-def]
    """The place among those held whose name these practices would best keep."""
    place, most = -1, 0
    for k in range(held):
        saved = 0
        for u in rows:
            if field.of[CURRENT, u] == trials[k, KEPT]:
                saved += field.of[LEAVE, u]
        if saved > most and trials[k, MEMBERS] >= 0:
            place, most = k, saved
    return place


@inner
def _members(desk, mask):  # type: ignore[no-untyped-def]
    """Write the practices of a mask to the desk; how many they are."""
    size, k = 0, 0
    while mask:
        if mask & 1:
            desk.pool[2, size] = desk.pool[0, k]
            size += 1
        mask >>= 1
        k += 1
    return size


@inner
def _weigh(field, state, desk, held, rows):  # type: ignore[no-untyped-def]
    """Price of a set, or -1 where no better plan can hold it."""
    place = _name(field, state.trials, held, rows)
    kept = state.trials[place, KEPT] if place >= 0 else -1
    figures, price = judge(field, rows, kept, state.at), 0
    broken, excused = desk.bounds[BROKEN], desk.bounds[EXCUSED]
    if figures[BROKEN] > broken or (broken == 0 and figures[EXCUSED] > excused):
        return -1
    for f in range(NETWORKS):
        price += field.size[PRICES + f] * figures[f]
    return price if price <= desk.bounds[PRICE] else -1


@inner
def _bound(field, state, desk, held, poured):  # type: ignore[no-untyped-def]
    """Note what the networks are worth as they are; returns whether they were not tried before."""
    bounds, signature = desk.bounds, 0
    for k in range(SIZE):
        bounds[k] = 0
    for k in range(held):
        bounds[BROKEN] += state.trials[k, BROKEN]
        bounds[EXCUSED] += state.trials[k, EXCUSED]
        for f in range(NETWORKS):
            bounds[PRICE] += field.size[PRICES + f] * state.trials[k, f]
    waived = 0
    for u in desk.pool[0, :poured]:
        signature += (u + 1) * (u + 1) * (u + 1) * 0x9E3779B9
        waived += field.of[WAIVED, u]
    bounds[SIZE] = 0 if waived else field.size[LEAST] - bounds[BROKEN]
    signature += bounds[PRICE]
    place = signature % TRIED
    fresh = desk.tried[place] != signature
    desk.tried[place] = signature
    return fresh


@inner
def _list_sets(field, state, desk, held, poured):  # type: ignore[no-untyped-def]
    """Weigh every connected set, those with the same lowest practice together; how many."""
    found, stack, pool = 0, desk.stack, desk.pool
    roof = field.size[MOST]
    for k in range(poured):
        pool[1, k] = 0
        roof = max(roof, field.of[PATIENTS, pool[0, k]] + field.size[SLACK])
        for m in range(poured):
            for x in range(field.of[NEAR, pool[0, k]], field.of[NEAR + 1, pool[0, k]]):
                if field.links[x] == pool[0, m]:
                    pool[1, k] |= 1 << m
    for root in range(poured):
        top, below = 1, (2 << root) - 1
        stack[0, 0], stack[1, 0], stack[2, 0] = 1 << root, pool[1, root] & ~below, below
        while top:
            top -= 1
            mask, reach, out = stack[0, top], stack[1, top], stack[2, top]
            size, rows = 0, pool[2, : _members(desk, mask)]
            for u in rows:
                size += field.of[PATIENTS, u]
            if size > roof:
                continue
            price = -1
            if size >= desk.bounds[SIZE]:
                price = _weigh(field, state, desk, held, rows)
            if price >= 0:
                desk.sets[0, found], desk.sets[1, found] = mask, price
                found += 1
            for k in range(poured):
                if reach >> k & 1:
                    out |= 1 << k
                    stack[0, top], stack[2, top] = mask | 1 << k, out
                    stack[1, top] = (reach | pool[1, k]) & ~out
                    top += 1
            if found + 1 >= SETS:
                return 0
    return found


@inner
def _cover(desk, found, poured):  # type: ignore[no-untyped-def]
    """Price of the cheapest cover; its sets are read off backwards."""
    price, last, full = desk.cover[0], desk.cover[1], (1 << poured) - 1
    for mask in range(1, full + 1):
        price[mask] = UNREACHED
    price[0], first = 0, desk.first
    for low in range(poured + 1):
        first[low] = found
    for k in range(found - 1, -1, -1):
        low = 0
        while not desk.sets[0, k] >> low & 1:
            low += 1
        first[low] = k
    for low in range(poured - 1, -1, -1):
        first[low] = min(first[low], first[low + 1])
    for covered in range(full):
        if price[covered] == UNREACHED:
            continue
        low = 0
        while covered >> low & 1:
            low += 1
        for k in range(first[low], first[low + 1]):
            mask = desk.sets[0, k]
            if mask & covered == 0 and price[covered] + desk.sets[1, k] < price[covered | mask]:
                price[covered | mask], last[covered | mask] = price[covered] + desk.sets[1, k], mask
    return price[full]


@inner
def divide(field, state, desk, u):  # type: ignore[no-untyped-def]
    """Put the best division of some networks round ``u`` on trial; how many slots it fills."""
    held, poured = _pour(field, state, desk, u)
    if held == 0 or not _bound(field, state, desk, held, poured):
        return 0
    found = _list_sets(field, state, desk, held, poured)
    if _cover(desk, found, poured) >= desk.bounds[PRICE]:
        return 0
    return _lay_out(state, desk, held, poured)


@inner
def _lay_out(state, desk, held, poured):  # type: ignore[no-untyped-def]
    """Fill the trial with the cheapest cover, each set where its name is if that is free."""
    filled, rest = held, (1 << poured) - 1
    for k in range(held):
        state.trials[k, MEMBERS] = 0
    while rest:
        rows = desk.pool[2, : _members(desk, desk.cover[1, rest])]
        rest ^= desk.cover[1, rest]
        place = -1
        for k in range(held):
            if state.trials[k, MEMBERS] == 0:
                place = k
        for slot in range(len(state.slots) if place < 0 else 0):
            taken = state.slots[slot, MEMBERS] > 0
            for k in range(held, filled):
                taken = taken or state.trials[k, SLOT] == slot
            if not taken:
                load(state, filled, slot)
                place, filled = filled, filled + 1
                break
        if place < 0:
            return 0
        for m in range(rows.size):
            state.trial[place, m] = rows[m]
        state.trials[place, MEMBERS] = rows.size
    return filled


@kernel
def descend(field, state, desk, moves):  # type: ignore[no-untyped-def]
    """Divide networks round random practices anew, each time in the best way."""
    n = field.costs.shape[0]
    for _ in range(moves):
        filled = divide(field, state, desk, draw(state.random, n))
        if filled and judge_trial(field, state, filled) < 0:
            commit(state, filled)
            note_best(field, state)
