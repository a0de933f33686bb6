"""Opening files that nobody vouches for: tables of text, told by content and not by name."""

import gzip
import io
import re
import zlib
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import in_memory
from boundaries.files.in_memory import Source

BYTES_MAX = 1 << 30
Kind = Literal["text", "geojson", "geopackage", "zip", "shapefile", "workbook", "binary"]

_GZIP = b"\x1f\x8b"
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SQLITE = b"SQLite format 3\x00"
_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked if it is gzip whatever its name says.

    Raises
    ------
    DataError
        The file is absent, a folder, not readable, empty, damaged, or larger than
        `BYTES_MAX` (1 GiB) once unpacked.
    """
    path = Path(path)
    if not path.exists():
        raise DataError("no such file", remedy="Check the path", source=str(path))
    if not path.is_file():
        raise DataError("is a folder, not a file", remedy="Name a file in it", source=str(path))
    try:
        with path.open("rb") as stream:
            packed = stream.read(BYTES_MAX + 1)
    except OSError as error:
        raise DataError(
            f"cannot be opened ({error.strerror})", remedy="Check permissions", source=str(path)
        ) from error
    return _checked_size(_unpacked(packed, path), path)


def kind(data: bytes) -> Kind:
    """What a file's first bytes say it is."""
    if data.startswith(_SQLITE):
        return "geopackage"
    if data.startswith(_ZIP):
        return "workbook" if b"[Content_Types].xml" in data[:4096] else "zip"
    if data.startswith(_OLD_WORKBOOK):
        return "workbook"
    if data.startswith(_SHAPEFILE):
        return "shapefile"
    if data.removeprefix(_UTF8_BOM).lstrip()[:1] == b"{":
        return "geojson"
    if data.startswith(_UTF16_BOMS) or not _has_control_characters(data):
        return "text"
    return "binary"


def holds_table(source: Source) -> bool:
    """Whether a source is a DataFrame without shapes or a file of text; see `text_table`."""
    if isinstance(source, pd.DataFrame):
        return not isinstance(source, gpd.GeoDataFrame)
    return kind(read_bytes(source)) == "text"


def text_table(source: Source) -> pd.DataFrame:
    """A table of text: CSV, plain or gzip, with a header in its first row that is not blank.

    A DataFrame is put into the same form; codes may stand in its index.

    Returns
    -------
        All columns text, trimmed, blank cells `""`; the file's own column names, made
        unique (`column 1` where a header cell is blank, `x (2)` where it is repeated);
        index `row`: the row as a spreadsheet numbers it, the header being row 1; rows of a
        DataFrame are counted from 1. Rows that are wholly blank are left out.

    Raises
    ------
    DataError
        The file cannot be read as a table, is empty, or has a header and no rows.
    """
    if isinstance(source, pd.DataFrame):
        table = in_memory.with_columns(source)
        names = [in_memory.as_text(name) for name in table.columns]
        return in_memory.text_table(table, unique_names(names))
    cells = untitled_table(source)
    header, body = cells.iloc[0], cells.iloc[1:]
    if body.empty:
        raise DataError("has a header but no rows", remedy="Add the rows", source=str(source))
    return body.set_axis(unique_names([str(name) for name in header]), axis=1)


def untitled_table(path: Path) -> pd.DataFrame:
    """A table of text without a header; columns 0, 1, ..., index `row` from 1.

    Raises
    ------
    DataError
        The file cannot be read as a table or is empty.
    """
    return parse_table(read_bytes(path), str(path))


def parse_table(data: bytes, source: str) -> pd.DataFrame:
    """The cells of a CSV file's content; see `untitled_table`."""
    text = _decoded(data, source)
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=_delimiter(text),
            header=None,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            skipinitialspace=True,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _not_a_table(error, source) from error
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    return _without_blank_rows(_trimmed(cells), source)


def unique_names(names: list[str]) -> list[str]:
    """Column names made unique: blanks become `column 1`, repeats `x (2)`."""
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names, start=1):
        base = name or f"column {position}"
        seen[base] = seen.get(base, 0) + 1
        unique.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return unique


def _unpacked(data: bytes, path: Path) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            return stream.read(BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            "is damaged: it cannot be unzipped",
            remedy="Copy or download it again",
            source=str(path),
        ) from error


def _checked_size(data: bytes, path: Path) -> bytes:
    if not data.removeprefix(_UTF8_BOM).strip():
        raise DataError("is empty", remedy="Export it again", source=str(path))
    if len(data) > BYTES_MAX:
        raise DataError(
            "is larger than 1 GiB when unpacked",
            remedy="Keep the rows of your own area only",
            source=str(path),
        )
    return data


def _has_control_characters(data: bytes) -> bool:
    return len(data.translate(None, _CONTROL)) < len(data)


def _decoded(data: bytes, source: str) -> str:
    if kind(data) not in ("text", "geojson"):
        raise DataError(
            f"is not a table of text ({kind(data)} content)",
            remedy="Save it as CSV (in Excel: CSV UTF-8)",
            source=source,
        )
    try:
        return data.decode("utf-16" if data.startswith(_UTF16_BOMS) else "utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Windows saves "CSV" in Windows-1252; it has a letter for almost any byte,
        # so control characters were ruled out before.
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _not_a_table(error: Exception, source: str) -> DataError:
    counts = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if counts:
        expected, line, seen = counts.groups()
        return DataError(
            f"line {line} has {seen} cells where the header has {expected}",
            remedy="Put values that contain a comma in double quotes",
            source=source,
        )
    return DataError(
        f"is not a table ({str(error).rstrip('.')})",
        remedy="Look for a quotation mark that is not closed, and save it as CSV",
        source=source,
    )


def _trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: cells[name].fillna("").str.strip() for name in cells})


def _without_blank_rows(cells: pd.DataFrame, source: str) -> pd.DataFrame:
    kept = cells[(cells != "").any(axis=1)]
    if kept.empty:
        raise DataError("is empty", remedy="Export it again", source=source)
    return kept
