"""Two plans side by side: figures by hand, and against trying every relabelling."""

from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from pcn_planner.proposal.change_asked import ChangeAsked
from pcn_planner.proposal.compare import adjusted_rand, compare

CODES = list("ABCDEFG")
PRACTICES = pd.DataFrame(
    {"name": [f"Surgery {c}" for c in CODES], "patients": [5, 9, 7, 3, 8, 2, 6]},
    index=pd.Index(CODES, name="practice_code"),
)
LABELS = st.lists(st.sampled_from("1234"), min_size=7, max_size=7)


def plan(labels: str) -> dict[str, str]:
    """``"1122"`` puts A and B into network 1, C and D into 2; a blank leaves one out."""
    return dict(zip(CODES, labels, strict=False))


def test_only_labels_differ():
    result = compare(plan("1122333"), plan("xxyyzzz"), PRACTICES)
    assert (result.practices_moved, result.patients_moved) == (0, 0)
    assert result.adjusted_rand == 1.0
    assert [(p.network_before, p.network_after) for p in result.pairs] == [
        ("1", "x"),
        ("2", "y"),
        ("3", "z"),
    ]


def test_a_practice_moved_is_named_with_its_patients():
    result = compare(plan("1122333"), plan("1112333"), PRACTICES)
    [move] = result.moves
    assert (move.practice_code, move.name, move.patients) == ("C", "Surgery C", 7)
    assert (move.network_before, move.network_after) == ("2", "1")
    assert list(result.to_table()["practice_code"]) == ["C"]
    changes = result.sizes_table().set_index("network_before")["patients_change"]
    assert changes.to_dict() == {"1": 7, "2": -7, "3": 0}
    assert result.to_dict()["patients_moved"] == 7


def test_more_patients_decide_which_part_of_a_split_network_continues_it():
    result = compare(plan("1111111"), plan("aabbbbb"), PRACTICES)
    assert result.moves[0].practice_code == "B"
    assert result.patients_moved == 5 + 9
    assert [(p.network_before, p.network_after, p.patients_change) for p in result.pairs] == [
        ("1", "b", -14),
        (None, "a", 14),
    ]


def test_a_dissolved_network_is_listed():
    result = compare(plan("1122333"), plan("1122222"), PRACTICES)
    assert result.pairs[-1].network_after is None
    assert result.pairs[-1].patients_change in {-16, -10}
    assert result.patients_moved == 10


def test_equal_shares_go_to_the_network_of_the_same_name():
    patients = PRACTICES.assign(patients=1)
    result = compare(plan("1122"), plan("2121"), patients)
    assert [(p.network_before, p.network_after) for p in result.pairs] == [("1", "1"), ("2", "2")]


def test_practices_without_patients_still_move():
    result = compare(plan("1122"), plan("1121"), PRACTICES.assign(patients=0))
    assert [move.practice_code for move in result.moves] == ["D"]


def test_practices_missing_in_one_plan_or_the_table_are_listed():
    before, after = plan("11U2 3"), {**plan("1122U"), "Z": "1"}
    result = compare(before, after, PRACTICES)
    assert result.only_before == ("F",)
    assert result.only_after == ("C",)
    assert result.nowhere == ("E", "G")
    assert result.unknown == ("Z",)
    assert result.practices_compared == 3
    assert result.patients_moved == 0


def test_nothing_in_common_is_refused_with_the_codes():
    with pytest.raises(DataError, match=r"no practice of the table in common.*table: A, B, C"):
        compare(plan(""), plan(""), PRACTICES)


def test_next_to_nothing_to_compare():
    result = compare(plan("1"), plan("1"), PRACTICES)
    assert (result.patients_moved, result.adjusted_rand) == (0, 1.0)
    assert result.to_table().empty


def test_adjusted_rand_by_hand():
    """Shared pairs 1, pairs 4 and 4 of 10: (1 - 16/10) / (4 - 16/10) = -1/4."""
    assert adjusted_rand(list("11222"), list("12122")) == pytest.approx(-1 / 4)


