"""Registered against resident: who lives inside the area of the network that has them on its list.

Every patient of a list is counted once: inside, in another network's area, outside the map, at
no known home, or on the list without a registration row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.population import registrations as registrations_table
from boundaries.population.whole_patients import NOT_A_PLACE

PARTS = ("inside", "in_other_areas", "outside", "unplaced", "not_in_registrations")


@dataclass(frozen=True)
class Residence:
    """Where registered patients live, per network and per practice; int64 and shares.

    Parameters
    ----------
    networks
        Index ``network_id``. ``patients`` (sum of the lists) is the sum of ``inside``,
        ``in_other_areas``, ``outside`` (a known home off the map), ``unplaced`` (no home known)
        and ``not_in_registrations`` (list less registrations, negative where these hold more);
        ``residents``: all registered patients who live in its area, of whatever practice in
        the table; ``share_inside``: of the list, or of the registrations where these hold more;
        ``share_registered``: of the residents.
    practices
        Index ``practice_code``: the same against the area of its own network, with
        ``network_id``.
    unplaced
        Patients in no small area by kind of code (``registrations.unplaced_summary``).
    """

    networks: pd.DataFrame
    practices: pd.DataFrame
    unplaced: pd.DataFrame


def count(
    registrations: pd.DataFrame,
    practices: gpd.GeoDataFrame,
    small_areas: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    area_network: "pd.Series[str]",
) -> Residence:
    """Count registered patients by where they live.

    Parameters
    ----------
    registrations
        Columns ``practice_code``, ``area_code``, ``patients``. Rows of practices without a
        network count as residents only.
    practices
        The practice table; ``patients`` are the lists.
    small_areas
        Polygons, index ``area_code``.
    assignment
        Practice code -> network id.
    area_network
        Network id of each small area.

    Raises
    ------
    DataError
        A practice with a network is not in the practice table, or the registrations are of
        other areas than the polygons.
    """
    _check(practices, assignment)
    placed, elsewhere = registrations_table.placed(registrations, small_areas)
    lists = practices["patients"].reindex(sorted(assignment)).astype("int64")
    network = pd.Series(assignment, dtype="str").reindex(lists.index)
    living = placed["area_code"].map(area_network)
    rows = _parts(lists, network, placed, living, elsewhere)
    residents = placed.groupby(living.to_numpy())["patients"].sum()
    by_network = rows.groupby(network.to_numpy()).sum().rename_axis("network_id")
    own = elsewhere["practice_code"].isin(lists.index)
    return Residence(
        networks=_with_shares(by_network, residents.reindex(by_network.index)),
        practices=_with_shares(rows, network.map(residents)).assign(network_id=network),
        unplaced=registrations_table.unplaced_summary(elsewhere[own]),
    )


def _check(practices: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> None:
    strangers = sorted(set(assignment) - set(practices.index))
    if strangers:
        raise DataError(
            f"{len(strangers)} practices of the plan are not in the practice table",
            rows=strangers,
            remedy="Give the practice table the plan was made from",
        )


def _parts(
    lists: "pd.Series[int]",
    network: "pd.Series[str]",
    placed: pd.DataFrame,
    living: "pd.Series[str]",
    elsewhere: pd.DataFrame,
) -> pd.DataFrame:
    """Every list split by where its patients live; the parts add up to it."""
    at_home = (placed["practice_code"].map(network) == living).fillna(False).astype(bool)
    homeless = elsewhere["area_code"].map(lambda code: bool(NOT_A_PLACE.fullmatch(code)))
    homeless = homeless.astype(bool)
    parts = {
        "inside": placed[at_home],
        "in_other_areas": placed[~at_home],
        "outside": elsewhere[~homeless],
        "unplaced": elsewhere[homeless],
    }
    sums = {name: rows.groupby("practice_code")["patients"].sum() for name, rows in parts.items()}
    table = pd.DataFrame({"patients": lists})
    for name, patients in sums.items():
        table[name] = patients.reindex(lists.index, fill_value=0).astype("int64")
    table[PARTS[-1]] = table["patients"] - table[list(sums)].sum(axis=1)
    return table.rename_axis("practice_code")


def _with_shares(table: pd.DataFrame, residents: "pd.Series[float]") -> pd.DataFrame:
    counted = table.assign(residents=residents.fillna(0).astype("int64"))
    every = counted["patients"].where(
        counted[PARTS[-1]] >= 0, counted[list(PARTS[:-1])].sum(axis=1)
    )
    return counted.assign(
        share_inside=_share(counted["inside"], every),
        share_registered=_share(counted["inside"], counted["residents"]),
    )


def _share(part: "pd.Series[int]", whole: "pd.Series[int]") -> "pd.Series[float]":
    """Part of the whole; not a number where the whole is nobody."""
    return part / whole.where(whole > 0, np.nan)
