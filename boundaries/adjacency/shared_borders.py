"""Borders between practices: how many metres of border each pair shares."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.adjacency import barriers
from boundaries.adjacency.barriers import Obstacle
from boundaries.files.outlines.rounding import polygonal
from boundaries.territories import land, shared_premises, tessellation
from boundaries.territories.draw import TerritoryMethod
from boundaries.territories.tessellation import Faces, Plot

BORDER_MIN_M = 1.0  # less is a corner
SLIVER_M = 1.0  # land is grown by so much to close slivers between territories


def of_cells(
    where: pd.DataFrame, lands: "pd.Series[Any]", block: Obstacle | None = None
) -> pd.DataFrame:
    """Borders between the cells of sites, each border unit by itself.

    Practices at shared premises all have the borders of its cell. Land in a barrier belongs to
    nobody, and a cell's part beyond a barrier goes to the neighbour it shares most border with.

    Parameters
    ----------
    where
        Sites (``sites.table``) with a column ``plot``, the border unit.
    lands
        Land of each unit, index as in ``plot``; may overlap.
    block
        Barriers.

    Returns
    -------
    Columns ``practice_a`` < ``practice_b``, ``border_m`` (at least 1), sorted.
    """
    lots, placed = tessellation.make(where, lands)
    faces, pieces = _faces(lots, block)
    faces = tessellation.reassign(faces, tessellation.points(lots), pieces)
    reached = pieces[faces.held[pieces["a"]] & faces.held[pieces["b"]]]
    reached = reached.assign(a=faces.point[reached["a"]], b=faces.point[reached["b"]])
    pairs = coverage.shared(reached[reached["a"] != reached["b"]])
    owners = placed[["point", "practice_code"]].drop_duplicates()
    named = pairs.merge(owners, left_on="a", right_on="point").merge(
        owners, left_on="b", right_on="point", suffixes=("_a", "_b")
    )
    return _tidy(named["practice_code_a"], named["practice_code_b"], named["border_m"])


def of_territories(
    territories: gpd.GeoDataFrame, units: "pd.Series[str]", block: Obstacle | None = None
) -> pd.DataFrame:
    """Borders between territories of one border unit, less what runs along a barrier.

    Territories that do not fit together vertex for vertex are noded first.

    Returns
    -------
    As ``of_cells``.
    """
    shapes = np.asarray(territories.geometry.array)
    pieces = _noded_segments(shapes)
    unit = pd.factorize(units)[0]
    pieces = pieces[unit[pieces["a"]] == unit[pieces["b"]]]
    if block is not None:
        pieces = pieces[~barriers.along(pieces, block)]
    pairs = coverage.shared(pieces)
    codes = pd.Series(territories.index)
    return _tidy(pairs["a"].map(codes), pairs["b"].map(codes), pairs["border_m"])


def lands(
    where: pd.DataFrame, territories: gpd.GeoDataFrame, units: "pd.Series[str]"
) -> "pd.Series[Any]":
    """Land on which to compare the cells of each border unit.

    Border polygons where territories were drawn within them; else a hull of the unit's sites,
    less what lies outside the outline or the small areas.
    """
    method, shapes = territories.attrs.get("method"), np.asarray(territories.geometry.array)
    if method == TerritoryMethod.BORDERS:
        return shared_premises.merge(shapes, units.to_numpy())
    hulls = {unit: land.hull(rows[["x", "y"]].to_numpy()) for unit, rows in where.groupby("plot")}
    if method == TerritoryMethod.HULL:
        return pd.Series(hulls, dtype=object)
    ground = shapely.union_all(shapes)
    if method != TerritoryMethod.OUTLINE:
        ground = shapely.buffer(ground, SLIVER_M)
    if units.nunique() == 1:
        return pd.Series(dict.fromkeys(hulls, ground), dtype=object)
    shapely.prepare(ground)
    dry = {unit: polygonal(shapely.intersection(ground, hull)) for unit, hull in hulls.items()}
    return pd.Series({u: s if s.area > 0 else hulls[u] for u, s in dry.items()}, dtype=object)


def _faces(lots: list[Plot], block: Obstacle | None) -> tuple[Faces, pd.DataFrame]:
    """Faces of the plots and the segments between them that no barrier runs along."""
    if block is None:
        faces = tessellation.tessellate_each(lots)
        return faces, tessellation.borders(faces)
    faces = tessellation.tessellate_each(lots, lines=block.lines, water=block.water)
    pieces = tessellation.borders(faces)
    return faces, pieces[~barriers.along(pieces, block)]


def _noded_segments(shapes: Any) -> pd.DataFrame:
    if shapely.coverage_is_valid(shapes):
        return coverage.segments(shapes)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    faces = tessellation.tessellate(
        [Plot(s, xy[None]) for s, xy in zip(shapes, inside, strict=True)]
    )
    pieces = coverage.segments(faces.polygons)
    pieces = pieces.assign(a=faces.plot[pieces["a"]], b=faces.plot[pieces["b"]])
    return pieces[pieces["a"] != pieces["b"]]


def _tidy(a: "pd.Series[str]", b: "pd.Series[str]", border_m: "pd.Series[float]") -> pd.DataFrame:
    """Order each pair by code, add up, drop a practice's border with itself and corners."""
    pairs = pd.DataFrame(
        {"practice_a": a.where(a < b, b), "practice_b": b.where(a < b, a), "border_m": border_m}
    )[a != b]
    total = pairs.groupby(["practice_a", "practice_b"], sort=True)["border_m"].sum().reset_index()
    return total[total["border_m"] >= BORDER_MIN_M].reset_index(drop=True)
