"""Tables of text out of any file that holds one, told by its content and not by its name."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import archives, columns, heard, opening, other_text
from boundaries.files.outlines import shapes
from boundaries.files.tables import cells as meaning
from boundaries.files.tables import (
    csv_text,
    headers,
    in_memory,
    large_text,
    remarks,
    sheet_marks,
    workbooks,
)
from boundaries.files.tables.in_memory import Source
from boundaries.files.tables.sheet_marks import Marks

#: what may separate cells; ``csv_text.delimiter`` has the separators that are read
_PARTED = re.compile(r"[,;\t|^~¬:]| {2,}|(?<=\w) (?=\w+_)")
_HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Part:
    """One table within a file: a sheet of a workbook, a member of a zip, or the file itself.

    Parameters
    ----------
    name
        The sheet or member; blank for the file itself.
    head
        The first rows of the table, trimmed text.
    cells
        Reads all cells below so many rows: columns 0, 1, ..., index `row` from 1.
    size
        How large it is, in the unit of its kind, to prefer the larger of two.
    stream
        Opens its bytes, where it is text that may be too large to be read at once.
    layout
        The separator of its cells, and its encoding.
    header
        Position of its header among the rows, from 0, where a person says so.
    marks
        Of a sheet: what is merged, hidden or not calculated.
    notes
        What else is to be said of where it was found, a sentence each.
    """

    name: str
    head: list[list[str]]
    cells: Callable[[int], pd.DataFrame]
    size: int = 0
    stream: Callable[[], AbstractContextManager[IO[bytes]]] | None = None
    layout: tuple[str, str] = (",", "utf8")
    header: int | None = None
    marks: Marks = field(default_factory=Marks)
    notes: tuple[str, ...] = ()

    @property
    def at(self) -> int:
        """Position of its header among the rows, from 0: as said, else as found."""
        return headers.find(self.head) if self.header is None else self.header

    def columns(self) -> list[str]:
        """The names of its columns, made unique."""
        return headers.unique_names(self.head[self.at]) if self.head else []

    def pieces(self, wanted: Sequence[str], source: str) -> Iterator[pd.DataFrame]:
        """Some of its columns, piece by piece, where it has a ``stream``; else at once."""
        if self.stream is None:
            yield table(self, source)[list(wanted)]
            return
        skip = self.at + 1
        yield from large_text.pieces(
            self.stream(), self.columns(), wanted, (skip, *self.layout), source
        )

    def known(self, wants: Collection[str] = ()) -> tuple[int, int]:
        """How many of our names `wants`, and how many of all, its header has columns for."""
        header = self.head[self.at] if self.head else []
        return len(columns.suggest(header, wants)), len(headers.known(header))


def text_table(source: Source, *, wants: Collection[str] = ()) -> pd.DataFrame:
    """A table of text from CSV, a workbook, Parquet, the attributes of shapes, or a zip of one.

    Where there are several sheets, or tables in a zip, the one is read whose header has most
    columns for `wants` (our names), then most known names, then the largest. A DataFrame is put
    into the same form; codes may stand in its index.

    Returns
    -------
        All columns text, trimmed, `""` for cells that are blank or say that there is
        nothing (`NA`, `#N/A`, `NULL`; see `cells`); the file's own column names, made
        unique (`column 1` where a header cell is blank, `x (1)` and `x (2)` where two are
        called `x`); index `row`: the row as a spreadsheet numbers it; rows of a DataFrame are
        counted from 1. Rows that are wholly blank, titles above the header and remarks below the
        table are left out; `attrs["notes"]` says so, and which table was taken.

    Raises
    ------
    DataError
        The file cannot be read as a table, is empty, or has a header and no rows.
    """
    if isinstance(source, pd.DataFrame):
        given = in_memory.with_columns(source)
        names = [in_memory.as_text(name) for name in given.columns]
        made, said = remarks.without(in_memory.text_table(given, headers.unique_names(names)))
        made.attrs = {"notes": headers.repeats(names) + said}
        heard.tell(made.attrs["notes"])
        if aside := in_memory.set_aside(source):
            made.attrs[in_memory.SET_ASIDE] = aside
        return made
    found = parts(source)
    part = _best(found, wants)
    made = table(part, str(source))
    taken = _taken(part, found, str(source))
    heard.tell(taken)
    made.attrs["notes"] = taken + made.attrs["notes"]
    return made


def untitled_table(path: Path) -> pd.DataFrame:
    """A table of text without a header; columns 0, 1, ..., index `row` from 1.

    Raises
    ------
    DataError
        The file cannot be read as a table or is empty.
    """
    found = parts(path)
    return _without_blank_rows(_best(found, ()).cells(0), str(path))


def table(part: Part, source: str) -> pd.DataFrame:
    """The table of one part of a file; see `text_table`."""
    at = part.at
    given = part.cells(at)
    sheet_marks.refuse_uncalculated(given, part.marks, source)
    given, marked = sheet_marks.filled(given, part.marks, source)
    cells = _without_blank_rows(headers.without_blank_columns(given), source)
    header, body = cells.iloc[0], cells.iloc[1:]
    if body.empty:
        elsewhere = "".join(f" ({note.rstrip('.')})" for note in part.notes)
        raise DataError(
            f"has a header but no rows{elsewhere}", remedy="Add the rows", source=source
        )
    called = [str(name) for name in header]
    made, set_aside = remarks.without(body.set_axis(headers.unique_names(called), axis=1))
    marked += sheet_marks.hidden(cells, part.marks)
    _refuse_one_cell(called, source)
    notes = [
        *part.notes, *headers.titles(part.head, at), *headers.repeats(called), *marked, *set_aside,
        *meaning.changed(made),
    ]  # fmt: skip
    made.attrs["notes"] = [f"{_short(source)}: {note}" for note in notes]
    heard.tell(made.attrs["notes"])
    return made


def _refuse_one_cell(header: list[str], source: str) -> None:
    """Refuse a table whose rows are one cell each, as its separator is not known."""
    if len(header) == 1 and len(_PARTED.findall(header[0])) > 1:
        raise DataError(
            f"has every row in one cell ({header[0][:60]!r})",
            remedy="Save it with commas between the cells, and no quotes around whole rows",
            source=source,
        )


def parts(path: Path) -> list[Part]:
    """Every table in a file; one at least.

    Raises
    ------
    DataError
        The file cannot be opened or holds none.
    """
    start = large_text.head(path)
    if start is None:
        return list(_parts(opening.read_bytes(path), "", str(path)))
    return [
        _later(
            "", start, lambda: opening.read_bytes(path), lambda: large_text.opened(path),
            (path.stat().st_size, str(path)),
        )
    ]  # fmt: skip


def _parts(data: bytes, name: str, source: str) -> Iterable[Part]:
    what = opening.kind(data)
    if what == "zip":
        return _zipped(data, source)
    if what == "workbook":
        return _sheets(data, name, source)
    if what in ("geopackage", "shapefile", "parquet", "geojson"):
        return [_of_frame(shapes.attributes(data, source), name)]
    text = csv_text.decoded(data, source)
    separator = csv_text.delimiter(text)
    return [
        Part(
            name,
            csv_text.head(text, separator),
            lambda skip: csv_text.cells(text, separator, skip, source),
            len(text),
        )
    ]


def _zipped(data: bytes, source: str) -> list[Part]:
    """The tables in a zip; text is unpacked only once it is chosen."""
    found: list[Part] = []
    aside: dict[str, bytes] = {}
    for name in archives.names(data, source):
        ending = PurePosixPath(name).suffix.lower()
        if ending == ".shp":
            shapes_found = shapes.of_member(data, name, source)
            found.append(_of_frame(pd.DataFrame(shapes_found.drop(columns="geometry")), name))
        if ending in archives.SHAPEFILE_PARTS:
            continue
        start = archives.head(data, name, _HEAD_BYTES, source)
        if other_text.name_of(start):
            aside[name] = start
        elif opening.kind(start) == "text":
            found.append(_zipped_text(data, name, start, source))
        else:
            found += _parts(archives.read(data, name, source), name, f"{source}/{name}")
    for name, start in aside.items() if not found else ():
        other_text.refuse(start, f"{source}/{name}")
    return found


def _zipped_text(data: bytes, name: str, start: bytes, source: str) -> Part:
    size = archives.size(data, name, source)
    stream = (lambda: archives.stream(data, name, source)) if size > large_text.LARGE else None
    return _later(
        name, start[: start.rfind(b"\n") + 1] or start,
        lambda: archives.read(data, name, source), stream, (size, f"{source}/{name}"),
    )  # fmt: skip


def _later(
    name: str,
    start: bytes,
    whole: Callable[[], bytes],
    stream: Callable[[], AbstractContextManager[IO[bytes]]] | None,
    about: tuple[int, str],
) -> Part:
    """Text that is read once it is chosen; ``about`` is its size and what messages call it."""
    size, source = about
    text = csv_text.decoded(start, source)
    separator = csv_text.delimiter(text)

    def cells(skip: int) -> pd.DataFrame:
        return csv_text.cells(csv_text.decoded(whole(), source), separator, skip, source)

    encoding = "utf8" if csv_text.is_utf8(start) else "cp1252"
    return Part(name, csv_text.head(text, separator), cells, size, stream, (separator, encoding))


def _sheets(data: bytes, name: str, source: str) -> list[Part]:
    shown, hidden = workbooks.sheets(data, source)
    named = ", ".join(map(repr, hidden))
    aside = [f"Hidden sheets are not read: {named}."] if hidden else []
    notes = (*aside, *workbooks.unmarked(data))
    found = [
        replace(
            _of_rows(one.rows, f"{name}/{one.name}" if name else one.name),
            marks=one.marks, notes=notes,
        )
        for one in shown
        if any(map(any, one.rows))
    ]  # fmt: skip
    if not found:
        what = f"shows nothing: what it holds is in hidden sheets ({named})" if hidden else ""
        remedy = "Show the sheet, and save it again" if hidden else "Export it again"
        raise DataError(what or "is empty", remedy=remedy, source=source)
    return found


def _of_rows(rows: list[list[str]], name: str) -> Part:
    def cells(skip: int) -> pd.DataFrame:
        index = pd.RangeIndex(skip + 1, len(rows) + 1, name="row")
        return pd.DataFrame(rows[skip:], index=index, dtype="str")

    return Part(name, rows[: csv_text.HEAD_ROWS], cells, len(rows))


def _of_frame(frame: pd.DataFrame, name: str) -> Part:
    """A part whose first row is the header, so that all kinds are read alike."""
    header = [str(column) for column in frame.columns]
    first = pd.DataFrame([header], columns=frame.columns)
    whole = pd.concat([first, frame], ignore_index=True).set_axis(range(len(header)), axis=1)
    whole.index = pd.RangeIndex(1, len(whole) + 1, name="row")
    return Part(name, [header], lambda skip: whole.iloc[skip:], len(frame))


def _best(found: list[Part], wants: Collection[str]) -> Part:
    return max(found, key=lambda one: (*one.known(wants), one.size))


def _taken(part: Part, found: list[Part], source: str) -> list[str]:
    if len(found) == 1:
        return []
    others = ", ".join(repr(one.name) for one in found if one is not part)
    return [f"{_short(source)} holds {len(found)} tables: {part.name!r} is read, {others} not."]


def _short(source: str) -> str:
    return Path(source).name


def _without_blank_rows(cells: pd.DataFrame, source: str) -> pd.DataFrame:
    meant = meaning.meant(cells)
    kept = meant[(meant != "").any(axis=1)]
    if kept.empty:
        raise DataError("is empty", remedy="Export it again", source=source)
    return kept
