"""The bound by centres is below every plan, near where networks have many members, and told."""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimise.candidates.area import prepare
from optimise.local_search.first_plan import first_plan
from optimise.problem import problem
from optimise.problem.plan import Status
from optimise.problem.problem import NONE, Problem
from optimise.problem.rules import Rules
from optimise.proof import centres, fixing, hub_program
from optimise.proof.pricing.generation import Generation
from optimise.solve import solve
from optimise.stopping import Watch
from optimise.units.asked import SearchEffort, contradiction, span_of
from optimise.units.other_plans import large_networks
from tests.support.depth import examples
from tests.support.oracles import number_allowed
from tests.support.plans import plans
from tests.support.priced_areas import every_candidate, priced_areas
from tests.support.proven import assert_best_of_all


def checkerboard(side: int, **rules: object) -> Problem:
    """Small areas of about 1,600 residents in a square, neighbours along edges."""
    random = np.random.default_rng(7)
    codes = [f"E{k:04d}" for k in range(side * side)]
    x, y = np.divmod(np.arange(side * side), side)
    table = gpd.GeoDataFrame(
        {"patients": random.integers(1_100, 2_200, side * side)},
        index=pd.Index(codes, name="practice_code"),
        geometry=shapely.points(np.column_stack([x, y]) * 1_000.0),
        crs="EPSG:27700",
    )
    graph = nx.relabel_nodes(
        nx.grid_2d_graph(side, side),
        {(a, b): codes[a * side + b] for a in range(side) for b in range(side)},
    )
    return problem.build(table, graph, Rules(weights={"travel": 1.0}, **rules))


@settings(max_examples=examples(everyday=25, deep=120))
@given(priced_areas(most=6), st.booleans())
def test_no_plan_costs_less_than_its_bound_and_its_prices_say_how_much_more(drawn, warm):
    frozen = drawn.problem()
    assume(not contradiction(frozen))
    area = prepare(frozen, exceptional=False)
    assume(centres.states(area))
    asked = drawn.rules.networks or (None, None)
    wanted = (asked[0] or 1, len(area) if asked[1] is None else asked[1])
    span = span_of(frozen, wanted, area)
    assume(span is not None)
    found = [
        plan
        for plan in plans(every_candidate(drawn, exceptional=False), len(area))
        if number_allowed(len(plan), drawn.rules)
    ]
    least = min(found, key=lambda plan: sum(c.cost for c in plan), default=[])
    known = centres.rise(area, span, least if warm else [], Watch())
    if known is None:
        assert not found
        return
    generation = Generation(area, span)
    generation.begin_from(known)
    for plan in found:
        above = sum(generation.dearness(plan).tolist())
        assert known.bound + above <= sum(c.cost for c in plan)


@settings(max_examples=examples(everyday=15, deep=150))
@given(priced_areas(most=6), st.integers(0, 60))
def test_fixing_leaves_every_better_plan_and_the_program_is_below_all(drawn, dearer):
    frozen = drawn.problem()
    assume(not contradiction(frozen))
    area = prepare(frozen, exceptional=False)
    assume(centres.states(area))
    asked = drawn.rules.networks or (None, None)
    wanted = (asked[0] or 1, len(area) if asked[1] is None else asked[1])
    span = span_of(frozen, wanted, area)
    found = [
        plan
        for plan in plans(every_candidate(drawn, exceptional=False), len(area))
        if number_allowed(len(plan), drawn.rules)
    ]
    if span is None or not found:
        return
    dear = sorted(found, key=lambda plan: sum(c.cost for c in plan))
    known = centres.rise(area, span, [], Watch())
    upper = dear[min(dearer, len(dear) - 1)]
    above = sum(c.cost for c in upper)
    pairs = fixing.left(area, span, known, above)
    outside = set(centres.Centres(area, span).apart)
    for plan in dear:
        if sum(c.cost for c in plan) > above:
            break
        for one in plan:
            hub = min(one.members, key=lambda h: area.ground.costs[h, list(one.members)].sum())
            assert one.members in outside or set(one.members) <= set(pairs.costs[hub])
    told = hub_program.best(area, pairs, upper, Watch(), 1)
    least = sum(c.cost for c in dear[0])
    assert told.bound <= least
    assert sorted(i for rows in told.sets for i in rows) in ([], list(range(len(area))))
    exact = {name for name, weight in drawn.rules.weights.items() if weight} <= {"travel", "count"}
    if exact and told.sets:
        assert told.bound == least or drawn.outer is not None


