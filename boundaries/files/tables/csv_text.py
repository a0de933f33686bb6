"""CSV in the dialects that people and programs write it: its rows, and its cells as a table."""

import contextlib
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import opening, other_text
from boundaries.files.tables.cells import seen

CELLS_MAX = 60_000_000
HEAD_ROWS = 60
_HEAD_CHARACTERS = 1 << 18
_DELIMITERS = ",;\t|"
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_UNWRITTEN = {"Cc", "Cn", "Co", "Cs"}  # controls, and characters that nobody has defined
_FORMATS = {
    ".xlsx": "workbook", ".xlsm": "workbook", ".xlsb": "workbook", ".xls": "workbook",
    ".ods": "workbook", ".parquet": "Parquet file", ".gpkg": "GeoPackage", ".zip": "zip file",
    ".gz": "gzip file", ".pcn": "project", ".geojson": "GeoJSON", ".json": "JSON",
}  # fmt: skip
_NARROW = 4  # in fewer columns, swallowed rows look like a cell of several lines


def decoded(data: bytes, source: str) -> str:
    """Text that is UTF-8, UTF-16 or else Windows-1252.

    Raises
    ------
    DataError
        The content is no text.
    """
    utf16 = _utf16(data)
    wide = data.decode(utf16, errors="replace") if utf16 else ""
    if utf16 and _is_written(wide):
        return seen(wide)
    if utf16 or opening.kind(data) not in ("text", "geojson"):
        raise _no_text("binary" if utf16 else opening.kind(data), source)
    data = opening.without_end(data)
    other_text.refuse(data, source)
    try:
        return seen(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        # Excel on Windows saves "CSV" in Windows-1252; it has a letter for almost any byte,
        # so control characters were ruled out before.
        return data.decode("cp1252", errors="replace")


def _no_text(kind: str, source: str) -> DataError:
    """The error for content that is no text, nor of the format that the file's name promises."""
    meant = _FORMATS.get(PurePosixPath(source).suffix.lower())
    if meant is not None and kind == "binary":
        return DataError(
            f"is no {meant} inside: it is damaged, or another kind of file under that name",
            remedy="Copy or export it again",
            source=source,
        )
    if kind == "gzip":
        return DataError("is packed twice", remedy="Unpack it once", source=source)
    return DataError(
        f"is not a table of text ({kind} content)",
        remedy="Save it as CSV (in Excel: CSV UTF-8)",
        source=source,
    )


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def delimiter(text: str) -> str:
    """The separator of cells: as a `sep=` line says, else the one with most rows of one width."""
    said = _SEP_LINE.fullmatch(text.partition("\n")[0])
    if said:
        return said[1]
    return max(_DELIMITERS, key=lambda one: _agreement(head(text, one)))


def head(text: str, separator: str) -> list[list[str]]:
    """The first rows, blank ones too, cells trimmed; a `sep=` line is a blank row."""
    lines = csv.reader(
        io.StringIO(text[:_HEAD_CHARACTERS], newline=""), delimiter=separator, skipinitialspace=True
    )
    rows = []
    with contextlib.suppress(csv.Error):  # said in full when the cells are read
        rows = [[cell.strip() for cell in row] for row in islice(lines, HEAD_ROWS)]
    if rows and _SEP_LINE.fullmatch(text.partition("\n")[0]):
        rows[0] = []
    return rows


def cells(text: str, separator: str, skip: int, source: str) -> pd.DataFrame:
    """Cells as trimmed text, columns 0, 1, ..., index `row` from 1 in the file.

    Parameters
    ----------
    text
        The file's content.
    separator
        The separator of its cells.
    skip
        Rows at the top that do not belong to the table.
    source
        The file, for messages.

    Raises
    ------
    DataError
        A quotation mark is not closed, a row is longer than the first, or there are more than
        `opening.ROWS_MAX` rows or `CELLS_MAX` cells.
    """
    if _SEP_LINE.fullmatch(text.partition("\n")[0]):
        skip = max(skip, 1)
    _check_size(text, separator, source)
    if '"' in text:
        _check_quotes(text, separator, source)
    try:
        table = pd.read_csv(
            io.StringIO(_without_rows(text, separator, skip), newline=""),
            sep=separator,
            header=None,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _not_a_table(error, skip, source) from error
    table.index = pd.RangeIndex(skip + 1, skip + len(table) + 1, name="row")
    return pd.DataFrame({name: table[name].fillna("").str.strip() for name in table})


def _utf16(data: bytes) -> str:
    """The name of the encoding where the content is UTF-16, with its mark or without."""
    if data.startswith(b"\xff\xfe\x00\x00"):
        return "utf-32"
    if data.startswith(opening.UTF16_BOMS):
        return "utf-16"
    some = data[:2000]
    odd, even = some[1::2].count(0), some[::2].count(0)
    if len(some) > 3 and max(odd, even) > 0.4 * len(some) and min(odd, even) == 0:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _is_written(text: str) -> bool:
    """Whether characters decoded as UTF-16 are such as people write.

    Two bytes of almost any binary file are some character: one in seven of all pairs is not.
    """
    some = text[:4000]
    odd = sum(unicodedata.category(one) in _UNWRITTEN and not one.isspace() for one in some)
    return odd + some.count("\ufffd") <= len(some) // 50 + 1


def _agreement(rows: list[list[str]]) -> tuple[int, int]:
    """How many rows share the commonest width above one, and that width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _check_size(text: str, separator: str, source: str) -> None:
    rows = text.count("\n") + text.count("\r") - text.count("\r\n")
    if rows > opening.ROWS_MAX or rows + text.count(separator) > CELLS_MAX:
        raise DataError(
            f"has more than {opening.ROWS_MAX:,} rows or {CELLS_MAX:,} cells",
            remedy="Keep the rows of your own area only",
            source=source,
        )


def _records(text: str, separator: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)


def _check_quotes(text: str, separator: str, source: str) -> None:
    """Refuse what a quotation mark swallows: Python's strict reading, and rows within a cell."""
    row, width = 1, 0
    try:
        for row, record in enumerate(_records(text, separator), start=1):
            width = max(width, len(record))
            if any(_holds_rows(cell, separator, width) for cell in record):
                raise _open_quote(row, source)
    except csv.Error as error:
        after = row + 1 if width else row
        raise _open_quote(after, source) from error


def _holds_rows(cell: str, separator: str, width: int) -> bool:
    if width < _NARROW or "\n" not in cell:
        return False
    breaks = cell.replace("\r\n", "\n").count("\n")
    return cell.count(separator) == breaks * (width - 1)


def _open_quote(row: int, source: str) -> DataError:
    return DataError(
        f"row {row} has a quotation mark that is not closed, or one within a value",
        remedy='Close it, or write a quotation mark within a value twice ("")',
        source=source,
    )


def _without_rows(text: str, separator: str, skip: int) -> str:
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=separator, skipinitialspace=True)
    lines = 0
    for _ in islice(reader, skip):
        lines = reader.line_num
    again = io.StringIO(text, newline="")
    for _ in range(lines):
        again.readline()
    return again.read()


def _not_a_table(error: Exception, skip: int, source: str) -> DataError:
    counts = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if counts:
        expected, line, seen = (int(one) for one in counts.groups())
        return DataError(
            f"line {line + skip} has {seen} cells where the header has {expected}",
            remedy="Put values that contain a comma in double quotes",
            source=source,
        )
    return DataError(
        f"is not a table ({str(error).rstrip('.')})",
        remedy="Look for a quotation mark that is not closed, and save it as CSV",
        source=source,
    )
