"""Tables and polygons of community teams held against the practices and small areas of a study."""

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from boundaries.files.tables.in_memory import name_of
from boundaries.population.whole_patients import NOT_A_PLACE
from pcn_planner.study.study import Study

if TYPE_CHECKING:
    from boundaries.files.tables.in_memory import Source
    from boundaries.teams.footprints import Footprints


def notes(study: Study) -> list[str]:
    """Sentences on codes of the team table that the study does not know, and on those it lacks.

    Raises
    ------
    DataError
        No code of the table is known, or some are known but for their capitals; or no practice
        and no small area lies in any polygon.
    """
    if study.footprints is None or study.inputs.footprints is None:
        return []
    return held(study, study.footprints, study.inputs.footprints)


def held(study: Study, prints: "Footprints", source: "Source") -> list[str]:
    """Sentences as ``notes`` has them, on any layer of footprints; ``source`` is its file."""
    if prints.practice_team is not None:
        return _of_practices(study, prints.practice_team, name_of(source))
    if prints.area_team is not None:
        return _of_areas(study, prints.area_team, name_of(source))
    if prints.areas is not None:
        _refuse_elsewhere(study, prints.areas, name_of(source))
    return []


def _refuse_elsewhere(study: Study, prints: gpd.GeoDataFrame, source: str) -> None:
    """Raise DataError where no practice and no small area lies in the footprint of any team."""
    points = study.practices.geometry
    homes = [] if study.small_areas is None else [study.small_areas.geometry]
    if any(len(prints.sindex.query(one, predicate="intersects")[0]) for one in (points, *homes)):
        return
    away = points.distance(shapely.union_all(prints.geometry.to_numpy())).min() / 1_000
    raise DataError(
        f"no practice lies in the footprint of any team: the nearest is {away:,.0f} km away",
        remedy="Give the footprints of the same area, and look whether eastings and northings are "
        "exchanged, or the file names another coordinate system than its own",
        source=source,
    )


def _of_practices(study: Study, teams: pd.Series, source: str) -> list[str]:
    here = study.practices.index
    found = held_against(
        map(str, teams.index),
        {*here, *study.left_out},
        what="practice codes of the team table",
        among="the practice table",
        source=source,
    )
    without = sorted(set(here) - set(teams.index))
    if without:
        found.append(f"{len(without):,} practices are in no team of the table: {_listed(without)}.")
    return found


def _of_areas(study: Study, teams: pd.Series, source: str) -> list[str]:
    homes = study.registrations
    if study.small_areas is not None:
        known, among = set(study.small_areas.index), "the small areas"
    elif homes is not None:
        codes = homes["area_code"]
        known = set(codes[~codes.str.fullmatch(NOT_A_PLACE)])
        among = "the small areas that patients are registered from"
    else:
        return []
    found = held_against(
        map(str, teams.index),
        known,
        what="area codes of the team table",
        among=among,
        source=source,
    )
    return found + _homes_without(homes, known - set(teams.index))


def _homes_without(homes: pd.DataFrame | None, without: set[str]) -> list[str]:
    if not without:
        return []
    living = ""
    if homes is not None:
        patients = int(homes.loc[homes["area_code"].isin(without), "patients"].sum())
        living = f", where {patients:,} patients live,"
    return [
        f"{len(without):,} small areas{living} are in no team of the table: "
        f"{_listed(sorted(without))}."
    ]


def _listed(codes: list[str]) -> str:
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5:,} more" if len(codes) > 5 else "")
