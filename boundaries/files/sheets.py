"""Sheets of workbooks, and rows of their headers, where a person asks for them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import opening, text
from boundaries.files.tables.in_memory import Source

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_FILES = WORKBOOKS | {".zip", ".csv", ".txt", ".tsv", ".gz"}
_ROW = re.compile(r"(.*)!([1-9]\d*)", re.DOTALL)
_HEAD = re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0")
_FORM = "[FILE=]SHEET or [FILE=]SHEET!ROW, where ROW is the row of the header"


@dataclass(frozen=True)
class Asked:
    """A sheet asked for, written `[FILE=]SHEET[!ROW]`.

    Parameters
    ----------
    said
        As it was written.
    file
        The file's own name; blank for every file that has such a sheet.
    sheet
        Blank for the one table of a file.
    row
        The row of the header as a spreadsheet counts, None to find it.
    """

    said: str
    file: str
    sheet: str
    row: int | None = None

    def is_of(self, path: Path) -> bool:
        """Whether this file may be the one that is asked for."""
        return self.file.casefold() in ("", path.name.casefold())

    def part(self, found: Sequence[text.Part]) -> text.Part | None:
        """The table of the file that is asked for, with its header in the row that was said."""
        wanted = self.sheet.casefold()
        called = [{one.name.casefold(), PurePosixPath(one.name).name.casefold()} for one in found]
        hits = [one for one, both in zip(found, called, strict=True) if wanted in both]
        if not wanted:
            hits = list(found) if len(found) == 1 else []
        return headed(hits[0], self.row) if hits else None


def asked(said: Sequence[str]) -> list[Asked]:
    """Parse what `--sheet` was given.

    Raises
    ------
    DataError
        The text names neither a sheet nor the row of a header.
    """
    return [_asked(one) for one in said]


def headed(part: text.Part, row: int | None) -> text.Part:
    """A table whose header is in a row that a person names, as a spreadsheet counts.

    Raises
    ------
    DataError
        That row is blank, or not among the first rows of the table.
    """
    if row is None:
        return part
    if row > len(part.head) or not any(part.head[row - 1]):
        raise DataError(
            f"row {row} of {part.name or 'the table'} cannot be the header: it is blank, or not "
            f"among the first {len(part.head)} rows",
            remedy="Name the row that has the names of the columns",
        )
    return replace(part, header=row - 1)


def chosen(
    given: Mapping[str, Source | None], wishes: Sequence[Asked]
) -> tuple[dict[str, Source | None], list[Asked]]:
    """Files by their role, each as the table of the sheet asked for; and wishes that none meets.

    A file without such a sheet stays as it is.
    """
    met: set[Asked] = set()
    out: dict[str, Source | None] = {}
    for role, source in given.items():
        out[role] = source
        if isinstance(source, Path):
            found = table_of(source, wishes)
            if found is not None:
                out[role] = found[1]
                met.add(found[0])
    return out, [one for one in wishes if one not in met]


def table_of(path: Path, wishes: Sequence[Asked]) -> tuple[Asked, pd.DataFrame] | None:
    """The first wish that a file meets, and its table; None where it meets none.

    Returns
    -------
        The table as ``text.table`` reads it; `attrs["source"]` names file and sheet.
    """
    meant = [one for one in wishes if one.is_of(path)]
    found = _tables(path, meant) if meant else []
    for one in meant:
        part = one.part(found)
        if part is not None:
            table = text.table(part, str(path))
            table.attrs["source"] = f"{path.name}: {part.name}" if part.name else path.name
            return one, table
    return None


def names(path: Path) -> list[str]:
    """The sheets of a workbook or the tables in a zip, by name; none of any other file."""
    return [one.name for one in _tables(path, ())]


def refuse_unmet(wishes: Sequence[Asked], paths: Sequence[Path]) -> None:
    """Raise DataError where a wish was met by no file: what is at fault is named.

    That may be the file, the row of the header, a second sheet of one file, or the sheet: then
    those that there are, are named.
    """
    if not wishes:
        return
    wish = wishes[0]
    if wish.file and not any(map(wish.is_of, paths)):
        raise DataError(
            f"no file given is called {wish.file!r}, which --sheet {wish.said!r} names",
            rows=[path.name for path in paths],
            remedy="Name one of the files given with --sheet",
        )
    for path in filter(wish.is_of, paths):
        _refuse_of(wish, path)
    books = {path.name: names(path) for path in paths}
    held = [
        f"{name}: {', '.join(filter(None, sheets))}"
        for name, sheets in books.items()
        if any(sheets)
    ]
    raise DataError(
        f"no file given has a sheet {wish.sheet or wish.said!r}",
        rows=held,
        remedy="Name one of its sheets with --sheet"
        if held
        else "Leave --sheet out: no file given has sheets",
    )


def _refuse_of(wish: Asked, path: Path) -> None:
    """Raise DataError where the file has the sheet, and something else is at fault."""
    found = _tables(path, [wish])
    if wish.part(found) is not None:
        raise DataError(
            f"has the sheet {wish.sheet!r}, and another of its sheets is asked for too",
            remedy="Name one sheet of each file with --sheet",
            source=path.name,
        )
    sheet, mark, row = wish.sheet.rpartition("!")
    if mark and replace(wish, sheet=sheet.strip()).part(found) is not None:
        raise DataError(
            f"--sheet {wish.said!r} names the row {row!r}, and rows are numbered from 1",
            remedy=f"Write it as {_FORM}",
            source=path.name,
        )


def _asked(said: str) -> Asked:
    before, equals, after = said.rpartition("=")
    named = bool(equals) and PurePosixPath(before.strip()).suffix.casefold() in _FILES
    file, rest = (PurePosixPath(before.strip()).name, after) if named else ("", said)
    numbered = _ROW.fullmatch(rest)
    sheet, row = (numbered[1], int(numbered[2])) if numbered else (rest, None)
    if not sheet.strip() and row is None:
        raise DataError(f"--sheet cannot be {said!r}", remedy=f"Write it as {_FORM}")
    return Asked(said, file, sheet.strip(), row)


def _tables(path: Path, wishes: Sequence[Asked]) -> list[text.Part]:
    """The tables of a workbook or zip, or of a file that is named."""
    named = any(one.file and one.is_of(path) for one in wishes)
    if not path.is_file() or not (named or _HEAD.match(opening.raw_start(path))):
        return []
    return text.parts(path)
