"""Where each practice's patients belong: practice x place x community team, in patients.

A cell's place is the small area its patients live in, where registrations are known and the
footprint can be laid over small areas, else their practice. Cells of a practice sum to its
list, to the patient.
"""

import geopandas as gpd
import pandas as pd

from boundaries.population import registrations as registrations_table
from boundaries.population.whole_patients import NOT_A_PLACE, fit_to_lists
from boundaries.teams import footprints as fp
from boundaries.teams.footprints import Footprints
from boundaries.teams.matrix import NO_TEAM, UNPLACED

BY_HOME, BY_LIST = "by home", "by list"  #: how patients of teams are counted
AT_PRACTICE = ""  #: area code of patients who are counted at their practice
COLUMNS = ["practice_code", "area_code", "team_id", "patients"]


def build(
    practices: gpd.GeoDataFrame,
    footprints: Footprints,
    *,
    registrations: pd.DataFrame | None = None,
    small_areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Split every list by the team its patients belong to.

    Registrations are used where the footprint says which team a small area has. A practice
    without a patient in any known area, and every practice under a practice -> team table, is
    counted where it stands.

    Returns
    -------
    Columns ``practice_code, area_code, team_id, patients`` (int64, above 0), sorted; team id
    ``NO_TEAM`` outside every footprint, ``UNPLACED`` where no home is known, area code
    ``AT_PRACTICE`` for patients counted at their practice or unplaced.
    """
    lists = practices["patients"].astype("int64")
    if registrations is None or not fp.knows_areas(footprints, small_areas):
        return _tidy(_at_practice(lists, footprints, practices, small_areas))
    homes = fit_to_lists(_coded(registrations, small_areas), lists)
    somewhere = homes[(homes["patients"] > 0) & ~_nowhere(homes["area_code"])]
    known = lists.index.isin(somewhere["practice_code"].unique())
    homes = homes[homes["practice_code"].isin(lists.index[known])]
    parts = [_at_home(homes, footprints, small_areas), _remainder(homes, lists[known])]
    if not known.all():
        parts.append(_at_practice(lists[~known], footprints, practices, small_areas))
    return _tidy(pd.concat(parts))


def counted(cells: pd.DataFrame) -> str:
    """How the patients of these cells are counted, in two words."""
    return BY_HOME if (cells["area_code"] != AT_PRACTICE).any() else BY_LIST


def by_team(cells: pd.DataFrame) -> pd.DataFrame:
    """Practice x team in patients, of those who have a team; codes and team ids in order."""
    placed = cells[~cells["team_id"].isin([NO_TEAM, UNPLACED])]
    sums = placed.groupby(["practice_code", "team_id"])["patients"].sum()
    return sums.unstack(fill_value=0).astype("int64")


def _tidy(cells: pd.DataFrame) -> pd.DataFrame:
    keys = COLUMNS[:3]
    sums = cells.groupby(keys, sort=True)["patients"].sum().reset_index()
    return sums[sums["patients"] > 0].reset_index(drop=True)


def _at_practice(
    lists: pd.Series,
    footprints: Footprints,
    practices: gpd.GeoDataFrame,
    small_areas: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    teams = fp.team_of_practice(footprints, practices.loc[lists.index], small_areas=small_areas)
    return pd.DataFrame(
        {
            "practice_code": lists.index,
            "area_code": AT_PRACTICE,
            "team_id": teams.fillna(NO_TEAM).to_numpy(),
            "patients": lists.to_numpy(),
        }
    )


def _at_home(
    homes: pd.DataFrame, footprints: Footprints, small_areas: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    teams = fp.team_of_area(footprints, small_areas)
    placed = homes["area_code"].map(teams).fillna(NO_TEAM)
    nowhere = _nowhere(homes["area_code"])
    return homes.assign(
        team_id=placed.mask(nowhere, UNPLACED),
        area_code=homes["area_code"].mask(nowhere, AT_PRACTICE),
    )[COLUMNS]


def _coded(registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Registrations with the small areas' codes, where they have their names."""
    if small_areas is None:
        return registrations
    return pd.concat(registrations_table.placed(registrations, small_areas))


def _nowhere(area_codes: pd.Series) -> pd.Series:
    return area_codes.str.fullmatch(NOT_A_PLACE)


def _remainder(homes: pd.DataFrame, lists: pd.Series) -> pd.DataFrame:
    housed = homes.groupby("practice_code")["patients"].sum().reindex(lists.index, fill_value=0)
    return pd.DataFrame(
        {
            "practice_code": lists.index,
            "area_code": AT_PRACTICE,
            "team_id": UNPLACED,
            "patients": (lists - housed).to_numpy(),
        }
    )
