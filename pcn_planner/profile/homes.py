"""Where patients live, as far as it is known beside a plan."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from boundaries.files.tables.in_memory import Source
from boundaries.population import registrations as registration_tables
from boundaries.population import small_areas as area_shapes
from pcn_planner.study.study import Study


@dataclass(frozen=True, eq=False)
class Homes:
    """Patients by practice and small area, and the shapes of the small areas.

    Parameters
    ----------
    registrations
        ``practice_code``, ``area_code``, ``patients`` of the plan's practices.
    small_areas
        Index ``area_code``, polygons in EPSG:27700.
    notes
        What was left out or repaired when files were read, one sentence each.
    """

    registrations: pd.DataFrame | None = None
    small_areas: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()


NOWHERE = Homes()  #: nothing is known


def of_study(study: Study) -> Homes:
    """What a study knows; it has told its notes."""
    return Homes(study.registrations, study.small_areas)


def read(
    registrations: Source | None,
    areas: Source | None,
    practices: gpd.GeoDataFrame,
    known: Homes = NOWHERE,
) -> Homes:
    """Read what files say; the rest is as ``known`` already. Both are of these practices alone.

    Raises
    ------
    DataError
        A file cannot be used.
    """
    lives, shapes = known.registrations, known.small_areas
    if registrations is not None:
        lives = registration_tables.read(registrations, practices=practices)
    elif lives is not None:
        lives = lives[lives["practice_code"].isin(practices.index)]
    if areas is not None:
        shapes = area_shapes.read(areas)
    fresh = [lives] * (registrations is not None) + [shapes] * (areas is not None)
    return Homes(lives, shapes, tuple(n for one in fresh for n in one.attrs.get("notes", [])))
