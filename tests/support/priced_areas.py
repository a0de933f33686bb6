"""Small random areas with every criterion, what a plan of one costs in plain words, and the best.

The cost of a network is written down once more, practice by practice, so that the optimiser's
arrays can be held against it. Costs are in quanta (``optimise.problem.problem.criteria``).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot, isnan

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st
from shapely.geometry import Point

from optimise.candidates.candidate import Candidate
from optimise.candidates.sizes import largest
from optimise.problem import problem
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.problem import NONE
from optimise.problem.rules import Rules
from optimise.proof.cuts import Cut
from optimise.proof.pricing.duals import Duals
from tests.support.oracles import (
    Members,
    exception_patients,
    is_legal,
    subsets,
)
from tests.support.strategies import areas

UNITS = SCALE // QUANTA  #: cost units in one patient-kilometre
WEIGHTS = (0.1, 0.5, 1.0, 2.0)
CRITERIA = (
    "travel",
    "inertia",
    "alignment",
    "change",
    "borders",
    "balance",
    "oversize",
    "count",
    "mix",
)
LEVELS = ("place", "county")
WHOLE = {"place": 1.0, "county": 0.5}  #: prices of keeping places whole
PRICES = st.integers(-200_000, 600_000).map(lambda units: QUANTA * units)


Teams = pd.Series | pd.DataFrame  #: one team a practice, or homes by team


@dataclass(frozen=True)
class Priced:
    """An area with all that criteria measure; practices have points and border columns."""

    practices: gpd.GeoDataFrame
    graph: "nx.Graph[str]"
    rules: Rules
    team: "Teams | dict[str, Teams]"
    current: "pd.Series[str]"
    need: "pd.Series[float]"
    travel_km: pd.DataFrame | None = None
    outer: frozenset[str] | None = None
    travel_minutes: pd.DataFrame | None = None

    @property
    def units(self) -> "pd.Series[str]":
        return self.practices["ccg_code"]

    def problem(self) -> problem.Problem:
        return problem.build(
            self.practices,
            self.graph,
            self.rules,
            units=self.units,
            team=self.team,
            current=self.current,
            need=self.need,
            travel_km=self.travel_km,
            travel_minutes=self.travel_minutes,
            outer=self.outer,
        )


@st.composite
def priced_areas(draw: st.DrawFn, most: int = 7, criteria: Sequence[str] = CRITERIA) -> Priced:
    """Areas of 1 to ``most`` practices, any rules, some of the criteria with small weights."""
    area = draw(areas(most=most))
    codes = list(area.practices.index)

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return [draw(values) for _ in codes]

    kilometres = st.integers(0, 12)
    points = [Point(1000 * draw(kilometres), 1000 * draw(kilometres)) for _ in codes]
    labels = st.sampled_from(["", "K", "L", "L", "M"])
    borders = {level: column(st.sampled_from(["", "P", "P", "Q"])) for level in LEVELS}
    weighted = [size + 1_000 * draw(st.integers(-9, 9)) for size in area.practices["patients"]]
    weighted = [max(1, size) for size in weighted]
    table = gpd.GeoDataFrame(
        area.practices.assign(**borders, weighted=weighted), geometry=points, crs="EPSG:27700"
    )
    index = table.index
    travel = [[draw(kilometres) * 500.0 for _ in codes] for _ in codes]
    given = pd.DataFrame(travel, index=index, columns=index) if draw(st.booleans()) else None
    weighed = draw(st.lists(st.sampled_from(list(criteria)), unique=True, max_size=3))
    layered = criteria is CRITERIA  # other tests draw what they drew before there were layers
    team = _layers(draw, table, labels) if layered else {}
    own = {f"alignment:{n}": draw(st.sampled_from((0.0, *WEIGHTS))) for n in list(team)[1:]}
    rules = replace(
        area.rules,
        size=draw(st.sampled_from(["", "", "weighted"])),
        floor=draw(st.sampled_from([30_000, 30_000, 20_000, 45_000])),
        ceiling=draw(st.sampled_from([50_000, 50_000, 45_000, 60_000])),
        soft_borders={"place": 0.5, "county": 1.0} if draw(st.booleans()) else {"place": 1.0},
        kept_whole=draw(st.sampled_from([{}, {"county": 0.5}, WHOLE])) if layered else {},
        weights={name: draw(st.sampled_from(WEIGHTS)) for name in weighed} | own,
        balance_target=draw(st.sampled_from([40_000, 25_000, 55_000])),
    )
    return Priced(
        table,
        area.graph,
        rules,
        team if len(team) > 1 else team["a"] if layered else _teams(draw, table, labels),
        pd.Series(column(labels), index=index, dtype="object"),
        pd.Series(column(st.sampled_from([0.0, 1.0, 3.0, 7.5, float("nan")])), index=index),
        given,
    )


@st.composite
def timed_areas(draw: st.DrawFn, most: int = 7) -> Priced:
    """Areas with travel times that differ by direction, some of them 0, and any criteria."""
    area = draw(priced_areas(most=most))
    codes = list(area.practices.index)
    minutes = [[float(draw(st.integers(0, 40))) for _ in codes] for _ in codes]
    lists = area.practices["patients"].to_numpy(float)
    table = pd.DataFrame(minutes * lists, index=codes, columns=codes)
    weights = {"travel": draw(st.sampled_from(WEIGHTS))}
    rules = replace(area.rules, weights={**area.rules.weights, **weights})
    return replace(area, travel_minutes=table, rules=rules)


def _layers(
    draw: st.DrawFn, table: pd.DataFrame, labels: st.SearchStrategy[str]
) -> "dict[str, pd.Series[str] | pd.DataFrame]":
    """One layer of footprints, now and then two or three."""
    number = draw(st.sampled_from([1, 1, 2, 3]))
    return {name: _teams(draw, table, labels) for name in "abc"[:number]}


def _teams(
    draw: st.DrawFn, table: pd.DataFrame, labels: st.SearchStrategy[str]
) -> "pd.Series[str] | pd.DataFrame":
    """One team a practice, or the homes of its patients: some in three teams, some in none."""
    if draw(st.booleans()):
        return pd.Series([draw(labels) for _ in table.index], index=table.index, dtype="object")
    tenths = [draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)) for _ in table.index]
    rows = [[w * t // 10 for t in own] for w, own in zip(table["patients"], tenths, strict=True)]
    return pd.DataFrame(rows, index=table.index, columns=["K", "L", "M"])


def quanta(value: float) -> int:
    """A weighted cost as whole units, in quanta."""
    return round(value * UNITS) * QUANTA


class Costs:
    """What networks of an area cost, one criterion after the other."""

    def __init__(self, area: Priced) -> None:
        self.area, self.rules = area, area.rules
        self.patients = {code: int(w) for code, w in area.practices["patients"].items()}
        counted = area.practices[self.rules.size or "patients"]
        self.sizes = {code: int(w) for code, w in counted.items()}
        known = [c for c in self.patients if not isnan(area.need[c])]
        scores = np.array([area.need[c] for c in known])
        lists = np.array([self.patients[c] for c in known])
        self.mean = float((scores * lists).sum() / lists.sum()) if known else 0.0

    def weight(self, name: str) -> float:
        return self.rules.weights.get(name, 0.0)

    def network(self, members: Members) -> int:
        """All but ``change``, which depends on the name that is kept."""
        size = sum(self.sizes[c] for c in members)
        total = min(sum(self._to_hub(c, hub) for c in members) for hub in members)
        total += round(self.weight("balance") * SCALE) * abs(size - self.rules.balance_target)
        if self.rules.ceiling_soft:
            above = max(0, size - self.rules.ceiling)
            total += round(self.weight("oversize") * SCALE) * above
        total += quanta(self.weight("count"))
        total += self._astray(members)
        for level, price in self.rules.soft_borders.items():
            side = self.area.practices[level]
            total += self._smaller_sides(members, side, self.weight("borders") * price)
        for level, price in self.rules.kept_whole.items():
            total += self._split(members, level, self.weight("split") * price)
        return total + abs(sum(self._tilt(c) for c in members))

    def _to_hub(self, code: str, hub: str) -> int:
        a, b = self.area.practices.geometry[code], self.area.practices.geometry[hub]
        km = hypot((a.x - b.x) / 1000, (a.y - b.y) / 1000)
        table, minutes = self.area.travel_km, self.area.travel_minutes
        straight = km * self.patients[code] if table is None else table.loc[hub, code]
        travel = straight if minutes is None else minutes.loc[hub, code]
        return quanta(self.weight("travel") * travel + self.weight("inertia") * straight * km)

    def _smaller_sides(self, members: Members, labels: "pd.Series[str]", price: float) -> int:
        sides: dict[str, int] = {}
        for code in members:
            label = labels[code]
            sides[label] = sides.get(label, 0) + quanta(price * self.patients[code])
        sides.pop("", None)  # without a label they are on no side
        return sum(sides.values()) - max(sides.values(), default=0)

    def _split(self, members: Members, level: str, price: float) -> int:
        """Cost of the patients in places of which the network does not hold more than half."""
        place = self.area.practices[level]
        cost = 0
        for code in members:
            alike = [c for c in place.index if place[code] and place[c] == place[code]]
            held = sum(self.patients[c] for c in alike if c in members)
            if alike and 2 * held <= sum(self.patients[c] for c in alike):
                cost += quanta(price * self.patients[code])
        return cost

    def _astray(self, members: Members) -> int:
        """Cost of the patients of all teams but the one with most, in every layer of footprints;
        of no team, nobody's.
        """
        layers = self.area.team if isinstance(self.area.team, dict) else {"": self.area.team}
        usual = self.weight("alignment")
        prices = {n: self.rules.weights.get(f"alignment:{n}", usual) for n in layers}
        return sum(self._outside(members, layers[n], prices[n]) for n in layers)

    def _outside(self, members: Members, teams: Teams, price: float) -> int:
        """The same of one footprint layer."""
        sums: dict[str, int] = {}
        for code in members:
            by_home = isinstance(teams, pd.DataFrame)
            own = teams.loc[code].to_dict() if by_home else {teams[code]: self.patients[code]}
            for team, patients in own.items():
                if team:
                    sums[team] = sums.get(team, 0) + quanta(price * patients)
        return sum(sums.values()) - max(sums.values(), default=0)

    def _tilt(self, code: str) -> int:
        score = self.area.need[code]
        tilt = 0.0 if isnan(score) else (score - self.mean) * self.patients[code]
        return quanta(self.weight("mix") * tilt)

    def change(self, plan: Sequence[Members]) -> int | None:
        """Cost of the names kept, no name by two networks; the best of all ways."""
        if not self.weight("change") and not self.rules.limits_change:
            return 0
        ways = self._ways(list(plan), frozenset())
        costs = [sum(self.leaving(s, n) for s, n in way) for way in ways if self._allowed(way)]
        return min(costs, default=None)

    def _ways(self, plan: list[Members], used: frozenset[str]) -> Iterator[list]:
        """Every way to name networks after those of today, each name once."""
        if not plan:
            yield []
            return
        first, rest = plan[0], plan[1:]
        names = {self.area.current[c] for c in first} - {""}
        for name in ["", *sorted(names - used)]:
            taken = used | {name} if name else used
            yield from ([(first, name), *others] for others in self._ways(rest, taken))

    def _allowed(self, way: list) -> bool:
        rules, now = self.rules, self.area.current
        gone = [c for members, name in way for c in members if now[c] not in {"", name}]
        practices = rules.moves_max is None or len(gone) <= rules.moves_max
        moved, most = sum(self.patients[c] for c in gone), rules.patients_moved_max
        return practices and (most is None or moved <= most) and not set(gone) & set(rules.stay)

    def leaving(self, members: Members, name: str) -> int:
        """Cost of the practices that leave their network when this one keeps ``name``."""
        now, weight = self.area.current, self.weight("change")
        leave = [c for c in members if now[c] not in {"", name}]
        return sum(quanta(weight * self.patients[c]) for c in leave)

    def plan(self, plan: Iterable[Collection[str]]) -> int:
        """Cost of a whole plan."""
        groups = [frozenset(group) for group in plan]
        return sum(self.network(group) for group in groups) + self.change(groups)

    def exceptions(self, plan: Iterable[Collection[str]]) -> int:
        """Patients in exceptions of a whole plan."""
        missed = [exception_patients(frozenset(g), self.sizes, self.rules) for g in plan]
        assert None not in missed, "a network has a size that nothing excuses"
        return sum(m for m in missed if m is not None)


def every_candidate(area: Priced, exceptional: bool) -> list[Candidate]:
    """All candidates by looking at every set of practices, in the plainest words."""
    frozen, costs, rules = area.problem(), Costs(area), area.rules
    found = []
    for members in subsets(sorted(area.practices.index)):
        units = area.units.to_dict()
        if not is_legal(members, area.graph, rules, units, area.outer, costs.sizes):
            continue
        missed = exception_patients(members, costs.sizes, rules)
        size = sum(costs.sizes[code] for code in members)
        lone_large = len(members) == 1 and size > largest(rules)
        if missed is None or not (exceptional or missed == 0 or lone_large):
            continue
        rows = frozen.rows(sorted(members))
        now = {area.current[code] for code in members} - {""}
        for name in sorted(now | {""}) if costs.weight("change") else [""]:
            label = frozen.current.names.index(name) if name else NONE
            cost = costs.network(members) + costs.leaving(members, name)
            found.append(Candidate(rows, label, cost, missed))
    return sorted(found)


@st.composite
def priced_duals(draw, n: int, names: int) -> tuple[Duals, list[Cut]]:
    """Any prices of rows; as cuts any odd sets, and sets that one network meets at least."""
    sizes = [size for size in (3, 5) if size <= n]
    odd = st.sampled_from(sizes).flatmap(
        lambda size: st.lists(st.integers(0, n - 1), min_size=size, max_size=size, unique=True)
    )
    cuts = draw(st.lists(odd, max_size=3)) if sizes else []
    dear = st.integers(0, 2_000_000)

    def whole(values, size):
        return np.array(draw(st.lists(values, min_size=size, max_size=size)), np.int64)

    duals = Duals(
        practices=whole(PRICES, n),
        networks=draw(PRICES),
        exceptions=draw(st.integers(0, 300)),
        names=whole(dear, names),
        cuts=whole(dear, len(cuts)),
    )
    return duals, [Cut(tuple(sorted(cut)), draw(st.integers(0, 1))) for cut in cuts]
