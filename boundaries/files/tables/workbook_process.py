"""Sheets of a workbook as JSON, in a process of its own whose memory is limited.

A workbook of a few kilobytes can claim a cell in its very last corner and make a reader ask for
hundreds of gigabytes. Run as a script, this reads a workbook on standard input and writes
`{"sheets": [[name, rows, marks]], "hidden": [name]}` or `{"refused": word}` on standard output; it
imports nothing of the house, so that it starts quickly.
"""

import contextlib
import datetime as dt
import io
import json
import posixpath
import re
import struct
import sys
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

MEMORY_BYTES_MAX = 3 << 30
#: what a sheet of .xlsx has to hold before it is gone through for marks
_MARKED = re.compile(rb'<(?:\w+:)?f[ />]| hidden="')
COLUMNS_MAX = 1 << 14
_HIDDEN = ("1", "true")
_UNSEEN = ("collapse", "filter")  #: what .ods calls rows and columns that are not shown
#: what an .ods has to hold before it is gone through for marks
_MARKED_ODS = re.compile(rb':visibility="|:formula="|:number-rows-spanned="')
ROWS_MAX = 1 << 20
#: as ``boundaries.files.opening.BROKEN_ZIP``, which this process does not import
_DAMAGED = (
    zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError, struct.error, zlib.error,
)  # fmt: skip
_REF = re.compile(r"([A-Z]+)([0-9]+)")
#: formats of codes: letters, if any, right before two digits or more that are always shown
_CODE_FORMAT = re.compile(r'(?:"([A-Za-z]+)"|((?:\\[A-Za-z])*))(0{2,})')


def as_text(value: object) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).strip()


