"""Footnotes and totals that people leave in a table are no rows of it, and are named."""

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.files import text
from boundaries.practices import table as practices

HEADER = "practice_code,practice_name,easting,northing,list_size"
ROWS = ["P81001,North,400000,300000,9000", "P81002,South,401000,300000,8000",
        "P81003,West,400000,301000,7500"]  # fmt: skip


def read(folder, *more, first=()):
    path = folder / "practices.csv"
    path.write_text("\n".join([HEADER, *first, *ROWS, *more]) + "\n", encoding="utf-8")
    return practices.read(path)


@pytest.mark.parametrize(
    "row",
    ["Total,,,,24500", ",Total,,,24500", ",,,,24500", "Grand total,,,,\"24,500\"",
     "ENG,England,,,24500"],
)  # fmt: skip
def test_a_row_that_sums_the_others_up_is_set_aside_and_named(row, tmp_path):
    found = read(tmp_path, row)
    assert list(found.index) == ["P81001", "P81002", "P81003"]
    assert any("Row 5 is not read, as it sums the others up" in one for one in found.attrs["notes"])
    first = read(tmp_path, first=[row])
    assert first["patients"].sum() == 24_500
    assert any("Row 2 is not read" in one for one in first.attrs["notes"])


def test_a_total_that_is_not_the_sum_is_refused_as_one(tmp_path):
    with pytest.raises(DataError, match=r"a total in place of a practice code: row 5 \(Total\)"):
        read(tmp_path, "Total,,,,24501")


def test_a_row_that_only_happens_to_be_the_sum_stays(tmp_path):
    found = read(tmp_path, "P81004,East,401000,301000,24500")
    assert found["patients"].sum() == 49_000


@pytest.mark.parametrize(
    "rows",
    [["Source: NHS England,,,,"], ["", "Source: NHS England, GP lists,"], [",Note: provisional,,,"],
     ['"Data as at 1 April 2026, rounded",,,,', "(c) Crown copyright,,,,"],
     ["Total,,,,24500", "", "Source: NHS England"]],
)  # fmt: skip
def test_what_stands_below_a_table_is_named_and_not_read(rows, tmp_path):
    found = read(tmp_path, *rows)
    assert len(found) == len(ROWS)
    assert any("Not read below the table" in one for one in found.attrs["notes"])


@pytest.mark.parametrize(
    ("row", "words"),
    [(HEADER, "the header again"), ("some practices have moved,,,,1", "a remark in place")],
)
def test_a_row_among_the_practices_that_is_none_is_called_what_it_is(row, words, tmp_path):
    with pytest.raises(DataError, match=words) as caught:
        read(tmp_path, first=[row])
    assert "Delete the row" in caught.value.remedy
    assert "--exclude" not in caught.value.remedy


def test_a_table_in_memory_is_read_like_its_file():
    given = pd.DataFrame({"code": ["A", "B", "Total"], "people": [3, 4, 7]})
    table = text.text_table(given)
    assert list(table["code"]) == ["A", "B"]
    assert table.attrs["notes"] == ["Row 3 is not read, as it sums the others up: Total, people 7."]


def test_words_of_a_country_in_every_row_are_no_total():
    given = pd.DataFrame({"country": ["England"] * 3, "people": [3, 4, 7]})
    assert len(text.text_table(given)) == 3
