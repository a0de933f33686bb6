"""Geometry made ready for the screen: simplified together, fanned out, with places for labels."""

import math
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.crs import LATITUDE_DEG, LONGITUDE_DEG, WGS84
from pcn_planner import kept

Floats = NDArray[np.float64]
AREA = 2  #: dimension of polygons
DETAIL = 3_000  #: the longer side of the map divided by this is the detail kept
LEAST_DETAIL_M = 3.0
PIECE_DETAIL = 20  #: pieces narrower than this many times the detail get no label
TOUCH_PX = 1.5
SHAPES_KEPT = 4_096  #: a move changes two shapes of a plan, and the circles of all others stay
PIXELS_PER_ROOT_PATIENT = 0.068
RADIUS_PX = (3.5, 22.0)


def detail_m(frame: gpd.GeoDataFrame) -> float:
    """How much of a shape may be simplified away, in metres, so that no eye sees it."""
    west, south, east, north = frame.total_bounds
    return float(max((east - west) / DETAIL, (north - south) / DETAIL, LEAST_DETAIL_M))


def simplified(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Polygons simplified as one coverage, so that neighbours keep one shared border.

    Shapes that overlap, lines and points are taken one by one.
    """
    geometry = frame.geometry.to_numpy()
    present = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    out = geometry.copy()
    areal = bool(np.all(shapely.get_dimensions(geometry[present]) == AREA))
    if areal and shapely.coverage_is_valid(geometry[present]):
        out[present] = shapely.coverage_simplify(geometry[present], tolerance_m)
    else:
        out[present] = shapely.simplify(geometry[present], tolerance_m)
    return frame.set_geometry(gpd.GeoSeries(out, index=frame.index, crs=frame.crs))


@kept.by_value
def label_places(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Where labels go: the centre of the largest circle inside each piece of each area.

    Returns
    -------
    GeoDataFrame
        Index as in ``areas``, repeated for areas in pieces, the largest piece first; points in
        the CRS of ``areas``; ``reach_m``, the circle's radius in metres; ``main``, whether it
        is the largest piece. Areas without geometry are left out, and specks that are neither
        the largest piece nor wide enough to be seen.
    """
    pieces = areas.geometry.explode()
    pieces = pieces[~(pieces.isna() | pieces.is_empty)]
    lines = gpd.GeoSeries([_inner_radius(one) for one in pieces], pieces.index, crs=areas.crs)
    out = gpd.GeoDataFrame({"reach_m": lines.length}, geometry=lines.map(_start), crs=areas.crs)
    order = pd.Series(range(len(areas)), areas.index).loc[pieces.index].to_numpy()
    out = out.iloc[np.lexsort((-pieces.area.to_numpy(), order))]
    out["main"] = ~out.index.duplicated()
    return out[out["main"] | (out["reach_m"] > PIECE_DETAIL * detail_m(areas))]


@kept.by_value
def dots(practices: gpd.GeoDataFrame) -> pd.DataFrame:
    """Radius and shift of every practice's circle, in pixels.

    The circle's area grows with the list. Practices at one address (to the metre) stand round
    it in a ring, largest first, so that each can be seen.

    Returns
    -------
    DataFrame
        Same index; ``radius``, ``shift_x``, ``shift_y`` (downwards).
    """
    radius = practices["patients"].map(radius_px).to_numpy(np.float64)
    shifts = np.zeros((len(practices), 2))
    place = pd.DataFrame(shapely.get_coordinates(practices.geometry.to_numpy()).round())
    shared = place[place.duplicated(keep=False)]
    for rows in shared.groupby([0, 1]).indices.values():
        at = shared.index[rows].to_numpy()
        shifts[at] = _ring(radius[at])
    columns = {"radius": radius, "shift_x": shifts[:, 0], "shift_y": shifts[:, 1]}
    return pd.DataFrame(columns, index=practices.index)


def radius_px(patients: float) -> float:
    """Radius of a practice's circle; kept between what can be hit and what hides a town."""
    radius = PIXELS_PER_ROOT_PATIENT * math.sqrt(max(patients, 0))
    return round(min(max(radius, RADIUS_PX[0]), RADIUS_PX[1]), 1)


@kept.by_value
def view_bounds(areas: gpd.GeoDataFrame) -> list[list[float]]:
    """South-west and north-east corner as latitude, longitude, the order that Leaflet takes.

    Great Britain where no area has a shape.
    """
    box = areas.geometry.to_crs(WGS84).total_bounds
    (west, east), (south, north) = LONGITUDE_DEG, LATITUDE_DEG
    if np.isfinite(box).all():
        west, south, east, north = box
    return [[round(south, 5), round(west, 5)], [round(north, 5), round(east, 5)]]


@lru_cache(SHAPES_KEPT)
def _inner_radius(piece: shapely.Geometry) -> shapely.Geometry:
    return shapely.maximum_inscribed_circle(piece, tolerance=math.sqrt(piece.area) / 100)


def _start(line: shapely.Geometry) -> shapely.Geometry:
    return shapely.get_point(line, 0)


def _ring(radius: Floats) -> Floats:
    """Shifts (n, 2) that set circles side by side on a ring, neighbours just touching."""
    order = np.argsort(-radius, kind="stable")
    widest = float(radius.max()) + TOUCH_PX
    ring = widest / math.sin(math.pi / len(order))
    angles = np.arange(len(order)) * 2 * math.pi / len(order) - math.pi
    shifts = np.empty((len(order), 2))
    shifts[order] = (ring * np.column_stack([np.cos(angles), np.sin(angles)])).round(1)
    return shifts
