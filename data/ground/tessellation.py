"""Small areas: an irregular tiling of the land, fine in towns, coarse between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi
from shapely import MultiPolygon, Polygon

from data.draws import Floats, Whole, stream, whole_shares
from data.ground.coast import displaced_middles

EDGE_STEP_M = 130.0
EDGE_ROUGHNESS = 0.16
RELAXATIONS = 2


@dataclass(frozen=True)
class Town:
    """A place people live in: where, how many, how widely spread (metres), how deprived (0-1)."""

    name: str
    x: float
    y: float
    people: float
    spread_m: float
    need: float = 0.5

    def scatter(self, rng: np.random.Generator, n: int) -> Floats:
        """Points whose density falls off exponentially from the centre."""
        out = -self.spread_m * np.log(np.clip(rng.random(n) * rng.random(n), 1e-9, None))
        turn = 2.0 * np.pi * rng.random(n)
        return np.round(np.column_stack([self.x + out * np.cos(turn), self.y + out * np.sin(turn)]))


def tile(
    land: MultiPolygon, towns: Sequence[Town], n: int, *, rural: float, seed: int
) -> tuple[Floats, list[Polygon]]:
    """About n small areas: their inner points (m, 2) and polygons, a valid coverage of the land.

    Every area is one piece with whole-metre corners that its neighbours share. The number
    rural is the share of areas strewn evenly instead of round towns.
    """
    rng = stream(seed, "small areas")
    points = relax(land, _strew(land, towns, n, rural, rng))
    return _cells(land, points, rng)


def _strew(
    land: MultiPolygon, towns: Sequence[Town], n: int, rural: float, rng: np.random.Generator
) -> Floats:
    weights = np.array([town.people for town in towns])
    weights = np.append(weights, weights.sum() * rural / (1.0 - rural))
    counts = whole_shares(weights, n)
    groups = [
        _on_land(land, town.scatter(rng, 8 * count + 40), count)
        for town, count in zip(towns, counts[:-1], strict=True)
    ]
    return np.unique(np.vstack([*groups, _evenly(land, int(counts[-1]), rng)]), axis=0)


def _evenly(land: MultiPolygon, n: int, rng: np.random.Generator) -> Floats:
    west, south, east, north = land.bounds
    spread = rng.random((8 * n + 40, 2)) * [east - west, north - south] + [west, south]
    return _on_land(land, np.round(spread), n)


def _on_land(land: MultiPolygon, points: Floats, n: int) -> Floats:
    shapely.prepare(land)
    found: Floats = points[shapely.contains_xy(land, points[:, 0], points[:, 1])][:n]
    return found


def relax(land: MultiPolygon, points: Floats) -> Floats:
    """Lloyd's rounds: each point moves to the middle of its cell, unless that is at sea."""
    shapely.prepare(land)
    for _ in range(RELAXATIONS):
        voronoi = _bounded_voronoi(land, points)
        rings = [voronoi.vertices[voronoi.regions[r]] for r in voronoi.point_region[: len(points)]]
        middles = np.round(shapely.get_coordinates(shapely.centroid([Polygon(r) for r in rings])))
        dry = shapely.contains_xy(land, middles[:, 0], middles[:, 1])
        points = np.unique(np.where(dry[:, None], middles, points), axis=0)
    return points


def _bounded_voronoi(land: MultiPolygon, points: Floats) -> Voronoi:
    west, south, east, north = land.bounds
    width, height = east - west, north - south
    frame = [
        (west + width * i, south + height * j)
        for i in (-1.0, 0.5, 2.0)
        for j in (-1.0, 0.5, 2.0)
        if (i, j) != (0.5, 0.5)
    ]
    return Voronoi(np.vstack([points, np.round(frame)]))


def _cells(
    land: MultiPolygon, points: Floats, rng: np.random.Generator
) -> tuple[Floats, list[Polygon]]:
    lines = _wavy_edges(land, _bounded_voronoi(land, points), rng)
    noded = shapely.union_all([*lines, land.boundary], grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    faces = faces[shapely.contains_xy(land, inner[:, 0], inner[:, 1])]
    faces = faces[np.lexsort(shapely.get_coordinates(shapely.centroid(faces)).round(3).T)]
    owner = _owners(faces, points)
    kept = sorted(set(owner.tolist()) - {-1})
    return points[kept], _merged(faces, owner, kept)


def _merged(faces: np.ndarray, owner: Whole, kept: list[int]) -> list[Polygon]:
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], kept)
    groups = [order[i:j] for i, j in zip(starts, [*starts[1:], len(order)], strict=True)]
    return [
        whole(faces[group[0]] if len(group) == 1 else shapely.union_all(faces[group]))
        for group in groups
    ]


