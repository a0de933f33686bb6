"""Names of places for paper maps: of the built-in table, else what small areas are called after."""

import re

import geopandas as gpd
import pandas as pd
import shapely

from pcn_planner.maps import places

OWED = "attribution"  #: in ``attrs``: what a map that writes these names has to print
_OF_STATISTICS = re.compile(r"\s+\d{3}[A-Z]?\Z")  #: ``Burnley 001A`` is an area of Burnley


def for_map(areas: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame | None) -> gpd.GeoSeries | None:
    """Names for a map of these network areas, the largest places first.

    Those of the built-in table (``maps.places``), else, as on invented ground, ``of_areas``.
    """
    found = places.near(areas)
    if found.empty:
        return of_areas(small_areas)
    out = gpd.GeoSeries(found.drop_duplicates("name").set_index("name").geometry)
    out.attrs[OWED] = places.attribution(areas)
    return out


def owed(names: gpd.GeoSeries | None) -> list[str]:
    """What a map that writes these names has to print."""
    return [] if names is None else list(names.attrs.get(OWED, []))


def of_areas(small_areas: gpd.GeoDataFrame | None) -> gpd.GeoSeries | None:
    """Places that small areas are called after, those of most areas first.

    Parameters
    ----------
    small_areas
        Index ``area_code``, ``name``, polygons: LSOAs and MSOAs are called after their district,
        wards have names of their own.

    Returns
    -------
    Index name, the point of its middlemost area in EPSG:27700; ``None`` where no area has a name.
    """
    if small_areas is None or "name" not in small_areas:
        return None
    names = small_areas["name"].astype("str")
    names = names[names != small_areas.index].str.replace(_OF_STATISTICS, "", regex=True)
    if names.empty:
        return None
    xy = pd.DataFrame(
        shapely.get_coordinates(shapely.centroid(small_areas.loc[names.index].geometry.to_numpy())),
        names.index, ["x", "y"],
    )  # fmt: skip
    off = xy - xy.groupby(names.to_numpy()).transform("mean")
    middle = (off**2).sum(axis=1).groupby(names.to_numpy()).idxmin()
    order = names.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    at = xy.loc[middle[order.index]].to_numpy()
    return gpd.GeoSeries(shapely.points(at), index=order.index, crs=small_areas.crs)
