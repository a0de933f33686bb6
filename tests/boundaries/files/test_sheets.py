"""Sheets that a person asks for, and rows of headers, of every file that may hold them."""

import zipfile

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.files import sheets
from boundaries.files.sheets import Asked
from tests.support.workbooks import workbook

TITLES = [["Integrated Care Board"], ["Practices, May 2026"], []]
HEAD = ["Org", "Pop", "E", "N"]
MARCH = [["P81001", "11000", "370000", "430000"], ["P81002", "12000", "371000", "430000"]]
MAY = [["P81001", "21000", "370000", "430000"]]


@pytest.fixture
def book(tmp_path):
    return workbook(tmp_path / "lists.xlsx", March_2026=[HEAD, *MARCH], May=[*TITLES, HEAD, *MAY])


@pytest.mark.parametrize(
    ("said", "file", "sheet", "row"),
    [
        ("May", "", "May", None),
        ("May!4", "", "May", 4),
        ("lists.xlsx=May", "lists.xlsx", "May", None),
        ("a folder/lists.xlsx=A=B!12", "", "a folder/lists.xlsx=A=B", 12),
        ("lists.csv=!3", "lists.csv", "", 3),
        ("A=B", "", "A=B", None),
        ("Wow!", "", "Wow!", None),
        ("Wow!0", "", "Wow!0", None),
    ],
)
def test_how_a_sheet_is_asked_for(said, file, sheet, row):
    assert sheets.asked([said]) == [Asked(said, file, sheet, row)]


@pytest.mark.parametrize("said", ["", "  ", "lists.xlsx="])
def test_a_wish_for_nothing_is_refused(said):
    with pytest.raises(DataError, match="SHEET!ROW"):
        sheets.asked([said])


def test_the_sheet_asked_for_is_read_in_any_case_and_its_header_where_it_is_said_to_be(book):
    wish, table = sheets.table_of(book, sheets.asked(["other.xlsx=May", "may!4"]))
    assert wish.said == "may!4"
    assert table["Pop"].tolist() == ["21000"]
    assert table.index.tolist() == [5]
    assert table.attrs["source"] == "lists.xlsx: May"


def test_a_file_in_which_no_such_sheet_is_stays_as_it_is(book, tmp_path):
    plain = tmp_path / "plain.csv"
    plain.write_text("Org,Pop\nP81001,1\n")
    given = {"practices": book, "branches": plain, "links": None}
    made, unmet = sheets.chosen(given, sheets.asked(["March 2026", "June"]))
    assert made["practices"]["Pop"].tolist() == ["11000", "12000"]
    assert (made["branches"], made["links"]) == (plain, None)
    assert [one.said for one in unmet] == ["June"]
    with pytest.raises(DataError, match=r"sheet 'June': lists.xlsx: March 2026, May\."):
        sheets.refuse_unmet(unmet, [book, plain])
    with pytest.raises(DataError, match=r"Leave --sheet out"):
        sheets.refuse_unmet(unmet, [plain])


def test_a_header_that_is_found_wrongly_can_be_named_in_any_table(tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("Code,Patients,Name\nof the practice,registered,\nOrg,Pop,E\nP81001,7,x\n")
    _, table = sheets.table_of(path, sheets.asked(["lists.csv=!3"]))
    assert table.columns.tolist() == ["Org", "Pop", "E"]
    assert table["Pop"].tolist() == ["7"]


@pytest.mark.parametrize("row", [3, 900])
def test_a_row_that_can_be_no_header_is_refused(book, row):
    with pytest.raises(DataError, match=f"row {row} of May cannot be the header"):
        sheets.table_of(book, sheets.asked([f"May!{row}"]))


def test_a_workbook_in_a_zip_and_a_member_of_a_zip_are_asked_for_alike(book, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book, "inside/lists.xlsx")
        archive.writestr("inside/other.csv", "Org,Pop\nP81001,5\n")
    for name, sizes in {"May": ["21000"], "other.csv": ["5"]}.items():
        assert sheets.table_of(path, sheets.asked([name]))[1]["Pop"].tolist() == sizes
    assert sheets.names(path) == [
        "inside/lists.xlsx/March 2026", "inside/lists.xlsx/May", "inside/other.csv",
    ]  # fmt: skip


def test_a_table_taken_from_a_sheet_counts_rows_as_its_sheet_does(book):
    (_, table) = sheets.table_of(book, sheets.asked(["May"]))
    assert isinstance(table, pd.DataFrame)
    assert table.index.name == "row"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (["May", "March 2026"], r"lists.xlsx: has the sheet 'March 2026', and another of its"),
        (["other.xlsx=May"], r"no file given is called 'other.xlsx'.*: lists.xlsx\. Name one of"),
        (["other.csv=!2"], "no file given is called 'other.csv'"),
        (["May!0"], "'May!0' names the row '0', and rows are numbered from 1. Write it as"),
        (["May!x"], "names the row 'x'"),
        (["lists.xlsx=May!1.5"], "names the row '1.5'"),
        (["June!0"], r"no file given has a sheet 'June!0': lists.xlsx: March 2026, May\."),
    ],
)
def test_a_wish_that_is_not_met_is_refused_for_what_is_at_fault(book, said, fault):
    _, unmet = sheets.chosen({"practices": book}, sheets.asked(said))
    with pytest.raises(DataError, match=fault):
        sheets.refuse_unmet(unmet, [book])
