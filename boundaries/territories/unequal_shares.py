"""Shares of a premises in unequal angles, where its networks cannot be whole in equal ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries import coverage

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


Owners = tuple[str, ...]  #: the network of each arc


def divide(parts: Shapes, network: Sequence[str], shares: Sequence[int]) -> dict[str, object]:
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

    Returns
    -------
    One polygon a network; empty where no way is better than the present one, or the cell is of
    a shape, or among so many, that it is not tried.
    """
    cell = _cell(parts, network, shares)
    if cell is None:
        return {}
    ways = {way: _met(cell, way[1]) for way in _ways(sorted(cell.wanted_m2), len(cell.arcs))}
    most = max(ways.values())
    if most <= _met(cell, _present(cell, parts, network, shares)):
        return {}
    meeting = [way for way, met in ways.items() if met == most]
    return _polygons(cell, *min(meeting, key=lambda way: (_unequal_m2(cell, way[1]), way)))


def _cell(parts: Shapes, network: Sequence[str], shares: Sequence[int]) -> Cell | None:
    """The cell laid out; ``None`` where it is not tried."""
    names = sorted({network[k] for k in shares})
    whole = shapely.union_all(parts[list(shares)])
    corners = _common_corners(parts[list(shares)], whole)
    if whole.geom_type != "Polygon" or len(whole.interiors) or len(corners) != 1:
        return None
    rim = shapely.get_coordinates(shapely.orient_polygons(whole))[:-1]
    a, b = rim - corners[0], np.roll(rim, -1, axis=0) - corners[0]
    land_m2 = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    beside = _beside(rim, parts, network, shares)
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
    rim: Floats, parts: Shapes, network: Sequence[str], shares: Sequence[int]
) -> list[tuple[str, int] | None]:
    """For each segment of the rim the network and the piece of it that lies there."""
    names = {network[k] for k in shares}
    others = [k for k in range(len(parts)) if k not in set(shares) and network[k] in names]
    touch = coverage.shared(coverage.segments(parts[others]))
    touch = touch[touch["border_m"] >= NEAR_M]
    land: nx.Graph[int] = nx.empty_graph(len(others))
    pairs = zip(touch["a"].tolist(), touch["b"].tolist(), strict=True)
    land.add_edges_from((a, b) for a, b in pairs if network[others[a]] == network[others[b]])
    piece = {k: min(group) for group in nx.connected_components(land) for k in group}
    ends = np.hstack([rim, np.roll(rim, -1, axis=0)])
    cell = shapely.polygons(rim)
    near = shapely.STRtree(parts[others]).query(cell, predicate="intersects")
    held = {
        segment: (network[others[k]], piece[k])
        for k in near.tolist()
        for segment in _segments(parts[others[k]])
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


def _ways(names: Sequence[str], arcs: int) -> Iterator[tuple[str, Owners]]:
    """Every way to give each network but one a stretch of the rim: that one, and the owners."""
    stretches = 2 * (len(names) - 1)
    for core in names:
        for ends in combinations(range(arcs), stretches):
            for turned in (ends, (*ends[1:], *ends[:1])):
                for order in permutations([name for name in names if name != core]):
                    owners = [core] * arcs
                    for first, last, name in zip(turned[::2], turned[1::2], order, strict=True):
                        for k in range(first, last if first < last else last + arcs):
                            owners[k % arcs] = name
                    if len(set(owners)) == len(names):
                        yield core, tuple(owners)


def _met(cell: Cell, owners: Owners) -> int:
    """How many pieces of their other land the networks meet."""
    metres: dict[tuple[str, int], float] = {}
    for name, beside in zip(owners, cell.beside, strict=True):
        for piece, length in beside.items():
            if piece[0] == name:
                metres[piece] = metres.get(piece, 0.0) + length
    return sum(length >= NEAR_M for length in metres.values())


def _unequal_m2(cell: Cell, owners: Owners) -> float:
    """How far the shares are from equal angles, rounded so that ties are ties everywhere."""
    held = dict.fromkeys(cell.wanted_m2, 0.0)
    for name, m2 in zip(owners, cell.land_m2, strict=True):
        held[name] += m2
    return round(sum(abs(held[name] - m2) for name, m2 in cell.wanted_m2.items()), 3)


def _present(cell: Cell, parts: Shapes, network: Sequence[str], shares: Sequence[int]) -> Owners:
    """The network that has each arc as the shares are, by the middle of its first segment."""
    first = np.array([arc[0] for arc in cell.arcs])
    middle = (cell.rim[first] + cell.rim[(first + 1) % len(cell.rim)]) / 2
    away_m = shapely.distance(parts[list(shares)][:, None], shapely.points(middle)[None, :])
    return tuple(network[shares[k]] for k in away_m.argmin(axis=0))


def _polygons(cell: Cell, core: str, owners: Owners) -> dict[str, object]:
    """The land of each network; the core's is the rest of the cell."""
    whole = shapely.polygons(cell.rim)
    ends = [k for k in range(len(owners)) if owners[k] != owners[k - 1]]
    parted = sum(owners[k] == core for k in ends) > 1
    made: dict[str, object] = {}
    for first, last in zip(ends, [*ends[1:], ends[0] + len(owners)], strict=True):
        if owners[first] != core:
            arc = [i for k in range(first, last) for i in cell.arcs[k % len(owners)]]
            outer = cell.rim[[*arc, (arc[-1] + 1) % len(cell.rim)]]
            inner = cell.premises + CORE * (outer[::-1] - cell.premises)
            hub = inner if parted else cell.premises[None, :]
            made[owners[first]] = shapely.polygons(np.vstack([outer, hub]))
    rest = shapely.difference(whole, shapely.union_all(list(made.values())))
    return {**made, core: rest}
