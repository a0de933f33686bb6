"""Shares of a premises in unequal angles, where its networks cannot be whole in equal ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, product

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
CORE = 0.25  #: the core of a cell reaches so far from its premises to its rim
NEAR_M = 1.0  #: less border is a corner
CUTS_MOST, NETWORKS_MOST = 14, 3  #: what has more is left as it is: ways grow with their powers
CUTS_SOUGHT = 10  #: places on the rim to cut at, where its corners allow


@dataclass(frozen=True)
class Cell:
    """The cell of a premises: its rim (n, 2) anticlockwise, and the premises inside it.

    ``arcs`` lists the rim's segments between two cuts, ``beside`` metres of border of each with
    each piece of a network's other land (network, number), ``land_m2`` the land of each arc seen
    from the premises, ``wanted_m2`` each network's share in equal angles.
    """

    rim: Floats
    premises: Floats
    arcs: list[list[int]]
    beside: list[dict[tuple[str, int], float]]
    land_m2: list[float]
    wanted_m2: Mapping[str, float]


Numbers = NDArray[np.int8]
Owners = Numbers  #: the number, among the sorted networks of the cell, of who has each arc


def divide(
    parts: Shapes, network: Sequence[str], shares: Sequence[int], borders: pd.DataFrame
) -> dict[str, object]:
    """Land of each network in the cell of a premises, so that they are in fewer pieces.

    One network has the core of the cell and what no other has; each other has one stretch of
    the rim. Of all such ways the one is taken in which they meet most pieces of their other
    land, and of these the one nearest to equal angles. The rim is cut at corners that it has, so
    that borders of neighbours stay the same, vertex for vertex.

    Parameters
    ----------
    parts, network
        Polygons in EPSG:27700 that overlap nowhere, and the network of each.
    shares
        Positions of the parts that make up the cell.
    borders
        Pairs of parts (``a``, ``b``) that have border of a metre or more in common.

    Returns
    -------
    One polygon a network; empty where no way is better than the present one, or the cell is of
    a shape, or among so many, that it is not tried.
    """
    cell = _cell(parts, network, shares, borders)
    if cell is None:
        return {}
    cores, owners = _ways(len(cell.wanted_m2), len(cell.arcs))
    met = _met(cell, owners)
    if met.max() <= _met(cell, _present(cell, parts, network, shares)[None, :])[0]:
        return {}
    most = met == met.max()
    best = int(_unequal_m2(cell, owners[most]).argmin())  # the first, of several
    return _polygons(cell, int(cores[most][best]), owners[most][best])


def _cell(
    parts: Shapes, network: Sequence[str], shares: Sequence[int], borders: pd.DataFrame
) -> Cell | None:
    """The cell laid out; ``None`` where it is not tried."""
    names = sorted({network[k] for k in shares})
    whole = shapely.union_all(parts[list(shares)])
    corners = _common_corners(parts[list(shares)], whole)
    if whole.geom_type != "Polygon" or len(whole.interiors) or len(corners) != 1:
        return None
    rim = shapely.get_coordinates(shapely.orient_polygons(whole))[:-1]
    a, b = rim - corners[0], np.roll(rim, -1, axis=0) - corners[0]
    land_m2 = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    beside = _beside(rim, parts, network, shares, borders)
    arcs = _arcs(rim, parts[list(shares)], beside)
    if len(names) > NETWORKS_MOST or not len(names) <= len(arcs) <= CUTS_MOST:
        return None
    if (land_m2 <= 0).any():  # its premises does not see all of the rim
        return None
    held = {name: sum(network[k] == name for k in shares) / len(shares) for name in names}
    metres = np.hypot(*(np.roll(rim, -1, axis=0) - rim).T)
    return Cell(
        rim,
        corners[0],
        arcs,
        [_met_m(arc, beside, metres) for arc in arcs],
        [float(land_m2[arc].sum()) for arc in arcs],
        {name: share * float(land_m2.sum()) for name, share in held.items()},
    )


def _common_corners(shares: Shapes, cell: "shapely.Geometry") -> list[Floats]:
    """Corners that all shares have in common, off the rim of the cell."""
    common = set.intersection(*(set(map(tuple, shapely.get_coordinates(s))) for s in shares))
    inside = [np.array(one) for one in sorted(common)]
    away_m = shapely.distance(shapely.boundary(cell), shapely.points(inside)) if inside else ()
    return [one for one, metres in zip(inside, away_m, strict=True) if metres > NEAR_M]


def _beside(
    rim: Floats,
    parts: Shapes,
    network: Sequence[str],
    shares: Sequence[int],
    borders: pd.DataFrame,
) -> list[tuple[str, int] | None]:
    """For each segment of the rim the network and the piece of it that lies there."""
    names = {network[k] for k in shares}
    others = [k for k in range(len(parts)) if k not in set(shares) and network[k] in names]
    land: nx.Graph[int] = nx.Graph()
    land.add_nodes_from(others)
    pairs = zip(borders["a"].tolist(), borders["b"].tolist(), strict=True)
    land.add_edges_from(
        (a, b) for a, b in pairs if a in land and b in land and network[a] == network[b]
    )
    piece = {k: min(group) for group in nx.connected_components(land) for k in group}
    ends = np.hstack([rim, np.roll(rim, -1, axis=0)])
    cell = shapely.polygons(rim)
    near = np.array(others)[shapely.intersects(parts[others], cell)]
    held = {
        segment: (network[k], piece[k]) for k in near.tolist() for segment in _segments(parts[k])
    }
    return [held.get(_both_ways(*one)) for one in ends.tolist()]


def _segments(shape: "shapely.Geometry") -> Iterator[tuple[float, ...]]:
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        xy = shapely.get_coordinates(ring).tolist()
        for (x, y), (u, v) in pairwise(xy):
            yield _both_ways(x, y, u, v)


def _both_ways(x: float, y: float, u: float, v: float) -> tuple[float, ...]:
    return (x, y, u, v) if (x, y) < (u, v) else (u, v, x, y)


def _arcs(rim: Floats, shares: Shapes, beside: Sequence[tuple[str, int] | None]) -> list[list[int]]:
    """Segments of the rim between the corners that it may be cut at."""
    count = len(rim)
    held = [set(map(tuple, shapely.get_coordinates(share))) for share in shares]
    cuts = {i for i in range(count) if beside[i] != beside[i - 1]}
    cuts |= {i for i in range(count) if sum(tuple(rim[i]) in one for one in held) > 1}
    spare = [i for i in range(count) if i not in cuts]
    ordered = sorted(cuts | set(spare[: max(0, CUTS_SOUGHT - len(cuts))]))
    nexts = [*ordered[1:], *(i + count for i in ordered[:1])]
    return [[k % count for k in range(a, b)] for a, b in zip(ordered, nexts, strict=True)]


def _met_m(
    arc: list[int], beside: Sequence[tuple[str, int] | None], metres: Floats
) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = {}
    for k in arc:
        if (other := beside[k]) is not None:
            found[other] = found.get(other, 0.0) + float(metres[k])
    return found


@cache
def _ways(networks: int, arcs: int) -> tuple[Numbers, Numbers]:
    """Every way to give each network but one a stretch of the rim: that one, and the owners.

    Returns
    -------
    The network with the core of each way (n,), and the owner of each arc (n, ``arcs``), sorted.
    """
    found = [
        (core, *(around[k - 1] for k in np.searchsorted(ends, np.arange(arcs), side="right")))
        for core in range(networks)
        for around in _rounds(networks, core)
        for ends in combinations(range(arcs), len(around))
    ]
    table = np.array(sorted(found), dtype=np.int8)
    return table[:, 0], table[:, 1:]


def _rounds(networks: int, core: int) -> Iterator[tuple[int, ...]]:
    """Owners of stretches once round the rim, each network but the core's with one of them."""
    for stretches in range(networks, 2 * networks - 1):
        for around in product(range(networks), repeat=stretches):
            times = [around.count(one) for one in range(networks)]
            others = times[:core] + times[core + 1 :]
            if set(others) == {1} and all(a != b for a, b in pairwise((around[-1], *around))):
                yield around


