"""Random coverages with all that goes wrong in real ones: slivers, holes, collapsed rings.

Cells of a few hundred metres round random points share edges; some get tiny holes, spikes,
touching rings, or a neighbour's edge drawn a few millimetres off.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.crs import BNG
from boundaries.files.outlines import rounding

EAST, NORTH, SIDE = 400_000.0, 300_000.0, 4_000.0


def shapes(seed: int, count: int | None = None) -> np.ndarray:
    """Polygons of one random coverage, EPSG:27700, some damaged; shape (n,)."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 16)) if count is None else count
    places = rng.uniform((EAST, NORTH), (EAST + SIDE, NORTH + SIDE), (count, 2))
    points = shapely.multipoints(places)
    square = shapely.box(EAST, NORTH, EAST + SIDE, NORTH + SIDE)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=square))
    cells = shapely.intersection(cells, square)
    return np.array([_damaged(cell, rng) for cell in cells], dtype=object)


def areas(seed: int) -> gpd.GeoDataFrame:
    """The same as a table of small areas."""
    made = shapes(seed)
    index = pd.Index([f"E0100{k:04d}" for k in range(len(made))], name="area_code", dtype="str")
    return gpd.GeoDataFrame({"name": index}, geometry=list(made), index=index, crs=BNG)


def grid(west: float, south: float, columns: int, rows: int) -> gpd.GeoDataFrame:
    """Small areas of a square kilometre each that fit together."""
    cells = {
        f"E01{x:02d}{y:02d}": shapely.box(
            west + 1_000 * x, south + 1_000 * y, west + 1_000 * (x + 1), south + 1_000 * (y + 1)
        )
        for x in range(columns)
        for y in range(rows)
    }
    return gpd.GeoDataFrame(geometry=list(cells.values()), index=list(cells), crs=BNG)


def check_rounded(given: shapely.Geometry, out: shapely.Geometry | None, decimals: int) -> None:
    """Assert that a shape was rounded to a valid one with almost all of its surface."""
    grid = 10.0**-decimals
    surface = rounding.polygonal(shapely.make_valid(given))
    lost_m2 = surface.area - (0.0 if out is None else out.area)
    assert abs(lost_m2) <= 2 * grid * given.length + grid**2
    if out is None:
        return
    assert out.is_valid, out.wkt
    xy = shapely.get_coordinates(out)
    assert (xy == np.round(xy, decimals)).all()


def _damaged(cell: shapely.Polygon, rng: np.random.Generator) -> shapely.Geometry:
    kind = rng.integers(0, 7)
    x, y = cell.representative_point().coords[0]
    size = 10.0 ** rng.uniform(-8, 1)
    speck = shapely.Polygon([(x, y), (x + size, y), (x + size, y + size * rng.uniform(-1, 1))])
    if kind == 1:
        return shapely.Polygon(cell.exterior, [speck.exterior])
    if kind == 2:
        return shapely.transform(cell, lambda xy: xy + size / 100)
    if kind == 3:
        ring = list(cell.exterior.coords)
        return shapely.Polygon([*ring[:-1], (x, y), ring[-2], ring[0]])
    if kind == 4:
        return shapely.MultiPolygon([cell, speck]) if speck.area else cell
    if kind == 5:
        return shapely.GeometryCollection([cell, shapely.Point(x, y)])
    return cell
