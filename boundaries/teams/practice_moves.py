"""Single practice moves: what each does to conflicts, to both networks' sizes and to travel.

A move is legal when neither network breaks a rule it keeps now, nor breaks one worse: sizes no
further outside the band, no more pieces, no new border crossed, no network emptied, nobody more
enclosed, today's networks left by no more than may. So legal moves exist also in networks that
formed outside today's rules. What somebody decided stands:
no move touches what is locked or fixed, parts what is kept together, joins what is kept apart.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import inf
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.teams.departures import Land, moved
from boundaries.teams.patients_by_team import by_team

COLUMNS = [
    "practice_code", "from_network_id", "to_network_id", "patients",
    "removes_plan", "removes_network", "removes_practice",
    "from_patients_after", "to_patients_after",
]  # fmt: skip
KM, MINUTES = "patient_km_change", "patient_minutes_change"  #: what a move does to travel

Counts = NDArray[Any]  #: patients by team, teams in order


@dataclass(frozen=True)
class PricedMoves:
    """Single moves, the best for the whole plan first, and what each does in detail.

    Parameters
    ----------
    table
        One row a move.
    removes
        Same index; how many fewer patients are in conflict in each network (of team-edge
        moves) or with each team (of practice moves); rows sum to ``removes_plan``.
    """

    table: pd.DataFrame
    removes: pd.DataFrame


@dataclass(frozen=True)
class MoveLimits:
    """What a move must respect, as plain numbers and labels.

    Parameters
    ----------
    floor, ceiling
        The band; 0 and infinity ask for nothing.
    units
        Practice code -> the border unit that a network may not leave; empty for none.
    sizes
        Practice code -> what the band counts of it; empty for registered patients.
    held
        Practices that stay in their networks.
    shut
        Practices whose networks nobody joins.
    together, apart
        Groups of practices: those of one network stay together; no two come to share one.
    outer
        Practices whose land touches the outside, where no network may enclose another.
    current, moves_max, patients_moved_max
        Networks of today, and how many practices and patients may leave them.
    """

    floor: float = 0
    ceiling: float = inf
    units: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()
    together: tuple[frozenset[str], ...] = ()
    apart: tuple[frozenset[str], ...] = ()
    outer: frozenset[str] | None = None
    current: Mapping[str, str] = field(default_factory=dict)
    moves_max: int | None = None
    patients_moved_max: int | None = None

    def excess(self, patients: int) -> float:
        """Patients by which a network of this size lies outside the band."""
        return max(self.floor - patients, patients - self.ceiling, 0)


@dataclass(frozen=True)
class Travelled:
    """What travel is counted by.

    Parameters
    ----------
    each
        Travel of each practice's patients to each practice, hubs as rows: patient-kilometres
        from homes, or patient-minutes.
    change
        ``KM`` or ``MINUTES``: the column that says what a move changes.
    """

    each: pd.DataFrame
    change: str = KM


@dataclass(frozen=True)
class PlanArrays:
    """A plan as arrays, from which any move is priced without counting all over again.

    Parameters
    ----------
    practices
        Index practice_code, column ``patients``, points in metres.
    assignment
        Practice code -> network id, of every practice.
    cells
        Patients by practice, area and team; see ``patients_by_team.build``.
    graph
        Adjacency of practices.
    travelled
        What travel is counted by; in a straight line between practices where ``None``.
    """

    practices: gpd.GeoDataFrame
    assignment: Mapping[str, str]
    cells: pd.DataFrame
    graph: "nx.Graph[str]"
    limits: MoveLimits = field(default_factory=MoveLimits)
    travelled: Travelled | None = None

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
    def by_team(self) -> pd.DataFrame:
        """Practice x team in patients, of every practice."""
        return by_team(self.cells).reindex(self.practices.index, fill_value=0)

    @cached_property
    def team_counts(self) -> dict[str, Counts]:
        """Practice code -> its patients by team, teams in order."""
        return dict(zip(self.by_team.index, self.by_team.to_numpy(), strict=True))

    @cached_property
    def holding(self) -> frozenset[str]:
        """Practices without which their network falls into more pieces."""
        parts = [self.graph.subgraph(members) for members in self.members.values()]
        return frozenset(p for part in parts for p in nx.articulation_points(part))

    @cached_property
    def land(self) -> Land:
        """What networks may enclose each other on."""
        return Land.of(self.graph, self.limits.units, self.limits.outer or frozenset())

    @cached_property
    def most_moved(self) -> list[tuple[int, Mapping[str, int]]]:
        """How much may leave today's networks, at least what does so now, and how it is counted."""
        limits, each = self.limits, dict.fromkeys(self.patients, 1)
        asked = ((limits.moves_max, each), (limits.patients_moved_max, self.patients))
        return [
            (max(most, moved(limits.current, self.assignment, count)), count)
            for most, count in asked
            if most is not None
        ]

    @cached_property
    def row(self) -> dict[str, int]:
        """Practice code -> row."""
        return {code: k for k, code in enumerate(self.practices.index)}

    @cached_property
    def each(self) -> NDArray[np.float64]:
        """Travel of every practice's patients to every practice (n, n), hubs as rows."""
        codes = list(self.practices.index)
        if self.travelled is not None:
            return self.travelled.each.loc[codes, codes].to_numpy(np.float64)
        km = shapely.get_coordinates(self.practices.geometry.to_numpy()) / 1000
        apart = km[:, None, :] - km[None, :, :]
        far = np.hypot(apart[..., 0], apart[..., 1])
        return np.asarray(far * self.practices["patients"].to_numpy(np.float64))

    @property
    def change(self) -> str:
        """The column that says what a move does to travel."""
        return KM if self.travelled is None else self.travelled.change

    def band_size(self, members: frozenset[str]) -> int:
        """What the band counts of the members."""
        sizes = self.limits.sizes or self.patients
        return sum(sizes[p] for p in members)

    def size(self, members: frozenset[str]) -> int:
        """Patients on the members' lists."""
        return sum(self.patients[p] for p in members)

    def counts(self, members: frozenset[str]) -> Counts:
        """Patients of the members by team."""
        none = np.zeros(self.by_team.shape[1], dtype="int64")
        counts: Counts = np.sum([none, *(self.team_counts[p] for p in members)], axis=0)
        return counts

    def travel(self, members: frozenset[str]) -> float:
        """Travel of the members' patients to the member that makes the sum smallest."""
        rows = [self.row[p] for p in sorted(members)]
        return float(self.each[np.ix_(rows, rows)].sum(axis=1).min()) if rows else 0.0


