"""Rows in the order of what they are worth (compiled)."""

import numpy as np

from optimise.candidates.compiled import inner, maker


@inner
def _merge(order, worth, room):  # type: ignore[no-untyped-def]
    """Sort rows by falling worth, equal ones as they were (von Neumann 1945, bottom up)."""
    width = 1
    while width < order.size:
        for low in range(0, order.size, 2 * width):
            middle, high = min(low + width, order.size), min(low + 2 * width, order.size)
            i, j = low, middle
            for k in range(low, high):
                if j == high or (i < middle and worth[order[i]] >= worth[order[j]]):
                    room[k] = order[i]
                    i += 1
                else:
                    room[k] = order[j]
                    j += 1
        for k in range(order.size):
            order[k] = room[k]
        width *= 2


@maker
def falling(rows, worth):  # type: ignore[no-untyped-def]
    """The rows by falling worth, equal ones as they were.

    Numba's own stable sort is compiled in seven seconds, this in a third of one.
    """
    order = rows.copy()
    _merge(order, worth, np.empty_like(order))
    return order
