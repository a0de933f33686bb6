"""Checks of drawn network areas, made from the polygons alone.

Nothing here knows how the areas were made: neither the graph nor the allotment is used.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries.network_areas import compactness

SLIVER_M2 = 100.0  #: smaller parts of a gap or an overlap are slivers of drawing, and no finding
SLIVER_M = 1.0  #: a narrower gap between two areas is a border that does not match
CORNER_M = 10.0  #: so much of an edge is as near to another area in its corners alone
COLUMNS = ["check", "version", "passed", "network_id", "measure", "unit", "message"]


@dataclass(frozen=True)
class Drawn:
    """Network areas, and the land they should cover (small areas), both in EPSG:27700."""

    areas: gpd.GeoDataFrame
    small_areas: gpd.GeoDataFrame | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one network's area (``None``: with the whole), and how much of it."""

    network_id: str | None
    measure: float
    unit: str
    message: str


def check(areas: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
    """Run every check.

    Parameters
    ----------
    areas
        Index ``network_id``, (multi)polygons in EPSG:27700.
    small_areas
        Polygons that the areas are made of; without them, gaps and whole small areas are not
        checked and islands not known.

    Returns
    -------
    One row for a check that passes, one for each finding of one that does not: ``check``,
    ``version``, ``passed``, ``network_id`` (missing where it concerns all), ``measure`` and
    ``unit`` of the finding, ``message``. A check that cannot be made has no row.
    """
    drawn = Drawn(areas, small_areas)
    rows = []
    for name, version, needs_land, find in CHECKS:
        if needs_land and small_areas is None:
            continue
        faults = list(find(drawn))
        rows += [
            (name, version, False, f.network_id, f.measure, f.unit, f.message) for f in faults
        ] or [(name, version, True, None, np.nan, "", "")]
    return pd.DataFrame(rows, columns=COLUMNS)


def not_made(reason: str) -> pd.DataFrame:
    """The table of ``check`` where a fault of the shapes kept the checks from being made."""
    message = f"the areas could not be checked ({reason})"
    return pd.DataFrame([("valid", 1, False, None, np.nan, "", message)], columns=COLUMNS)


def valid(drawn: Drawn) -> Iterator[Fault]:
    """Every area is a valid polygon or multipolygon with land."""
    for network, geometry in drawn.areas.geometry.items():
        if geometry is None or geometry.is_empty or not geometry.geom_type.endswith("Polygon"):
            yield Fault(str(network), 1, "shape", f"{network} is no polygon with land")
        elif not geometry.is_valid:
            reason = shapely.is_valid_reason(geometry)
            yield Fault(str(network), 1, "shape", f"{network} is not valid: {reason}")


def no_overlaps(drawn: Drawn) -> Iterator[Fault]:
    """No two areas share land, but for slivers of less than ``SLIVER_M2``."""
    codes, shapes = drawn.areas.index, np.asarray(drawn.areas.geometry.array)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    shared = shapely.intersection(shapes[a], shapes[b])
    for i, j, m2 in zip(a, b, map(_without_slivers_m2, shared), strict=True):
        if m2:
            message = f"{codes[i]} and {codes[j]} overlap by {m2:,.0f} m²"
            yield Fault(str(codes[i]), float(m2), "m²", message)


def no_gaps(drawn: Drawn) -> Iterator[Fault]:
    """The areas together are the small areas together, but for slivers below ``SLIVER_M2``."""
    land = shapely.union_all(np.asarray(_land(drawn).geometry.array))
    covered = shapely.union_all(np.asarray(drawn.areas.geometry.array))
    for what, rest in (
        ("of the small areas are in no network area", shapely.difference(land, covered)),
        ("of the network areas are outside all small areas", shapely.difference(covered, land)),
    ):
        m2 = _without_slivers_m2(rest)
        if m2:
            yield Fault(None, m2, "m²", f"{m2:,.0f} m² {what}")


def whole_small_areas(drawn: Drawn) -> Iterator[Fault]:
    """Every small area lies in exactly one network area, but for slivers."""
    areas, small = np.asarray(drawn.areas.geometry.array), _land(drawn)
    shapes = np.asarray(small.geometry.array)
    pairs = shapely.STRtree(areas).query(shapes, predicate="intersects")
    within = shapely.covered_by(shapes[pairs[0]], areas[pairs[1]])
    loose = pairs[:, ~within]
    out_m2 = shapely.area(shapely.difference(shapes[loose[0]], areas[loose[1]]))
    holders = np.bincount(pairs[0][within], minlength=len(shapes))
    slivers = out_m2 <= np.minimum(SLIVER_M2, shapely.area(shapes[loose[0]]) / 2)
    holders += np.bincount(loose[0][slivers], minlength=len(shapes))
    for row in np.flatnonzero(holders != 1):
        message = f"{small.index[row]} lies whole in {holders[row]} network areas"
        yield Fault(None, float(holders[row]), "areas", message)


def one_piece(drawn: Drawn) -> Iterator[Fault]:
    """Every area is one piece on each island.

    Parts that one small area joins (it may itself be in several parts) count as one piece.
    """
    land = drawn.areas if drawn.small_areas is None else drawn.small_areas
    islands = shapely.get_parts(shapely.union_all(np.asarray(land.geometry.array)))
    tree, joined = shapely.STRtree(islands), _parts_of_split_small_areas(drawn)
    for network, geometry in drawn.areas.geometry.items():
        parts = shapely.get_parts(geometry)
        inside = shapely.point_on_surface(parts)
        groups = _pieces(inside, parts, joined)
        island = {int(p): int(i) for p, i in tree.query(inside, predicate="intersects").T}
        held = [{island.get(p, -1) for p in group} for group in groups]
        most = max((sum(i in here for here in held) for i in set().union(*held)), default=0)
        if most > 1:
            yield Fault(
                str(network), most, "pieces", f"{network} is in {most} pieces on one island"
            )


def no_doughnuts(drawn: Drawn) -> Iterator[Fault]:
    """No area has a hole that other networks fill."""
    holes = compactness.doughnuts(drawn.areas)
    pairs = holes.groupby(["network_id", "filled_by"])["filled_m2"].sum().reset_index()
    for network, others, m2 in pairs.itertuples(index=False):
        yield Fault(network, float(m2), "m²", f"{others} lies inside {network}")


def shared_borders(drawn: Drawn) -> Iterator[Fault]:
    """Borders of neighbours are identical, vertex for vertex, with no sliver between them."""
    shapes = np.asarray(drawn.areas.geometry.array)
    unmatched = shapely.coverage_invalid_edges(shapes)
    loose = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER_M)
    for row, network in enumerate(drawn.areas.index):
        others = np.delete(loose, row)
        beside = shapely.dwithin(loose[row], others[~shapely.is_empty(others)], SLIVER_M).any()
        metres = _beside_others_m(loose[row] if beside else unmatched[row], shapes, row)
        if metres > CORNER_M:
            message = f"{metres:,.0f} m of the border of {network} do not match its neighbours'"
            yield Fault(str(network), float(metres), "m", message)


