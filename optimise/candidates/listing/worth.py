"""What a listed set is worth at any prices, in every mode (compiled)."""

import numpy as np

from optimise.candidates.arrays import LARGE
from optimise.candidates.bounds import penalty
from optimise.candidates.compiled import inner, maker
from optimise.candidates.land import encloses, outside_largest_piece
from optimise.candidates.teams_inside import MEMBERS_MAX, ROOM, divides
from optimise.candidates.whole_sets import WORTHLESS, leftovers_divide

DEARER = 2**62  #: quanta, more than anything costs
SEEN, QUEUE, COUNTS, IN_MODE, TEAM_NEAR, TEAM_STACK, HOME = range(7)  #: of ``room``


@maker
def room(ground, prices, modes):  # type: ignore[no-untyped-def]
    """Room to work in: flags and rows (n), a count per cut, a value per mode, and for teams inside.

    Last, the mode of each practice's network of today, then the number of names (n + 1).
    """
    n, large = ground.size.size, ground.team_band[LARGE] > 0
    return (
        np.zeros(n, np.uint8),
        np.zeros(n, np.int64),
        np.zeros(prices.cut_prices.size, np.int64),
        np.zeros(modes[1].size, np.int64),
        np.zeros(MEMBERS_MAX if large else 0, np.int64),
        np.zeros((ROOM if large else 0, 5), np.int64),
        _homes(modes[4]),
    )


@maker
def _homes(own):  # type: ignore[no-untyped-def]
    """The first mode in which each practice stays, 0 if in none; then the modes of each team.

    The first mode of every team that may lead keeps no name.
    """
    homes = np.zeros(own.shape[1] + 1, np.int64)
    names = own.shape[0]
    for m in range(own.shape[0] - 1, 0, -1):
        stays = 0
        for u in range(own.shape[1]):
            if own[m, u]:
                homes[u], stays = m, stays + 1
        names = names if stays else m
    homes[-1] = names
    return homes


@inner
def obeys(ground, members, seen):  # type: ignore[no-untyped-def]
    """Whether keep-together groups are whole and keep-apart pairs are apart."""
    if ground.apart.size == 0 and ground.group_sizes.size == 0:
        return True
    seen[:] = 0
    for u in members:
        seen[u] = 1
    for u in members:
        for x in ground.apart[ground.apart_starts[u] : ground.apart_starts[u + 1]]:
            if seen[x]:
                return False
        if ground.group[u] >= 0:
            held = 0
            for v in members:
                held += ground.group[v] == ground.group[u]
            if held < ground.group_sizes[ground.group[u]]:
                return False
    return True


@inner
def _cuts(prices, members, counts):  # type: ignore[no-untyped-def]
    """What the cuts take off; ``counts`` are 0 before and after."""
    paid = 0
    for u in members:
        for cut in prices.cuts[prices.cuts_starts[u] : prices.cuts_starts[u + 1]]:
            counts[cut] += 1
            if counts[cut] > 1 and counts[cut] % prices.cut_every[cut] == 0:
                paid += prices.cut_prices[cut]
    for u in members:
        for cut in prices.cuts[prices.cuts_starts[u] : prices.cuts_starts[u + 1]]:
            counts[cut] = 0
    return paid


@inner
def _too_many_move(prices, modes, members, mode):  # type: ignore[no-untyped-def]
    """Whether more practices move because of the set, in this mode, than may."""
    moving, leaves, own = 0, modes[3], modes[4]
    for u in range(own.shape[1]):
        moving += 1 if own[mode, u] else 0
    for u in members:
        moving += (1 if leaves[mode, u] else 0) - (1 if own[mode, u] else 0)
    return moving > prices.moves_max


@inner
def _in_mode(seen, members, mode):  # type: ignore[no-untyped-def]
    """What the members cost in a mode without prices, and what the mode now adds to their value."""
    (_, modes, still), cost, spent = seen, 0, 0
    for u in members:
        cost += still[mode, u]
        spent += modes[0][mode, u]
    return cost, modes[1][mode] - spent


@inner
def _in_modes(seen, members, value, work):  # type: ignore[no-untyped-def]
    """The set's value in every mode that may be its best; the greatest, and its mode.

    ``value`` is that in the mode that is cheapest at no prices. To keep the name of a network
    that no member is in is never better than to keep none.
    """
    prices, modes, found, homes = seen[0], seen[1], work[IN_MODE], work[HOME]
    limited, names, least = prices.moves_max < modes[4].shape[1], homes[-1], DEARER
    found[:] = WORTHLESS
    for lead in range(0, found.size, names):
        for k in range(-1, members.size):
            m = lead + (0 if k < 0 else homes[members[k]])
            if found[m] == WORTHLESS:
                cost, found[m] = _in_mode(seen, members, m)
                least = cost if cost < least else least
    top, where = WORTHLESS, -1
    for m in range(found.size):
        if found[m] != WORTHLESS:
            found[m] += value + least
            if limited and _too_many_move(prices, modes, members, m):
                found[m] = WORTHLESS
            if found[m] > top:
                top, where = found[m], m
    return top, where


@inner
def _allowed(ground, members, size, work):  # type: ignore[no-untyped-def]
    """Whether a set keeps the rules that are asked of a whole set alone."""
    if not obeys(ground, members, work[SEEN]) or encloses(ground, members, work[SEEN], work[QUEUE]):
        return False
    large = members.size > 1 and 0 < ground.team_band[LARGE] < size
    if large and not divides(ground, members, work[TEAM_NEAR], work[TEAM_STACK]):
        return False
    return leftovers_divide(ground, members, work[SEEN], work[QUEUE])


@inner
def worth(ground, seen, members, figures, level, work):  # type: ignore[no-untyped-def]
    """The set's greatest value in any mode, and that mode; WORTHLESS where no more than ``level``.

    ``seen`` are (prices, modes, costs of the modes at no prices). ``figures`` are its value with
    its least cost taken off, and its patients. What it is worth in every mode is in ``work``.
    """
    prices, (value, size) = seen[0], figures
    value -= penalty(prices, size)
    if value <= level:
        return WORTHLESS, -1
    value -= _cuts(prices, members, work[COUNTS])
    if value <= level:
        return WORTHLESS, -1
    if ground.piece.size > 0:
        outside = outside_largest_piece(ground, members, work[SEEN], work[QUEUE])
        value -= prices.piece_price * outside
        if outside < 0:
            return WORTHLESS, -1
    top, mode = _in_modes(seen, members, value, work)
    if top <= level or not _allowed(ground, members, size, work):
        return WORTHLESS, -1
    return top, mode
