"""Registered against resident for a plan as it is drawn."""

import geopandas as gpd
import pandas as pd

from boundaries.population import residence
from boundaries.population.residence import Residence
from pcn_planner.proposal.proposal import Proposal


def of(made: Proposal) -> Residence | None:
    """Who lives inside the areas drawn; ``None`` where homes, or the plan, are not known.

    Raises
    ------
    DataError
        See ``boundaries.population.residence.count``.
    """
    study = made.study
    if made.tables is None or study.small_areas is None or study.registrations is None:
        return None
    return residence.count(
        study.registrations,
        study.practices,
        study.small_areas,
        made.tables.assignment,
        network_of_area(study.small_areas, made.tables.areas),
    )


def network_of_area(small_areas: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Area code -> the network whose area it is drawn in, small areas outside all left out.

    A small area lies where a point inside it lies: areas drawn from small areas hold each whole.
    """
    inside = small_areas[["geometry"]].assign(geometry=small_areas.representative_point())
    keyed = areas[["geometry"]].rename_axis("network_id").reset_index()
    joined: pd.Series[str] = gpd.sjoin(inside, keyed, predicate="intersects")["network_id"]
    return joined[~joined.index.duplicated()].astype("str")
