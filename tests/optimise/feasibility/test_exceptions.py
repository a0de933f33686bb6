"""Networks outside the band: only where no plan avoids them, the fewest patients, declared."""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from optimise.problem.exceptions import declare
from optimise.problem.plan import Cause, Status
from optimise.problem.rules import Rules
from optimise.solve import solve
from tests.support.depth import examples
from tests.support.priced_areas import Priced, priced_areas
from tests.support.proven import assert_best_of_all

TRAVEL = {"travel": 1.0}


def line(*thousands: int, rules: Rules, cut: tuple[int, ...] = ()) -> Priced:
    """Practices A, B, ... one kilometre apart, each touching the next but after the ``cut``s."""
    codes = pd.Index([chr(ord("A") + k) for k in range(len(thousands))], name="practice_code")
    practices = gpd.GeoDataFrame(
        {"patients": [1_000 * t for t in thousands], "place": "P", "ccg_code": "X"},
        index=codes,
        geometry=[Point(1_000 * k, 0) for k in range(len(codes))],
        crs="EPSG:27700",
    )
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    graph.add_edges_from((codes[k], codes[k + 1]) for k in range(len(codes) - 1) if k not in cut)
    blank = pd.Series("", index=codes, dtype="object")
    return Priced(practices, graph, rules, blank, blank, pd.Series(0.0, index=codes))


