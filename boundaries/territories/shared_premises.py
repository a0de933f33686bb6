"""The cell of premises that practices share, cut like a cake."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries import coverage
from boundaries.practices import sites
from boundaries.territories import tessellation, unequal_shares
from boundaries.territories.tessellation import Faces, Plot

RIM_M = 1.0  # premises nearer to the rim of their cell count as on it
RAY_PAST_M = 0.01  # rays pass the rim of the cell by so much, so that noding meets it


def divide(lots: list[Plot], where: pd.DataFrame) -> "pd.Series[Any]":
    """Divide the land of plots among practices.

    Each premises has the land nearest to it; practices that share premises have equal angles of
    it in the order of their codes, starting north and going clockwise.

    Parameters
    ----------
    lots, where
        As ``tessellation.make`` returns them.

    Returns
    -------
    One valid (multi)polygon a practice, index ``practice_code``, no overlaps.
    """
    shares = (
        where[["point", "practice_code"]]
        .drop_duplicates()
        .sort_values(["point", "practice_code"], ignore_index=True)
    )
    at = tessellation.points(lots)
    faces = tessellation.tessellate(lots)
    count = np.bincount(shares["point"])
    centres = _centres(faces, at, np.flatnonzero(count > 1))
    if centres:
        rays = [ray for p, c in centres.items() for ray in _rays(c, count[p], _cell(faces, p))]
        faces = tessellation.tessellate(lots, lines=rays)
    faces = _by_share(faces, centres, count)
    middle = {p: shapely.get_coordinates(c)[0] for p, c in centres.items()}
    at = np.array([middle.get(p, at[p]) for p in shares["point"]])
    faces = tessellation.reassign(faces, at, tessellation.borders(faces))
    owner = shares["practice_code"].to_numpy()[faces.point]
    return merge(faces.polygons, owner)


def merge(polygons: NDArray[np.object_], owner: NDArray[Any]) -> "pd.Series[Any]":
    """Union of the polygons of each owner, index sorted."""
    rows = pd.Series(range(len(owner))).groupby(np.asarray(owner))
    merged = {
        key: polygons[part.iloc[0]] if len(part) == 1 else shapely.union_all(polygons[part])
        for key, part in rows
    }
    return pd.Series(merged, dtype=object)


def _cell(faces: Faces, point: int) -> Any:
    return shapely.union_all(faces.polygons[faces.point == point])


def _centres(faces: Faces, at: NDArray[np.float64], shared: NDArray[np.int64]) -> dict[int, Any]:
    """Where the cuts of each shared cell meet: its premises, or inside if these are on the rim."""
    centres = {}
    for p in shared.tolist():
        cell, point = _cell(faces, p), shapely.points(at[p])
        inner = not shapely.dwithin(shapely.boundary(cell), point, RIM_M)
        centres[p] = point if inner else shapely.point_on_surface(cell)
    return centres


def _rays(centre: Any, count: int, cell: Any) -> Iterator[Any]:
    x, y = shapely.get_coordinates(centre)[0]
    reach = shapely.hausdorff_distance(centre, cell) * 2 + 1
    room = shapely.buffer(cell, RAY_PAST_M)
    for turn in 2 * np.pi * np.arange(count) / count:
        far = (x + reach * np.sin(turn), y + reach * np.cos(turn))
        yield shapely.intersection(shapely.linestrings([(x, y), far]), room)


def _by_share(faces: Faces, centres: dict[int, Any], count: NDArray[np.int64]) -> Faces:
    """Number faces by row of the table of shares instead of by point."""
    first = np.cumsum([0, *count])
    share = first[faces.point]
    inside = shapely.get_coordinates(shapely.point_on_surface(faces.polygons))
    for p, centre in centres.items():
        rows = np.flatnonzero(faces.point == p)
        east, north = (inside[rows] - shapely.get_coordinates(centre)).T
        turn = np.mod(np.arctan2(east, north), 2 * np.pi)
        share[rows] += np.minimum((turn / (2 * np.pi) * count[p]).astype(int), count[p] - 1)
    return replace(faces, point=share)


Shapes = NDArray[np.object_]
NEAR_M = 1.0  #: shares of a cell meet this close to its premises
SWEEPS = 2
MOST = 7  #: of more shares not all orders are tried (5,040); no premises in England has more
MOST_TURNED = 60  #: of more shares, which are of no real place, the turns are not tried either


@dataclass(frozen=True)
class Premises:
    """Territories as premises share them, laid out once for many plans.

    ``parts`` are polygons in EPSG:27700 and ``code`` the practice of each; ``cells`` lists, for
    each premises with several practices, the parts that meet there; ``borders`` has the pairs of
    parts (``a``, ``b``) with ``border_m``, empty where nothing is shared.
    """

    parts: Shapes
    code: list[str]
    cells: list[list[int]]
    borders: pd.DataFrame


def lay_out(territories: gpd.GeoDataFrame, practices: gpd.GeoDataFrame) -> Premises:
    """Lay out the territories of practices, one (multi)polygon each, and the practices' points."""
    parts, owner = shapely.get_parts(np.asarray(territories.geometry.array), return_index=True)
    code = [str(territories.index[row]) for row in owner]
    cells = _cells(parts, code, practices)
    return Premises(parts, code, cells, _borders(parts) if cells else pd.DataFrame())


