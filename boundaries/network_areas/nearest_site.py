"""Small areas and the sites nearest to them."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import DataError


def homes(
    small_areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> dict[str, list[str]]:
    """Network id -> small areas its sites stand in (the nearest one for sites outside all).

    Parameters
    ----------
    small_areas
        Polygons in EPSG:27700, index ``area_code``.
    sites
        Points in EPSG:27700; practice code in a column ``practice_code``, else the index.
    assignment
        Practice code -> network id; sites of other practices are left aside.
    """
    points, networks = _located(sites, assignment)
    shapes = np.asarray(small_areas.geometry.array)
    at = shapely.STRtree(shapes).query_nearest(points, all_matches=False)
    found: dict[str, set[str]] = {network: set() for network in sorted(set(networks))}
    for site, area in at.T.tolist():
        found[networks[site]].add(str(small_areas.index[area]))
    return {network: sorted(areas) for network, areas in found.items()}


def worth(
    small_areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> pd.DataFrame:
    """Nearness of each network to each small area, in metres saved against the farthest.

    Returns
    -------
    Rows as ``small_areas``, one column a network; for each area the greatest distance from a
    point inside it to any network's nearest site, less the distance to this one's.
    """
    points, networks = _located(sites, assignment)
    inside = shapely.point_on_surface(np.asarray(small_areas.geometry.array))
    columns = {}
    for network in sorted(set(networks)):
        own = shapely.multipoints(points[[n == network for n in networks]])
        columns[network] = shapely.distance(inside, own)
    distance_m = pd.DataFrame(columns, index=small_areas.index)
    return -distance_m.sub(distance_m.max(axis=1), axis=0)


def _located(
    sites: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> "tuple[np.ndarray[tuple[int], np.dtype[np.object_]], list[str]]":
    """Points and network ids of the sites whose practice has a network."""
    named = "practice_code" in sites.columns
    codes = sites["practice_code"] if named else pd.Series(sites.index, index=sites.index)
    known = codes.isin(list(assignment)).to_numpy()
    if not known.any():
        raise DataError("no site belongs to a practice of the plan")
    points = np.asarray(sites.geometry.array)[known]
    return points, [assignment[str(code)] for code in codes[known]]
