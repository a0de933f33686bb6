"""The two coordinate reference systems of the project, and where Great Britain lies in them."""

import geopandas as gpd
import numpy as np
import shapely

BNG = "EPSG:27700"
WGS84 = "EPSG:4326"

# The National Grid's lettered squares; Ordnance Survey, "A guide to coordinate systems in
# Great Britain".
GRID_EASTING_M = (0.0, 700_000.0)
GRID_NORTHING_M = (0.0, 1_300_000.0)
# Area of use of EPSG:27700, rounded outwards.
LONGITUDE_DEG = (-9.01, 2.02)
LATITUDE_DEG = (49.75, 61.02)
# The same in Web Mercator.
WEB_X_M = (-1_003_000.0, 225_000.0)
WEB_Y_M = (6_400_000.0, 8_647_000.0)


def points(x: np.ndarray, y: np.ndarray, crs: str) -> gpd.GeoSeries:
    """Points in British National Grid.

    Parameters
    ----------
    x, y
        Eastings and northings in metres (`BNG`) or longitudes and latitudes in degrees
        (`WGS84`).
    crs
        `BNG` or `WGS84`.

    Returns
    -------
        Points, EPSG:27700, index 0, 1, ... Degrees are converted by PROJ, within 5 m
        where Ordnance Survey's OSTN15 grid is not installed.
    """
    return gpd.GeoSeries(shapely.points(x, y), crs=crs).to_crs(BNG)


def in_grid(easting_m: np.ndarray, northing_m: np.ndarray) -> np.ndarray:
    """True where eastings and northings lie inside Great Britain's grid (metres)."""
    (left, right), (bottom, top) = GRID_EASTING_M, GRID_NORTHING_M
    return (easting_m > left) & (easting_m < right) & (northing_m > bottom) & (northing_m < top)


def in_web_mercator(x_m: np.ndarray, y_m: np.ndarray) -> np.ndarray:
    """True where metres of web maps (EPSG:3857) lie in Great Britain."""
    (west, east), (south, north) = WEB_X_M, WEB_Y_M
    return (x_m > west) & (x_m < east) & (y_m > south) & (y_m < north)


def in_britain(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """True where longitudes and latitudes (degrees) lie in the grid's area of use."""
    (west, east), (south, north) = LONGITUDE_DEG, LATITUDE_DEG
    return (longitude > west) & (longitude < east) & (latitude > south) & (latitude < north)
