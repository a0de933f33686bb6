"""Conflicts of a plan with community teams, counted in patients both ways, and what mends them."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from boundaries.teams import best_moves, conflict_rows, edge_moves, patients_by_team
from boundaries.teams import (
    matrix as team_matrix,
)
from boundaries.teams import (
    practice_moves as mending,
)
from boundaries.teams.footprints import Footprints, team_of_area
from boundaries.teams.matrix import Thresholds
from boundaries.teams.patients_by_team import AT_PRACTICE, BY_LIST
from boundaries.teams.practice_moves import MoveLimits, Travelled

_DEFAULT = Thresholds()
_NO_LIMITS = MoveLimits()


@dataclass(frozen=True)
class Conflicts:
    """What a plan does to community teams, and teams to a plan.

    Parameters
    ----------
    matrix
        Team x network in patients; see ``matrix.build``. Columns sum to the list sizes.
    networks, teams
        See ``matrix.networks`` and ``matrix.teams``.
    practices
        See ``conflict_rows.practice_table``.
    rows
        One row a conflict, most patients first; see ``conflict_rows.build``, and
        ``best_moves.best`` for the columns that start with ``move_`` and ``edge_``. EPSG:27700.
    practice_moves, edge_moves
        All legal single moves with their effects; see ``practice_moves.practice_moves`` and
        ``edge_moves.find``. Empty without an adjacency.
    method, counted
        How patients were counted, in one sentence, and in two words: ``by home``, ``by list``.
    """

    matrix: pd.DataFrame
    networks: pd.DataFrame
    teams: pd.DataFrame
    practices: pd.DataFrame
    rows: gpd.GeoDataFrame
    practice_moves: pd.DataFrame
    edge_moves: pd.DataFrame
    thresholds: Thresholds
    method: str
    counted: str


@dataclass(frozen=True)
class Prepared:
    """What conflicts are counted from, the same for every plan; see ``prepare``."""

    practices: gpd.GeoDataFrame
    footprints: Footprints
    graph: "nx.Graph[str]"
    cells: pd.DataFrame
    ground: edge_moves.TeamGround
    travelled: Travelled | None = None


def prepare(
    practices: gpd.GeoDataFrame,
    footprints: Footprints,
    *,
    registrations: pd.DataFrame | None = None,
    small_areas: gpd.GeoDataFrame | None = None,
    graph: "nx.Graph[str] | None" = None,
    travelled: Travelled | None = None,
) -> Prepared:
    """Lay the footprint over patients once, to count many plans; see ``find``."""
    near: nx.Graph[str] = nx.Graph() if graph is None else graph
    cells = patients_by_team.build(
        practices, footprints, registrations=registrations, small_areas=small_areas
    )
    ground = _ground(footprints, cells, near, small_areas)
    return Prepared(practices, footprints, near, cells, ground, travelled)


def find(
    practices: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    footprints: Footprints,
    *,
    registrations: pd.DataFrame | None = None,
    small_areas: gpd.GeoDataFrame | None = None,
    graph: "nx.Graph[str] | None" = None,
    limits: MoveLimits = _NO_LIMITS,
    run_from: pd.Series | None = None,
    thresholds: Thresholds = _DEFAULT,
) -> Conflicts:
    """Count the conflicts of any assignment with any footprint.

    Parameters
    ----------
    practices
        Index ``practice_code``; ``name``, ``patients``; points, EPSG:27700.
    assignment
        Practice code -> network id, of every practice.
    footprints
        The teams; see ``footprints.read``.
    registrations, small_areas
        Patients by practice and small area, and the areas' polygons: patients are then counted
        where they live, else at their practice.
    graph
        Adjacency of practices; without it no practice is moved, nor a team's edge that runs
        between practices.
    limits
        Band and border units that a mend must respect.
    run_from
        Practice code -> the team that runs it today; its network's lead team where blank.
    thresholds
        What counts as a small overlap and as few nurses.

    Raises
    ------
    DataError
        Practices and assignment do not match, ``run_from`` names an unknown team, or the
        footprint cannot be laid over the practices.
    """
    prepared = prepare(
        practices, footprints, registrations=registrations, small_areas=small_areas, graph=graph
    )
    return count(prepared, assignment, limits=limits, run_from=run_from, thresholds=thresholds)


def count(
    prepared: Prepared,
    assignment: Mapping[str, str],
    *,
    limits: MoveLimits = _NO_LIMITS,
    run_from: pd.Series | None = None,
    thresholds: Thresholds = _DEFAULT,
) -> Conflicts:
    """Count the conflicts of one plan; see ``find``."""
    practices, teams, cells = prepared.practices, prepared.footprints.teams, prepared.cells
    _check(practices, assignment, teams.index, run_from)
    matrix = team_matrix.build(cells, assignment, teams.index)
    overlap = conflict_rows.overlaps(cells, matrix, assignment, practices, thresholds)
    apart = conflict_rows.practice_table(overlap, assignment, run_from)
    rows = conflict_rows.build(overlap, apart, thresholds)
    board = mending.PlanArrays(
        practices, assignment, cells, prepared.graph, limits, prepared.travelled
    )
    moves = mending.practice_moves(board)
    edges = edge_moves.find(cells, matrix, assignment, prepared.ground)
    return Conflicts(
        matrix=matrix,
        networks=team_matrix.networks(matrix, teams, thresholds),
        teams=team_matrix.teams(matrix, teams, thresholds),
        practices=apart,
        rows=best_moves.best(rows, moves, edges, cells),
        practice_moves=moves.table,
        edge_moves=edges.table,
        thresholds=thresholds,
        method=_method(cells, matrix),
        counted=patients_by_team.counted(cells),
    )


def to_table(conflicts: Conflicts) -> pd.DataFrame:
    """Conflict rows without shapes, for ``conflicts.csv``: rank, kind, who, patients, mends."""
    return pd.DataFrame(conflicts.rows.drop(columns="geometry"))


def misaligned_patients(matrix: pd.DataFrame) -> int:
    """Patients of the whole plan who belong to another team than their network's lead team."""
    return int(team_matrix.outside_lead(matrix).sum())


