"""The land that practices divide: border polygons, an outline, or a hull of the sites."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files.outlines import clean_shapes
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.outlines.rounding import polygonal
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices.border_units import JOIN

HULL_RATIO = 0.4  # 0 follows every bay of the sites, 1 is the convex hull
REACH_MIN_M, REACH_MAX_M = 1_000.0, 5_000.0
CLOSE_M = 3_000.0


def hull(xy: NDArray[np.float64]) -> Any:
    """Land round sites where no polygon says how far it goes.

    The concave hull of the sites (``shapely.concave_hull``, ratio 0.4), grown by half the mean
    spacing of the sites, at least 1 km and at most 5 km. It is one piece and holds every site,
    so the cells on it form one connected graph; it leaves out the bays over which far practices
    would otherwise touch.
    """
    points = shapely.multipoints(xy)
    area = shapely.convex_hull(points).area
    reach = float(np.clip(np.sqrt(area / len(xy)) / 2, REACH_MIN_M, REACH_MAX_M))
    return shapely.buffer(shapely.concave_hull(points, ratio=HULL_RATIO), reach)


def joined(hulls: Sequence[Any]) -> Any:
    """Hulls as one shape, gaps narrower than 6 km between them closed."""
    if len(hulls) == 1:
        return hulls[0]
    return shapely.buffer(shapely.buffer(shapely.union_all(hulls), CLOSE_M), -CLOSE_M)


def read(source: Source) -> gpd.GeoDataFrame:
    """Read an outline, polygons, from GeoJSON, GeoPackage or shapefile.

    Returns
    -------
    Valid polygons in EPSG:27700 with the file's attributes as text; ``attrs["notes"]`` says what
    was repaired and left out.

    Raises
    ------
    DataError
        The file cannot be read, has no polygon, or one that is not in Great Britain.
    """
    name = name_of(source)
    shapes, absent = clean_shapes.present(shape_files.read(source), name)
    named = clean_shapes.names(shapes)
    placed = clean_shapes.on_grid(shapes, named, name, whole=False)
    outline, mended = clean_shapes.polygons(placed, named, name)
    outline.attrs["notes"] = [*absent, *mended]
    return outline


def in_metres(outline: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Polygons in EPSG:27700, valid, without overlaps, index as text.

    Where polygons overlap, the first has the land.

    Raises
    ------
    DataError
        The polygons have no coordinate reference system.
    """
    if outline.crs is None:
        raise DataError(
            "the outline does not say its coordinate reference system",
            remedy="Save it with one, such as EPSG:27700 or EPSG:4326",
        )
    shapes = shapely.make_valid(np.asarray(outline.to_crs(BNG).geometry.array))
    shapes = np.array([polygonal(shape) for shape in shapes], dtype=object)
    return pd.Series(apart(shapes), index=outline.index.map(str), dtype=object)


def apart(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take from each polygon what an earlier one has."""
    shapes = shapes.copy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for k in np.unique(second[first < second]):
        earlier = shapely.union_all(shapes[first[(second == k) & (first < k)]])
        if shapely.intersection(shapes[k], earlier).area > 0:
            shapes[k] = polygonal(shapely.difference(shapes[k], earlier))
    return shapes


def plot_keys(units: "pd.Series[str]", codes: Sequence[str]) -> "pd.Series[str] | None":
    """Which polygon each practice's unit has, ``None`` where the polygons are not per unit.

    A unit of several levels ("QE1 / 00Q") may be named in full or by the one level that tells
    the units apart.
    """
    levels = units.str.split(JOIN, expand=True, regex=False)
    for named in [units, *(levels[column] for column in reversed(levels.columns))]:
        if named.nunique() == units.nunique() and named.isin(codes).all():
            return named.rename("plot")
    return None
