"""Reasons before a solve: sentences by hand, and claims held against every plan there is."""

from itertools import pairwise

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from optimise.feasibility.conflicting_rules import smallest_conflicting_rules
from optimise.feasibility.examine import Feasibility, examine
from optimise.problem.rules import Rules
from tests.support.depth import examples
from tests.support.oracles import best_partition, hub_cost
from tests.support.strategies import Area, areas


def area(text: str, edges: str = "", units: str = "") -> tuple[pd.DataFrame, nx.Graph]:
    """``"A20 B15"`` are practices A and B with 20,000 and 15,000 patients; ``"AB BC"`` edges."""
    codes = [word[0] for word in text.split()]
    practices = pd.DataFrame(
        {
            "name": [f"Surgery {code}" for code in codes],
            "patients": [1_000 * int(word[1:]) for word in text.split()],
            "ccg_code": list(units or "X" * len(codes)),
        },
        index=pd.Index(codes, name="practice_code"),
    )
    graph = nx.Graph(map(tuple, edges.split()))
    graph.add_nodes_from(codes)
    return practices, graph


def look(place: tuple[pd.DataFrame, nx.Graph], **rules) -> Feasibility:
    return examine(*place, Rules(within=("ccg_code",), **rules))


ROW = area("A20 B15 C25 D12 E35", "AB BC CD DE")


def test_totals_allow_a_range_of_networks():
    [unit] = look(area("A60 B40 C40 D50 E30", "AB BC CD DE"), ceiling=65_000).units
    assert (unit.networks_min, unit.networks_max) == (4, 5)
    assert unit.message == "X: 220,000 patients in 5 practices; totals allow 4 to 5 networks"


def test_every_border_unit_has_its_own_figures():
    result = look(area("A30 B40 C50 D50", "AB BC CD", "XXYY"))
    table = result.to_table()
    assert list(table.index) == ["X", "Y"]
    assert list(table["networks_min"]) == [2, 2]
    assert list(table["patients"]) == [70_000, 100_000]
    assert not result.blockers
    assert result.to_dict()["units"][0]["unit"] == "X"


def test_a_practice_above_the_ceiling_is_named():
    [reason] = look(area("A63 B40")).blockers
    assert (reason.kind, reason.practices, reason.patients) == ("above_ceiling", ("A",), 13_000)
    assert "Surgery A (A) alone has 63,000 patients, 13,000 above the ceiling" in reason.message
    assert "own network" in reason.remedy


def test_practices_that_touch_nobody_else_are_named_with_what_is_missing():
    [reason] = look(area("A10 B8 C40 D40", "AB CD AC", "XXXY"), fixed=(("C",),)).blockers
    assert (reason.kind, reason.practices, reason.patients) == ("cut_off", ("A", "B"), 12_000)
    assert (
        "only networks fixed or set apart (Surgery C (C)) inside X: 12,000 short" in reason.message
    )
    [reason] = look(area("A10 B8 C40 D40", "AB CD AC", "XXYY")).blockers
    assert reason.message == (
        "These 2 practices (Surgery A (A), Surgery B (B)), 18,000 patients, touch nobody else "
        "inside X: 12,000 short"
    )


def test_beside_a_large_practice_joining_it_may_be_the_smaller_exception():
    result = look(area("A5 B60", "AB"))
    assert result.exceptions_min == 10_000 + 5_000
    assert "only what is above the ceiling (Surgery B (B))" in result.blockers[1].message


def test_beside_a_large_practice_only_those_whose_floor_holds_need_join_it():
    place = area("D1 E1 F51", "DE DF EF")
    assert look(place, floor_waived=("D",)).exceptions_min == 2_000


def test_totals_that_cannot_be_divided():
    [reason] = look(area("A15 B20 C20", "AB BC")).blockers
    assert (reason.kind, reason.patients) == ("totals", 5_000)
    assert "2 networks are 5,000 short of the floor, 1 5,000 above the ceiling" in reason.message


