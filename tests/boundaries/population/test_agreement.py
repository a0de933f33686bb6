"""Registrations held against lists: of one sex, counted twice, of another date."""

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.population import registrations
from boundaries.population.agreement import held_against
from boundaries.practices import table

LISTS = pd.Series({"P01": 1000, "P02": 2000, "P03": 3000})


def scaled(*shares, date=""):
    rows = pd.DataFrame(
        {
            "practice_code": LISTS.index,
            "patients": [int(s * n) for s, n in zip(shares, LISTS, strict=True)],
        }
    )
    rows.attrs["extract_date"] = date
    return rows


def test_registrations_of_these_lists_need_no_word():
    assert held_against(scaled(1, 0.98, 1.02), LISTS) == []


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.5, 0.49, 0.51), "those of one sex"),
        ((2, 2, 2), "counted twice"),
        ((3.1, 3, 2.9), "counted 3 times"),
    ],
)
def test_registrations_of_other_lists_are_refused(shares, said):
    with pytest.raises(DataError, match=said):
        held_against(scaled(*shares), LISTS)


def test_a_refusal_names_the_file_and_says_what_sums_up():
    with pytest.raises(DataError, match=r"homes\.csv: .*Delete the rows and columns that sum"):
        held_against(scaled(2, 2, 2), LISTS, source="homes.csv")


def test_more_patients_than_any_date_explains_are_told_and_left_to_the_reader():
    (note,) = held_against(scaled(1.6, 1.1, 1.9), LISTS)
    assert note.startswith("The registrations hold 158.3% of the lists")
    assert "No two dates explain so many" in note


def test_practices_and_dates_that_differ_are_named():
    notes = held_against(scaled(1, 1, 0.8, date="2024-04-01"), LISTS, lists_date="2020-01-01")
    assert "at 1 of 3 practices (P03 80%)" in notes[0]
    assert "1,552 days apart" in notes[1]


def read(tmp_path, rows, name):
    path = tmp_path / name
    path.write_text("PRACTICE_CODE,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n" + rows)
    places = pd.DataFrame(
        {"practice_code": ["P01"], "list_size": ["30"], "easting": ["400000"],
         "northing": ["300000"]},
    )  # fmt: skip
    return registrations.read(path, practices=table.from_table(places))


def test_parts_stand_in_where_there_is_no_row_for_all(tmp_path):
    rows = "P01,E01000001,ALL,10\nP01,E01000001,MALE,4\n"
    rows += "P01,E01000002,MALE,9\nP01,E01000002,FEMALE,11\n"
    found = read(tmp_path, rows, "all_beside_two_sexes.csv")
    assert list(found["patients"]) == [10, 20]
    assert any("2 rows by sex are added up" in note for note in found.attrs["notes"])


def test_rows_of_one_sex_alone_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"of one sex \(SEX = FEMALE\)"):
        read(tmp_path, "P01,E01000001,FEMALE,10\n", "women_only.csv")
