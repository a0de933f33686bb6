"""Travel times of a study: from a table, or found on roads."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.errors import DataError
from boundaries.journeys import journeys, road_times, roads, times
from boundaries.population import travel as homes
from pcn_planner.study.study import Study

if TYPE_CHECKING:
    from boundaries.journeys.journeys import Journeys


def with_journeys(study: Study) -> Study:
    """The study with its travel times; the same where none are given.

    Raises
    ------
    DataError
        Both a table and roads are given, a mode without a table, or a file cannot be used.
    """
    inputs = study.inputs
    if inputs.travel_times is not None and inputs.roads is not None:
        raise DataError(
            "travel times come from a table or from roads, not from both",
            remedy="Leave out --travel-times or --roads",
        )
    if inputs.mode is not None and inputs.travel_times is None:
        raise DataError(
            "a mode is chosen and there is no table of travel times",
            remedy="Give --travel-times, or leave out --mode",
        )
    table = _table(study)
    return study if table is None else replace(study, journeys=_built(study, table))


def _table(study: Study) -> pd.DataFrame | None:
    inputs = study.inputs
    if inputs.travel_times is not None:
        return times.read(inputs.travel_times, inputs.mode)
    if inputs.roads is None:
        return None
    at_home = study.homes is not None
    return road_times.found(
        roads.read(inputs.roads), study.practices, study.small_areas if at_home else None
    )


def _built(study: Study, table: pd.DataFrame) -> "Journeys":
    if study.homes is None or study.registrations is None or study.small_areas is None:
        return journeys.build(table, study.practices)
    lived = homes.at_home(study.practices, study.registrations, study.small_areas)
    return journeys.build(table, study.practices, lived, study.small_areas)