def _wavy_edges(land: MultiPolygon, voronoi: Voronoi, rng: np.random.Generator) -> list[Floats]:
    ridges = np.array([r for r in voronoi.ridge_vertices if -1 not in r])
    starts, ends = np.round(voronoi.vertices[ridges]).transpose(1, 0, 2)
    order = np.lexsort(np.hstack([starts, ends]).T)
    lines = np.stack([starts[order], ends[order]], axis=1)
    lines = lines[shapely.intersects(land, shapely.linestrings(lines))]
    lengths = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    halvings = np.ceil(np.log2(np.maximum(lengths / EDGE_STEP_M, 1.0)) - 1e-9).clip(1, 6)
    return [
        shapely.linestrings(line)
        for count in range(1, 7)
        for line in _halved(lines[halvings == count], count, rng)
    ]


def _halved(lines: Floats, times: int, rng: np.random.Generator) -> Floats:
    """Each line of the stack (k, 2, 2) with its middles displaced so many times."""
    for _ in range(times):
        middles = displaced_middles(lines[:, :-1], lines[:, 1:], rng, roughness=EDGE_ROUGHNESS)
        fuller = np.empty((len(lines), 2 * lines.shape[1] - 1, 2))
        fuller[:, ::2], fuller[:, 1::2] = lines, middles
        lines = fuller
    return lines


def _owners(faces: Sequence[Polygon], points: Floats) -> Whole:
    """The point each face belongs to: the one inside it, else that of the longest shared edge."""
    tree = shapely.STRtree(faces)
    which, inside = tree.query(shapely.points(points), predicate="within")
    owner = np.full(len(faces), -1, dtype=np.int64)
    owner[inside[::-1]] = which[::-1]
    left, right, length = shared_edges(faces)
    while True:
        open_left = (owner[left] == -1) & (owner[right] >= 0)
        if not open_left.any():
            return owner
        rows = np.flatnonzero(open_left)
        rows = rows[np.lexsort([owner[right[rows]], length[rows]])]
        owner[left[rows]] = owner[right[rows]]


def shared_edges(polygons: Sequence[Polygon]) -> tuple[Whole, Whole, Floats]:
    """Pairs of polygons of a coverage that share an edge, each both ways, and its length in m."""
    coords, owner = shapely.get_coordinates(shapely.boundary(polygons), return_index=True)
    same = owner[1:] == owner[:-1]
    ends = np.hstack([coords[:-1], coords[1:]])[same].round().astype(np.int64)
    flip = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[flip] = ends[flip][:, [2, 3, 0, 1]]
    who = owner[1:][same]
    order = np.lexsort(np.column_stack([who, ends]).T)
    ends, who = ends[order], who[order]
    twin = (ends[1:] == ends[:-1]).all(axis=1) & (who[1:] != who[:-1])
    a, b = who[:-1][twin], who[1:][twin]
    length = np.hypot(*(ends[1:][twin][:, 2:] - ends[1:][twin][:, :2]).T.astype(np.float64))
    return _summed(np.append(a, b), np.append(b, a), np.append(length, length), len(polygons))


def _summed(left: Whole, right: Whole, length: Floats, n: int) -> tuple[Whole, Whole, Floats]:
    pairs, where = np.unique(left * n + right, return_inverse=True)
    return pairs // n, pairs % n, np.round(np.bincount(where, weights=length), 3)


def pieces(labels: Whole, edges: tuple[Whole, Whole, Floats]) -> Whole:
    """The connected piece of its own label that each polygon belongs to, numbered from 0."""
    left, right, _ = edges
    alike = labels[left] == labels[right]
    ones = np.ones(int(alike.sum()))
    graph = coo_array((ones, (left[alike], right[alike])), shape=(len(labels), len(labels)))
    found: Whole = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def whole(shape: shapely.Geometry) -> Polygon:
    """The polygon with each ring begun at its lowest corner: one spelling for one shape."""
    shell, *holes = [_from_lowest(ring) for ring in (shape.exterior, *shape.interiors)]
    return shapely.orient_polygons(Polygon(shell, holes))


def _from_lowest(ring: shapely.LinearRing) -> Floats:
    corners = shapely.get_coordinates(ring)[:-1]
    return np.roll(corners, -int(np.lexsort(corners.T[::-1])[0]), axis=0)
