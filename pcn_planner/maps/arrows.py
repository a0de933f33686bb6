"""Arrows from practices that move to the networks they move to."""

import math
from collections.abc import Mapping

import folium
import geopandas as gpd
import shapely

from pcn_planner.maps.features import group, layer
from pcn_planner.maps.shapes import label_places

MOVED = "#8A1C1C"
SHARE, HEAD, WIDTH = 0.85, 0.16, 0.09  #: of the way that is drawn; head of the arrow, of its length
HEAD_M = (120.0, 900.0)


def arrows_layer(
    practices: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, goals: Mapping[str, str]
) -> folium.FeatureGroup:
    """An arrow for each practice of ``goals`` (code -> network), all in EPSG:27700.

    It begins at the practice and points to the middle of the largest piece of the network; a
    network without land has none.
    """
    places = label_places(areas)
    middle = places[places["main"]].geometry
    codes = [code for code in practices.index if goals.get(code) in middle.index]
    shapes = [arrow(practices.geometry[code], middle[goals[code]]) for code in codes]
    style = {"color": MOVED, "weight": 2.6, "fillColor": MOVED, "fillOpacity": 1, "opacity": 1}
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, index=codes, crs=practices.crs))
    rows = [{"style": style}] * len(codes)
    return group("Practices that move", [layer(frame, rows, interactive=False)] if codes else [])


def arrow(start: shapely.Point, goal: shapely.Point) -> shapely.Geometry:
    """A line with a head, most of the way from a point to another; a point where they are one."""
    length = start.distance(goal)
    if length == 0:
        return start.buffer(HEAD_M[0])
    east, north = (goal.x - start.x) / length, (goal.y - start.y) / length
    head = min(max(HEAD * length, HEAD_M[0]), HEAD_M[1])
    tip = start.x + SHARE * length * east, start.y + SHARE * length * north
    back = tip[0] - head * east, tip[1] - head * north
    half = head * math.tan(math.atan2(WIDTH, HEAD))
    sides = [(back[0] + k * half * north, back[1] - k * half * east) for k in (1, -1)]
    shaft = shapely.LineString([(start.x, start.y), back])
    return shapely.GeometryCollection([shaft, shapely.Polygon([tip, *sides])])