def _check(
    practices: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    team_ids: pd.Index,
    run_from: pd.Series | None,
) -> None:
    missing = [code for code in practices.index if not assignment.get(code)]
    unknown = sorted(set(assignment) - set(practices.index))
    if missing or unknown:
        raise DataError(
            f"{len(missing)} practices have no network and {len(unknown)} practices of the "
            "assignment are not in the practice table",
            rows=[*missing, *unknown],
            remedy="Leave out practices without a network, and assign every other one",
        )
    if run_from is not None:
        _check_run_from(run_from.dropna(), team_ids)


def _check_run_from(run_from: pd.Series, team_ids: pd.Index) -> None:
    strange = run_from[~run_from.isin([*team_ids, ""])]
    if len(strange):
        raise DataError(
            f"{len(strange)} practices are run from a team that has no footprint",
            rows=[f"{code}: {team}" for code, team in strange.items()],
            remedy=f"The teams are {', '.join(team_ids)}",
        )


def _ground(
    footprints: Footprints,
    cells: pd.DataFrame,
    graph: "nx.Graph[str]",
    small_areas: gpd.GeoDataFrame | None,
) -> edge_moves.TeamGround:
    """The places a team's edge runs between; without neighbours where none are known."""
    if (cells["area_code"] != AT_PRACTICE).any():
        near = nx.Graph() if small_areas is None else edge_moves.touching(small_areas)
        known = team_of_area(footprints, small_areas).dropna()
        teams = dict(zip(known.index, known, strict=True))
        return edge_moves.TeamGround(edge_moves.SMALL_AREA, teams, near)
    placed = cells[~cells["team_id"].isin([team_matrix.NO_TEAM, team_matrix.UNPLACED])]
    teams = dict(zip(placed["practice_code"], placed["team_id"], strict=True))
    return edge_moves.TeamGround(edge_moves.PRACTICE, teams, graph)


def _method(cells: pd.DataFrame, matrix: pd.DataFrame) -> str:
    at_home = int(cells.loc[cells["area_code"] != AT_PRACTICE, "patients"].to_numpy().sum())
    unplaced = int(matrix.loc[team_matrix.UNPLACED].to_numpy().sum())
    at_practice = int(matrix.to_numpy().sum()) - at_home - unplaced
    if not at_home and not unplaced:  # so where areas are planned, whose residents live in them
        return f"{at_practice:,} patients counted {BY_LIST}"
    return (
        f"{at_home:,} patients counted by the small area they live in, {at_practice:,} at their "
        f"practice; {unplaced:,} whose home is not known are shown apart"
    )
