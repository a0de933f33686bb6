"""What cells mean, and codes held against each other."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.columns import in_any_case
from boundaries.files.strangers import held_against
from boundaries.files.tables import cells
from boundaries.practices import table
from boundaries.teams.joined import joined, parted

HEAD = "practice_code,list_size,easting,northing,ccg_code\n"


@pytest.mark.parametrize(
    "text", ["", " ", "NA", "#N/A", "n/a", "NULL", "None", "-", "nan", "#REF!"]
)
def test_words_that_say_nothing_are_nothing(text):
    assert cells.value(text) == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [('="00Q"', "00Q"), ('="0123"', "0123"), ('="a ""b"""', 'a "b"'), ('="#N/A"', ""),
     ("=1+1", "=1+1"), ("North - East", "North - East"), ("Nan", "")],
)  # fmt: skip
def test_what_excel_wraps_is_unwrapped(text, meant):
    assert cells.value(text) == meant


def test_every_column_of_a_table_has_the_same_words_for_nothing(tmp_path):
    path = tmp_path / "na_in_every_column.csv"
    path.write_text(HEAD + 'P01,1000,400000,300000,="00Q"\nP02,1000,401000,300000,#N/A\n')
    assert list(table.read(path)["ccg_code"]) == ["00Q", ""]


def test_codes_that_differ_in_capitals_alone_are_questioned():
    cells.question_case(["00Q", "00Q", "01A", ""], "values of ccg_code")
    with pytest.raises(DataError, match=r"capitals: '00Q' \(2 rows\) and '00q' \(1 row\)"):
        cells.question_case(["00Q", "00Q", "00q"], "values of ccg_code")


def test_strangers_are_counted_and_a_table_of_strangers_is_refused():
    told = {"what": "practice codes of the branches", "among": "the practice table"}
    assert held_against(["A", "B", ""], {"A", "B"}, **told) == []
    assert held_against(["A", "X"], {"A", "B"}, **told) == [
        "1 of 2 practice codes of the branches is not in the practice table, and left out: X."
    ]
    with pytest.raises(DataError, match="none of the 2 practice codes"):
        held_against(["X", "Y"], {"A", "B"}, **told)
    with pytest.raises(DataError, match="nothing but capitals: a here, A there"):
        held_against(["a", "B"], {"A", "B"}, **told)


def test_a_column_is_found_in_any_case():
    assert in_any_case(["PCN_NAME", "x"], "pcn_name") == "PCN_NAME"
    assert in_any_case(["pcn_name", "PCN_NAME"], "PCN_NAME") == "PCN_NAME"
    assert in_any_case(["Pcn_Name", "PCN_NAME"], "pcn_name") is None


@given(st.lists(st.text(alphabet=";\\aB ", min_size=1), min_size=1))
def test_codes_in_one_cell_are_told_apart_whatever_they_hold(codes):
    assert parted(joined(codes)) == codes


def test_the_index_of_a_table_stays():
    read = cells.meant(pd.DataFrame({"a": ["x", None, "NA"]}, index=[2, 5, 9]))
    assert list(read["a"]) == ["x", "", ""]
    assert list(read.index) == [2, 5, 9]


@pytest.mark.parametrize("word", ["TBC", "tbd", "To be confirmed", "Not available"])
def test_what_is_still_to_be_said_is_no_code(word):
    assert cells.value(word) == ""


def test_characters_that_nobody_sees_are_no_part_of_a_code_or_a_header(tmp_path):
    path = tmp_path / "copied.csv"
    path.write_text("\u200bpractice_code,team\nP0\u200b1,\u200eT1\u200f\n", encoding="utf-8")
    found = files.text_table(path)
    assert list(found.columns) == ["practice_code", "team"]
    assert found.to_numpy().tolist() == [["P01", "T1"]]
    given = files.text_table(pd.DataFrame({"practice_code": ["P0\ufeff1"]}))
    assert given["practice_code"].tolist() == ["P01"]


def test_a_web_page_saved_as_a_table_is_called_one(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text("\n<!DOCTYPE html><html><body>Sign in</body></html>")
    with pytest.raises(DataError, match="is a web page"):
        files.text_table(path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("'P81003", "P81003"), ("'00123'", "00123"), ("P81\u2011003", "P81-003"), ("'s", "'s"),
     ("E01\u00a0000002", "E01 000002"), ("''12", "''12")],
)  # fmt: skip
def test_marks_of_text_and_lookalikes_are_no_part_of_a_code(text, meant):
    assert cells.value(text) == meant


def test_codes_that_a_spreadsheet_changed_are_told_by_row():
    codes = pd.DataFrame({"ccg": ["01A", "Mar-12", "1.00E+10", "02X", "03B", "04C"]})
    (said,) = cells.changed(codes)
    assert "row 1 'Mar-12', row 2 '1.00E+10'" in said
    assert cells.changed(pd.DataFrame({"size": ["9000", "1.00E+04", "8000"]})) == []
    assert cells.changed(pd.DataFrame({"day": ["1-Apr", "2-Apr", "x"]})) == []


@pytest.mark.parametrize("stranger", ["Q", "0q", "00 Q", "00-Q"])
def test_codes_that_lost_zeros_or_gained_signs_are_questioned(stranger):
    with pytest.raises(DataError, match=r"leading zeros: .* here, 00Q there"):
        held_against([stranger, "01A"], {"00Q", "01A"}, what="codes", among="the table")


@pytest.mark.parametrize("line", ["a^b^c", '"a,b,c"', "practice_code list_size pcn_code"])
def test_rows_in_one_cell_are_refused_with_the_remedy(line, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match="every row in one cell"):
        files.text_table(path)


def test_utf_32_is_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("code,team\nP1,T1\n", encoding="utf-32")
    assert list(files.text_table(path)["code"]) == ["P1"]
