"""Registered against resident: nobody lost, nobody twice; and practices that are nowhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.population import dispersion, residence
from tests.support.depth import examples
from tests.support.places import practices_at, registered, tiles

ELSEWHERE = ["E01999999", "NO2011", "EMPTY", "CLOSED", "W01000001"]


def three(patients=(10, 20, 30)):
    return practices_at([(500, 500), (1_500, 500), (2_500, 500)]).assign(
        patients=np.array(patients, dtype="int64")
    )


def halves(small):
    return pd.Series(["P", "P", "Q"], index=small.index, dtype="str")


PLAN = {"A000": "P", "A001": "P", "A002": "Q"}


def test_every_patient_is_counted_where_they_live():
    small = tiles(3, 1)
    rows = registered(
        [
            ("A000", "S00_00", 6), ("A000", "S02_00", 3), ("A000", "NO2011", 1),
            ("A001", "S01_00", 15), ("A001", "E01999999", 5),
            ("A002", "S02_00", 25), ("A002", "S00_00", 2),
            ("B000", "S02_00", 100),
        ]
    )  # fmt: skip
    found = residence.count(rows, three(), small, PLAN, halves(small))
    p, q = found.networks.loc["P"], found.networks.loc["Q"]
    assert [p[c] for c in ("patients", *residence.PARTS)] == [30, 21, 3, 5, 1, 0]
    assert [q[c] for c in ("patients", *residence.PARTS)] == [30, 25, 2, 0, 0, 3]
    assert (p["residents"], q["residents"]) == (23, 128)
    assert p["share_inside"] == pytest.approx(0.7)
    assert q["share_registered"] == pytest.approx(25 / 128)
    own = found.practices.loc["A000"]
    assert (own["network_id"], own["inside"], own["share_registered"]) == ("P", 6, 6 / 23)
    assert found.unplaced["patients"].sum() == 6


@settings(max_examples=examples(everyday=6, deep=30))
@given(st.data())
def test_the_parts_always_add_up_to_the_lists(data):
    small = tiles(3, 1)
    place = st.sampled_from([*small.index, *ELSEWHERE])
    pair = st.tuples(st.sampled_from(["A000", "A001", "A002", "B000"]), place)
    rows = data.draw(st.dictionaries(pair, st.integers(1, 50), max_size=20))
    table = registered([(p, a, n) for (p, a), n in rows.items()] + [("A000", "S00_00", 1)][:1])
    table = table.groupby(["practice_code", "area_code"], as_index=False)["patients"].sum()
    lists = data.draw(st.tuples(*[st.integers(0, 99)] * 3))
    found = residence.count(table, three(lists), small, PLAN, halves(small))
    for counted in (found.networks, found.practices):
        assert (counted[list(residence.PARTS)].sum(axis=1) == counted["patients"]).all()
        assert counted["patients"].sum() == sum(lists)
    assert (
        found.networks["residents"].sum()
        == sum(n for (_, a), n in rows.items() if a in small.index) + 1
    )
    own = table[table["practice_code"].isin(list(PLAN))]["patients"].sum()
    assert found.networks[list(residence.PARTS[:4])].to_numpy().sum() == own


def test_a_network_without_patients_has_no_share():
    small = tiles(3, 1)
    rows = registered([("A000", "S00_00", 6)])
    found = residence.count(rows, three((6, 0, 0)), small, PLAN, halves(small))
    assert np.isnan(found.networks.loc["Q", "share_inside"])


def test_a_plan_of_other_practices_is_refused():
    small = tiles(3, 1)
    rows = registered([("A000", "S00_00", 6)])
    with pytest.raises(DataError, match="not in the practice table: Z"):
        residence.count(rows, three(), small, {"Z": "P"}, halves(small))


def spread_out():
    """A strip of 40 km with a surgery at each kilometre, one of which has patients everywhere."""
    small = tiles(40, 1)
    practices = practices_at([(500 + 1_000 * k, 500) for k in range(40)], patients=20_000)
    home = [(p, a, 1_000) for p, a in zip(practices.index, small.index, strict=True)]
    return small, practices, [row for row in home if row[0] != "A005"]


def test_a_practice_with_patients_everywhere_is_not_place_based():
    small, practices, rows = spread_out()
    rows += [("A005", a, 10) for a in small.index]
    found = dispersion.find(registered(rows), practices, small)
    assert found.index[~found["place_based"]].tolist() == ["A005"]
    assert found.loc["A005", "share_near"] == pytest.approx(11 / 40)
    assert "A005 is not place-based: 28% of its 400 patients" in found.loc["A005", "message"]
    assert found.loc["A006", "message"] == ""


def test_in_the_country_the_next_surgery_may_be_far():
    small, practices, rows = spread_out()
    far = practices.loc[["A000", "A005", "A039"]]
    rows = [("A005", a, 10) for a in small.index] + [row for row in rows if row[0] in far.index]
    assert dispersion.find(registered(rows), far, small)["place_based"].all()


def test_patients_off_the_map_are_not_near_and_unknown_homes_do_not_count():
    small, practices, rows = spread_out()
    rows += [("A005", "S05_00", 10), ("A005", "E01999999", 11), ("A005", "NO2011", 1_000)]
    line = dispersion.find(registered(rows), practices, small).loc["A005"]
    assert (line["patients"], line["near"], line["off_map"]) == (21, 10, 11)
    assert not line["place_based"]


def test_a_branch_makes_a_practice_place_based():
    small, practices, rows = spread_out()
    rows += [("A005", "S05_00", 10), ("A005", "S38_00", 15)]
    branch = practices_at([(38_500, 500)]).assign(practice_code="A005")
    table = registered(rows)
    assert not dispersion.find(table, practices, small).loc["A005", "place_based"]
    found = dispersion.find(table, practices, small, branches=branch)
    assert found["place_based"].all()


def test_a_practice_without_patients_is_not_accused():
    small, practices, rows = spread_out()
    found = dispersion.find(registered(rows), practices, small)
    assert np.isnan(found.loc["A005", "share_near"])
    assert found.loc["A005", "place_based"]
