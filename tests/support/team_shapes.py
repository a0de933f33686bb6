"""Team polygons and practices drawn in kilometres from (400000, 300000)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.teams.footprints import Footprints

BNG = "EPSG:27700"
EAST, NORTH = 400_000, 300_000


def box(left: float, bottom: float, right: float, top: float) -> shapely.Polygon:
    """A rectangle in kilometres from (400000, 300000)."""
    edges = (left, bottom, right, top)
    return shapely.box(*(1000 * v + (EAST, NORTH)[k % 2] for k, v in enumerate(edges)))


def points(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    """Practices P0, P1, ... at kilometres from (400000, 300000)."""
    index = pd.Index([f"P{k}" for k in range(len(places))], name="practice_code", dtype="str")
    where = shapely.points([(EAST + 1000 * x, NORTH + 1000 * y) for x, y in places])
    return gpd.GeoDataFrame(index=index, geometry=where, crs=BNG)


def areas_of(polygons: dict[str, shapely.Geometry]) -> Footprints:
    index = pd.Index(list(polygons), name="team_id", dtype="str")
    teams = pd.DataFrame({"name": list(polygons), "nurses_wte": np.nan}, index=index)
    table = gpd.GeoDataFrame(index=index, geometry=list(polygons.values()), crs=BNG)
    return Footprints(teams, areas=table)
