"""Maximum flow on one small network, asked thousands of times with other ends.

J. Edmonds and R. M. Karp, "Theoretical improvements in algorithmic efficiency for network flow
problems", J. ACM 19 (1972): the shortest path with room left is filled until there is none.
``scipy.sparse.csgraph.maximum_flow`` lays out its matrices anew for every call, which took nine
tenths of the time that drawing a map takes.
"""

import numpy as np
from numpy.typing import NDArray

from optimise.candidates.compiled import kernel

Whole = NDArray[np.int64]


@kernel  # type: ignore[untyped-decorator]
def fill(
    start: Whole, target: Whole, reverse: Whole, left: Whole, source: int, sink: int, by: Whole,
    queue: Whole,
) -> int:  # fmt: skip
    """Most that flows from ``source`` to ``sink``; ``left`` becomes the room left in each arc.

    Arcs of node v are ``start[v]`` to ``start[v + 1]``; each leads to ``target`` and has its
    ``reverse``. At the end ``by`` is -1 at nodes that the source no longer reaches. ``queue`` is
    room to work in; ``by`` and ``queue`` have one place for every node.
    """
    total = 0
    while True:
        for v in range(len(by)):
            by[v] = -1
        by[source] = -2
        queue[0] = source
        head, tail = 0, 1
        while head < tail and by[sink] == -1:
            v = queue[head]
            head += 1
            for arc in range(start[v], start[v + 1]):
                u = target[arc]
                if left[arc] > 0 and by[u] == -1:
                    by[u] = arc
                    queue[tail] = u
                    tail += 1
        if by[sink] == -1:
            return total
        amount = left[by[sink]]
        v = sink
        while v != source:
            amount = min(amount, left[by[v]])
            v = target[reverse[by[v]]]
        v = sink
        while v != source:
            arc = by[v]
            left[arc] -= amount
            left[reverse[arc]] += amount
            v = target[reverse[arc]]
        total += amount
