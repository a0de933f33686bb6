"""How widely the patients of each network are spread."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.population import registrations as registration_tables
from boundaries.population.whole_patients import fit_to_lists

_M_IN_KM = 1000.0


def standard_distance_km(places: pd.DataFrame, assignment: Mapping[str, str]) -> "pd.Series[float]":
    """Root mean square distance of each network's patients from their middle, kilometres.

    The standard distance of spatial statistics (Bachi 1962, "Standard distance measures and
    related methods for spatial analysis", Papers of the Regional Science Association 10): for
    patients spread evenly over a circle it is 0.71 of its radius.

    Parameters
    ----------
    places
        See ``by_home`` and ``by_list``.
    assignment
        Practice code -> network id; practices without one are left out.

    Returns
    -------
    Index network id; NaN for a network without patients.
    """
    known = places.assign(network=places["practice_code"].map(dict(assignment))).dropna()
    patients = known["patients"].astype(float)
    total = patients.groupby(known["network"]).sum()
    weight = patients / known["network"].map(total.where(total > 0)).astype(float)
    square = pd.Series(0.0, index=known.index)
    for axis in ("x", "y"):
        middle = (known[axis] * weight).groupby(known["network"]).sum()
        square += (known[axis] - known["network"].map(middle).astype(float)) ** 2
    mean = (square * weight).groupby(known["network"]).sum(min_count=1)
    return pd.Series(np.sqrt(mean) / _M_IN_KM, name="spread_km")


def by_list(practices: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every patient at the practice: ``practice_code``, ``x``, ``y`` (metres), ``patients``."""
    return _rows(practices.index, practices.geometry.to_numpy(), practices["patients"])


def by_home(
    practices: gpd.GeoDataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Patients at the middle of their small area, others at their practice; as ``by_list``."""
    lists = practices["patients"]
    placed, _ = registration_tables.placed(registrations, small_areas)
    homes = fit_to_lists(placed, lists)
    middles = shapely.centroid(small_areas.geometry.to_numpy())
    at_home = _rows(
        homes["practice_code"], middles[small_areas.index.get_indexer(homes["area_code"])],
        homes["patients"],
    )  # fmt: skip
    known = homes.groupby("practice_code")["patients"].sum().reindex(lists.index, fill_value=0)
    rest = _rows(practices.index, practices.geometry.to_numpy(), lists - known)
    return pd.concat([at_home, rest], ignore_index=True)


def _rows(codes: object, points: object, patients: object) -> pd.DataFrame:
    xy = shapely.get_coordinates(points)
    columns = {"practice_code": codes, "x": xy[:, 0], "y": xy[:, 1], "patients": patients}
    table = pd.DataFrame({name: np.asarray(cells) for name, cells in columns.items()})
    return table[table["patients"] > 0].reset_index(drop=True)