@dataclass(frozen=True)
class Measure:
    """A set of practices as one network: its patients by team, and their travel to its hub."""

    counts: Counts
    travel: float

    @cached_property
    def lead(self) -> Counts:
        """True at the team most patients belong to, the first of equals."""
        first = self.counts.argmax() if self.counts.any() else -1
        lead: Counts = np.arange(len(self.counts)) == first
        return lead

    @cached_property
    def astray(self) -> Counts:
        """Patients by team, the lead team's left out: those in conflict."""
        return np.where(self.lead, 0, self.counts)


def practice_moves(board: PlanArrays) -> PricedMoves:
    """Every legal move of one practice to another network, the best first.

    Returns
    -------
    ``table`` has the columns ``COLUMNS``: ``patients`` on the practice's list;
    ``removes_plan``, how many fewer patients of the whole plan then belong to another team
    than their network's lead team (negative: more), ``removes_network``, of the network it
    leaves, ``removes_practice``, of its own patients; both networks' patients after;
    ``patient_km_change`` or ``patient_minutes_change`` over both networks, each to its best hub,
    counted by ``board.travelled``.
    Ordered by most removed from the plan, least travel, codes. ``removes`` is by team.
    """
    if not board.graph:  # nobody is next to anybody
        return PricedMoves(pd.DataFrame(columns=[*COLUMNS, board.change]), pd.DataFrame())
    measured = cache(lambda members: Measure(board.counts(members), board.travel(members)))
    priced = [_move(board, measured, *move) for move in legal_moves(board)]
    table = pd.DataFrame([record for record, _ in priced], columns=[*COLUMNS, board.change])
    teams = board.by_team.columns
    removes = np.array([by_team for _, by_team in priced]).reshape(len(priced), len(teams))
    keys = ["removes_plan", board.change, "practice_code", "to_network_id"]
    table = table.sort_values(keys, ascending=[False, True, True, True])
    detail = pd.DataFrame(removes[table.index], columns=teams)
    return PricedMoves(table.reset_index(drop=True), detail)


