"""Rows for everybody beside rows by sex or age: each patient counts once, whatever they say."""

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.nhs.list_sizes.lists import read_list_sizes

LISTS = {"P81001": 9000, "P81002": 10_001, "P81003": 8000}
SEXES = ("Male", "Female")


def lists(column, whole, parts=SEXES, **changed):
    """Lists of which the first part is a third, with rows called ``whole`` for everybody."""
    rows = []
    for code, size in LISTS.items():
        first = size // 3
        figures = {whole: changed.get(code, size), parts[0]: first, parts[1]: size - first}
        rows += [(code, kind, str(size)) for kind, size in figures.items()]
    return pd.DataFrame(rows, columns=["CODE", column, "NUMBER_OF_PATIENTS"])


def read(table):
    made = read_list_sizes(table)
    return dict(zip(made["practice_code"], made["list_size"], strict=True)), made.attrs["notes"]


@pytest.mark.parametrize(
    ("column", "whole", "parts"),
    [
        ("SEX", "BOTH", ("MALE", "FEMALE")), ("SEX", "Both sexes", SEXES), ("SEX", "T", ("M", "F")),
        ("SEX", "Total", SEXES), ("SEX", "Persons", SEXES), ("SEX", "person", SEXES),
        ("AGE", "All persons", ("0-44", "45+")), ("AGE", "All ages", ("0-44", "45+")),
    ],
)  # fmt: skip
def test_rows_for_everybody_are_known_by_their_word(column, whole, parts):
    assert read(lists(column, whole, parts)) == (LISTS, [])


@pytest.mark.parametrize(
    ("column", "whole", "parts"),
    [
        ("SEX", "Alle", SEXES), ("SEX", "9", ("1", "2")), ("AGE", "Ensemble", ("0-44", "45+")),
        ("AGE", "0+", ("0-44", "45+")), ("AGE", "0 to 120", ("0-44", "45+")),
    ],
)  # fmt: skip
def test_rows_for_everybody_are_known_by_their_sum_whatever_they_are_called(column, whole, parts):
    said = f"{column} = {whole} counts as everybody: it is the sum of the other rows at each of 3"
    found, (note,) = read(lists(column, whole, parts))
    assert found == LISTS
    assert note.startswith(said)


def test_a_sum_at_some_practices_alone_is_refused_and_both_remedies_work():
    table = lists("SEX", "Alle", P81002=9990)
    with pytest.raises(DataError, match=r"at 2 of 3 practices.*P81002: 9,990 in Alle, 10,001 in"):
        read(table)
    assert read(table[table["SEX"] != "Alle"])[0] == LISTS
    assert read(table.replace("Alle", "ALL"))[0] == LISTS | {"P81002": 9990}


def test_an_age_band_is_no_total_though_the_others_come_to_as_many():
    bands = {"0-17": "100", "18-64": "200", "65+": "100"}
    rows = [(code, band, size) for code in LISTS for band, size in bands.items()]
    table = pd.DataFrame(rows, columns=["CODE", "AGE", "NUMBER_OF_PATIENTS"])
    assert read(table) == (dict.fromkeys(LISTS, 400), [])


def test_a_practice_without_a_row_for_everybody_keeps_its_parts():
    table = lists("SEX", "Alle")
    found, notes = read(table[(table["CODE"] != "P81003") | (table["SEX"] != "Alle")])
    assert found == LISTS
    assert "2 rows by sex are added up" in notes[1]
