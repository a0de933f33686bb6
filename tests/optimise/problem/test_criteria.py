"""Criteria: figures by hand, and the proven optimum of each against every plan there is."""

from dataclasses import replace
from itertools import product

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from boundaries.errors import DataError
from optimise.candidates.area import prepare
from optimise.problem import criteria, problem
from optimise.problem.problem import NONE, Problem
from optimise.problem.rules import Rules
from tests.support.depth import examples
from tests.support.priced_areas import CRITERIA, WEIGHTS, Costs, priced_areas
from tests.support.proven import assert_best_of_all

NEIGHBOURS = [("A", "B"), ("B", "C"), ("C", "D")]


def four(rules: Rules, *, towns: list[str] | None = None, **given) -> Problem:
    """A, B, C, D with 10, 20, 30 and 40 thousand patients at 0, 3, 4 and 8 km on a line."""
    codes = pd.Index(list("ABCD"), name="practice_code")
    practices = gpd.GeoDataFrame(
        {
            "patients": [10_000, 20_000, 30_000, 40_000],
            "place": ["P", "P", "Q", ""],
            "town": towns or ["", "", "", ""],
        },
        index=codes,
        geometry=[Point(1_000 * km, 0) for km in (0, 3, 4, 8)],
        crs="EPSG:27700",
    )
    columns = {
        name: None if values is None else pd.Series(values, index=codes)
        for name, values in given.items()
    }
    return problem.build(practices, nx.Graph(NEIGHBOURS), rules, **columns)


BY_HAND = [
    ("travel", [0, 1, 2], 10_000 * 3 + 30_000 * 1),
    ("travel", [3], 0),
    ("inertia", [0, 1, 2], 10_000 * 9 + 30_000 * 1),
    ("alignment", [0, 1, 2], 30_000),
    ("alignment", [2, 3], 0),
    ("alignment", [3], 0),
    ("change", [0, 1, 2], 10_000),
    ("change", [0, 1], 10_000),
    ("borders", [0, 1, 2], 2 * 30_000),
    ("borders", [0, 1], 0),
    ("balance", [0, 1], 10_000),
    ("balance", [2, 3], 30_000),
    ("count", [0, 1], 1),
    ("exceptions", [0], 20_000),
    ("exceptions", [2, 3], 20_000),
    ("mix", [0, 1], abs((1 - 3) * 10_000 + (2 - 3) * 20_000)),
    ("mix", [3], 0),
]


@pytest.mark.parametrize(("name", "members", "figure"), BY_HAND)
def test_figures_by_hand(name, members, figure):
    made = four(
        Rules(soft_borders={"place": 2.0}),
        team=["T", "T", "U", ""],
        current=["K", "L", "L", "L"],
        need=[1.0, 2.0, 10 / 3 + 1, float("nan")],
    )
    assert made.need_mean == pytest.approx(3.0)
    assert criteria.CRITERIA[name].measure(made, members) == pytest.approx(figure)


def test_every_criterion_is_reported_whatever_its_weight():
    rows = criteria.of_networks(four(Rules(weights={})), [[0, 1], [2, 3]])
    assert [set(row) for row in rows] == [set(criteria.CRITERIA)] * 2
    assert [row["travel"] for row in rows] == [30_000, 120_000]
    assert [row["alignment"] + row["change"] + row["borders"] for row in rows] == [0, 0]


def test_two_networks_do_not_claim_one_name_nor_do_two_sides_of_a_border():
    kept = ["K", "K", "K", "K"]
    assert criteria.keep_names(four(Rules(), current=kept), [[0, 1], [2, 3]]) == [NONE, 0]
    apart = four(Rules(), current=kept, units=["X", "X", "Y", "Y"])
    assert criteria.keep_names(apart, [[0, 1], [2, 3]]) == [NONE, 0]


def test_the_name_goes_where_most_patients_stay():
    made = four(Rules(), current=["K", "K", "K", "L"])
    groups = [[0], [1, 2], [3]]
    assert criteria.keep_names(made, groups) == [NONE, 0, 1]
    changed = [row["change"] for row in criteria.of_networks(made, groups)]
    assert changed == [10_000, 0, 0]


@given(st.data())
def test_names_are_kept_so_that_no_more_practices_move_than_may(data):
    """Against every way to keep the names: the fewest patients move of those that may be."""
    today = data.draw(st.lists(st.sampled_from("KLM"), min_size=4, max_size=4))
    where = data.draw(st.lists(st.integers(0, 2), min_size=4, max_size=4))
    most = data.draw(st.one_of(st.none(), st.integers(0, 4)))
    made = four(Rules(moves_max=most), current=today)
    groups = [[i for i in range(4) if where[i] == k] for k in sorted(set(where))]
    labels = range(len(made.current.names))

    def moved(kept):
        gone = [i for g, k in zip(groups, kept, strict=True) for i in g if made.current.of[i] != k]
        return int(made.patients[gone].sum()), len(gone)

    ways = product([NONE, *labels], repeat=len(groups))
    every = [moved(kept) for kept in ways if all(kept.count(k) <= 1 for k in labels)]
    allowed = [one for one in every if most is None or one[1] <= most] or every
    assert moved(criteria.keep_names(made, groups))[0] == min(allowed)[0]


def test_travel_from_home_areas_takes_the_place_of_distance():
    rules = Rules(weights={"travel": 1.0})
    codes = list("ABCD")
    table = pd.DataFrame(5.0, index=codes, columns=codes)
    table.loc["B", "A"] = 1.0
    plain = four(rules)
    made = replace(plain, travel_km=table.to_numpy())
    assert criteria.travel(plain, [0, 1]) == 30_000
    assert criteria.travel(made, [0, 1]) == 6
    assert criteria.hub(made, [0, 1]) == 1


@pytest.mark.parametrize("name", ["alignment", "change", "mix"])
def test_a_weight_without_its_data_is_refused(name):
    with pytest.raises(DataError, match=name):
        four(Rules(weights={name: 1.0}))


def test_a_soft_border_that_is_no_column_is_refused():
    with pytest.raises(DataError, match="no column county"):
        four(Rules(soft_borders={"county": 1.0}))


@pytest.mark.parametrize("priced", ["soft_borders", "kept_whole"])
def test_places_that_differ_in_capitals_alone_are_questioned(priced):
    with pytest.raises(DataError, match=r"values of town .*: 'L1' \(1 row\) and 'l1' \(1 row\)"):
        four(Rules(**{priced: {"town": 1.0}}), towns=["L1", "l1", "L2", "L2"])


@settings(max_examples=examples(everyday=12, deep=60))
@given(priced_areas(most=6), st.data())
def test_arrays_and_plain_words_cost_the_same(area, data):
    made, costs = area.problem(), Costs(area)
    codes = data.draw(st.lists(st.sampled_from(made.codes), unique=True, min_size=1))
    name = data.draw(st.sampled_from(["", *made.current.names]))
    label = made.current.names.index(name) if name else NONE
    ready = prepare(made, exceptional=True)
    counted = ready.candidates([made.rows(codes)], [label])[0].cost
    assert counted == costs.network(frozenset(codes)) + costs.leaving(frozenset(codes), name)


@pytest.mark.parametrize("name", CRITERIA)
@settings(max_examples=examples(everyday=5, deep=25))
@given(data=st.data())
def test_one_criterion_is_proven_best_of_all(name, data):
    area = data.draw(priced_areas(most=7))
    weights = {name: data.draw(st.sampled_from(WEIGHTS))}
    assert_best_of_all(replace(area, rules=replace(area.rules, weights=weights)))