def test_the_few_pairs_that_are_left_come_to_the_optimum_of_connected_sets(monkeypatch):
    asked = checkerboard(6, floor=9_000, ceiling=14_000)
    monkeypatch.setattr(centres, "MEMBERS", 1e9)
    by_sets = solve(asked)
    monkeypatch.setattr(centres, "MEMBERS", 0.0)
    by_pairs = solve(asked)
    assert by_pairs.status is by_sets.status is Status.OPTIMAL
    assert by_pairs.objective == by_sets.objective
    assert [unit.bound_by for unit in by_sets.units] == ["connected sets"]
    graph = nx.Graph(asked.edges.tolist())
    for codes in by_pairs.plan.networks.values():
        assert nx.is_connected(graph.subgraph(asked.rows(codes)))


def test_more_networks_are_tried_where_local_moves_keep_to_few():
    asked = checkerboard(12)
    area = prepare(asked, exceptional=False)
    span = span_of(asked, (1, len(asked)), area)
    few = replace(span, networks_min=span.networks_min, networks_max=span.networks_min)
    first = area.candidates(found := first_plan(area, few, seed=1, restarts=1), [NONE] * len(found))
    more = large_networks.better(area, span, first, SearchEffort())
    assert len(more) > len(first)
    assert sum(c.cost for c in more) < sum(c.cost for c in first)
    assert sorted(i for c in more for i in c.members) == list(range(len(area)))


@settings(max_examples=examples(everyday=12, deep=100))
@given(priced_areas(most=6))
def test_the_optimum_is_the_same_where_the_search_begins_from_centres(drawn):
    before = centres.MEMBERS
    centres.MEMBERS = 0.0
    try:
        assert_best_of_all(drawn)
    finally:
        centres.MEMBERS = before


def test_neighbourhoods_of_thirty_small_areas_have_a_bound_within_a_tenth():
    asked = checkerboard(14)  # 196 small areas
    area = prepare(asked, exceptional=False)
    assert centres.is_better(area)
    span = span_of(asked, (1, len(asked)), area)
    plan = area.candidates(found := first_plan(area, span, seed=1, restarts=1), [NONE] * len(found))
    known = centres.rise(area, span, plan, Watch())
    cost = sum(c.cost for c in plan)
    assert 0.9 * cost < known.bound <= cost


def test_a_hub_reaches_nobody_to_whom_every_way_is_larger_than_a_network():
    asked = checkerboard(7)
    few = replace(asked, rules=replace(asked.rules, floor=5_000, ceiling=8_000))
    area = prepare(few, exceptional=False)
    model = centres.Centres(area, span_of(few, (1, 49), area))
    starts, members, _ = model.reached
    graph = nx.Graph(few.edges.tolist())
    for hub in (0, 24, 48):
        ways = nx.shortest_path_length(graph, hub, weight=lambda a, b, _: int(few.size[b]))
        inside = {i for i, far in ways.items() if far + few.size[hub] <= 8_000}
        assert set(members[starts[hub] : starts[hub + 1]].tolist()) == inside


def test_a_bound_says_which_model_it_comes_from():
    small, large = checkerboard(3, floor=3_000, ceiling=6_000), checkerboard(12)
    assert [u.bound_by for u in solve(small).units] == ["connected sets"]
    bounds: list[float] = []
    stopped = solve(
        large,
        progress=lambda p: bounds.append(p.bound) if p.bound else None,
        cancelled=lambda: bool(bounds),
    )
    assert all(u.bound_by in ("centres", "connected sets") for u in stopped.units)
    assert 0.85 * stopped.objective < bounds[0] <= stopped.bound + 1e-6