def _met(cell: Cell, owners: Owners) -> NDArray[np.int64]:
    """How many pieces of their other land the networks meet, in each way (n, arcs)."""
    numbers = {name: k for k, name in enumerate(sorted(cell.wanted_m2))}
    met = np.zeros(len(owners), dtype=np.int64)
    for piece in sorted({piece for beside in cell.beside for piece in beside}):
        metres = np.array([beside.get(piece, 0.0) for beside in cell.beside])
        met += np.where(owners == numbers[piece[0]], metres, 0.0).sum(axis=1) >= NEAR_M
    return met


def _unequal_m2(cell: Cell, owners: Owners) -> Floats:
    """How far the shares are from equal angles, rounded so that ties are ties everywhere."""
    away = np.zeros(len(owners))
    for k, name in enumerate(sorted(cell.wanted_m2)):
        held = np.where(owners == k, np.array(cell.land_m2), 0.0).sum(axis=1)
        away += np.abs(held - cell.wanted_m2[name])
    return np.round(away, 3)


def _present(cell: Cell, parts: Shapes, network: Sequence[str], shares: Sequence[int]) -> Owners:
    """The network that has each arc as the shares are, by the middle of its first segment."""
    first = np.array([arc[0] for arc in cell.arcs])
    middle = (cell.rim[first] + cell.rim[(first + 1) % len(cell.rim)]) / 2
    away_m = shapely.distance(parts[list(shares)][:, None], shapely.points(middle)[None, :])
    names = sorted(cell.wanted_m2)
    held = [names.index(network[shares[k]]) for k in away_m.argmin(axis=0)]
    return np.array(held, dtype=np.int8)


def _polygons(cell: Cell, core: int, owners: Owners) -> dict[str, object]:
    """The land of each network; the core's is the rest of the cell."""
    whole, names = shapely.polygons(cell.rim), sorted(cell.wanted_m2)
    ends = [k for k in range(len(owners)) if owners[k] != owners[k - 1]]
    parted = sum(owners[k] == core for k in ends) > 1
    made: dict[str, object] = {}
    for first, last in zip(ends, [*ends[1:], ends[0] + len(owners)], strict=True):
        if owners[first] != core:
            arc = [i for k in range(first, last) for i in cell.arcs[k % len(owners)]]
            outer = cell.rim[[*arc, (arc[-1] + 1) % len(cell.rim)]]
            inner = cell.premises + CORE * (outer[::-1] - cell.premises)
            hub = inner if parted else cell.premises[None, :]
            made[names[owners[first]]] = shapely.polygons(np.vstack([outer, hub]))
    rest = shapely.difference(whole, shapely.union_all(list(made.values())))
    return {**made, names[core]: rest}
