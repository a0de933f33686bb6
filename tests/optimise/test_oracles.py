"""The oracles themselves: against figures by hand, and the two against each other."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings

from benchmarks.compact_mip import solve_compact
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from tests.support.depth import examples
from tests.support.oracles import best_partition, hub_cost, is_legal, partitions, subsets
from tests.support.strategies import Area, areas

BELL = [1, 1, 2, 5, 15, 52, 203, 877]


def row(*thousands: int) -> tuple[pd.DataFrame, nx.Graph, dict[tuple[str, str], int]]:
    """Practices A, B, C, ... in a row, one kilometre apart, each touching the next."""
    codes = [chr(ord("A") + k) for k in range(len(thousands))]
    practices = pd.DataFrame({"patients": [1_000 * t for t in thousands]}, index=codes)
    prices = {
        (a, h): thousands[i] * abs(i - j) for i, a in enumerate(codes) for j, h in enumerate(codes)
    }
    graph = nx.path_graph(codes) if len(codes) > 1 else nx.Graph()
    return practices, graph, prices


def both(area: tuple, rules: Rules, units: dict[str, str] | None = None):
    practices, graph, prices = area
    best = best_partition(practices, graph, rules, hub_cost(prices), units=units)
    return best, solve_compact(practices, graph, rules, prices, units=units)


@pytest.mark.parametrize("n", range(8))
def test_partitions_are_as_many_as_bell_numbers_and_all_different(n):
    codes = list("ABCDEFG"[:n])
    starting = {c: [s for s in subsets(codes) if min(s) == c] for c in codes}
    found = {frozenset(plan) for plan in partitions(codes, starting)}
    assert len(found) == BELL[n]


@pytest.mark.parametrize(
    ("thousands", "rules", "exceptions", "cost", "networks"),
    [
        ((15, 15, 20, 20), Rules(), 0, 35, ("AB", "CD")),
        ((15, 15, 20, 20), Rules(apart=(("A", "B"),)), 20_000, 35, ("A", "BCD")),
        (
            (15, 15, 10, 15, 15),
            Rules(networks=(1, 1), oversize_slack=20_000),
            20_000,
            90,
            ("ABCDE",),
        ),
        ((10, 12), Rules(), 8_000, 10, ("AB",)),
        ((10, 12), Rules(floor_waived=("A", "B")), 0, 0, ("A", "B")),
        ((10, 35), Rules(alone=("A",)), 0, 0, ("A", "B")),
        ((10, 35), Rules(alone=("A", "B")), 0, 0, ("A", "B")),
        ((60, 35), Rules(), 10_000, 0, ("A", "B")),
        ((60, 5), Rules(), 15_000, 5, ("AB",)),
        ((60,), Rules(ceiling_soft=True), 0, 0, ("A",)),
        ((20, 60, 20), Rules(fixed=(("A", "C"),)), 10_000, 40, ("AC", "B")),
    ],
)
def test_figures_by_hand(thousands, rules, exceptions, cost, networks):
    best, compact = both(row(*thousands), rules)
    assert (best.exceptions, best.cost, tuple(map("".join, best.networks))) == (
        exceptions,
        cost,
        networks,
    )
    assert (compact.status, compact.exceptions, compact.cost) == (Status.OPTIMAL, exceptions, cost)


@pytest.mark.parametrize(
    "rules",
    [
        Rules(together=(("A", "B"),), apart=(("A", "B"),)),
        Rules(together=(("A", "Z"),)),
        Rules(fixed=(("A", "B"), ("B", "C"))),
        Rules(networks=(4, None)),
        Rules(networks=(None, 0)),
        Rules(alone=("A", "B", "C"), networks=(None, 2)),
        Rules(together=(("A", "C"),), alone=("B",)),
        Rules(together=(("A", "B", "C"),), oversize_slack=1_000),
    ],
)
def test_rules_that_no_plan_keeps(rules):
    best, compact = both(row(20, 20, 20), rules)
    assert best is None
    assert compact.status == Status.INFEASIBLE


def test_no_network_crosses_a_border():
    area = row(20, 20)
    assert both(area, Rules())[0].networks == (("A", "B"),)
    best, compact = both(area, Rules(), units={"A": "X", "B": "Y"})
    assert best.networks == compact.networks == (("A",), ("B",))


def test_a_network_has_to_be_in_one_piece():
    _, graph, _ = row(20, 20, 20)
    assert not is_legal(frozenset("AC"), graph, Rules(), None)
    assert is_legal(frozenset("ABC"), graph, Rules(), None)


def test_a_price_per_network_makes_fewer_of_them():
    practices, graph, prices = row(30, 20, 30)
    rules = Rules(ceiling=80_000, floor=20_000)
    cheap = solve_compact(practices, graph, rules, prices)
    dear = solve_compact(practices, graph, rules, prices, price_per_network=41)
    assert [len(r.networks) for r in (cheap, dear)] == [3, 1]
    assert dear.cost == 60 + 41


@settings(max_examples=examples(everyday=20, deep=100))
@given(areas(most=7))
def test_brute_force_and_the_compact_model_agree(area: Area):
    units = area.units.to_dict()
    best = best_partition(
        area.practices, area.graph, area.rules, hub_cost(area.prices), units=units
    )
    compact = solve_compact(area.practices, area.graph, area.rules, area.prices, units=units)
    if best is None:
        assert compact.status == Status.INFEASIBLE
        return
    assert compact.status == Status.OPTIMAL
    assert (compact.exceptions, compact.cost) == (best.exceptions, best.cost)
