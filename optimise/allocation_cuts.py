"""Rows that forbid what a map of small areas must not have: pieces, doughnuts, no home.

Contiguity by separators (Oehrlein and Haunert 2017, "A cutting-plane method for
contiguity-constrained spatial aggregation", J. Spatial Information Science 15), minimal ones as in
Fischetti et al. 2017 ("Thinning out Steiner trees", Math. Prog. Computation 9); doughnuts the
same way on the complement: whoever is not in a network must reach the outside.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from boundaries.ground import Homes
from boundaries.repair import Bools, Ground
from boundaries.tiling import Ints, enclosed, minor_pieces
from optimise.allocation_program import Pair, Row

Neighbours = tuple[tuple[int, ...], ...]
_FREE, _FRINGE, _DONE = 0, 1, 2


def separator(near: Neighbours, shut: Ints, target: Ints, open_to: Bools) -> set[int]:
    """Minimal set of areas next to connected ``shut`` that parts it from ``target``.

    Closest to ``shut``: its neighbours that can be reached from the target without crossing
    another neighbour. Only areas ``open_to`` the network (n,) count.
    """
    state = np.where(open_to, _FREE, _DONE)
    state[shut] = _DONE
    fringe = {u for v in shut.tolist() for u in near[v] if state[u] == _FREE}
    state[sorted(fringe)] = _FRINGE
    seen, queue = state.tolist(), target.tolist()
    touched = {v for v in queue if seen[v] == _FRINGE}
    queue = [v for v in queue if seen[v] == _FREE]
    while queue and len(touched) < len(fringe):
        for u in near[queue.pop()]:
            if seen[u] == _FRINGE:
                touched.add(u)
            elif seen[u] == _FREE:
                seen[u] = _DONE
                queue.append(u)
    return touched


class Anchors:
    """Remembers for every network the area its rows are tied to, so that they pull one way."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._kept: dict[Pair, int] = {}

    def of(self, network: int, main: Ints) -> int:
        """The area of the network's main stretch that it leads by most, as first found."""
        part = (network, int(self._ground.parts[main, network].max()))
        return self._kept.setdefault(part, strongest(self._ground, main, network))


def strongest(ground: Ground, areas: Ints, network: int) -> int:
    """The area of ``areas`` that the network leads by most."""
    others = np.where(ground.allowed[areas], ground.weights[areas], 0.0)
    own = others[:, network].copy()
    others[:, network] = 0.0
    return int(areas[np.argmax(own - others.max(axis=1))])


def contiguity_rows(ground: Ground, labels: Ints, anchors: Anchors) -> list[Row]:
    """For each minor piece: whoever wants it must also hold a way to the main piece."""
    own = ground.weights[np.arange(ground.tiling.n), labels]
    rows = []
    for network, main, minor in minor_pieces(ground.tiling, labels, own, ground.parts):
        anchor = anchors.of(network, main)
        shut, keep = (main, minor) if anchor in minor else (minor, main)
        anchor = anchor if anchor in keep else strongest(ground, keep, network)
        open_to = ground.allowed[:, network]
        near = separator(ground.tiling.neighbours, shut, np.array([anchor]), open_to)
        rows += [link(network, area, anchor, near) for area in shut.tolist()]
    return rows


def link(network: int, area: int, anchor: int, through: Iterable[int]) -> Row:
    """x[area] + x[anchor] <= 1 + sum of the separator."""
    less = tuple(sorted([(area, network), (anchor, network)]))
    return Row(tuple((v, network) for v in sorted(through)), less, -1, ends=(area, anchor))


def doughnut_rows(ground: Ground, labels: Ints, price: float) -> list[Row]:
    """For each shut-in part: the network that holds all the ring must hold the inside too.

    Where a hard border keeps it out of the inside, the row may be broken at ``price``.
    """
    n, rows = ground.tiling.n, []
    for network, around, inside in enclosed(ground.tiling, labels):
        beyond = np.setdiff1d(np.arange(n), np.concatenate([around, inside]))
        target = np.union1d(beyond, np.intersect1d(around, ground.tiling.coast))
        ring = separator(ground.tiling.neighbours_over_gaps, inside, target, np.ones(n, bool))
        rows += [shut_in(ground, network, v, ring, price) for v in inside.tolist()]
    return rows


def shut_in(ground: Ground, network: int, area: int, ring: Iterable[int], price: float) -> Row:
    """x[area] >= 1 + sum over the ring of (x - 1)."""
    less = tuple((v, network) for v in sorted(ring))
    free = bool(ground.allowed[area, network])
    more = ((area, network),)
    return Row(more, less, 1 - len(less), None if free else price, ends=(area,))


def home_rows(ground: Ground, labels: Ints, homes: Homes, price: float) -> list[Row]:
    """For each network without an area of one of its practices: it must have one, or pay.

    A network left with nothing at all pays twice, so that where several have their practices
    in one small area each keeps some area that it has patients in.
    """
    rows = []
    for (network, part), areas in homes.items():
        if not (labels[list(areas)] == network).any():
            rows.append(_one_of(network, areas, price))
            land = np.flatnonzero(ground.parts[:, network] == part)
            if not (labels[land] == network).any():
                peopled = land[ground.weights[land, network] >= 1.0]
                rows.append(_one_of(network, peopled.tolist() or land.tolist(), price))
    return rows


def _one_of(network: int, areas: Sequence[int], price: float) -> Row:
    return Row(tuple((a, network) for a in sorted(areas)), (), 1, price)
