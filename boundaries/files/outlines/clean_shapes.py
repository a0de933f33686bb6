"""Shapes made fit for use after reading: in Great Britain, valid, of one kind; all of it told.

Every reader of shapes calls these in the same order: ``present``, ``on_grid``, ``polygons`` (or
``lines_and_polygons``). What cannot be used is refused with the feature's name, what is left out
is counted in a note.
"""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.crs import GRID_EASTING_M, GRID_NORTHING_M, in_britain, in_grid, in_web_mercator
from boundaries.errors import DataError
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.outlines.rounding import COLLECTION, polygonal

Notes = tuple[str, ...]
LISTED = 10  #: features that a note names
BEYOND_M = 500_000.0  #: nothing that is drawn for a part of Great Britain reaches so far from it
METRES = "These look like eastings and northings: say so (EPSG:27700), or export degrees"
WEB_METRES = "These look like metres of web maps: say so (EPSG:3857), or export degrees"
DEGREES = "These look like longitude and latitude: say so (EPSG:4326)"
SWAPPED = "Longitude and latitude stand the wrong way round: exchange them"
ODD_PLACE = "Correct or remove them, and give GeoJSON in longitude and latitude"


def names(shapes: gpd.GeoDataFrame, ids: "pd.Series[str] | None" = None) -> "pd.Series[str]":
    """How a person finds each feature: ``feature 3 (E01007003)``."""
    numbers = pd.Series([f"feature {row}" for row in shapes.index], shapes.index, dtype="str")
    return numbers if ids is None else numbers + ids.map(lambda one: f" ({one})" if one else "")


def present(shapes: gpd.GeoDataFrame, source: str) -> tuple[gpd.GeoDataFrame, Notes]:
    """Features with a shape; the others are left out, and counted in a note.

    Raises
    ------
    DataError
        No feature has a shape.
    """
    absent = shapes.geometry.isna() | shapes.geometry.is_empty
    if absent.all():
        raise DataError("no feature has a shape", remedy="Export it again", source=source)
    listed = ", ".join(names(shapes)[absent].head(LISTED))
    note = f"{_counted(absent.sum(), 'features')} of {source} without a shape left out: {listed}."
    return shapes[~absent], (note,) if absent.any() else ()


def on_grid(
    shapes: gpd.GeoDataFrame,
    named: "pd.Series[str]",
    source: str,
    *,
    noun: str = "features",
    whole: bool = True,
) -> gpd.GeoDataFrame:
    """Shapes in EPSG:27700, flat, in Great Britain.

    Parameters
    ----------
    shapes
        As read, any CRS.
    named
        What to call each feature, same index.
    source
        The file, for messages.
    noun
        What features are, in the plural, for messages.
    whole
        Whether features have to lie in Great Britain wholly, or in part at least.

    Raises
    ------
    DataError
        Coordinates are no numbers, cannot be brought to the National Grid, or lie elsewhere.
    """
    flat = shapes.set_geometry(shapes.geometry.force_2d())
    _check_finite(flat.geometry, named, source, noun)
    placed = flat.set_geometry(shape_files.to_grid(flat.geometry, source))
    edges = placed.geometry.bounds
    ends = [in_grid(edges[x].to_numpy(), edges[y].to_numpy()) for x, y in _CORNERS]
    inside = ends[0] & ends[1] if whole else _partly_inside(edges)
    inside = inside & finite(placed.geometry)  # bounds know nothing of holes
    if not inside.all():
        known = edges.where(np.isfinite(edges).all(axis=1), flat.geometry.bounds)
        where = known.apply(lambda one: " ".join(f"{edge:.0f}" for edge in one), axis=1)
        raise DataError(
            f"{_counted((~inside).sum(), noun)} outside Great Britain",
            rows=[f"{named[row]}: {where[row]}" for row in placed.index[~inside]],
            remedy=likely_cause(flat[~inside]),
            source=source,
        )
    return placed


def polygons(
    shapes: gpd.GeoDataFrame, named: "pd.Series[str]", source: str, noun: str = "features"
) -> tuple[gpd.GeoDataFrame, Notes]:
    """Valid (multi)polygons; stray lines and points, and features of nothing else, left out.

    Raises
    ------
    DataError
        No feature has a surface.
    """
    return _of_kind(shapes, named, source, (noun, "no surface", polygonal))