CASES = {
    "one small practice": (line(12, rules=Rules()), 18_000, {("A",): Cause.BELOW_FLOOR}),
    "one practice above the ceiling": (
        line(60, rules=Rules()),
        10_000,
        {("A",): Cause.SINGLE_PRACTICE},
    ),
    "all above the ceiling": (
        line(51, 60, 70, rules=Rules()),
        31_000,
        dict.fromkeys([("A",), ("B",), ("C",)], Cause.SINGLE_PRACTICE),
    ),
    "a small one joins a large one rather than fall short": (
        line(60, 5, rules=Rules()),
        15_000,
        {("A", "B"): Cause.WITH_LARGE_PRACTICE},
    ),
    "a large one is left alone where its neighbour has others": (
        line(60, 5, 30, rules=Rules()),
        10_000,
        {("A",): Cause.SINGLE_PRACTICE},
    ),
    "a component that cannot reach the floor": (
        line(20, 15, 9, rules=Rules(), cut=(1,)),
        21_000,
        {("C",): Cause.BELOW_FLOOR},
    ),
    "a total between one network and two": (
        line(29, 28, rules=Rules()),
        3_000,
        {("A",): Cause.BELOW_FLOOR, ("B",): Cause.BELOW_FLOOR},
    ),
    "a total a little above the ceiling": (
        line(26, 26, rules=Rules()),
        2_000,
        {("A", "B"): Cause.ABOVE_CEILING},
    ),
    "the floor waived for one": (
        line(12, 40, rules=Rules(floor_waived=("A",))),
        0,
        {("A",): Cause.FLOOR_WAIVED},
    ),
    "the floor waived for one of two is not waived for both": (
        line(12, 9, rules=Rules(floor_waived=("A",))),
        9_000,
        {("A", "B"): Cause.BELOW_FLOOR},
    ),
    "a soft ceiling": (
        line(28, 27, rules=Rules(ceiling_soft=True)),
        0,
        {("A", "B"): Cause.SOFT_CEILING},
    ),
    "beyond a soft ceiling": (
        line(61, rules=Rules(ceiling_soft=True)),
        11_000,
        {("A",): Cause.SINGLE_PRACTICE},
    ),
    "a fixed network in two pieces": (
        line(5, 35, 6, rules=Rules(fixed=(("A", "C"),))),
        0,
        {("A", "C"): Cause.FIXED},
    ),
    "a practice set apart": (
        line(2, 35, rules=Rules(alone=("A",))),
        0,
        {("A",): Cause.SET_APART},
    ),
    "fewer networks than the totals ask for": (
        line(30, 29, 45, rules=Rules(networks=(2, 2))),
        9_000,
        {("A", "B"): Cause.ABOVE_CEILING},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_exceptions_by_hand(name):
    area, patients, expected = CASES[name]
    result = assert_best_of_all(area)
    assert result.exceptions_patients == patients
    assert {row.practices: row.cause for row in result.exceptions} == expected
    assert all(str(abs(row.patients))[:-3] in row.reason for row in result.exceptions)


LIMITS = {
    "": Rules(together=(("A", "B"),)),
    ", with no practice moved": Rules(moves_max=0),
    ", with at most 1 practice moved": Rules(moves_max=1),
    ", with at most 5,000 patients moved": Rules(patients_moved_max=5_000),
    ", with at most 3 practices moved and at most 1 patient moved": Rules(
        moves_max=3, patients_moved_max=1
    ),
    ", with at most 3 practices moved, 2 practices kept in today's network and 1 network fixed"
    " as given": Rules(moves_max=3, stay=("A", "C"), fixed=(("C",),)),
}


@pytest.mark.parametrize("said", LIMITS)
def test_what_is_proven_names_the_limit_on_change_that_it_is_proven_under(said):
    problem = line(30, 29, 45, rules=LIMITS[said]).problem()
    best, found = (
        declare(problem, {"N1": ("A", "B"), "N2": ("C",)}, proven)[0] for proven in (True, False)
    )
    cause = "above the ceiling: no plan keeps every network within the ceiling"
    assert best.reason.endswith(f"{cause} (proven{said})")
    assert found.reason.endswith(f"{cause} (the best found so far{said})")


@pytest.mark.parametrize(
    "rules",
    [
        Rules(together=(("A", "B"),), apart=(("A", "B"),)),
        Rules(together=(("A", "B"), ("B", "C")), apart=(("A", "C"),)),
        Rules(together=(("A", "B"),), alone=("A", "B")),
        Rules(together=(("A", "C"),), alone=("B",)),
        Rules(fixed=(("A", "B"), ("B", "C"))),
        Rules(fixed=(("A", "B"),), apart=(("A", "B"),)),
        Rules(fixed=(("A", "B"),), together=(("B", "C"),)),
        Rules(together=(("A", "B", "C"),), oversize_slack=1_000),
        Rules(networks=(4, None)),
        Rules(networks=(None, 0)),
        Rules(alone=("A", "B", "C"), networks=(None, 2)),
        Rules(networks=(None, 1), oversize_slack=5_000),
    ],
)
def test_rules_that_no_plan_keeps_are_refused_with_a_reason(rules):
    result = assert_best_of_all(line(20, 20, 20, rules=rules))
    assert result.status is Status.INFEASIBLE


def test_two_large_practices_to_be_kept_together_are_not_set_apart_instead():
    rules = Rules(together=(("A", "B"),))
    assert assert_best_of_all(line(60, 70, rules=rules)).status is Status.INFEASIBLE
    wide = replace(rules, oversize_slack=60_000)
    assert assert_best_of_all(line(60, 70, rules=wide)).exceptions_patients == 80_000


def test_rules_that_share_practices_are_one():
    rules = Rules(together=(("A", "B"), ("B", "C")), fixed=(("D",), ("D",)), alone=("D",))
    result = assert_best_of_all(line(10, 10, 15, 40, rules=rules))
    assert list(result.plan.networks.values()) == [("A", "B", "C"), ("D",)]


def test_practices_fixed_in_one_network_across_a_border_have_no_plan():
    area = line(20, 20, rules=Rules(fixed=(("A", "B"),)))
    area.practices["ccg_code"] = ["X", "Y"]
    assert solve(area.problem()).status is Status.INFEASIBLE


@pytest.mark.parametrize("floor", [0, 1])
def test_no_floor_to_speak_of(floor):
    area = line(3, 1, 55, rules=Rules(floor=floor, weights=TRAVEL))
    result = assert_best_of_all(area)
    assert (result.exceptions_patients, result.objective) == (5_000, 0.0)


def test_a_band_of_one_size():
    rules = Rules(floor=40_000, ceiling=40_000, weights=TRAVEL)
    result = assert_best_of_all(line(20, 20, 10, 30, 41, rules=rules))
    assert (result.exceptions_patients, len(result.plan.networks)) == (1_000, 3)


def test_a_tiny_practice_may_cost_many_patients_in_exceptions():
    area = line(25, 25, 1, rules=Rules(oversize_slack=0, weights=TRAVEL))
    area.practices.loc["C", "patients"] = 1
    result = assert_best_of_all(area)
    assert result.exceptions_patients == 5_000 + 4_999


def test_a_tiny_practice_that_nobody_may_join():
    rules = Rules(oversize_slack=0, fixed=(("A", "B"),), networks=(1, 1))
    area = line(25, 25, 1, rules=rules)
    area.practices.loc["C", "patients"] = 1
    assert assert_best_of_all(area).status is Status.INFEASIBLE


@st.composite
def hard_to_fit(draw) -> Priced:
    """Areas where the band cannot be kept: lists near the ceiling, few edges, small slack."""
    area = draw(priced_areas(most=7))
    thousands = st.sampled_from([1, 9, 26, 29, 31, 49, 50, 51, 59, 60, 61, 75])
    lists = [1_000 * draw(thousands) + draw(st.sampled_from([0, 0, 1, 500])) for _ in area.units]
    rules = replace(area.rules, oversize_slack=draw(st.sampled_from([0, 1_000, 10_000, 60_000])))
    return replace(area, practices=area.practices.assign(patients=lists), rules=rules)


@settings(max_examples=examples(everyday=24, deep=120))
@given(hard_to_fit())
def test_exceptions_are_the_fewest_of_all(area):
    assert_best_of_all(area)
