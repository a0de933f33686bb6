"""Levels above networks: each proven given the one below, and no bound above any plan of both."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from optimise import tiers
from optimise.problem import problem
from optimise.problem.criteria import SCALE
from optimise.problem.rules import Rules
from optimise.solve import solve
from optimise.verify.nesting import nesting
from tests.support.depth import examples
from tests.support.oracles import is_connected, partitions, subsets
from tests.support.priced_areas import Costs, Priced, priced_areas

NETWORKS = Rules(floor=20_000, ceiling=60_000, oversize_slack=0, weights={"travel": 1.0})
PLACES = st.sampled_from([(40_000, 120_000), (60_000, 150_000), (30_000, 90_000)])


def plans(codes, graph, band, size, cost):
    """Every division into connected sets of a band, with what it costs."""
    worth = {
        s: cost(s)
        for s in subsets(sorted(codes))
        if band[0] <= sum(size[c] for c in s) <= band[1] and is_connected(s, graph)
    }
    starting = {code: [s for s in worth if min(s) == code] for code in codes}
    for plan in partitions(sorted(codes), starting):
        yield plan, sum(worth[s] for s in plan)


@settings(max_examples=examples(everyday=15, deep=300))
@given(priced_areas(most=8, criteria=("travel",)), PLACES)
def test_no_plan_of_two_levels_is_below_the_bound_and_the_sequence_is_the_best_of_its_kind(
    area: Priced, band: tuple[int, int]
):
    codes = sorted(area.practices.index)
    one = replace(area, rules=NETWORKS, outer=None)
    costs = Costs(one)
    size = costs.sizes
    upper = Rules(floor=band[0], ceiling=band[1], oversize_slack=0, weights={"travel": 1.0})
    found = solve(problem.build(area.practices, area.graph, NETWORKS, travel_km=area.travel_km))
    if found.plan is None or found.exceptions_patients:
        return
    both = [
        (inner + outer, plan, place)
        for plan, inner in plans(codes, area.graph, (20_000, 60_000), size, costs.network)
        for place, outer in plans(codes, area.graph, band, size, costs.network)
        if all(any(network <= p for p in place) for network in plan)
    ]
    practices = problem.build(area.practices, area.graph, upper, travel_km=area.travel_km)
    for bound in (
        tiers.least_cost(practices, tiers.division(practices)),
        tiers.by_centres(practices),
    ):
        if both and bound is not None:
            least = min(cost for cost, *_ in both) / SCALE
            assert found.bound + bound <= least + 0.1 * len(codes)
    if not both:
        return
    own = found.plan.assignment
    units = tiers.graph_of_units(area.graph, own)
    names = set(found.plan.networks)
    given_networks = [
        (cost, place)
        for cost, plan, place in both
        if {frozenset(c) for c in found.plan.networks.values()} == set(plan)
    ]
    for _, place in given_networks:
        parent = {c: f"P{k}" for k, p in enumerate(place) for c in p}
        assert nesting(own, parent, size, area.graph, band) == ()
        for p in place:
            inside = frozenset(name for name in names if set(found.plan.networks[name]) <= p)
            assert is_connected(inside, units)


def test_the_joint_figures_add_up_and_unknown_stays_unknown():
    assert tiers.joint((60.0, 40.0), (55.0, 40.0)) == tiers.Joint(100.0, 95.0, 0.05)
    assert tiers.joint((60.0, 40.0), (60.0, 40.0)).proven
    unknown = tiers.joint((60.0, 40.0), (60.0, None))
    assert (unknown.bound, unknown.gap, unknown.proven) == (None, None, False)


def test_what_does_not_nest_is_found():
    import networkx as nx

    lower = {"A": "N1", "B": "N1", "C": "N2", "D": "N2"}
    size = dict.fromkeys("ABCD", 10)
    graph = nx.path_graph(list("ABCD"))
    good = {"A": "P", "B": "P", "C": "Q", "D": "Q"}
    assert nesting(lower, good, size, graph, (20, 20)) == ()
    torn = {**good, "B": "Q"}
    assert {f.check for f in nesting(lower, torn, size, graph, (10, 30))} == {"nesting"}
    assert {f.check for f in nesting(lower, good, size, graph, (25, 30))} == {"band"}
    apart = {"A": "P", "B": "Q", "C": "Q", "D": "P"}
    single = {c: c for c in "ABCD"}
    assert {f.check for f in nesting(single, apart, size, graph, (20, 20))} == {"contiguity"}
    missing = {k: v for k, v in good.items() if k != "A"}
    assert any("none" in f.message for f in nesting(lower, missing, size, graph, (10, 30)))