def sheets(data: bytes) -> dict[str, Any]:
    """The visible sheets of a workbook, or why they cannot be read."""
    try:
        book = calamine.CalamineWorkbook.from_object(io.BytesIO(data))
        sheets_of = {
            visible: [
                one.name
                for one in book.sheets_metadata
                if (one.visible == calamine.SheetVisibleEnum.Visible) == visible
                and one.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            for visible in (True, False)
        }
        marks = _marks(data)
        return {
            "sheets": [
                [name, *_as_shown(_rows(book, name), _merged(book, name) | marks.get(name, {}))]
                for name in sheets_of[True]
            ],
            "hidden": [name for name in sheets_of[False] if any(map(any, _rows(book, name)))],
        }
    except calamine.PasswordError:
        return {"refused": "password"}
    except (calamine.CalamineError, *_DAMAGED):
        return {"refused": "damaged"}


def _rows(book: calamine.CalamineWorkbook, name: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    return [[as_text(one) for one in row] for row in sheet.to_python(skip_empty_area=False)]


def _as_shown(
    rows: list[list[str]], marks: dict[str, Any]
) -> tuple[list[list[str]], dict[str, Any]]:
    """Rows in which codes that are numbers in a format of their own are as a person sees them."""
    for row, column, letters, digits in marks.pop("coded", []):
        if row < len(rows) and column < len(rows[row]) and rows[row][column].isdecimal():
            rows[row][column] = letters + rows[row][column].zfill(digits)
    return rows, marks


def _merged(book: calamine.CalamineWorkbook, name: str) -> dict[str, Any]:
    """Cells merged over several rows: first and last row, first and last column, from 0."""
    ranges = book.get_sheet_by_name(name).merged_cell_ranges or []
    rows = [[top, end, left, right] for (top, left), (end, right) in ranges if end > top]
    return {"merged": rows} if rows else {}


def _marks(data: bytes) -> dict[str, dict[str, Any]]:
    """What is hidden in every sheet of an .xlsx or .ods, and which formulas have no value."""
    found: dict[str, dict[str, Any]] = {}
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return found
    unmarked = (KeyError, ValueError, ElementTree.ParseError)
    with contextlib.suppress(*unmarked), zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            xml = archive.read("content.xml")
            return _marks_of_ods(xml) if _MARKED_ODS.search(xml) else {}
        formats = _code_formats(archive)
        for name, path in _paths(archive).items():
            xml = archive.read(path)
            if formats or _MARKED.search(xml):
                found[name] = _marks_of(xml, formats)
    return found


def _code_formats(archive: zipfile.ZipFile) -> dict[str, tuple[str, int]]:
    """Style of a cell -> letters before its number and digits of it, where these make a code."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    codes = {
        one.get("numFmtId"): form
        for one in root.iter()
        if one.tag.endswith("}numFmt") and (form := _CODE_FORMAT.fullmatch(_format(one)))
    }
    styles = next((one for one in root if one.tag.endswith("}cellXfs")), ())
    return {
        str(at): ((form[1] or form[2]).replace("\\", ""), len(form[3]))
        for at, one in enumerate(styles)
        if (form := codes.get(one.get("numFmtId")))
    }


def _format(one: ElementTree.Element) -> str:
    return one.get("formatCode", "").partition(";")[0]


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet -> where it lies in the .xlsx."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in links}
    out = {}
    for one in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        link = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
        if one.tag.endswith("}sheet") and link in targets:
            out[one.get("name", "")] = posixpath.join("/xl", targets[link]).lstrip("/")
    return out


def _marks_of(xml: bytes, formats: dict[str, tuple[str, int]]) -> dict[str, Any]:
    rows: list[int] = []
    coded: list[tuple[int, int, str, int]] = []
    columns: list[int] = []
    formulas: list[list[int]] = []
    for _, one in ElementTree.iterparse(io.BytesIO(xml)):
        tag = one.tag.rpartition("}")[2]
        if tag == "col" and one.get("hidden") in _HIDDEN:
            columns += range(int(one.get("min", "1")) - 1, int(one.get("max", "1")))
        elif tag == "row":
            formulas += [place for cell in one if (place := _uncalculated(cell))]
            styled = [cell for cell in one if cell.get("s") in formats and _is_number(cell)]
            coded += [
                (at[0], at[1], *formats[cell.get("s", "")])
                for cell in styled
                if (at := _place(cell))
            ]
            if one.get("hidden") in _HIDDEN:
                rows.append(int(one.get("r", "0")) - 1)
            one.clear()
    return {
        "hidden_rows": [row for row in rows if row >= 0],
        "hidden_columns": columns[:COLUMNS_MAX],
        "uncalculated": formulas,
        "coded": coded,
    }


def _uncalculated(cell: ElementTree.Element) -> list[int] | None:
    """Row and column of a formula without its value; text that came to nothing is a value."""
    parts = {one.tag.rpartition("}")[2]: one.text or "" for one in cell}
    if "f" not in parts or parts.get("v") or cell.get("t") == "str":
        return None
    return _place(cell)


def _is_number(cell: ElementTree.Element) -> bool:
    return cell.get("t", "n") == "n"  # a format changes nothing of text


def _place(cell: ElementTree.Element) -> list[int] | None:
    """Row and column of a cell, from 0."""
    found = _REF.fullmatch(cell.get("r", ""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return [int(found[2]) - 1, column - 1]


def _marks_of_ods(xml: bytes) -> dict[str, dict[str, Any]]:
    """Marks of every sheet of an .ods as from ``_marks_of``, and cells merged over several rows."""
    found: dict[str, dict[str, Any]] = {}
    row = column = 0
    for event, one in ElementTree.iterparse(io.BytesIO(xml), events=("start", "end")):
        tag, held = one.tag.rpartition("}")[2], next(reversed(found.values()), {})
        if event == "start":
            if tag == "table":
                row = column = 0
                name = _said(one, "name") or ""
                found[name] = {"hidden_rows": [], "hidden_columns": [], "uncalculated": []}
                found[name]["merged"] = []
        elif tag == "table-column":
            count = _repeated(one, "number-columns-repeated", COLUMNS_MAX)
            if _said(one, "visibility") in _UNSEEN:
                held["hidden_columns"] += range(column, min(column + count, COLUMNS_MAX))
            column += count
        elif tag == "table-row":
            row += _row_of_ods(one, row, held)
            one.clear()
    return found


def _row_of_ods(one: ElementTree.Element, row: int, held: dict[str, Any]) -> int:
    """Add what a row says to the marks of its sheet; returns how many rows it stands for."""
    count, column = _repeated(one, "number-rows-repeated", ROWS_MAX), 0
    if _said(one, "visibility") in _UNSEEN and any(_said(cell, "value-type") for cell in one):
        held["hidden_rows"] += range(row, row + count)
    for cell in one:
        width = _repeated(cell, "number-columns-repeated", COLUMNS_MAX)
        if _said(cell, "formula") is not None and _said(cell, "value-type") is None:
            held["uncalculated"].append([row, column])
        tall = _repeated(cell, "number-rows-spanned", ROWS_MAX)
        if tall > 1:
            wide = _repeated(cell, "number-columns-spanned", COLUMNS_MAX)
            held["merged"].append([row, row + tall - 1, column, column + wide - 1])
        column += width
    return count


def _said(one: ElementTree.Element, name: str) -> str | None:
    """An attribute by its own name, whatever its namespace is called."""
    return next((v for key, v in one.attrib.items() if key.rpartition("}")[2] == name), None)


def _repeated(one: ElementTree.Element, name: str, most: int) -> int:
    said = _said(one, name) or "1"
    return min(int(said), most) if said.isdigit() else 1


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_memory()
    json.dump(sheets(sys.stdin.buffer.read()), sys.stdout)