def legal_moves(board: PlanArrays) -> Iterator[tuple[str, str]]:
    """Practice and network of every legal move, in order of codes."""
    for practice in sorted(board.practices.index):
        if practice in board.holding or practice not in board.graph:
            continue
        near = {board.assignment[p] for p in board.graph[practice] if p in board.assignment}
        for network in sorted(near - {board.assignment[practice]}):
            if all(allow(board, practice, network) for allow in _ALLOW):
                yield practice, network


def _sizes_allow(board: PlanArrays, practice: str, network: str) -> bool:
    left, joined = board.members[board.assignment[practice]], board.members[network]
    moved, excess = board.band_size(frozenset([practice])), board.limits.excess
    leaves, joins = board.band_size(left), board.band_size(joined)
    no_worse = excess(leaves - moved) <= excess(leaves) and excess(joins + moved) <= excess(joins)
    return len(left) > 1 and no_worse


def _borders_allow(board: PlanArrays, practice: str, network: str) -> bool:
    units = board.limits.units
    return len(units) == 0 or units[practice] in {units[p] for p in board.members[network]}


def _decisions_allow(board: PlanArrays, practice: str, network: str) -> bool:
    limits = board.limits
    left, joined = board.members[board.assignment[practice]], board.members[network]
    stays = practice in limits.held or not limits.shut.isdisjoint(joined)
    parts = any(practice in group and len(group & left) > 1 for group in limits.together)
    meets = any(practice in group and group & joined for group in limits.apart)
    return not (stays or parts or meets)


def _nobody_is_enclosed(board: PlanArrays, practice: str, network: str) -> bool:
    if board.limits.outer is None:
        return True
    left, joined = board.members[board.assignment[practice]], board.members[network]
    changes = ((left, left - {practice}), (joined, joined | {practice}))
    enclosed = board.land.enclosed
    return all(enclosed(after) <= enclosed(before) for before, after in changes)


def _change_is_allowed(board: PlanArrays, practice: str, network: str) -> bool:
    after = {**board.assignment, practice: network} if board.most_moved else {}
    current = board.limits.current
    return all(moved(current, after, each) <= most for most, each in board.most_moved)


_ALLOW = (
    _sizes_allow, _borders_allow, _decisions_allow, _change_is_allowed, _nobody_is_enclosed,
)  # fmt: skip

Measures = Callable[[frozenset[str]], Measure]


def _move(
    board: PlanArrays, measured: Measures, practice: str, network: str
) -> tuple[dict[str, object], Counts]:
    """What a move does, and by team how many fewer patients are in conflict."""
    start = board.assignment[practice]
    left, joined = board.members[start], board.members[network]
    was, less = measured(left), measured(left - {practice})
    had, more = measured(joined), measured(joined | {practice})
    own = board.team_counts[practice]
    removes = was.astray + had.astray - less.astray - more.astray
    values = (
        *(practice, start, network, board.patients[practice]),
        *(
            removes.sum(),
            (was.astray - less.astray).sum(),
            own[more.lead].sum() - own[was.lead].sum(),
        ),
        *(board.size(left) - board.patients[practice], board.size(joined | {practice})),
        less.travel + more.travel - was.travel - had.travel,
    )
    return dict(zip((*COLUMNS, board.change), values, strict=True)), removes
