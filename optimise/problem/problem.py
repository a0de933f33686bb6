"""The frozen problem: everything the optimiser needs, as arrays.

The optimiser knows no geometry: practices come as a table with points, neighbours as a graph
on practice codes, distances as kilometres.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimise.problem import data, sizes
from optimise.problem.earlier import EarlierPrices
from optimise.problem.labels import NONE, Ints, Labels, Places, TeamPatients, TeamTable, layers_of
from optimise.problem.rules import BORDERS, Rules
from optimise.problem.standing import Standing, stand
from optimise.problem.travel_unit import KM, MINUTES, TravelUnit

__all__ = ["NONE", "Floats", "Ints", "Labels", "Problem", "TeamPatients", "build", "pair_lists"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """One area to be divided into networks. Arrays run over ``codes``, which are sorted.

    Parameters
    ----------
    codes
        Practice codes (n).
    patients
        Registered patients (n), all positive.
    place_km
        Eastings and northings in kilometres (n, 2), EPSG:27700.
    edges
        Neighbouring pairs as row numbers (m, 2), first below second, sorted. None crosses a
        hard border.
    unit
        Hard border unit of each practice.
    rules
        What is asked.
    layers
        Footprint layer -> patients of each practice by its community teams, for ``alignment``;
        a layer that is the only one may have a blank name.
    current
        Present network of each practice, for ``change``.
    soft
        Labels of each soft border level, for ``borders``.
    wholes
        Places to be kept whole of each level, for ``split``.
    need
        Need score (n), for ``mix``; ``nan`` where unknown.
    sized
        What the band counts of each practice (n), where that is not ``patients``; see ``size``.
    travel_km
        Patient-kilometres of practice i's patients to practice h's site (n, n) as
        ``[h, i]`` where home areas are known; ``None`` measures from practice to practice.
    travel_minutes
        Patient-minutes in the same form, where travel times are given: ``travel`` then counts
        these, and ``inertia`` kilometres still.
    start
        Networks of a known plan to begin from, as rows; none where nothing is known.
    earlier
        Prices of an earlier solve to begin from; see ``optimise.problem.earlier``.
    standing
        Approved networks of today.
    bridges
        Neighbours across a border inside a network approved to cross it (m, 2).
    outer
        1 for a practice that touches the outside: the coast, the outline, or another unit (n);
        ``None`` where that is not known, and nothing then counts as enclosed.
    not_kept
        Labels of ``current`` whose name no network of this problem keeps.
    need_mean
        Patient-weighted mean of ``need`` over the whole area, the same in every part.
    """

    codes: tuple[str, ...]
    patients: Ints
    place_km: Floats
    edges: Ints
    unit: Labels
    rules: Rules
    layers: Mapping[str, TeamPatients] = field(default_factory=dict)
    current: Labels | None = None
    soft: Mapping[str, Labels] = field(default_factory=dict)
    wholes: Mapping[str, Places] = field(default_factory=dict)
    need: Floats | None = None
    sized: Ints | None = None
    travel_km: Floats | None = None
    travel_minutes: Floats | None = None
    need_mean: float = 0.0
    not_kept: frozenset[int] = frozenset()
    start: tuple[tuple[int, ...], ...] = ()
    earlier: tuple[EarlierPrices, ...] = ()
    standing: tuple[Standing, ...] = ()
    bridges: Ints = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    outer: Ints | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def size(self) -> Ints:
        """What the band counts of each practice (n): ``patients`` where no column is named."""
        return self.patients if self.sized is None else self.sized

    @cached_property
    def row(self) -> dict[str, int]:
        """Practice code -> row number."""
        return {code: k for k, code in enumerate(self.codes)}

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints]:
        """Neighbour lists as (starts, flat), each list sorted."""
        return pair_lists(self.edges, len(self))

    def distance_km(self, rows: Ints) -> Floats:
        """Straight-line distance between some practices (m, m) in kilometres."""
        place = self.place_km[rows]
        step = place[:, None, :] - place[None, :, :]
        return np.sqrt(step[..., 0] * step[..., 0] + step[..., 1] * step[..., 1])

    @property
    def travel_unit(self) -> TravelUnit:
        """The unit that ``travel`` is counted in."""
        return KM if self.travel_minutes is None else MINUTES

    def travel(self, rows: Ints) -> Floats:
        """Travel of practice i's patients to hub h as ``[h, i]``, for some hubs and practices.

        In patient-minutes where travel times are given, else in patient-kilometres.
        """
        if self.travel_minutes is not None:
            return self.travel_minutes[np.ix_(rows, rows)]
        return self.straight(rows)

    def straight(self, rows: Ints) -> Floats:
        """Patient-kilometres in a straight line, as ``travel``, whatever times are given."""
        if self.travel_km is not None:
            return self.travel_km[np.ix_(rows, rows)]
        return self.distance_km(rows) * self.patients[rows]

    def rows(self, codes: Sequence[str]) -> tuple[int, ...]:
        """Row numbers of some practice codes, sorted."""
        return tuple(sorted(self.row[code] for code in codes))

    def subset(self, rows: Sequence[int]) -> "Problem":
        """The same problem over some practices; rules on others are left out."""
        keep = np.array(sorted(rows), np.int64)
        place = np.full(len(self), NONE, np.int64)
        place[keep] = np.arange(keep.size)
        codes = tuple(self.codes[k] for k in keep)
        return replace(
            self,
            codes=codes,
            patients=self.patients[keep],
            place_km=self.place_km[keep],
            edges=_inside(self.edges, place),
            unit=self.unit.take(keep),
            rules=self.rules.restricted(codes),
            layers={name: one.take(keep) for name, one in self.layers.items()},
            current=self.current and self.current.take(keep),
            soft={level: labels.take(keep) for level, labels in self.soft.items()},
            wholes={level: places.take(keep) for level, places in self.wholes.items()},
            need=None if self.need is None else self.need[keep],
            sized=None if self.sized is None else self.sized[keep],
            travel_km=_among(self.travel_km, keep),
            travel_minutes=_among(self.travel_minutes, keep),
            start=_groups_inside(self.start, place),
            standing=tuple(s for one in self.standing if (s := one.inside(place)) is not None),
            bridges=_inside(self.bridges, place),
            outer=None if self.outer is None else self.outer[keep],
        )

    def parts(self) -> "list[tuple[str, Problem]]":
        """A problem for each border unit, by name; units of one approved network share theirs."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(len(self.unit.names)))
        for one in self.standing:
            if BORDERS in one.kinds:
                nx.add_path(graph, sorted(set(self.unit.of[list(one.rows)].tolist())))
        found = []
        for units in sorted(map(sorted, nx.connected_components(graph))):
            name = " + ".join(self.unit.names[k] for k in units)
            found.append((name, self.subset(np.flatnonzero(np.isin(self.unit.of, units)).tolist())))
        return found