def deal(premises: Premises, assignment: Mapping[str, str]) -> tuple[Shapes, list[str]]:
    """Parts of territories and the network of each.

    Of all ways to deal the shares of a premises among its networks the one is taken in which
    networks are in fewest pieces, and of these the one in which they share most border with their
    other land and their other shares. Each premises is dealt twice, as neighbours may be shared.
    Where a network stays in pieces, its premises are cut in unequal angles (``unequal_shares``).

    Parameters
    ----------
    premises
        As ``lay_out`` gives them.
    assignment
        Practice code -> network id.
    """
    network = [assignment[code] for code in premises.code]
    parted = [s for s in premises.cells if len({network[k] for k in s}) > 1]
    if not parted:
        return premises.parts, network
    for shares in parted * SWEEPS:
        dealt = _best(shares, network, premises.borders)
        for share, name in zip(shares, dealt, strict=True):
            network[share] = name
    return _whole(premises.parts, network, parted, premises.borders)


def _borders(parts: Shapes) -> pd.DataFrame:
    """Pairs of parts with a border that is more than a corner."""
    borders = coverage.shared(coverage.segments(parts))
    return borders[borders["border_m"] >= NEAR_M]


def _whole(
    parts: Shapes, network: list[str], cells: Sequence[Sequence[int]], borders: pd.DataFrame
) -> tuple[Shapes, list[str]]:
    """Cut anew the cells of networks that are in pieces, where that makes them fewer."""
    parts, broken = parts.copy(), _in_pieces(parts, network)
    tried = 0  # so many cells since the last that was cut: all of them, and none will be
    for cell in [*cells] * SWEEPS if broken else ():
        shares = [k for k in cell if not shapely.is_empty(parts[k])]
        names, tried = {network[k] for k in shares}, tried + 1
        if tried > len(cells) or not broken & names:
            continue
        if not (made := unequal_shares.divide(parts, network, shares, borders)):
            continue
        for k in shares:
            parts[k] = made.pop(network[k], shapely.Polygon())
        borders, tried = _borders(parts), 0
        own = [k for k in range(len(parts)) if network[k] in names]
        broken = (broken - names) | _in_pieces(parts[own], [network[k] for k in own])
    kept = np.flatnonzero(~shapely.is_empty(parts))
    return parts[kept], [network[k] for k in kept]


def _in_pieces(parts: Shapes, network: list[str]) -> set[str]:
    rows = pd.Series(range(len(parts))).groupby(np.asarray(network, dtype=object))
    joined = {str(name): coverage.union(parts[own.to_numpy()]) for name, own in rows}
    return {name for name, shape in joined.items() if shapely.get_num_geometries(shape) > 1}


def _cells(parts: Shapes, code: list[str], practices: gpd.GeoDataFrame) -> list[list[int]]:
    """For each premises with several practices the parts that meet there, one a practice."""
    known = practices[practices.index.isin(code)]
    points = np.asarray(known.geometry.array)
    premises = sites.premises(shapely.get_coordinates(points))
    tree, cells = shapely.STRtree(parts), []
    for number in np.unique(premises):
        here = np.flatnonzero(premises == number)
        own = {str(known.index[k]) for k in here}
        near = tree.query(points[here[0]], predicate="dwithin", distance=NEAR_M)
        shares = sorted(int(part) for part in near if code[part] in own)
        if len(own) > 1 and len({code[part] for part in shares}) == len(shares):
            cells.append(shares)
    return cells


def _best(shares: list[int], network: list[str], borders: pd.DataFrame) -> tuple[str, ...]:
    touching = borders[borders["a"].isin(shares) | borders["b"].isin(shares)]
    lines = [(int(a), int(b), float(m)) for a, b, m in touching.itertuples(index=False)]
    now = tuple(network[s] for s in shares)

    def contact_m(order: tuple[str, ...]) -> float:
        dealt: dict[int, Any] = dict(zip(shares, order, strict=True))
        return sum(m for a, b, m in lines if dealt.get(a, network[a]) == dealt.get(b, network[b]))

    orders = sorted({now, *_orders(now)})
    links = _links(shares, network, borders)
    ranked = sorted(orders, key=lambda order: (-round(contact_m(order), 3), order != now))
    whole = len(set(now))  # nothing is better than every network in one piece
    first = next((order for order in ranked if _pieces(shares, order, links) == whole), None)
    return first or min(ranked, key=lambda order: _pieces(shares, order, links))


def _orders(now: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """All orders of a few shares; of many those in which each network's are side by side."""
    if len(now) <= MOST:
        return permutations(now)
    beside = sorted(now)
    turns = len(now) if len(now) <= MOST_TURNED else 1
    return (tuple(beside[k:] + beside[:k]) for k in range(turns))


Links = list[tuple[int, int, str]]


def _links(shares: list[int], network: list[str], borders: pd.DataFrame) -> Links:
    """What each share borders on: another share, or a piece of a network's other land.

    A link is a share, what is beside it, and the network of that; blank for another share.
    """
    name = np.array(network, dtype=object)
    a, b = borders["a"].to_numpy(), borders["b"].to_numpy()
    own = np.isin(a, shares) | np.isin(b, shares)
    inside = ~own & (name[a] == name[b]) & np.isin(name[a], sorted({network[s] for s in shares}))
    land = nx.Graph(zip(a[inside].tolist(), b[inside].tolist(), strict=True))
    piece = {part: min(group) for group in nx.connected_components(land) for part in group}
    pairs = [(x, y) if x in shares else (y, x) for x, y in zip(a[own], b[own], strict=True)]
    return [
        (int(x), int(y), "") if y in shares else (int(x), int(piece.get(y, y)), network[y])
        for x, y in pairs
    ]


def _pieces(shares: list[int], order: tuple[str, ...], links: Links) -> int:
    """In how many pieces the networks of some shares are, of the land that the shares border on."""
    dealt = dict(zip(shares, order, strict=True))
    held: nx.Graph[int] = nx.Graph()
    held.add_nodes_from(shares)
    held.add_nodes_from(other for _, other, name in links if name in order)
    held.add_edges_from((s, o) for s, o, name in links if (name or dealt[o]) == dealt[s])
    return int(nx.number_connected_components(held))
