"""Networks grown round each practice, nearest neighbour first (compiled)."""

import numpy as np

from optimise.candidates.compiled import entry, inner
from optimise.local_search.judge import judge
from optimise.local_search.state import APART, BROKEN, MATES, NEAR, PATIENTS

OUT, TOUCHING, IN = 0, 1, 2


@inner
def _linked(field, u, kind, standing):  # type: ignore[no-untyped-def]
    """Whether a list of the practice holds a member of the set."""
    for k in range(field.of[kind, u], field.of[kind + 1, u]):
        if standing[field.links[k]] == IN:
            return True
    return False


@inner
def _nearest(field, hub, room, standing):  # type: ignore[no-untyped-def]
    """The nearest practice to the hub that touches and fits; one that must join comes first."""
    nearest, least = -1, np.inf
    for u in range(standing.size):
        if standing[u] != TOUCHING or field.of[PATIENTS, u] > room:
            continue
        if _linked(field, u, APART, standing):
            continue
        distance = field.costs[hub, u] / field.of[PATIENTS, u]
        if _linked(field, u, MATES, standing):
            distance = -1.0
        if distance < least:
            nearest, least = u, distance
    return nearest


@entry
def grow(field, allowed, most, at):  # type: ignore[no-untyped-def]
    """Practices in the order they join each hub's set (n, n), and how far a set is legal.

    ``legal[h, m]`` is 1 where the first ``m`` practices of row ``h`` make a network. ``at`` is the
    field of that name in an empty state.
    """
    n = allowed.size
    order, legal = np.empty((n, n), np.int64), np.zeros((n, n + 1), np.uint8)
    standing = np.empty(n, np.uint8)
    for hub in range(n):
        standing[:] = OUT
        joining, room, m = hub if allowed[hub] else -1, most, 0
        while joining >= 0:
            order[hub, m], standing[joining] = joining, IN
            m, room = m + 1, room - field.of[PATIENTS, joining]
            legal[hub, m] = judge(field, order[hub, :m], -1, at)[BROKEN] == 0
            for k in range(field.of[NEAR, joining], field.of[NEAR + 1, joining]):
                x = field.links[k]
                if allowed[x] and standing[x] == OUT:
                    standing[x] = TOUCHING
            joining = _nearest(field, hub, room, standing)
    return order, legal