def _among(table: Floats | None, rows: Ints) -> Floats | None:
    return None if table is None else table[np.ix_(rows, rows)]


def _inside(pairs: Ints, place: Ints) -> Ints:
    """Pairs of rows by their new numbers, those with both ends still there."""
    found = place[pairs]
    kept: Ints = found[(found >= 0).all(axis=1)].reshape(-1, 2)
    return kept


def _groups_inside(groups: tuple[tuple[int, ...], ...], place: Ints) -> tuple[tuple[int, ...], ...]:
    """Groups of rows by their new numbers, those that are wholly there."""
    found = [tuple(sorted(place[list(group)].tolist())) for group in groups]
    return tuple(group for group in found if group and group[0] >= 0)


def pair_lists(pairs: Ints, n: int) -> tuple[Ints, Ints]:
    """Undirected pairs (m, 2) as (starts (n + 1), flat (2 m)), each list sorted."""
    both = np.concatenate([pairs, pairs[:, ::-1]]).reshape(-1, 2)
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    starts = np.searchsorted(both[:, 0], np.arange(n + 1))
    return starts.astype(np.int64), np.ascontiguousarray(both[:, 1])


def build(
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    *,
    units: pd.Series | None = None,
    team: "TeamTable | Mapping[str, TeamTable] | None" = None,
    current: pd.Series | None = None,
    need: pd.Series | None = None,
    travel_km: pd.DataFrame | None = None,
    travel_minutes: pd.DataFrame | None = None,
    outer: "Collection[str] | None" = None,
) -> Problem:
    """Freeze tables, graph and rules into a problem.

    Parameters
    ----------
    practices
        Practices table (index practice code, ``patients``, points in EPSG:27700, border
        columns).
    graph
        Neighbours; edges across units are left out.
    rules
        What is asked; rules on practices elsewhere are left out.
    units
        Hard border unit of each practice; one for all where ``None``.
    team
        Patients by practice and team, where homes are known; else one team a practice, whose
        whole list then counts as its team's. Several footprint layers by name.
    current, need
        One value a practice; see ``Problem``.
    travel_km, travel_minutes
        Patient-kilometres and patient-minutes, hubs as rows and practices as columns.
    outer
        Practices whose land touches the coast or the outline; those with a neighbour in another
        unit touch the outside too. ``None`` where it is not known.

    Raises
    ------
    DataError
        When a soft border column or that of ``rules.size`` is missing or cannot be used, or a
        criterion with a weight has no data.
    """
    codes = tuple(sorted(map(str, practices.index)))
    table = practices.loc[list(codes)]
    everywhere = pd.Series("", index=practices.index) + "all"
    unit = Labels.from_series(everywhere if units is None else units, codes)
    points = table.geometry
    patients = table["patients"].to_numpy(np.int64)
    scores = None if need is None else need.reindex(list(codes)).to_numpy(np.float64)
    layers = layers_of(team, codes, patients)
    data.check_data(rules, {"alignment": team, "change": current, "mix": need}, list(layers))
    sized = _sized(table, rules.size)
    counted = patients if sized is None else sized
    standing = tuple(stand(one, codes, graph, counted) for one in rules.approved)
    near = _edges(graph, codes)
    across = unit.of[near[:, 0]] != unit.of[near[:, 1]]
    return Problem(
        codes=codes,
        patients=patients,
        place_km=np.column_stack([points.x, points.y]) / 1000.0,
        edges=near[~across],
        unit=unit,
        rules=rules.restricted(codes),
        layers=layers,
        current=None if current is None else Labels.from_series(current, codes),
        soft={level: _soft_labels(table, level) for level in sorted(rules.soft_borders)},
        wholes={
            level: _places(table, level, codes, patients) for level in sorted(rules.kept_whole)
        },
        need=scores,
        sized=sized,
        travel_km=_of_codes(travel_km, codes),
        travel_minutes=_of_codes(travel_minutes, codes),
        need_mean=0.0 if scores is None else _weighted_mean(scores, patients),
        standing=tuple(one for one in standing if one.rows),
        bridges=_bridges(near[across], standing),
        outer=None if outer is None else _outer(outer, codes, near[across]),
    )


