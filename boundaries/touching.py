"""Borders between practices: how many metres of it two of them share."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import barriers, cells, coverage, land, plots
from boundaries.barriers import Obstacle
from boundaries.cells import Faces, Plot
from boundaries.territories import Method

BORDER_MIN_M = 1.0  # less is a corner
SLIVER_M = 1.0  # land is grown by so much to close slivers between territories

COLUMNS = ["practice_a", "practice_b", "border_m"]


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

    Returns
    -------
    Columns ``practice_a`` < ``practice_b``, ``border_m`` (at least 1), sorted.
    """
    found = [
        _of_plot(*plots.make(rows, lands), block) for _, rows in where.groupby("plot", sort=True)
    ]
    return _tidy(pd.concat(found)) if found else pd.DataFrame(columns=COLUMNS)


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
    codes = np.asarray(territories.index)
    return _tidy(
        pd.DataFrame({
            "practice_a": codes[pairs["a"]],
            "practice_b": codes[pairs["b"]],
            "border_m": pairs["border_m"],
        })
    )


def lands(
    where: pd.DataFrame, territories: gpd.GeoDataFrame, units: "pd.Series[str]"
) -> "pd.Series[Any]":
    """Land on which to compare the cells of each border unit.

    Border polygons where territories were drawn within them; else a hull of the unit's sites,
    less what lies outside the outline or the small areas.
    """
    method = territories.attrs.get("method")
    shapes = pd.Series(np.asarray(territories.geometry.array), index=territories.index)
    if method == Method.BORDERS or units.nunique() == 1:
        merged = {unit: shapely.union_all(part.to_numpy()) for unit, part in shapes.groupby(units)}
        return pd.Series(merged, dtype=object)
    hulls = {unit: land.hull(rows[["x", "y"]].to_numpy()) for unit, rows in where.groupby("plot")}
    if method == Method.HULL:
        return pd.Series(hulls, dtype=object)
    ground = shapely.buffer(shapely.union_all(shapes.to_numpy()), SLIVER_M)
    shapely.prepare(ground)
    dry = {unit: land.polygonal(shapely.intersection(ground, hull)) for unit, hull in hulls.items()}
    return pd.Series({u: s if s.area > 0 else hulls[u] for u, s in dry.items()}, dtype=object)


def _of_plot(lots: list[Plot], where: pd.DataFrame, block: Obstacle | None) -> pd.DataFrame:
    faces, pieces = _faces(lots, block)
    faces = cells.reassign(faces, plots.points(lots), pieces)
    pieces = pieces.assign(a=faces.point[pieces["a"]], b=faces.point[pieces["b"]])[
        faces.held[pieces["a"]] & faces.held[pieces["b"]]
    ]
    pairs = coverage.shared(pieces[pieces["a"] != pieces["b"]])
    owners = where[["point", "practice_code"]].drop_duplicates()
    return pairs.merge(owners, left_on="a", right_on="point").merge(
        owners, left_on="b", right_on="point", suffixes=("_a", "_b")
    ).rename(columns={"practice_code_a": "practice_a", "practice_code_b": "practice_b"})[COLUMNS]


def _faces(lots: list[Plot], block: Obstacle | None) -> tuple[Faces, pd.DataFrame]:
    """Faces of the plots and the segments between them that no barrier runs along."""
    if block is None:
        faces = cells.tessellate(lots)
        return faces, cells.borders(faces)
    ground = shapely.union_all([plot.land for plot in lots])
    lines = [shapely.intersection(block.lines, ground)]
    faces = cells.tessellate(lots, lines=lines, water=shapely.intersection(block.water, ground))
    pieces = cells.borders(faces)
    return faces, pieces[~barriers.along(pieces, block)]


def _noded_segments(shapes: Any) -> pd.DataFrame:
    if shapely.coverage_is_valid(shapes):
        return coverage.segments(shapes)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    faces = cells.tessellate([Plot(s, xy[None]) for s, xy in zip(shapes, inside, strict=True)])
    pieces = coverage.segments(faces.polygons)
    pieces = pieces.assign(a=faces.plot[pieces["a"]], b=faces.plot[pieces["b"]])
    return pieces[pieces["a"] != pieces["b"]]


def _tidy(pairs: pd.DataFrame) -> pd.DataFrame:
    """Order each pair by code, add up, drop a practice's border with itself and corners."""
    a, b = pairs["practice_a"].astype("str"), pairs["practice_b"].astype("str")
    ordered = pairs.assign(practice_a=a.where(a < b, b), practice_b=b.where(a < b, a))[a != b]
    total = ordered.groupby(COLUMNS[:2], as_index=False, sort=True)["border_m"].sum()
    return total[total["border_m"] >= BORDER_MIN_M].reset_index(drop=True)