def _beside_others_m(edges: Any, shapes: "np.ndarray[Any, Any]", row: int) -> float:
    """Metres of edges that run along or inside other areas; those that only meet one in a corner
    match no border (GEOS names such edges where an area touches itself in that corner).
    """
    if edges.is_empty:
        return 0.0
    near = shapely.STRtree(shapes).query(edges, predicate="dwithin", distance=SLIVER_M)
    others = shapely.union_all(shapes[near[near != row]])
    return float(shapely.length(shapely.intersection(edges, shapely.buffer(others, SLIVER_M))))


def _without_slivers_m2(shape: Any) -> float:
    """Land of a shape's parts that are no slivers."""
    part_m2 = shapely.area(shapely.get_parts(shape))
    return float(part_m2[part_m2 >= SLIVER_M2].sum())


def _land(drawn: Drawn) -> gpd.GeoDataFrame:
    if drawn.small_areas is None:
        raise ValueError("this check needs the small areas")
    return drawn.small_areas


def _parts_of_split_small_areas(drawn: Drawn) -> list[list[shapely.Point]]:
    """For every small area in several parts a point in each."""
    if drawn.small_areas is None:
        return []
    shapes = np.asarray(drawn.small_areas.geometry.array)
    split = shapes[shapely.get_num_geometries(shapes) > 1]
    return [list(shapely.point_on_surface(shapely.get_parts(one))) for one in split]


def _pieces(
    inside: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    parts: "np.ndarray[tuple[int], np.dtype[np.object_]]",
    joined: list[list[shapely.Point]],
) -> list[set[int]]:
    """Group the parts of one area that some small area in several parts joins."""
    graph: nx.Graph[int] = nx.empty_graph(len(inside))
    if len(parts) > 1:
        tree = shapely.STRtree(parts)
        for points in joined:
            _, held = tree.query(points, predicate="within")
            nx.add_path(graph, sorted({int(p) for p in held}))
    return [set(group) for group in nx.connected_components(graph)]


CHECKS: tuple[tuple[str, int, bool, Callable[[Drawn], Iterator[Fault]]], ...] = (
    ("valid", 1, False, valid),
    ("no_overlaps", 2, False, no_overlaps),
    ("no_gaps", 2, True, no_gaps),
    ("whole_small_areas", 2, True, whole_small_areas),
    ("one_piece", 1, False, one_piece),
    ("no_doughnuts", 1, False, no_doughnuts),
    ("shared_borders", 2, False, shared_borders),
)
