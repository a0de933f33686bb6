"""Community teams' footprints: which team a practice, or a small area, belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import DataError
from boundaries.files.outlines import shapes
from boundaries.files.tables.in_memory import Source
from boundaries.teams.footprint_files import footprint_polygons, footprint_tables

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Footprints:
    """Community teams and one way at least of telling whose patients are whose.

    Parameters
    ----------
    teams
        Index ``team_id`` (text, sorted); columns ``name`` and ``nurses_wte`` (whole-time
        equivalents, NaN unknown).
    areas
        Index ``team_id``; one valid (multi)polygon a team, no overlaps, EPSG:27700.
    practice_team, area_team
        Practice code or small-area code -> team id, the first before ``areas`` where both
        are given.
    notes
        What was repaired or decided when they were read, one sentence each.
    """

    teams: pd.DataFrame
    areas: gpd.GeoDataFrame | None = None
    practice_team: pd.Series | None = None
    area_team: pd.Series | None = None
    notes: tuple[str, ...] = ()


def read(source: Source, *, columns: Mapping[str, str] = _NOTHING) -> Footprints:
    """Read team polygons, a practice -> team table or a small area -> team table.

    Parameters
    ----------
    source
        GeoJSON, GeoPackage or shapefile of polygons, any CRS; or CSV (also gzip) told by its
        columns: a practice code and a team, or an area code and a team. A GeoDataFrame or a
        DataFrame of either.
    columns
        Our name (``team_id``, ``team_name``, ``nurses_wte``, ``practice_code``, ``area_code``)
        -> the file's column, where its own name is not one commonly used (``Locality``,
        ``neighbourhood``, ``WTE`` ...).

    Returns
    -------
    Rows of one team are joined. Invalid polygons are repaired; where polygons of two teams
    overlap, the smaller polygon keeps the ground (a small footprint drawn on a larger one is
    taken to be meant), the first id of equals. ``notes`` say what was done.

    Raises
    ------
    DataError
        The file cannot be read, lacks a column, or has rows that cannot be used: codes that
        are blank or in two teams, nurses that are not a number, shapes that are no polygons.
    """
    if not shapes.holds_shapes(source):
        return _from_table(source, columns)
    teams, areas, notes = footprint_polygons.read(source, columns)
    return Footprints(teams, areas=areas, notes=notes)


def _from_table(source: Source, columns: Mapping[str, str]) -> Footprints:
    teams, members, notes = footprint_tables.read(source, columns)
    if members.index.name == "practice_code":
        return Footprints(teams, practice_team=members, notes=notes)
    return Footprints(teams, area_team=members, notes=notes)


def knows_areas(footprints: Footprints, small_areas: gpd.GeoDataFrame | None) -> bool:
    """Whether the footprint says which team a small area belongs to."""
    if footprints.practice_team is not None:
        return False
    laid_over = footprints.areas is not None and small_areas is not None
    return footprints.area_team is not None or laid_over


def team_of_practice(
    footprints: Footprints,
    practices: gpd.GeoDataFrame,
    *,
    small_areas: gpd.GeoDataFrame | None = None,
) -> pd.Series:
    """Practice code -> team id by the table, else by where the practice stands.

    A point on a border that two teams share goes to the first team id. Missing (NaN) outside
    every team. ``small_areas`` are needed only where all that is known of the teams is which
    small areas they have.

    Raises
    ------
    DataError
        Nothing says where the teams are.
    """
    if footprints.practice_team is not None:
        return footprints.practice_team.reindex(practices.index).rename("team_id")
    if footprints.areas is not None:
        return _covering(practices, footprints.areas)
    if small_areas is None or footprints.area_team is None:
        raise DataError(
            "the footprint says which small areas a team has, but not where those lie",
            remedy="Give the small areas' polygons with --areas",
        )
    return _covering(practices, small_areas).map(team_of_area(footprints, small_areas))


def _covering(points: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> pd.Series:
    """Each point's polygon, by index; the first in order where it lies on a shared border."""
    ordered = polygons.sort_index()
    at, by = ordered.sindex.query(points.geometry, predicate="intersects", sort=True)
    first = pd.Series(by, index=at).groupby(level=0).min()
    found = pd.Series(pd.NA, index=points.index, dtype="str", name="team_id")
    found.iloc[first.index] = ordered.index.to_numpy()[first.to_numpy()]
    return found


def team_of_area(footprints: Footprints, small_areas: gpd.GeoDataFrame | None) -> pd.Series:
    """Small-area code -> team id by the table, else by the largest overlap.

    The ground of an area that lies outside every team counts as one more candidate, so an
    area mostly outside belongs to none (NaN). Equal overlaps go to the first team id. The
    index holds the table's codes, or the small areas'.

    Raises
    ------
    DataError
        Neither a table of small areas nor polygons to lay over them are given, or the table
        and the small areas have no code in common.
    """
    if footprints.area_team is not None:
        return _checked_codes(footprints.area_team, small_areas)
    if footprints.areas is None or small_areas is None:
        raise DataError(
            "nothing says which team a small area belongs to",
            remedy="Give team polygons and small areas, or a small area -> team table",
        )
    return _largest_overlap(small_areas, footprints.areas.sort_index())


def _checked_codes(area_team: pd.Series, small_areas: gpd.GeoDataFrame | None) -> pd.Series:
    if small_areas is not None and not area_team.index.isin(small_areas.index).any():
        raise DataError(
            "no area code of the team table is among the small areas",
            rows=[f"{area_team.index[0]} in the table, {small_areas.index[0]} on the map"],
            remedy="Use areas of the same kind and year in both",
        )
    return area_team


def _largest_overlap(small_areas: gpd.GeoDataFrame, teams: gpd.GeoDataFrame) -> pd.Series:
    shapes = small_areas.geometry.to_numpy()
    overlap_m2 = np.zeros((len(teams), len(shapes)))
    inside, team = teams.sindex.query(small_areas.geometry, predicate="covered_by")
    overlap_m2[team, inside] = shapely.area(shapes[inside])
    crossing, team = teams.sindex.query(small_areas.geometry, predicate="intersects")
    part = ~np.isin(crossing, inside)
    crossing, team = crossing[part], team[part]
    shared = shapely.intersection(shapes[crossing], teams.geometry.to_numpy()[team])
    overlap_m2[team, crossing] = shapely.area(shared)
    outside_m2 = shapely.area(shapes) - overlap_m2.sum(axis=0)
    found = pd.Series(teams.index.to_numpy()[overlap_m2.argmax(axis=0)], small_areas.index)
    return found.where(overlap_m2.max(axis=0) > np.maximum(outside_m2, 0)).rename("team_id")
