"""Practices that merged: whose list, registrations and network pass to whom."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.files import heard
from boundaries.nhs import successors
from tests.support.locations import SAMPLES

CODES = [f"Z{number:05d}" for number in range(6)]


def table(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["old_code", "new_code", "date"][: len(rows[0])])


def test_a_chain_ends_at_its_last_code():
    to = successors.read(SAMPLES / "successors_in_a_chain.csv")
    assert to == {"Z00002": "Z00001", "Z00003": "Z00001", "Z00099": "Z00004"}


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([("A", "B"), ("B", "A")], "in a circle: A to B to A"),
        ([("A", "")], r"a code is blank: row 1 \(A, \)"),
        ([("A", "B"), ("A", "C")], "two successors: row 1"),
    ],
)
def test_what_cannot_be_followed_is_refused(rows, what):
    with pytest.raises(DataError, match=what):
        successors.read(table(*rows))


def test_of_two_successors_the_later_counts():
    rows = table(("A", "C", "2021-04-01"), ("A", "B", "2020-04-01"))
    assert successors.read(rows) == {"A": "C"}


@pytest.mark.parametrize(
    ("early", "late"),
    [("15/03/2019", "01/04/2021"), ("01JUL2020", "01APR2021"), ("", "1 April 2021")],
)
def test_dates_are_days_however_they_are_spelt(early, late):
    rows = [("A", "B", early), ("A", "C", late)]
    assert successors.read(table(*rows)) == {"A": "C"}
    assert successors.read(table(*rows[::-1])) == {"A": "C"}
    with pytest.raises(DataError, match="two successors: row 2"):
        successors.read(table(*rows, ("A", "B", late)))


def test_a_date_that_is_none_is_refused_by_its_row():
    with pytest.raises(DataError, match=r"date has values that are no dates: row 1: '31/31/2021'"):
        successors.read(table(("A", "B", "31/31/2021")))


@pytest.mark.parametrize(
    ("lists_date", "when"),
    [("2020-04-01", "the date of the lists, 2020-04-01"), ("", "today")],
)
def test_a_merger_after_the_lists_is_made_and_told(lists_date, when):
    rows = table(("A", "B", "01/04/2020"), ("C", "D", "2199-01-01"))
    with heard.hearing() as notes:
        assert successors.read(rows, lists_date) == {"A": "B", "C": "D"}
    assert notes == [
        f"1 merger is of a day after {when}, and made all the same: C to D on 2199-01-01."
    ]


def test_codes_that_match_nobody_are_told_and_slips_are_refused():
    lists = pd.DataFrame({"practice_code": ["P01", "P02"], "list_size": ["10", "20"]})
    made = successors.applied(lists, {"P01": "P02", "Z99": "P02"})
    assert made["list_size"].tolist() == ["30"]
    assert made.attrs["notes"][0] == (
        "1 of 2 old codes of the table of successors is not in the practice table: Z99."
    )
    nobody = successors.applied(lists, {"Z99": "P02"})
    assert nobody["list_size"].tolist() == ["10", "20"]
    assert "1 of 1 old codes" in nobody.attrs["notes"][0]
    for slip in ({"p01": "P02"}, {"P01": "p02"}):
        with pytest.raises(DataError, match=r"code of the table of successors differs .*capitals"):
            successors.applied(lists, slip)
    with pytest.raises(DataError, match="codes of practices differ in nothing but capitals"):
        successors.read(table(("A", "B"), ("a", "C")))


@given(st.dictionaries(st.sampled_from(CODES[:3]), st.sampled_from(CODES[3:])))
def test_no_patient_is_lost_or_counted_twice(to):
    lists = pd.DataFrame({"practice_code": CODES, "list_size": ["10", "20", "40", "80", "", "3"]})
    made = successors.applied(lists, to)
    before, after = (pd.to_numeric(one["list_size"]).sum() for one in (lists, made))
    assert before == after
    assert made["practice_code"].is_unique
    assert set(made["practice_code"]) == {to.get(code, code) for code in CODES}
    rows = pd.DataFrame(
        {"practice_code": CODES * 2, "area_code": ["E1"] * 6 + ["E2"] * 6, "patients": ["7"] * 12}
    )
    moved = successors.registered(rows, to)
    assert pd.to_numeric(moved["patients"]).sum() == 84
    assert not moved.duplicated(["practice_code", "area_code"]).any()


@given(
    st.dictionaries(st.sampled_from(CODES[:3]), st.sampled_from(CODES[3:])),
    st.lists(st.integers(1, 90), min_size=6, max_size=6),
)
def test_shares_of_merged_practices_are_shares_of_the_list_that_they_have_together(to, sizes):
    lists = dict(zip(CODES, map(float, sizes), strict=True))
    north = {code: at / 10 for at, code in enumerate(CODES)}
    wide = pd.DataFrame(
        {
            "practice_code": CODES,
            "north": [repr(north[code]) for code in CODES],
            "south": [repr(1 - north[code]) for code in CODES],
        }
    )
    long = wide.melt("practice_code", var_name="ward", value_name="share")
    patients = dict.fromkeys(CODES, 0.0)
    for code in CODES:
        patients[to.get(code, code)] += north[code] * lists[code]
    whole = {code: sum(lists[c] for c in CODES if to.get(c, c) == code) for code in CODES}
    moved = successors.registered(wide, to, lists).set_index("practice_code")
    tall = successors.registered(long, to, lists).set_index(["practice_code", "ward"])
    assert len(tall) == 2 * len(moved)
    for code in moved.index:
        wanted = pytest.approx(patients[code] / whole[code], abs=1e-9)
        assert float(moved.loc[code, "north"]) == wanted
        assert float(tall.loc[(code, "north"), "share"]) == wanted
        assert float(moved.loc[code, "south"]) + float(moved.loc[code, "north"]) == pytest.approx(1)


def test_shares_of_a_practice_whose_list_is_not_known_are_left_out_and_named():
    rows = pd.DataFrame(
        {"practice_code": ["A", "B"], "area_code": ["E1", "E1"], "share": ["0.2", "0.6"]}
    )
    made = successors.registered(rows, {"A": "B"}, {"B": 100.0})
    assert made.to_dict("records") == [{"practice_code": "B", "area_code": "E1", "share": "0.6"}]
    assert "shares are left out: A" in made.attrs["notes"][0]


def test_a_plan_follows_and_the_successor_keeps_its_network():
    plan = {"A": "N1", "B": "N2", "C": "N3"}
    made, told = successors.assigned(plan, {"A": "B", "C": "D"})
    assert made == {"B": "N2", "D": "N3"}
    assert told == (
        "2 practices of the plan count under a successor's code: A to B, C to D.",
        "In the plan 1 practice stood in another network than the successor, whose counts: "
        "A in N1, B in N2.",
    )
    alike = {"A": "N1", "B": "N1", "C": "U", "D": "N3"}
    _, told = successors.assigned(alike, {"A": "B", "C": "D"}, "the plan before")
    assert told == (
        "2 practices of the plan before count under a successor's code: A to B, C to D.",
    )
    assert successors.assigned(plan, {}) == (plan, ())
