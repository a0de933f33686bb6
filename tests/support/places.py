"""Places to test geography on: practices at given points, squares of land, small areas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

BNG = "EPSG:27700"
ORIGIN = (400_000.0, 400_000.0)


def practices_at(points, *, patients=6_000, **columns):
    """Practices A000, A001, ... at points given in metres from a corner of the grid."""
    codes = pd.Index([f"A{k:03d}" for k in range(len(points))], name="practice_code", dtype="str")
    xy = np.asarray(points, dtype=float).reshape(-1, 2) + ORIGIN
    table = pd.DataFrame({"name": codes, "patients": np.int64(patients), **columns}, index=codes)
    return gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs=BNG)


def branches_at(owners, points):
    xy = np.asarray(points, dtype=float).reshape(-1, 2) + ORIGIN
    codes = pd.Series(list(owners), dtype="str")
    return gpd.GeoDataFrame({"practice_code": codes}, geometry=shapely.points(xy), crs=BNG)


def units_of(practices, names):
    return pd.Series(list(names), index=practices.index, dtype="str", name="unit")


def land(*boxes, index=None):
    """Rectangles (left, bottom, right, top) in metres from the same corner."""
    x, y = ORIGIN
    shapes = [shapely.box(a + x, b + y, c + x, d + y) for a, b, c, d in boxes]
    return gpd.GeoDataFrame(geometry=shapes, crs=BNG, index=index)


def shape(points):
    return shapely.polygons(np.asarray(points, dtype=float) + ORIGIN)


def line(points):
    return shapely.linestrings(np.asarray(points, dtype=float) + ORIGIN)


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=BNG)


def tiles(columns, rows, side=1_000):
    """Small areas S00_00, ...: a sheet of squares."""
    cells = [(i, j) for i in range(columns) for j in range(rows)]
    boxes = [(i * side, j * side, (i + 1) * side, (j + 1) * side) for i, j in cells]
    codes = [f"S{i:02d}_{j:02d}" for i, j in cells]
    areas = land(*boxes, index=pd.Index(codes, name="area_code", dtype="str"))
    return areas.assign(name=codes)


def registered(rows):
    return pd.DataFrame(rows, columns=["practice_code", "area_code", "patients"])


# Round numbers make duplicates and rows of points on one line likely.
coordinate = st.one_of(
    st.sampled_from([0.0, 1_000.0, 2_000.0, 5_000.0]),
    st.integers(0, 10_000).map(float),
)
point = st.tuples(coordinate, coordinate)
points = st.lists(point, min_size=1, max_size=14)
