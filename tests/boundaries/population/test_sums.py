"""Registrations with totals beside the parts: a patient counts once, what is left is said."""

import pandas as pd
import pytest

from boundaries.population import registrations

AREAS = [f"E0100700{k}" for k in range(1, 4)]
WIDE = pd.DataFrame(
    [["P01", 400, 300, 200], ["P02", 0, 350, 150], ["P03", 500, 100, 200], ["P04", 80, 10, 70]],
    columns=["PRACTICE_CODE", *AREAS],
)
WHOLE = 2360
LONG = WIDE.melt("PRACTICE_CODE", var_name="LSOA_CODE", value_name="PATIENTS")


def read(table):
    made = registrations.read(table.astype(str))
    return made["patients"].sum(), made.attrs["notes"]


def parted(column, whole, parts):
    young = LONG["PATIENTS"] // 3
    sizes = {whole: LONG["PATIENTS"], parts[0]: young, parts[1]: LONG["PATIENTS"] - young}
    return pd.concat([LONG.assign(**{column: kind}, PATIENTS=n) for kind, n in sizes.items()])


@pytest.mark.parametrize(
    ("column", "whole", "parts", "notes"),
    [
        ("SEX", "BOTH", ("MALE", "FEMALE"), 0), ("AGE", "All ages", ("0-17", "18+"), 0),
        ("SEX", "Alle", ("MALE", "FEMALE"), 1), ("AGE", "0+", ("0-17", "18+"), 1),
    ],
)  # fmt: skip
def test_rows_for_everybody_count_once(column, whole, parts, notes):
    found, said = read(parted(column, whole, parts))
    assert (found, len(said)) == (WHOLE, notes)


def test_rows_by_age_are_added_up_where_there_is_no_row_for_all():
    table = parted("AGE", "All ages", ("0-17", "18+"))
    assert read(table[table["AGE"] != "All ages"]) == (WHOLE, [])


@pytest.mark.parametrize(
    ("called", "why"),
    [("Total", "that is a total and no small area"), ("Alle Orte", "the sum of all the others")],
)
def test_a_column_that_sums_the_areas_up_is_not_read_and_named(called, why):
    found, (note,) = read(WIDE.assign(**{called: WIDE[AREAS].sum(axis=1)}))
    assert found == WHOLE
    assert note.startswith(f"Patients of {called} are not read")
    assert why in note


def test_an_area_where_half_of_two_practices_live_is_no_total():
    wards = WIDE.iloc[:2].set_axis(["PRACTICE_CODE", "Castle", "Holme", "Quay"], axis=1)
    wards[["Castle", "Holme", "Quay"]] = [[400, 300, 100], [50, 40, 10]]
    assert read(wards) == (900, [])


@pytest.mark.parametrize(("column", "what"), [("PRACTICE_CODE", "practice"), ("LSOA_CODE", "area")])
def test_rows_of_a_total_are_not_read_and_named(column, what):
    other = {"PRACTICE_CODE": "LSOA_CODE", "LSOA_CODE": "PRACTICE_CODE"}[column]
    totals = LONG.groupby(other)["PATIENTS"].sum().reset_index().assign(**{column: "Total"})
    found, (note,) = read(pd.concat([totals, LONG, LONG.iloc[:0]]))
    assert found == WHOLE
    assert note.startswith("Patients of Total are not read")
    assert f"{what}." in note
