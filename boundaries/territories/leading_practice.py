"""Who leads a small area: the practice with most of the patients who live there."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.territories import shared_premises, tessellation


def leaders(
    practices: gpd.GeoDataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> "pd.Series[str]":
    """Practice with most registered patients in each small area, the first by code on a tie.

    Where no practice of the table has a patient it is the practice nearest to the area.

    Returns
    -------
    Practice codes, index ``area_code`` sorted.
    """
    known = registrations["practice_code"].isin(practices.index)
    here = registrations[known & registrations["area_code"].isin(small_areas.index)]
    patients = here.groupby(["area_code", "practice_code"])["patients"].sum().reset_index()
    most = patients[patients["patients"] > 0].sort_values(
        ["area_code", "patients", "practice_code"], ascending=[True, False, True]
    )
    lead = most.drop_duplicates("area_code").set_index("area_code")["practice_code"]
    lead = lead.reindex(small_areas.index.sort_values())
    empty = lead.index[lead.isna()]
    return lead.fillna(_nearest(small_areas.loc[empty], practices))


def divide(
    practices: gpd.GeoDataFrame, lead: "pd.Series[str]", small_areas: gpd.GeoDataFrame
) -> "pd.Series[Any]":
    """Land of each practice: the small areas it leads, or a part of the one it stands in.

    A practice that leads nowhere takes from the small area of its main site what is nearer to
    it than to the leader (the leader's main site, or the middle of the area where that is not
    in it), in equal angles where they share premises.

    Returns
    -------
    One (multi)polygon a practice, index ``practice_code``, no overlaps.
    """
    shapes = small_areas.geometry.loc[lead.index]
    stranded = practices.loc[sorted(set(practices.index) - set(lead))]
    if stranded.empty:
        return shared_premises.merge(np.asarray(shapes.array), lead.to_numpy())
    home = _nearest(stranded, small_areas)
    near = _touched(shapes, home)
    points = pd.concat([_anchors(practices, lead[near], shapes[near]), _sites(stranded, home)])
    parts = shared_premises.divide(
        *tessellation.make(points, pd.Series(shapes[near], dtype=object))
    )
    rest = shapes[~near]
    return shared_premises.merge(
        np.concatenate([np.asarray(rest.array), parts.to_numpy()]),
        np.concatenate([lead[~near].to_numpy(dtype=object), parts.index.to_numpy(dtype=object)]),
    )


def _nearest(here: gpd.GeoDataFrame, there: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Index of the nearest shape there for each here, the first on a tie."""
    there = there.sort_index()
    tree = shapely.STRtree(np.asarray(there.geometry.array))
    row, found = tree.query_nearest(np.asarray(here.geometry.array))
    first = pd.Series(found).groupby(row).min().to_numpy()
    return pd.Series(there.index[first], index=here.index, dtype="str")


def _touched(shapes: gpd.GeoSeries, home: "pd.Series[str]") -> "np.ndarray[Any, Any]":
    """Small areas that are cut, and those that share a border with them."""
    cut = np.asarray(shapes.loc[sorted(set(home))].array)
    _, near = shapely.STRtree(np.asarray(shapes.array)).query(cut, predicate="intersects")
    return np.isin(np.arange(len(shapes)), near)


def _anchors(
    practices: gpd.GeoDataFrame, lead: "pd.Series[str]", shapes: gpd.GeoSeries
) -> pd.DataFrame:
    """Where the leader of each area stands in it."""
    main = np.asarray(practices.geometry.loc[lead].array)
    areas = np.asarray(shapes.array)
    inside = shapely.intersects(areas, main)
    at = np.where(inside, main, shapely.point_on_surface(areas))
    return _points(lead, at, lead.index)


def _sites(stranded: gpd.GeoDataFrame, home: "pd.Series[str]") -> pd.DataFrame:
    codes = pd.Series(stranded.index, index=home.to_numpy())
    return _points(codes, np.asarray(stranded.geometry.array), codes.index)


def _points(codes: "pd.Series[str]", at: Any, plot: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "practice_code": codes.to_numpy(),
            "x": shapely.get_x(at),
            "y": shapely.get_y(at),
            "main": True,
            "plot": np.asarray(plot),
        }
    )