def _of_codes(table: pd.DataFrame | None, codes: tuple[str, ...]) -> Floats | None:
    return None if table is None else table.loc[list(codes), list(codes)].to_numpy()


def _sized(table: pd.DataFrame, column: str) -> Ints | None:
    return np.asarray(sizes.of(table, column), np.int64) if column else None


def _edges(graph: "nx.Graph[str]", codes: tuple[str, ...]) -> Ints:
    """Neighbours as sorted pairs of positions in ``codes`` (m, 2)."""
    row = {code: k for k, code in enumerate(codes)}
    pairs = sorted({tuple(sorted((row[a], row[b]))) for a, b in graph.edges if a != b})
    return np.array(pairs, np.int64).reshape(-1, 2)


def _bridges(across: Ints, standing: Sequence[Standing]) -> Ints:
    """Pairs across a border that lie inside one network approved to cross it."""
    groups = [set(one.rows) for one in standing if BORDERS in one.kinds]
    kept = [pair for pair in across.tolist() if any(group.issuperset(pair) for group in groups)]
    return np.array(kept, np.int64).reshape(-1, 2)


def _outer(outer: Collection[str], codes: tuple[str, ...], across: Ints) -> Ints:
    touching = np.isin(np.array(codes), np.array(sorted(outer), str)).astype(np.int64)
    touching[across.ravel()] = 1
    return touching


def _soft_labels(table: pd.DataFrame, level: str) -> Labels:
    return Labels.from_series(data.column(table, level, "the soft border"), list(table.index))


def _places(table: pd.DataFrame, level: str, codes: tuple[str, ...], patients: Ints) -> Places:
    return Places.from_series(data.column(table, level, "what is kept whole"), codes, patients)


def _weighted_mean(scores: Floats, patients: Ints) -> float:
    known = ~np.isnan(scores)
    return float(np.average(scores[known], weights=patients[known])) if known.any() else 0.0
