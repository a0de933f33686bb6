"""Whether a large network can be divided into teams inside it, each in one piece (compiled)."""

import numpy as np

from optimise.candidates.arrays import TEAM_CEILING, TEAM_FLOOR, Ints
from optimise.candidates.compiled import bare, inner

MEMBERS_MAX = 62  #: bits of a whole number that stand for practices
STEPS_MAX = 2_000_000  #: sets looked at before a network counts as not divisible
ROOM = 4 * MEMBERS_MAX * MEMBERS_MAX


@inner
def _near(ground, members, near):  # type: ignore[no-untyped-def]
    """Neighbours of each member among the members, as bits."""
    for k in range(members.size):
        near[k], u = 0, members[k]
        for x in ground.near[ground.near_starts[u] : ground.near_starts[u + 1]]:
            for j in range(members.size):
                if members[j] == x:
                    near[k] |= 1 << j


@inner
def _lowest(bits):  # type: ignore[no-untyped-def]
    k = 0
    while not bits >> k & 1:
        k += 1
    return k


@inner
def _is_of_one_too_large(ground, members, near):  # type: ignore[no-untyped-def]
    """Whether one practice is larger than a team may be, and all others are joined to it."""
    high = ground.team_band[TEAM_CEILING]
    for k in range(members.size):
        if ground.size[members[k]] > high:
            reached, more = 1 << k, near[k]
            while more & ~reached:
                j = _lowest(more & ~reached)
                reached |= 1 << j
                more |= near[j]
            return reached == (1 << members.size) - 1
    return False


@bare
def divides(ground, members, near, stack):  # type: ignore[no-untyped-def]
    """Whether the members part into connected sets, each of a size that teams may have.

    ``near`` (m,) and ``stack`` (ROOM, 5) are room to work in. Every connected set that holds the
    first practice not in a team yet is tried once: a row of the stack has what is left, the
    team so far, what may join it, what may not, and the team's size. A practice that alone is
    larger than a team may be forms its own teams, and nothing is asked of those joined to it.
    """
    if members.size > MEMBERS_MAX:
        return False
    _near(ground, members, near)
    if _is_of_one_too_large(ground, members, near):
        return True
    low, high = ground.team_band[TEAM_FLOOR], ground.team_band[TEAM_CEILING]
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3] = (1 << members.size) - 1, 0, 0, 0
    top, steps = 1, 0
    while top > 0 and steps < STEPS_MAX:
        steps += 1
        top -= 1
        rest, team, may, out = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        size = stack[top, 4]
        if team == 0:
            k = _lowest(rest)
            size = ground.size[members[k]]
            team, may, out = 1 << k, near[k] & rest, 1 << k
        else:
            if may == 0:
                continue
            k = _lowest(may)
            may ^= 1 << k
            out |= 1 << k
            if may:
                stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = rest, team, may, out
                stack[top, 4] = size
                top += 1
            size += ground.size[members[k]]
            team |= 1 << k
            may |= near[k] & rest & ~out
        if size > high:
            continue
        stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = rest, team, may, out
        stack[top, 4] = size
        top += 1
        if size >= low:
            if rest == team:
                return True
            stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = rest & ~team, 0, 0, 0
            stack[top, 4] = 0
            top += 1
    return False


def room() -> tuple[Ints, Ints]:
    """Room for ``divides`` to work in."""
    return np.zeros(MEMBERS_MAX, np.int64), np.zeros((ROOM, 5), np.int64)
