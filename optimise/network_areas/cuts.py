"""Rows that forbid what a map of small areas must not have: pieces, doughnuts, no home.

Contiguity by separators (Oehrlein and Haunert 2017, "A cutting-plane method for
contiguity-constrained spatial aggregation", J. Spatial Information Science 15), minimal ones as in
Fischetti et al. 2017 ("Thinning out Steiner trees", Math. Prog. Computation 9); doughnuts the
same way on the complement: whoever is not in a network must reach the outside.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from boundaries.network_areas.numbering import Homes
from boundaries.network_areas.pieces import Ints, enclosed, minor_pieces
from boundaries.network_areas.repair import Bools, MapGround
from optimise.network_areas.program import Ends, Kind, Pair, ProgramRow

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

    def __init__(self, ground: MapGround) -> None:
        self._ground = ground
        self._kept: dict[Pair, int] = {}

    def of(self, network: int, part: int, main: Ints) -> int:
        """The area of the network's main piece that it leads by most, as first found."""
        return self._kept.setdefault((network, part), strongest(self._ground, main, network))


def strongest(ground: MapGround, areas: Ints, network: int) -> int:
    """The area of ``areas`` that the network leads by most."""
    others = np.where(ground.allowed[areas], ground.weights[areas], 0.0)
    own = others[:, network].copy()
    others[:, network] = 0.0
    return int(areas[np.argmax(own - others.max(axis=1))])


def contiguity_rows(
    ground: MapGround, labels: Ints, homes: Homes, anchors: Anchors
) -> list[ProgramRow]:
    """For each piece too many: whoever wants it must also hold a way to the rest.

    Where the network holds one of its homes the way leads there, which binds hardest; else to
    the anchor.
    """
    own = ground.weights[np.arange(ground.tiling.n), labels]
    rows = []
    for network, main, minor in minor_pieces(ground.tiling, labels, own, ground.parts):
        part = int(ground.parts[main, network].max())
        doors = np.asarray(homes.get((network, part), ()), dtype=np.int64)
        homeless = [piece for piece in (main, minor) if not np.isin(doors, piece).any()]
        if homeless and (labels[doors] == network).any():
            for piece in homeless:
                rows += _rows(ground, piece, doors, Ends(Kind.HOME, network, -1, part))
        else:
            anchor = anchors.of(network, part, main)
            shut, keep = (main, minor) if anchor in minor else (minor, main)
            anchor = anchor if anchor in keep else strongest(ground, keep, network)
            rows += _rows(ground, shut, np.array([anchor]), Ends(Kind.PAIR, network, -1, anchor))
    return rows


def _rows(ground: MapGround, shut: Ints, target: Ints, ends: Ends) -> list[ProgramRow]:
    """One row for every area of a connected set, through its separator from the target."""
    near, open_to = ground.tiling.neighbours, ground.allowed[:, ends.network]
    if ends.kind is Kind.OUTSIDE:
        near, open_to = ground.tiling.neighbours_over_gaps, np.ones(ground.tiling.n, dtype=bool)
    through = separator(near, shut, target, open_to)
    return [row_through(ground, ends._replace(area=v), through) for v in shut.tolist()]


def row_through(ground: MapGround, ends: Ends, through: Iterable[int]) -> ProgramRow:
    """State that ``ends`` hang together through a separator.

    ``PAIR``: x[area] + x[other] - 1 <= sum of x. ``HOME``: x[area] <= sum of x, unless the network
    has no home. ``OUTSIDE``: 1 - x[area] <= sum of (1 - x), unless a hard border keeps the
    network out of the area.
    """
    k = ends.network
    cut = tuple((v, k) for v in sorted(through))
    if ends.kind is Kind.PAIR:
        less = tuple(sorted([(ends.area, k), (ends.other, k)]))
        return ProgramRow(cut, less, -1, ends=ends)
    if ends.kind is Kind.HOME:
        return ProgramRow(cut, ((ends.area, k),), 0, _home_debt(k, ends.other), ends)
    debt = None if ground.allowed[ends.area, k] else f"inside_{k}_{ends.area}"
    return ProgramRow(((ends.area, k),), cut, 1 - len(cut), debt, ends)


def doughnut_rows(ground: MapGround, labels: Ints) -> list[ProgramRow]:
    """For each shut-in part: the network that holds all the ring must hold the inside too."""
    rows = []
    for network, around, inside in enclosed(ground.tiling, labels):
        every = np.arange(ground.tiling.n)
        beyond = np.setdiff1d(every, np.concatenate([around, inside]))
        target = np.union1d(beyond, np.intersect1d(around, ground.tiling.coast))
        rows += _rows(ground, inside, target, Ends(Kind.OUTSIDE, network, -1, -1))
    return rows


def home_rows(ground: MapGround, labels: Ints, homes: Homes) -> list[ProgramRow]:
    """For each network without an area of one of its practices: it must have one, or owe it.

    A network left with nothing at all owes twice, so that where several have their practices
    in one small area each keeps some area that it has patients in, if there is one.
    """
    rows = []
    for (network, part), areas in homes.items():
        if not (labels[list(areas)] == network).any():
            rows.append(_one_of(network, areas, _home_debt(network, part)))
            land = np.flatnonzero(ground.parts[:, network] == part)
            if not (labels[land] == network).any():
                peopled = land[ground.weights[land, network] >= 1.0]
                some = {*areas, *peopled.tolist()}
                rows.append(_one_of(network, sorted(some), f"nothing_{network}_{part}"))
    return rows


def _home_debt(network: int, part: int) -> str:
    return f"home_{network}_{part}"


def _one_of(network: int, areas: Sequence[int], debt: str) -> ProgramRow:
    return ProgramRow(tuple((a, network) for a in sorted(areas)), (), 1, debt)
