"""Practices that merged: whose list, registrations and network pass to whom."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
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


def test_a_plan_follows_and_the_successor_keeps_its_network():
    plan = {"A": "N1", "B": "N2", "C": "N3"}
    assert successors.assigned(plan, {"A": "B", "C": "D"}) == {"B": "N2", "D": "N3"}