def test_what_is_too_much_for_any_exception_is_not_offered():
    [reason] = look(area("A15 B20 C20", "AB BC"), oversize_slack=4_000).blockers
    assert "above the ceiling" not in reason.message


def test_a_waived_floor_and_a_soft_ceiling_remove_blockers():
    small, odd = area("A10 B8", "AB"), area("A15 B20 C20", "AB BC")
    assert not look(small, floor_waived=("A", "B")).blockers
    assert look(small, floor_waived=("A",)).exceptions_min == 12_000
    assert not look(odd, ceiling_soft=True).blockers


def test_fixed_networks_outside_the_band_are_a_warning():
    result = look(ROW, fixed=(("A",),), alone=("D",))
    assert [(w.kind, w.practices, w.patients) for w in result.warnings] == [
        ("kept_outside_band", ("A",), 10_000),
        ("kept_outside_band", ("D",), 18_000),
    ]


def test_rules_about_unknown_practices_are_findings():
    result = look(
        ROW, together=(("A", "Z1"),), apart=(("B", "Z2"),), floor_waived=("Z3",), stay=("Z4",)
    )
    assert [r.practices for r in result.contradictions] == [("Z1",)]
    assert [r.practices for r in result.warnings] == [("Z2",), ("Z3",), ("Z4",)]


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("band", {"floor": 50_001}),
        ("unknown_practice", {"fixed": (("Z",),)}),
        ("together_and_apart", {"together": (("A", "B"), ("B", "C")), "apart": (("A", "C"),)}),
        ("fixed_overlaps", {"fixed": (("A", "B"), ("B", "C"))}),
        ("fixed_overlaps", {"fixed": (("A", "B"),), "alone": ("B",)}),
        ("fixed_and_apart", {"fixed": (("A", "B"),), "apart": (("A", "B"),)}),
        ("together_and_fixed", {"together": (("A", "B"),), "fixed": (("B", "C"),)}),
        ("together_and_fixed", {"together": (("A", "B"),), "alone": ("A",)}),
        ("across_a_border", {"together": (("E", "F"),)}),
        ("across_a_border", {"fixed": (("E", "F"),)}),
        ("together_out_of_reach", {"together": (("A", "C"),), "alone": ("B",)}),
        ("together_too_large", {"together": (("A", "B", "C"), ("C", "D"))}),
        ("number_of_networks", {"networks": (7, None)}),
        ("number_of_networks", {"networks": (None, 1)}),
        ("number_of_networks", {"networks": (3, 2)}),
    ],
)
def test_rules_that_contradict_each_other_are_named(kind, rules):
    place = area("A20 B15 C25 D12 E35 F20", "AB BC CD DE EF", "XXXXXY")
    result = look(place, **rules)
    assert [reason.kind for reason in result.contradictions] == [kind]
    assert not result.possible
    [reason] = result.contradictions
    assert reason.message
    assert reason.remedy


def test_together_with_a_practice_that_is_too_large_already_is_allowed():
    place = area("A70 B8", "AB")
    assert look(place, together=(("A", "B"),)).possible
    assert not look(place, together=(("A", "B"),), oversize_slack=7_000).possible


def test_a_number_of_networks_outside_the_totals_is_a_blocker():
    result = look(ROW, networks=(4, None))
    assert [reason.kind for reason in result.blockers] == ["number_of_networks"]
    assert "Totals allow 3 to 3 networks" in result.blockers[0].message


def test_an_unknown_border_column_is_refused():
    with pytest.raises(DataError, match="icb_code"):
        examine(*ROW, Rules(within=("icb_code",)))


def test_without_borders_the_sentences_speak_of_the_area():
    result = examine(*area("A10 B8", "AB"), Rules())
    assert result.units[0].message.startswith("The area: 18,000 patients")
    assert "touch nobody else inside the area" in result.blockers[0].message


def test_a_long_list_of_practices_is_cut_short_in_the_sentence_only():
    codes = [chr(ord("A") + k) for k in range(20)]
    place = area(" ".join(f"{code}1" for code in codes), " ".join(map("".join, pairwise(codes))))
    [reason] = look(place).blockers
    assert "Surgery L (L) and 8 more), 20,000 patients" in reason.message
    assert len(reason.practices) == 20


