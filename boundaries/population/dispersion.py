"""Practices that are not place-based: whose patients live nowhere in particular.

GP at Hand had about 71,000 patients in 2019, of whom 17,000 lived in its borough. Such a practice
has no area of its own, and is proposed to stand apart as its own network.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.population import registrations as registrations_table
from boundaries.population.whole_patients import NOT_A_PLACE
from boundaries.practices import sites as site_tables

NEAR_M = 5_000.0  #: within so much of one of its sites a patient lives near
PASSED_MAX = 100_000  #: or passing surgeries with fewer patients on their lists than this
SHARE_MIN = 0.5  #: of a place-based practice's patients at least so many live near
SAME_PREMISES_M = site_tables.SAME_PREMISES_M


def find(
    registrations: pd.DataFrame,
    practices: gpd.GeoDataFrame,
    small_areas: gpd.GeoDataFrame,
    *,
    branches: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say of each practice which share of its patients lives near, and if it is place-based.

    A patient lives *near* a practice within 5 km of one of its sites, or where the surgeries
    that are nearer to home have together fewer than 100,000 patients. The first holds in towns;
    the second is Stouffer's count of intervening opportunities (1940, "Intervening
    opportunities: a theory relating mobility and distance", American Sociological Review 5) and
    holds in the country, where the next surgery may be far. Patients at home off the map count
    as not near, those without a known home not at all.

    Why half: of the 73 practices of Pennine Lancashire (April 2020) 72 have 56 % or more of
    their patients near, and one, whose patients live in two places far apart, 36 %; of the 120
    of the demonstration area 119 have 62 % or more and the online practice 34 %. GP at Hand had
    24 % in its own borough.

    Returns
    -------
    Index ``practice_code``: ``patients`` (with a known home), ``near``, ``off_map``,
    ``share_near`` (not a number without patients), ``place_based``, ``message`` (a sentence
    for those that are not, else empty).
    """
    placed, elsewhere = registrations_table.placed(registrations, small_areas)
    homes = placed[placed["practice_code"].isin(practices.index)]
    is_near = _near(practices, branches, small_areas)
    row = small_areas.index.get_indexer(homes["area_code"])
    column = practices.index.get_indexer(homes["practice_code"])
    near = _sums(homes[is_near[row, column]], practices)
    known = ~elsewhere["area_code"].map(lambda code: bool(NOT_A_PLACE.fullmatch(code))).astype(bool)
    off_map = _sums(elsewhere[known], practices)
    patients = _sums(homes, practices) + off_map
    share = near / patients.where(patients > 0, np.nan)
    table = pd.DataFrame(
        {"patients": patients, "near": near, "off_map": off_map, "share_near": share},
        index=practices.index,
    )
    table["place_based"] = ~(share < SHARE_MIN)
    messages = [
        "" if based else _message(str(name), line)
        for name, based, (_, line) in zip(
            practices["name"], table["place_based"], table.iterrows(), strict=True
        )
    ]
    return table.assign(message=pd.Series(messages, practices.index, dtype="str"))


def _near(
    practices: gpd.GeoDataFrame, branches: gpd.GeoDataFrame | None, small_areas: gpd.GeoDataFrame
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """(areas, practices): the area is near the practice."""
    where = site_tables.table(practices, branches)
    homes = shapely.point_on_surface(np.asarray(small_areas.geometry.array))
    points = shapely.points(where[["x", "y"]].to_numpy())
    each = shapely.distance(homes[:, None], points[None, :])
    distance_m = np.full((len(small_areas), len(practices)), np.inf)
    for site, owner in enumerate(practices.index.get_indexer(where["practice_code"])):
        distance_m[:, owner] = np.minimum(distance_m[:, owner], each[:, site])
    return (distance_m <= NEAR_M) | (_passed(distance_m, practices) < PASSED_MAX)


def _passed(
    distance_m: "np.ndarray[Any, np.dtype[np.float64]]", practices: gpd.GeoDataFrame
) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """(areas, practices): patients on the lists of surgeries nearer to the area's people."""
    lists = practices["patients"].to_numpy(dtype=np.int64)
    order = np.argsort(distance_m, axis=1, kind="stable")
    passed = np.empty(distance_m.shape, dtype=np.int64)
    for area, (nearest, metres) in enumerate(zip(order, distance_m, strict=True)):
        total = np.concatenate([[0], np.cumsum(lists[nearest])])
        passed[area] = total[np.searchsorted(metres[nearest], metres - SAME_PREMISES_M)]
    return passed


def _sums(rows: pd.DataFrame, practices: gpd.GeoDataFrame) -> "pd.Series[int]":
    sums = rows.groupby("practice_code")["patients"].sum()
    return sums.reindex(practices.index, fill_value=0).astype("int64")


def _message(name: str, line: "pd.Series[Any]") -> str:
    return (
        f"{name} is not place-based: {line['share_near']:.0%} of its {line['patients']:,} patients "
        "live near it. Let it stand apart as its own network, or give its branch surgeries if "
        "it has others."
    )
