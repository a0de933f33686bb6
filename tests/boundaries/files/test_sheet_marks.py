"""What a workbook shows and its cells do not hold: merged, hidden, not calculated."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from boundaries.errors import DataError
from boundaries.files import text
from boundaries.files.tables import workbook_process

SAMPLES = Path(__file__).parents[1] / "samples"
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


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def cell(value, more=""):
    kind = "float" if isinstance(value, int) else "string"
    number = f' office:value="{value}"' if kind == "float" else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{number} {more}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(map(cell_of, cells))}</table:table-row>"


def cell_of(value):
    return value if isinstance(value, str) and value.startswith("<") else cell(value)


def ods(folder, *rows, columns="", before=""):
    """A spreadsheet of LibreOffice's kind with the sheet "Lists"."""
    path = folder / "book.ods"
    sheet = f'{before}<table:table table:name="Lists">{columns}{"".join(rows)}</table:table>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(sheet))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


HEAD = row("code", "ccg", "list")
REPEATED = 'table:number-rows-repeated="2"'
FILTERED = 'table:visibility="filter"'


def test_hidden_rows_and_columns_of_an_ods_are_read_and_told(tmp_path):
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="1022"/>'
    )
    hidden = row("A2", "X", 20, more=f"{FILTERED} {REPEATED}")
    blank = f'<table:table-row {FILTERED} table:number-rows-repeated="1048000"/>'
    path = ods(tmp_path, HEAD, row("A1", "X", 10), hidden, blank, columns=columns)
    table = text.text_table(path)
    assert list(table["list"]) == ["10", "20", "20"]
    assert "2 rows are hidden, by a filter or by hand, and read like the others: 3, 4" in said(
        table
    )
    assert "Hidden columns are read like the others: B." in said(table)


def test_a_formula_of_an_ods_that_was_never_calculated_is_refused_by_its_cell(tmp_path):
    formula = '<table:table-cell table:formula="of:=[.A1]*2"/>'
    other = f'<table:table table:name="Other">{row("x")}</table:table>'
    path = ods(tmp_path, HEAD, row("A1", "X", 10), row("A2", "X", formula), before=other)
    with pytest.raises(DataError, match=r"1 formula has no value.*C3"):
        text.text_table(path)


def test_formulas_of_an_ods_with_their_value_are_read(tmp_path):
    known = cell(20, 'table:formula="of:=10+10"')
    nothing = (
        '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)" office:value-type="string"/>'
    )
    table = text.text_table(ods(tmp_path, HEAD, row("A1", nothing, known)))
    assert table.iloc[0].to_list() == ["A1", "", "20"]
    assert table.attrs["notes"] == []


def test_text_in_a_merged_cell_of_an_ods_counts_for_all_its_rows(tmp_path):
    over = cell("X", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    covered = "<table:covered-table-cell/>"
    path = ods(tmp_path, HEAD, row("A1", over, 10), row("A2", covered, 20), row("A3", "Y", 30))
    table = text.text_table(path)
    assert list(table["ccg"]) == ["X", "X", "Y"]
    assert "count for each of these rows: B2:B3" in said(table)


def test_of_an_old_workbook_it_is_told_that_hidden_rows_cannot_be_seen():
    table = text.text_table(SAMPLES / "codes_that_look_like_numbers.xls")
    assert "save it as .xlsx to have them named" in said(table)
    table = text.text_table(SAMPLES / "codes_that_look_like_numbers.ods")
    assert "save it as .xlsx" not in said(table)


def test_a_workbook_damaged_at_any_byte_is_read_or_refused():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Practices")
        sheet.write_row(0, 0, ["practice_code", "list_size"])
        sheet.write_row(1, 0, ["P81001", 5_000])
        sheet.set_row(1, None, None, {"hidden": True})
    raw, refused = out.getvalue(), Counter[str]()
    whole = workbook_process.sheets(raw)
    assert any(whole["sheets"][0][2].values())
    for at in range(0, len(raw), 7):
        found = workbook_process.sheets(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        refused[found.get("refused", "")[:7]] += 1
        if "sheets" in found and found["sheets"] and found["sheets"][0][1] == whole["sheets"][0][1]:
            assert found["sheets"][0][2] == whole["sheets"][0][2]  # no mark is lost unsaid
    assert set(refused) == {"", "damaged"}


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ('"U"0000', ["U0001", "U0012", "U12345", "7"]),
        ("\\U\\K000", ["UK001", "UK012", "UK12345", "7"]),
        ('"E"00;-0', ["E01", "E12", "E12345", "7"]),
        ("00000", ["00001", "00012", "12345", "7"]),
        ('"£"00', ["1", "12", "12345", "7"]),
        ('0" km"', ["1", "12", "12345", "7"]),
        ("0", ["1", "12", "12345", "7"]),
        ("#,##0.00", ["1", "12", "12345", "7"]),
    ],
)
def test_numbers_in_the_format_of_a_code_are_read_as_they_are_shown(tmp_path, form, shown):
    def formatted(_, sheet):
        for row, value in enumerate([1, 12, 12345, "7"], start=2):
            sheet.cell(row, 2, value).number_format = form

    assert list(text.text_table(book(tmp_path, formatted))["ccg"]) == shown