def test_border_units_may_be_given():
    result = examine(*ROW, Rules(), units=pd.Series(list("XXXYY"), index=list("ABCDE")))
    assert [row.unit for row in result.units] == ["X", "Y"]


def every_plan(place: Area):
    cost = hub_cost(place.prices)
    units = place.units.to_dict()
    return best_partition(place.practices, place.graph, place.rules, cost, units=units)


@settings(max_examples=examples(everyday=60, deep=300))
@given(areas(most=6))
def test_what_it_claims_is_true_of_every_plan(place: Area):
    result = examine(place.practices, place.graph, place.rules)
    best = every_plan(place)
    if result.contradictions:
        assert best is None
    if best is not None:
        assert result.exceptions_min <= best.exceptions
    if best is not None and best.exceptions == 0:
        assert not result.blockers
        fewest = sum(row.networks_min for row in result.units)
        assert fewest <= len(best.networks) <= sum(row.networks_max for row in result.units)


@settings(max_examples=examples(everyday=20, deep=100))
@given(areas(most=6, with_rules=False))
def test_without_rules_of_ones_own_there_is_always_a_plan(place: Area):
    assert examine(place.practices, place.graph, place.rules).possible
    assert every_plan(place) is not None


def test_smallest_conflict_names_the_rules_that_clash_and_no_others():
    rules = Rules(
        together=(("A", "B"), ("B", "C"), ("D", "E")),
        apart=(("D", "A"), ("A", "C")),
        alone=("F",),
        networks=(2, 5),
    )

    def infeasible(fewer: Rules) -> bool:
        return ("A", "C") in fewer.apart and {("A", "B"), ("B", "C")} <= set(fewer.together)

    names = smallest_conflicting_rules(rules, infeasible)
    assert names == ("together: A, B", "together: B, C", "apart: A, C")
    assert smallest_conflicting_rules(rules, lambda _: False) == ()
    only = smallest_conflicting_rules(rules, lambda fewer: fewer.networks is not None)
    assert only == ("networks: at least 2 and at most 5",)


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        ({"stay": ("A", "B")}, "--stay"),
        ({"moves_max": 1}, "--moves-max"),
        ({"patients_moved_max": 900}, "--patients-moved-max"),
        ({"same_premises": "together"}, "--same-premises"),
        ({}, "--allow-doughnuts"),
    ],
)
def test_a_rule_of_no_group_is_blamed_with_its_option(asked, option):
    rules = Rules(together=(("A", "B"),), **asked)
    (field,) = asked or ("no_doughnuts",)
    wanted = getattr(rules, field)
    names = smallest_conflicting_rules(rules, lambda fewer: getattr(fewer, field) == wanted)
    assert len(names) == 1
    assert option in names[0]


@given(st.sets(st.integers(0, 19), min_size=1, max_size=5))
def test_smallest_conflict_is_found_wherever_it_hides(guilty: set[int]):
    groups = [(f"P{k:02d}", f"Q{k:02d}") for k in range(20)]
    blamed = {groups[k] for k in guilty}

    def infeasible(rules: Rules) -> bool:
        return blamed <= {*rules.together, *rules.fixed}

    rules = Rules(together=tuple(groups[:10]), fixed=tuple(groups[10:]))
    names = smallest_conflicting_rules(rules, infeasible)
    assert {tuple(name.split(": ")[1].split(", ")) for name in names} == blamed


@settings(max_examples=examples(everyday=12, deep=60))
@given(areas(most=5))
def test_smallest_conflict_explains_every_area_without_a_plan(place: Area):
    units, cost = place.units.to_dict(), hub_cost(place.prices)

    def infeasible(rules: Rules) -> bool:
        return best_partition(place.practices, place.graph, rules, cost, units=units) is None

    names = smallest_conflicting_rules(place.rules, infeasible)
    assert bool(names) == infeasible(place.rules)
