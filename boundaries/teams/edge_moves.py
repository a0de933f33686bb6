"""Single moves of a team's edge: one small area, or one practice, given to a neighbouring team.

Networks, their sizes and travel stay as they are; what changes is which team a place's patients
belong to, and so both teams' sizes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd

from boundaries.teams.matrix import NO_TEAM, UNPLACED, of_teams
from boundaries.teams.patients_by_team import AT_PRACTICE
from boundaries.teams.practice_moves import PricedMoves

COLUMNS = [
    "place", "place_code", "from_team_id", "to_team_id", "patients", "removes_plan", "removes_team",
    "from_team_patients_after", "to_team_patients_after",
]  # fmt: skip
SMALL_AREA, PRACTICE = "small area", "practice"


@dataclass(frozen=True)
class TeamGround:
    """The places that a footprint is made of.

    Parameters
    ----------
    kind
        ``SMALL_AREA`` or ``PRACTICE``.
    team_of
        Place code -> team id, of every place that has a team.
    graph
        Which places are neighbours.
    """

    kind: str
    team_of: Mapping[str, str]
    graph: "nx.Graph[str]"


def find(
    cells: pd.DataFrame, matrix: pd.DataFrame, assignment: Mapping[str, str], ground: TeamGround
) -> PricedMoves:
    """Every move of one place to a neighbouring team that leaves no team in more pieces.

    Parameters
    ----------
    cells, matrix, assignment
        As in ``patients_by_team.build`` and ``matrix.build``.
    ground
        The places that may change team.

    Returns
    -------
    ``table`` has the columns ``COLUMNS``: ``patients`` who change team; ``removes_plan``, how
    many fewer patients of the whole plan then belong to another team than their network's lead
    team, ``removes_team``, of the team that gives; both teams' patients after. Ordered by most
    removed from the plan, fewest moved, codes. ``removes`` is by network. No team loses its
    last place; places without patients do not move.
    """
    none = PricedMoves(pd.DataFrame(columns=COLUMNS), pd.DataFrame(columns=matrix.columns))
    if not ground.graph:
        return none
    counts = places(cells, ground.kind, assignment).reindex(columns=matrix.columns, fill_value=0)
    teams = of_teams(matrix)
    priced = [
        _priced(teams, *pair, counts.loc[codes])
        for pair, codes in sorted(_offers(ground, set(counts.index)).items())
    ]
    parts = priced or [none]
    table = pd.concat([part.table for part in parts], ignore_index=True).assign(place=ground.kind)
    removes = pd.concat([part.removes for part in parts], ignore_index=True)
    order = ["removes_plan", "patients", "place_code", "to_team_id"]
    table = table.sort_values(order, ascending=[False, True, True, True])[COLUMNS]
    detail = removes.loc[table.index].reset_index(drop=True)
    return PricedMoves(table.reset_index(drop=True), detail)


def places(cells: pd.DataFrame, kind: str, assignment: Mapping[str, str]) -> pd.DataFrame:
    """Place x network in patients, of patients who have a team and are counted at such a place."""
    at_practice = cells["area_code"] == AT_PRACTICE
    placed = (at_practice == (kind == PRACTICE)) & ~cells["team_id"].isin([NO_TEAM, UNPLACED])
    chosen = cells[placed]
    codes = chosen["practice_code" if kind == PRACTICE else "area_code"].rename("place_code")
    networks = chosen["practice_code"].map(dict(assignment)).rename("network_id")
    table = chosen["patients"].groupby([codes, networks]).sum().unstack(fill_value=0)
    return table.astype("int64")


def touching(small_areas: gpd.GeoDataFrame) -> "nx.Graph[str]":
    """Small areas that touch or overlap, if only in a point."""
    a, b = small_areas.sindex.query(small_areas.geometry, predicate="intersects")
    codes = small_areas.index.to_numpy()
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    graph.add_edges_from(zip(codes[a[a < b]], codes[b[a < b]], strict=True))
    return graph


def _offers(ground: TeamGround, peopled: set[str]) -> dict[tuple[str, str], list[str]]:
    """Team and neighbouring team -> places that may go from one to the other."""
    held = _held(ground)
    offers: dict[tuple[str, str], list[str]] = {}
    for place in sorted(peopled - held):
        team = ground.team_of[place]
        near = {ground.team_of.get(one, team) for one in ground.graph.adj.get(place, ())}
        for other in sorted(near - {team}):
            offers.setdefault((team, other), []).append(place)
    return offers


def _held(ground: TeamGround) -> frozenset[str]:
    """Places without which their team falls into more pieces, or has no place left."""
    members: dict[str, list[str]] = {}
    for place, team in ground.team_of.items():
        members.setdefault(team, []).append(place)
    alone = {held[0] for held in members.values() if len(held) == 1}
    parts = (ground.graph.subgraph(held) for held in members.values())
    return frozenset(alone.union(*(nx.articulation_points(part) for part in parts)))


def _priced(teams: pd.DataFrame, team: str, other: str, counts: pd.DataFrame) -> PricedMoves:
    """All moves between one pair of teams at once; ``counts`` is place x network in patients."""
    now, moved = teams.to_numpy(), counts.to_numpy()
    start, goal = teams.index.get_indexer(pd.Index([team, other]))
    after = np.repeat(now[None], len(moved), axis=0)
    after[:, start] -= moved
    after[:, goal] += moved
    # Teams' patients stay the same in sum, so what the lead teams gain is what conflicts lose.
    removes = after.max(axis=1) - now.max(axis=0)
    astray = np.where(now.argmax(axis=0) == start, 0, now[start]).sum()
    astray_after = np.where(after.argmax(axis=1) == start, 0, after[:, start]).sum(axis=1)
    patients = moved.sum(axis=1)
    table = pd.DataFrame({
        "place_code": counts.index, "from_team_id": team, "to_team_id": other,
        "patients": patients, "removes_plan": removes.sum(axis=1),
        "removes_team": astray - astray_after,
        "from_team_patients_after": now[start].sum() - patients,
        "to_team_patients_after": now[goal].sum() + patients,
    })  # fmt: skip
    return PricedMoves(table, pd.DataFrame(removes, columns=teams.columns))
