"""Layers of footprints beside the community teams': mental health teams, and localities."""

import geopandas as gpd
import pandas as pd

from data.building import Area

JOINED = 3  #: community teams that one mental health team covers


def mental_health(area: Area) -> pd.DataFrame:
    """A small area and its mental health team: ``lsoa_code, team_id, team_name``.

    Each covers the ground of three community teams, the next in the order of their codes.
    """
    teams = sorted(area.footprints.index)
    first = {team: teams[k - k % JOINED] for k, team in enumerate(teams)}
    lead = area.small_areas["team_id"].map(first)
    names = area.footprints["team_name"].str.replace("Community Team", "Mental Health Team")
    numbers = {team: f"M{k:02d}" for k, team in enumerate(sorted(set(first.values())), start=1)}
    columns = {"lsoa_code": lead.index, "team_id": lead.map(numbers), "team_name": lead.map(names)}
    return pd.DataFrame(columns).reset_index(drop=True)


def localities(area: Area) -> pd.DataFrame:
    """A practice and its social care locality, its town: ``practice_code, team_id``."""
    towns = area.small_areas.assign(team_id=area.small_areas["name"].str.rsplit(n=1).str[0])
    met = gpd.sjoin(area.practices[["geometry"]], towns[["team_id", "geometry"]], how="left")
    first = met[~met.index.duplicated()].sort_index()
    return pd.DataFrame({"practice_code": first.index, "team_id": first["team_id"].to_numpy()})
