"""What a workbook shows and its cells do not hold: merged, hidden, not calculated."""

import openpyxl
import pytest

from boundaries.errors import DataError
from boundaries.files import text

ROWS = [["code", "ccg", "list"], ["A1", "X", 10], ["A2", None, 20], ["A3", "Y", 30],
        ["A4", "Y", 40]]  # fmt: skip


def book(folder, change):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Lists"
    for row in ROWS:
        sheet.append(row)
    change(made, sheet)
    path = folder / "book.xlsx"
    made.save(path)
    return path


def said(table):
    return " ".join(table.attrs["notes"])


def test_text_in_a_merged_cell_counts_for_all_its_rows(tmp_path):
    table = text.text_table(book(tmp_path, lambda _, sheet: sheet.merge_cells("B2:B3")))
    assert list(table["ccg"]) == ["X", "X", "Y", "Y"]
    assert "count for each of these rows: B2:B3" in said(table)


def test_a_number_in_a_merged_cell_is_refused(tmp_path):
    path = book(tmp_path, lambda _, sheet: sheet.merge_cells("C2:C4"))
    with pytest.raises(DataError, match=r"merged over several rows: C2:C4"):
        text.text_table(path)


def test_a_merged_title_says_nothing_of_the_rows(tmp_path):
    def titled(_, sheet):
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Practices of the area"
        sheet.merge_cells("A1:C2")

    table = text.text_table(book(tmp_path, titled))
    assert list(table["code"]) == ["A1", "A2", "A3", "A4"]
    assert "merged" not in said(table)


def test_a_formula_that_was_never_calculated_is_refused_by_its_cell(tmp_path):
    def formula(_, sheet):
        sheet["C3"] = "=10+10"

    with pytest.raises(DataError, match=r"1 formula has no value.*C3") as caught:
        text.text_table(book(tmp_path, formula))
    assert "save it" in caught.value.remedy


def test_hidden_rows_and_columns_are_read_and_told(tmp_path):
    def hide(_, sheet):
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["B"].hidden = True

    table = text.text_table(book(tmp_path, hide))
    assert len(table) == 4
    assert "2 rows are hidden, by a filter or by hand, and read like the others: 3, 4" in said(
        table
    )
    assert "Hidden columns are read like the others: B" in said(table)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_told_and_not_read(state, tmp_path):
    def hide(made, _):
        sheet = made.create_sheet("Old")
        sheet.append(["code", "ccg", "list", "practice_code"])
        sheet.append(["B1", "Z", 1, "B1"])
        sheet.sheet_state = state

    table = text.text_table(book(tmp_path, hide))
    assert list(table["code"]) == ["A1", "A2", "A3", "A4"]
    assert "Hidden sheets are not read: 'Old'" in said(table)


def test_a_workbook_whose_only_table_is_hidden_says_where_it_is(tmp_path):
    def hide(made, sheet):
        made.create_sheet("Cover")["A1"] = "Read me"
        made.active = 1
        sheet.sheet_state = "hidden"

    with pytest.raises(DataError, match=r"Hidden sheets are not read: 'Lists'"):
        text.text_table(book(tmp_path, hide))
