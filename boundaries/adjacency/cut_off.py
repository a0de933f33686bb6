"""Practices cut off: parts of a border unit too small to be a network, and who is near."""

from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

COLUMNS = [
    "unit", "practices", "count", "patients",
    "from_own", "nearest_own", "distance_own_m",
    "from_other", "nearest_other", "distance_other_m",
    "remedy",
]  # fmt: skip


def cut_off(
    practices: gpd.GeoDataFrame,
    graph: "nx.Graph[str]",
    units: "pd.Series[str]",
    *,
    patients_min: int = 30_000,
) -> pd.DataFrame:
    """List practices without neighbours and connected parts too small to be a network.

    Parameters
    ----------
    practices
        The practice table, EPSG:27700.
    graph
        Adjacency; connects nothing across units.
    units
        Border unit of each practice.
    patients_min
        Smallest list size of a network.

    Returns
    -------
    One row a part, largest first: ``unit``; ``practices`` (codes joined by ", "); ``count``;
    ``patients``; ``nearest_own``, the nearest practice outside the part in its unit, the
    practice ``from_own`` of the part that it is nearest to and ``distance_own_m``;
    ``..._other`` the same in other units; ``remedy``, a sentence. Blank codes and NaN where
    there is no such practice.
    """
    rows = []
    for part in nx.connected_components(graph):
        members = practices.loc[sorted(part)]
        unit = units[members.index[0]]
        alone = len(members) == 1 and (units == unit).sum() > 1
        if alone or members["patients"].sum() < patients_min:
            rows.append(_row(practices, members, units, patients_min))
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = ["patients", "practices"]
    return table.sort_values(order, ascending=[False, True], ignore_index=True)


def _row(
    practices: gpd.GeoDataFrame, members: gpd.GeoDataFrame, units: "pd.Series[str]", floor: int
) -> dict[str, Any]:
    unit = units[members.index[0]]
    own = _nearest(members, practices[(units == unit) & ~practices.index.isin(members.index)])
    other = _nearest(members, practices[units != unit])
    return {
        "unit": unit,
        "practices": ", ".join(members.index),
        "count": len(members),
        "patients": int(members["patients"].sum()),
        **dict(zip(["from_own", "nearest_own", "distance_own_m"], own, strict=True)),
        **dict(zip(["from_other", "nearest_other", "distance_other_m"], other, strict=True)),
        "remedy": _remedy(unit, own, other, int(members["patients"].sum()) < floor),
    }


def _nearest(here: gpd.GeoDataFrame, there: gpd.GeoDataFrame) -> tuple[str, str, float]:
    """Practice here, practice there, metres between them; the first by code on a tie."""
    if there.empty:
        return "", "", float("nan")
    there = there.sort_index()
    points = np.asarray(here.geometry.array)
    apart = shapely.distance(points[:, None], np.asarray(there.geometry.array)[None, :])
    i, j = np.unravel_index(np.argmin(apart), apart.shape)
    return str(here.index[i]), str(there.index[j]), round(float(apart[i, j]), 1)


def _remedy(
    unit: str, own: tuple[str, str, float], other: tuple[str, str, float], small: bool
) -> str:
    if own[1]:
        return f"Link {own[0]} to {own[1]} ({own[2] / 1000:.1f} km) with --links"
    if other[1] and small:
        return (
            f"All of {unit} is too small for a network: allow one across the border,"
            f" such as {other[0]} with {other[1]} ({other[2] / 1000:.1f} km), or lower the floor"
        )
    return "There is no other practice to join: lower the floor"
