"""Networks of today outside the rules: what they may become, and what is then said of the goal."""

import pandas as pd
import pytest

import pcn_planner as pcn


def study(lists, today, ccg=None, edges=None, **more):
    """Practices P1, P2, ... on a path, 1 km apart, unless ``edges`` says who are neighbours."""
    codes = [f"P{k}" for k in range(1, len(lists) + 1)]
    table = pd.DataFrame({
        "practice_code": codes, "practice_name": codes, "list_size": lists, "pcn_code": list(today),
        "easting": [400_000 + 1_000 * k for k in range(len(lists))], "northing": 420_000,
        "ccg_code": list(ccg or "N" * len(lists)), **more,
    })  # fmt: skip
    pairs = edges or [(k, k + 1) for k in range(1, len(lists))]
    beside = pd.DataFrame([(f"P{a}", f"P{b}") for a, b in pairs]).set_axis(
        ["practice_a", "practice_b"], axis=1
    )
    return pcn.read(table, adjacency=beside, within="ccg_code", current="pcn_code")


@pytest.mark.parametrize(
    ("towards", "left"), [("band", [12_000, 5_000]), ("all", [20_000, 13_000])]
)
def test_a_network_in_pieces_below_the_floor_may_gain_whom_another_spares(towards, left):
    area = study([10_000, 7_000, 15_000, 15_000, 8_000], "ABBBA")
    found = pcn.redraft(area, towards=towards, moves_max=1)
    assert [step.result.exceptions_patients for step in found.steps] == left
    assert [(move.practice_code, move.network_after) for move in found.steps[1].moves] == [
        ("P2", "A")
    ]
    assert found.plans[1].verified


def test_a_small_network_in_pieces_still_counts_where_pieces_are_to_be_mended():
    area = study([10_000, 40_000, 8_000], "ABA")
    today = pcn.redraft(area, towards="contiguity", moves_max=0)
    assert today.steps[0].result.exceptions_patients == 8_000
    assert "not reached" in today.sentence


def test_a_claim_that_fewer_moves_do_not_do_it_is_of_the_whole_goal():
    area = study([57_000, 20_000, 15_000, 20_000, 15_000], "ABCBC")
    found = pcn.redraft(area, towards="contiguity", moves_max=3)
    assert found.frontier["patients_in_pieces"].tolist()[1:] == [0, 0]
    assert found.sentence.startswith(
        "Move 2 practices, 35,000 patients: all networks in one piece and none newly outside the "
        "band"
    )


def test_a_lone_list_above_the_ceiling_does_not_stand_against_one_piece():
    area = study([57_000, 20_000, 15_000, 20_000, 15_000], "ABCBC")
    found = pcn.redraft(area, towards="contiguity", moves_max=3, approved="pieces")
    assert found.steps[-1].figures.patients_in_pieces == 0
    assert "but for 7,000 patients on lists above the ceiling by themselves" in found.sentence


def test_what_stays_outside_because_it_is_kept_is_said():
    area = study([26_000, 26_000, 20_000, 20_000], "AABB")
    found = pcn.redraft(area, towards="band", moves_max=2, keep_networks=["A"])
    assert found.sentence == (
        "Move 0 practices, 0 patients: all networks in the band but for 2,000 patients outside "
        "the band as the rules allow."
    )


def test_of_what_is_left_only_lists_that_count_are_named():
    area = study([57_000, 14_000, 14_000, 20_000, 15_000], "ABBCC")
    found = pcn.redraft(area, towards="band", moves_max=0, keep_networks=["A"])
    assert found.sentence == "With 0 moves at most this is not reached: all networks in the band."


@pytest.mark.parametrize("form", ["kinds", "table"])
def test_an_approval_that_no_irregular_network_has_approves_none(form):
    area = study([16_000, 16_000, 25_000, 25_000, 25_000, 20_000], "AABBBC")
    regular = pd.DataFrame({"network_id": ["A"], "reason": ["fine"], "approved_on": ["2024-01-01"]})
    approved = "pieces" if form == "kinds" else regular
    found = pcn.redraft(area, towards="travel", moves_max=0, approved=approved)
    assert str(found.steps[0].result.status) == "infeasible"


def test_what_is_irregular_is_judged_by_what_the_band_counts():
    weight = [40_000, 40_000, 16_000, 16_000, 10_000, 10_000]
    area = study([16_000] * 6, "AABBCC", weight=weight)
    found = pcn.redraft(area, towards="travel", moves_max=0, size="weight", approved="size")
    assert found.steps[0].proven
    assert {one.network_id for one in found.steps[0].made.rules.approved} == {"A", "C"}


@pytest.mark.parametrize("still", [{"keep_networks": ["A"]}, {"change_only": ["B"]}])
def test_a_network_approved_across_a_border_may_stand_still(still):
    area = study([18_000, 18_000, 35_000, 36_000], "AABC", "NMMN", [(1, 2), (2, 3), (1, 4)])
    found = pcn.redraft(area, towards="contiguity", moves_max=0, **still)
    assert found.steps[0].proven
    assert found.plans[0].verified


@pytest.mark.parametrize("rule", [{"together": [["P1", "P9"]]}, {"alone": ["P9"]}])
def test_a_practice_that_is_not_there_is_named_before_any_step(rule):
    area = study([16_000, 16_000, 20_000, 20_000], "AABB")
    (step,) = pcn.redraft(area, moves_max=0, **rule).steps
    assert "P9" in " ".join(step.result.reasons)
    assert "Correct the code" in " ".join(step.result.reasons)


@pytest.mark.parametrize(
    ("lists", "today", "kinds", "rule"),
    [
        ([18_000, 35_000, 18_000], "ABA", "pieces", {"together": [["P1", "P3"]], "alone": ["P2"]}),
        ([25_000, 25_000, 25_000, 35_000], "AAAB", "size", {"together": [["P1", "P2", "P3"]]}),
        ([25_000, 25_000, 25_000, 25_000, 35_000], "AAAAB", "size", {"networks": 2}),
    ],
)
def test_no_contradiction_is_seen_where_an_approval_allows_the_plan(lists, today, kinds, rule):
    area = study(lists, today)
    allowed = pcn.redraft(area, towards="travel", moves_max=0, approved=kinds)
    rules = allowed.steps[0].made.rules
    found = pcn.propose(area, rules, weights={"change": 1.0}, moves_max=None, **rule)
    assert str(found.status) == "optimal"
    assert found.verified
    assert found.networks["practices"].max() == max(map(today.count, today))