def lines_and_polygons(
    shapes: gpd.GeoDataFrame, named: "pd.Series[str]", source: str, noun: str = "features"
) -> tuple[gpd.GeoDataFrame, Notes]:
    """Valid lines and polygons; points, and features of nothing else, left out.

    Raises
    ------
    DataError
        No feature is a line or has a surface.
    """
    return _of_kind(shapes, named, source, (noun, "neither line nor polygon", _without_points))


def _counted(number: int, noun: str) -> str:
    """``1 barrier``, ``2 barriers``."""
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


_CORNERS = (("minx", "miny"), ("maxx", "maxy"))


def _of_kind(
    shapes: gpd.GeoDataFrame,
    named: "pd.Series[str]",
    source: str,
    said: tuple[str, str, Callable[[Any], Any]],
) -> tuple[gpd.GeoDataFrame, Notes]:
    noun, fault, kept_parts = said
    broken = ~shapes.geometry.is_valid
    mixed = shapes.geometry.geom_type.eq("GeometryCollection")
    made = shapes.geometry.make_valid().where(broken, shapes.geometry).map(kept_parts)
    empty = made.is_empty
    if empty.all():
        rows = [f"{named[row]}: {kind or 'no shape'}" for row, kind in shapes.geom_type.items()]
        raise DataError(f"no {noun} to use: {fault}", rows=rows, remedy=ODD_PLACE, source=source)
    mended, lost = named[(broken | mixed) & ~empty], named[empty]
    notes = [_note(mended, noun, "repaired"), _note(lost, noun, f"left out: {fault}")]
    return shapes.set_geometry(made)[~empty], tuple(note for note in notes if note)


def _note(rows: "pd.Series[str]", noun: str, what: str) -> str:
    if rows.empty:
        return ""
    more = " ..." if len(rows) > LISTED else ""
    return f"{_counted(len(rows), noun)} {what} ({', '.join(rows.head(LISTED))}{more})."


def _without_points(shape: Any) -> Any:
    parts = np.array([shape], dtype=object)
    while (shapely.get_type_id(parts) == COLLECTION).any():
        parts = shapely.get_parts(parts)
    parts = parts[(shapely.get_dimensions(parts) > 0) & ~shapely.is_empty(parts)]
    return parts[0] if len(parts) == 1 else shapely.geometrycollections(parts)


def _check_finite(shapes: gpd.GeoSeries, named: "pd.Series[str]", source: str, noun: str) -> None:
    bad = ~finite(shapes)
    if bad.any():
        raise DataError(
            f"{_counted(bad.sum(), noun)} without a place: coordinates that are no numbers",
            rows=list(named[bad]),
            remedy="Correct or remove them",
            source=source,
        )


def finite(shapes: gpd.GeoSeries) -> NDArray[np.bool_]:
    """Which shapes have numbers for coordinates, none beyond what any grid on Earth holds."""
    xy, owner = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    sound = np.ones(len(shapes), dtype=bool)
    sound[owner[~(np.abs(xy) < 1e9).all(axis=1)]] = False
    return sound


def _partly_inside(edges: pd.DataFrame) -> NDArray[np.bool_]:
    """Boxes that meet Great Britain's grid and reach no more than 500 km beyond it."""
    (left, right), (bottom, top) = GRID_EASTING_M, GRID_NORTHING_M
    meets = (edges["maxx"] > left) & (edges["minx"] < right)
    meets &= (edges["maxy"] > bottom) & (edges["miny"] < top)
    near = (edges["minx"] > left - BEYOND_M) & (edges["maxx"] < right + BEYOND_M)
    near &= (edges["miny"] > bottom - BEYOND_M) & (edges["maxy"] < top + BEYOND_M)
    return (meets & near).to_numpy()


def likely_cause(shapes: gpd.GeoDataFrame) -> str:
    """What most often puts shapes elsewhere, told from the coordinates in the file."""
    xy = shapely.get_coordinates(shapes.geometry.to_numpy())
    if in_grid(xy[:, 0], xy[:, 1]).all() and (np.abs(xy) > 360).any():
        return METRES
    if in_web_mercator(xy[:, 0], xy[:, 1]).all():
        return WEB_METRES
    if in_britain(xy[:, 0], xy[:, 1]).all():
        return DEGREES
    if in_britain(xy[:, 1], xy[:, 0]).all():
        return SWAPPED
    return ODD_PLACE
