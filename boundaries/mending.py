"""Single practice moves: what each does to conflicts, to both networks' sizes and to travel.

A move is legal when neither network breaks a rule it keeps now, nor breaks one worse: sizes no
further outside the band, no more pieces, no new border crossed, no network emptied. So legal
moves exist also in networks that formed outside today's rules.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import inf

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries.patient_cells import by_team

COLUMNS = [
    "practice_code", "from_network_id", "to_network_id", "patients", "removes",
    "from_patients_after", "to_patients_after", "patient_km_change",
]  # fmt: skip
Measures = Callable[[frozenset[str]], tuple[int, float]]


@dataclass(frozen=True)
class Limits:
    """What a move must respect, as plain numbers and labels.

    Parameters
    ----------
    floor, ceiling
        The band in registered patients; 0 and infinity ask for nothing.
    units
        Practice code -> the border unit that a network may not leave; empty for none.
    """

    floor: float = 0
    ceiling: float = inf
    units: Mapping[str, str] = field(default_factory=dict)

    def excess(self, patients: int) -> float:
        """Patients by which a network of this size lies outside the band."""
        return max(self.floor - patients, patients - self.ceiling, 0)


@dataclass(frozen=True)
class Board:
    """A plan as arrays, from which any move is priced without counting all over again.

    Parameters
    ----------
    practices
        Index practice_code, column ``patients``, points in metres.
    assignment
        Practice code -> network id, of every practice.
    cells
        Patients by practice, area and team; see ``patient_cells.build``.
    graph
        Adjacency of practices.
    """

    practices: gpd.GeoDataFrame
    assignment: Mapping[str, str]
    cells: pd.DataFrame
    graph: "nx.Graph[str]"
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """Network id -> its practices."""
        groups: dict[str, set[str]] = {}
        for practice in self.practices.index:
            groups.setdefault(self.assignment[practice], set()).add(practice)
        return {network: frozenset(groups[network]) for network in sorted(groups)}

    @cached_property
    def patients(self) -> dict[str, int]:
        """Practice code -> list size."""
        return {p: int(n) for p, n in self.practices["patients"].items()}

    @cached_property
    def team_counts(self) -> dict[str, np.ndarray]:
        """Practice code -> its patients by team, teams in the cells' order."""
        table = by_team(self.cells).reindex(self.practices.index, fill_value=0)
        return dict(zip(table.index, table.to_numpy(), strict=True))

    @cached_property
    def holding(self) -> frozenset[str]:
        """Practices without which their network falls into more pieces."""
        parts = [self.graph.subgraph(members) for members in self.members.values()]
        return frozenset(p for part in parts for p in nx.articulation_points(part))

    @cached_property
    def place_km(self) -> dict[str, np.ndarray]:
        """Practice code -> easting and northing in kilometres."""
        xy = shapely.get_coordinates(self.practices.geometry.to_numpy()) / 1000
        return dict(zip(self.practices.index, xy, strict=True))

    def size(self, members: frozenset[str]) -> int:
        """Patients on the members' lists."""
        return sum(self.patients[p] for p in members)

    def in_conflict(self, members: frozenset[str]) -> int:
        """Patients of the members who belong to another team than the one most belong to."""
        counts = sum((self.team_counts[p] for p in sorted(members)), np.zeros(1, dtype="int64"))
        return int(counts.sum() - counts.max(initial=0))

    def patient_km(self, members: frozenset[str]) -> float:
        """Patients x distance to the member practice that makes the sum smallest, in km."""
        codes = sorted(members)
        places = np.array([self.place_km[p] for p in codes]).reshape(-1, 2)
        apart = places[:, None, :] - places[None, :, :]
        distance_km = np.hypot(apart[..., 0], apart[..., 1])
        weights = np.array([self.patients[p] for p in codes], dtype="float64")
        return float((weights @ distance_km).min(initial=inf)) if codes else 0.0


def practice_moves(board: Board) -> pd.DataFrame:
    """Every legal move of one practice to another network, the best first.

    Returns
    -------
    Columns ``COLUMNS``: ``patients`` on the practice's list; ``removes``, how many fewer
    patients of the whole plan then belong to another team than their network's lead team
    (negative: more); both networks' patients after; ``patient_km_change`` over both networks,
    each to its best hub, from practice points. Ordered by most removed, least travel, codes.
    """
    measures = _measures(board)
    rows = [_move(board, measures, *move) for move in legal_moves(board)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    keys = {"removes": False, "patient_km_change": True}
    keys |= {"practice_code": True, "to_network_id": True}
    return table.sort_values(list(keys), ascending=list(keys.values()), ignore_index=True)


def _measures(board: Board) -> Measures:
    """Conflict and travel of a set of practices, remembered: sets recur from move to move."""
    return cache(lambda members: (board.in_conflict(members), board.patient_km(members)))


def legal_moves(board: Board) -> Iterator[tuple[str, str]]:
    """Practice and network of every legal move, in order of codes."""
    for practice in sorted(board.practices.index):
        if practice in board.holding or practice not in board.graph:
            continue
        near = {board.assignment[p] for p in board.graph[practice] if p in board.assignment}
        for network in sorted(near - {board.assignment[practice]}):
            if _sizes_allow(board, practice, network) and _borders_allow(board, practice, network):
                yield practice, network


def _sizes_allow(board: Board, practice: str, network: str) -> bool:
    left, joined = board.members[board.assignment[practice]], board.members[network]
    moved, excess = board.patients[practice], board.limits.excess
    leaves, joins = board.size(left), board.size(joined)
    no_worse = excess(leaves - moved) <= excess(leaves) and excess(joins + moved) <= excess(joins)
    return len(left) > 1 and no_worse


def _borders_allow(board: Board, practice: str, network: str) -> bool:
    units = board.limits.units
    return not units or units[practice] in {units[p] for p in board.members[network]}


def _move(board: Board, measures: Measures, practice: str, network: str) -> dict[str, object]:
    start = board.assignment[practice]
    left, joined = board.members[start], board.members[network]
    after = left - {practice}, joined | {practice}
    (c_left, km_left), (c_joined, km_joined) = measures(left), measures(joined)
    (c_less, km_less), (c_more, km_more) = measures(after[0]), measures(after[1])
    values = (practice, start, network, board.patients[practice],
              c_left + c_joined - c_less - c_more, board.size(after[0]), board.size(after[1]),
              km_less + km_more - km_left - km_joined)  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
