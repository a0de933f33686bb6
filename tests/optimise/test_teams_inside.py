"""Teams inside large networks: as a rule on networks, as a division, and as a check."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from optimise.candidates.area import prepare
from optimise.problem.criteria import SCALE
from optimise.problem.plan import Status
from optimise.problem.rules import Approval, Rules
from optimise.solve import solve
from optimise.teams_inside import MOST_A_TEAM, divide
from optimise.units.asked import SearchEffort, first_plan_of, span_of
from optimise.verify.verify import verify
from tests.support.depth import examples
from tests.support.oracles import is_connected, partitions, parts_into_teams, subsets
from tests.support.priced_areas import Costs, Priced, priced_areas
from tests.support.proven import assert_best_of_all

BANDS = st.sampled_from([(10_000, 30_000), (20_000, 40_000), (25_000, 35_000), (1, 20_000)])


def large_networks(area: Priced, band: tuple[int, int]) -> Priced:
    """The same area with room above its ceiling, and teams asked for there."""
    rules = replace(area.rules, team_band=band, ceiling_soft=True, oversize_slack=40_000)
    return replace(area, rules=replace(rules, weights={**rules.weights, "count": 2_000.0}))


@settings(max_examples=examples(everyday=12, deep=80))
@given(priced_areas(most=7, criteria=("travel", "oversize")), BANDS)
def test_the_optimum_is_the_best_of_all_plans_whose_large_networks_divide(area: Priced, band):
    assert_best_of_all(large_networks(area, band))


@settings(max_examples=examples(everyday=15, deep=80))
@given(priced_areas(most=7, criteria=("travel",)), BANDS)
def test_compiled_and_plain_words_divide_alike(area: Priced, band):
    asked = large_networks(area, band)
    ready, sizes = prepare(asked.problem(), exceptional=True), Costs(asked).sizes
    for members in subsets(sorted(sizes)):
        rows = asked.problem().rows(sorted(members))
        if is_connected(members, asked.graph) and rows not in ready.given:
            plain = parts_into_teams(members, asked.graph, sizes, asked.rules)
            assert ready._has_teams(rows) == plain


@settings(max_examples=examples(everyday=12, deep=60))
@given(priced_areas(most=7, criteria=("travel",)), BANDS)
def test_a_division_has_fewest_teams_then_least_travel(area: Priced, band):
    codes = sorted(area.practices.index)
    rules = replace(Rules(ceiling=30_000, team_band=band), size=area.rules.size)
    asked = replace(area, rules=rules)
    problem, costs = asked.problem(), Costs(asked)
    if sum(costs.sizes.values()) <= rules.ceiling or len(codes) == 1:
        assert divide(problem, {"N1": codes}) == {}
        return
    found = divide(problem, {"N1": codes})["N1"]
    least, most = band
    if max(costs.sizes.values()) > most:
        assert found.teams or not is_connected(frozenset(codes), area.graph)
        for team in found.teams:
            size = sum(costs.sizes[c] for c in team)
            assert is_connected(frozenset(team), area.graph)
            assert size >= least or len(found.teams) == 1
            assert size <= most or max(costs.sizes[c] for c in team) > most
        return
    assert found.proven
    teams = {
        s: costs.network(s)
        for s in subsets(codes)
        if least <= sum(costs.sizes[c] for c in s) <= most and is_connected(s, area.graph)
    }
    starting = {code: [s for s in teams if min(s) == code] for code in codes}
    every = [(len(p), _travel(asked, p)) for p in partitions(codes, starting)]
    assert bool(found.teams) == bool(every)
    if every:
        fewest, travel = min(every)
        assert (len(found.teams), found.travel) == (fewest, pytest.approx(travel, abs=0.1 * 7))


def _travel(area: Priced, plan) -> float:
    weighed = replace(area, rules=replace(area.rules, weights={"travel": 1.0}))
    return sum(Costs(weighed).network(s) for s in plan) / SCALE


def town(patients: list[int]) -> tuple:
    """A row of practices, each a neighbour of the next, in one unit."""
    import geopandas as gpd
    import networkx as nx
    import pandas as pd
    from shapely.geometry import Point

    codes = [chr(ord("A") + k) for k in range(len(patients))]
    table = gpd.GeoDataFrame(
        {"name": codes, "patients": patients},
        index=pd.Index(codes, name="practice_code"),
        geometry=[Point(1_000 * k, 0) for k in range(len(codes))],
        crs="EPSG:27700",
    )
    return table, nx.path_graph(codes)


def test_a_network_above_the_ceiling_stays_only_where_it_divides():
    from optimise.problem.problem import build

    table, graph = town([20_000, 20_000, 20_000, 20_000])
    rules = Rules(ceiling_soft=True, oversize_slack=40_000, weights={"count": 1.0})
    assert len(solve(build(table, graph, rules)).plan.networks) == 1
    asked = replace(rules, team_band=(30_000, 50_000))
    whole = build(table, graph, asked)
    assert [len(g) for g in divide(whole, solve(whole).plan.networks)["N01"].teams] == [2, 2]
    narrow = replace(rules, team_band=(45_000, 50_000))
    parted = solve(build(table, graph, narrow))
    assert parted.status is Status.OPTIMAL
    assert len(parted.plan.networks) == 2


def test_a_first_plan_has_no_network_that_cannot_be_divided():
    from optimise.problem.problem import build

    table, _ = town([7_000] * 16)  # eight of them are above the ceiling and divide into none
    table = table.set_geometry([Point(1_000 * (k % 4), 1_000 * (k // 4)) for k in range(16)])
    named = {
        (row, column): table.index[4 * row + column] for row in range(4) for column in range(4)
    }
    graph = nx.relabel_nodes(nx.grid_2d_graph(4, 4), named)
    weights = {"travel": 1.0, "count": 40_000.0}
    rules = Rules(ceiling_soft=True, team_band=(30_000, 50_000), weights=weights)
    area = prepare(build(table.set_crs("EPSG:27700"), graph, rules), exceptional=False)
    plan = first_plan_of(area, span_of(area.problem, (1, 16), area), SearchEffort())
    assert [len(members) * 7_000 for members in plan if not area._has_teams(members)] == []
    assert solve(area.problem).status is Status.OPTIMAL


def test_a_network_beyond_the_room_above_the_ceiling_is_no_column_and_leaves_no_gap():
    from optimise.problem.problem import build

    patients = [28_000, 29_000, 1, 68_000, 42_000, 10_000]
    table, _ = town(patients)  # B with E has 6,000 more than the ceiling and its slack allow
    graph = nx.complete_graph(table.index)
    table = table.set_geometry([Point(1_000 * k, 7_000 * (k == 5)) for k in range(6)])
    rules = Rules(ceiling_soft=True, oversize_slack=40_000, team_band=(10_000, 80_000),
                  weights={"travel": 1.0})  # fmt: skip
    asked = build(table.set_crs("EPSG:27700"), graph, rules)
    ready = prepare(asked, exceptional=False)
    assert ready.lawful(ready.candidates([(0, 3)], [-1])) == []
    plan = first_plan_of(ready, span_of(asked, (1, 6), ready), SearchEffort())
    assert max(sum(patients[i] for i in members) for members in plan) <= 90_000
    assert solve(asked).status is Status.OPTIMAL


def test_a_practice_larger_than_a_team_forms_its_own_with_whoever_is_joined_to_it():
    from optimise.problem.problem import build

    table, graph = town([9, 60_000, 30_000])  # A reaches nobody but B
    rules = Rules(ceiling_soft=True, oversize_slack=40_000, weights={"travel": 1.0},
                  team_band=(30_000, 50_000))  # fmt: skip
    asked = build(table, graph, rules)
    found = solve(asked)
    assert found.status is Status.OPTIMAL
    assert sorted(found.plan.networks.values()) == [("A", "B"), ("C",)]
    assert divide(asked, {"N1": "AB"})["N1"].teams == (("A", "B"),)
    both = divide(asked, {"N1": "ABC"})["N1"]
    assert both.teams == (("A", "B"), ("C",))
    plan = dict.fromkeys("ABC", "N1")
    report = verify(plan, table, graph, rules, teams={"A": "1", "B": "1", "C": "2"})
    assert [f for f in report.findings if f.check == "teams_inside"] == []
    small = verify(plan, table, graph, rules, teams={"A": "1", "B": "2", "C": "2"})
    assert len([f for f in small.findings if f.check == "teams_inside"]) == 1


def test_an_approved_network_stays_as_it_is_only_where_it_divides():
    from optimise.problem.problem import build

    table, graph = town([20_000, 20_000, 20_000, 20_000])
    today = Approval("N1", tuple("ABCD"), ("size",))
    rules = Rules(approved=(today,), weights={"count": 1.0}, team_band=(30_000, 50_000))
    assert len(solve(build(table, graph, rules)).plan.networks) == 1
    narrow = replace(rules, team_band=(45_000, 50_000))
    assert len(solve(build(table, graph, narrow)).plan.networks) == 2


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        ({}, "not divided"),
        ({"A": "1", "B": "1", "C": "2"}, "no team for D"),
        ({"A": "1", "B": "2", "C": "1", "D": "2"}, "not in one piece"),
        ({"A": "1", "B": "1", "C": "1", "D": "2"}, "has 60,000"),
        ({"A": "1", "B": "1", "C": "2", "D": "2", "E": "2"}, "another network"),
    ],
)
def test_the_check_says_what_is_wrong_with_teams(teams, said):
    table, graph = town([20_000, 20_000, 20_000, 20_000, 30_000])
    rules = Rules(ceiling_soft=True, oversize_slack=40_000, team_band=(30_000, 50_000))
    plan = {"A": "N1", "B": "N1", "C": "N1", "D": "N1", "E": "N2"}
    report = verify(plan, table, graph, rules, teams=teams)
    found = next(check for check in report.checks if check.name == "teams_inside")
    assert [said in finding.message for finding in found.findings] == [True]
    good = {"A": "1", "B": "1", "C": "2", "D": "2"}
    assert verify(plan, table, graph, rules, teams=good).passed


def test_more_than_a_number_has_bits_count_as_not_divisible():
    from optimise.problem.problem import build

    table, graph = town([1_000] * 70)
    rules = Rules(ceiling_soft=True, oversize_slack=40_000, team_band=(30_000, 50_000))
    ready = prepare(build(table, graph, rules), exceptional=True)
    assert not ready._has_teams(tuple(np.arange(70)))
    assert ready._has_teams(tuple(np.arange(60)))
    assert MOST_A_TEAM > 0