def every_relabelling(before: list[str], after: list[str]) -> int:
    """Fewest patients moved over all one-to-one relabellings, one by one."""
    old, new = sorted(set(before)), sorted(set(after))
    padded = new + ["-"] * len(old)
    fewest = sum(PRACTICES["patients"])
    for order in permutations(padded, len(old)):
        to = dict(zip(old, order, strict=True))
        weights = zip(before, after, PRACTICES["patients"], strict=True)
        fewest = min(fewest, sum(w for a, b, w in weights if to[a] != b))
    return fewest


@given(LABELS, LABELS)
def test_no_relabelling_moves_fewer_patients(before, after):
    result = compare(plan("".join(before)), plan("".join(after)), PRACTICES)
    assert result.patients_moved == every_relabelling(before, after)
    back = compare(plan("".join(after)), plan("".join(before)), PRACTICES)
    assert back.patients_moved == result.patients_moved
    assert back.adjusted_rand == result.adjusted_rand


@given(LABELS, LABELS, st.sets(st.sampled_from(CODES)), st.none() | st.integers(0, 7))
def test_networks_go_on_as_the_rules_of_a_redraft_say(before, after, stay, most):
    """Against every relabelling: as many stay as may, no more move than may, then the fewest."""
    today, planned = plan("".join(before)), plan("".join(after))
    found = compare(today, planned, PRACTICES, ChangeAsked(today, stay, most))
    patients = PRACTICES["patients"].to_dict()

    def figures(to):
        gone = [c for c in CODES if to.get(today[c]) != planned[c]]
        return len(stay & set(gone)), sum(patients[c] for c in gone), len(gone)

    padded = sorted(set(after)) + [None] * len(set(before))
    ways = permutations(padded, len(set(before)))
    every = {figures(dict(zip(sorted(set(before)), way, strict=True))) for way in ways}
    allowed = {one for one in every if most is None or one[2] <= most} or every
    gone = {move.practice_code for move in found.moves}
    assert (len(stay & gone), found.patients_moved, found.practices_moved) == min(allowed)


def test_rules_about_todays_networks_say_nothing_of_another_plan_before():
    today, before, after = plan("1122333"), plan("1112333"), plan("1222333")
    asked = ChangeAsked(today, stay=("B",))
    assert compare(before, after, PRACTICES, asked) == compare(before, after, PRACTICES)


@given(LABELS, LABELS)
def test_sizes_add_up(before, after):
    result = compare(plan("".join(before)), plan("".join(after)), PRACTICES)
    assert sum(pair.patients_before for pair in result.pairs) == PRACTICES["patients"].sum()
    assert sum(pair.patients_change for pair in result.pairs) == 0
    stay = sum(pair.patients_shared for pair in result.pairs)
    assert stay == PRACTICES["patients"].sum() - result.patients_moved


@given(LABELS, LABELS)
def test_adjusted_rand_is_the_formula_over_pairs_of_practices(before, after):
    pairs = [(i, j) for i in range(7) for j in range(i)]
    in_old = [before[i] == before[j] for i, j in pairs]
    in_new = [after[i] == after[j] for i, j in pairs]
    both = sum(a and b for a, b in zip(in_old, in_new, strict=True))
    chance = sum(in_old) * sum(in_new) / len(pairs)
    most = (sum(in_old) + sum(in_new)) / 2
    expected = 1.0 if most == chance else (both - chance) / (most - chance)
    assert adjusted_rand(before, after) == pytest.approx(expected)


def test_who_must_stay_stays_before_fewer_move():
    """Named after those who must stay two move, named otherwise one: P01 is not the one."""
    codes = ["P01", "P02", "P03"]
    lists = pd.DataFrame({"patients": [38_000, 20_000, 20_000]}, index=codes)
    before, after = dict.fromkeys(codes, "X"), {"P01": "K", "P02": "L", "P03": "L"}
    for most in (None, 1, 2):
        asked = ChangeAsked(stay=("P01",), moves_max=most, today=before)
        assert {m.practice_code for m in compare(before, after, lists, asked).moves} == {
            "P02", "P03",
        }  # fmt: skip
