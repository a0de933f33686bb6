"""Near-best plans: legal, as dear as they say, as far apart as asked; all against brute force."""

from dataclasses import replace
from itertools import permutations

import geopandas as gpd
import networkx as nx
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from optimise.alternatives import Wish, find
from optimise.problem.criteria import SCALE
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from optimise.solve import solve
from tests.support.depth import examples
from tests.support.oracles import exception_patients, is_legal, number_allowed, partitions, subsets
from tests.support.priced_areas import Costs, Priced, priced_areas
from tests.support.proven import assert_true


def differing(area: Priced, one, other) -> int:
    """Patients who change network under every relabelling there is, the fewest."""
    patients = area.practices["patients"]
    wide = max(len(one), len(other))
    one, other = ([*map(set, plan), *[set()] * (wide - len(plan))] for plan in (one, other))
    stay = max(
        sum(int(patients[sorted(a & b)].sum()) for a, b in zip(one, order, strict=True))
        for order in permutations(other)
    )
    return int(patients.sum()) - stay


def every_plan(area: Priced):
    """All plans with what they cost and their patients in exceptions."""
    codes, costs, units = sorted(area.practices.index), Costs(area), area.units.to_dict()
    missed = {
        s: exception_patients(s, costs.sizes, area.rules)
        for s in subsets(codes)
        if is_legal(s, area.graph, area.rules, units)
    }
    legal = {s: m for s, m in missed.items() if m is not None}
    starting = {code: [s for s in legal if min(s) == code] for code in codes}
    for plan in partitions(codes, starting):
        if number_allowed(len(plan), area.rules):
            yield plan, costs.plan(plan), sum(legal[s] for s in plan)


@settings(max_examples=examples(everyday=15, deep=100))
@given(
    priced_areas(most=6),
    st.sampled_from([0.02, 0.2, 0.6]),
    st.sampled_from([1, 10_000, 40_000]),
)
def test_alternatives_against_every_plan_there_is(drawn, near, apart):
    area = replace(drawn, rules=replace(drawn.rules, within=("ccg_code",)))
    problem = area.problem()
    best = solve(problem)
    if best.status is not Status.OPTIMAL:
        return
    found, why = find(problem, best, Wish(2, near, apart))
    plans = [[*r.plan.networks.values()] for r in (best, *found)]
    for result, plan in zip((best, *found), plans, strict=True):
        assert_true(area, result)
        assert result.exceptions_patients == best.exceptions_patients
        assert result.bound == best.bound
        assert result.objective <= best.bound / (1 - near) + 1e-6
        for other in plans:
            if other is not plan:
                assert differing(area, plan, other) >= apart
    assert bool(why) == (len(found) < 2)
    if not found:
        assert [p for p in every_plan(area) if _would_do(area, best, p, near, apart)] == []


def _would_do(area: Priced, best, known, near: float, apart: int) -> bool:
    """Whether a plan meets the wish by the count that the search promises to be complete for."""
    plan, cost, missed = known
    patients = area.practices["patients"]
    stay = sum(
        max(int(patients[sorted(s & set(n))].sum()) for n in best.plan.networks.values())
        for s in plan
    )
    near_enough = cost / SCALE <= best.bound / (1 - near) - 1e-6
    units = area.units
    excused = dict.fromkeys(units.unique(), 0)
    for one in (plan, None):
        for s in one or best.plan.networks.values():
            size = exception_patients(frozenset(s), Costs(area).sizes, area.rules) or 0
            excused[units[min(s)]] += size if one else -size
    return (
        near_enough
        and missed == best.exceptions_patients
        and max(excused.values()) <= 0
        and stay <= int(patients.sum()) - apart
    )


def test_networks_that_cost_all_that_a_wide_gap_allows_are_found():
    """The cost allowed beyond the bound is a share of the dearer plan, not of the best one."""
    codes = list("ABC")
    columns = {"name": codes, "patients": [20_000, 3_000, 21_000], "ccg_code": list("YXY")}
    table = gpd.GeoDataFrame(
        {**columns, "place": ["P", "", "Q"], "county": ""},
        index=pd.Index(codes, name="practice_code"),
        geometry=[Point(0, 0)] * 3,
        crs="EPSG:27700",
    )
    rules = Rules(
        floor=20_000, within=("ccg_code",), soft_borders={"place": 1.0},
        weights={"borders": 0.075, "alignment:b": 0.5},
    )  # fmt: skip
    team = {"b": pd.DataFrame({"L": [0, 0, 2_100], "M": [0, 0, 2_100]}, index=table.index)}
    graph = nx.Graph([("A", "C")])
    graph.add_node("B")
    nowhere = pd.Series("", index=table.index, dtype="object")
    area = Priced(table, graph, rules, team, nowhere, pd.Series(0.0, index=table.index))
    problem = area.problem()
    best = solve(problem)
    (found,), _ = find(problem, best, Wish(1, 0.6, 1))
    assert sorted(map(sorted, found.plan.networks.values())) == [["A", "C"], ["B"]]
    assert best.objective < found.objective <= best.bound / 0.4


def test_a_name_goes_on_once_in_an_alternative_across_units_too():
    codes = list("ABCDE")
    columns = {"name": codes, "patients": [1_000, 10_000, 20_000, 30_000, 1_000]}
    table = gpd.GeoDataFrame(
        {**columns, "ccg_code": list("XXXXY"), "place": "", "county": ""},
        index=pd.Index(codes, name="practice_code"),
        geometry=[Point(0, 0)] * 5,
        crs="EPSG:27700",
    )
    graph = nx.complete_graph(codes[:4])
    graph.add_node("E")
    today = pd.Series(["", "", "", "L", "L"], index=table.index, dtype="object")
    rules = Rules(oversize_slack=0, within=("ccg_code",), weights={"change": 0.1})
    area = Priced(table, graph, rules, today, today, pd.Series(0.0, index=table.index))
    best = solve(area.problem())
    found, _ = find(area.problem(), best, Wish(2, 0.6, 1))
    assert found
    for result in found:
        assert_true(area, result)
