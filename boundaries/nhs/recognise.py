"""Which publication a table is, told by its columns and cells and never by its file's name."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns, folders, sheets, text
from boundaries.files.outlines import shapes
from boundaries.files.tables import headers
from boundaries.nhs.kinds import KINDS, TOLD_BY
from boundaries.nhs.list_sizes import across
from boundaries.nhs.list_sizes.lists import date
from boundaries.practices import table as practice_tables
from boundaries.teams.footprint_files import ons_columns
from boundaries.teams.footprint_files.footprint_tables import TEAM_COLUMNS

__all__ = ["KINDS", "Recognised", "Said", "corrected", "files_of", "kind_of", "recognise"]

_PRACTICE = re.compile(r"[A-Z][0-9]{5}")
_BRANCH = re.compile(r"[A-Z][0-9]{8}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? *[0-9][A-Z]{2}")
_SMALL_AREA = re.compile(r"E0[0125][0-9]{6}")
_AREA_COLUMN = re.compile(r"(oa|lsoa|msoa|ward)(code|cd)")
_SCORE = re.compile(r"score|imd|deprivation|value|decile|rank")
_TIMES = ("from_code", "to_code", "minutes")
_EPRACCUR_COLUMNS, _CODE_POINT_COLUMNS = 27, 10
LEFT_OUT = "left out as asked"
OTHER_SHEET = "another sheet is asked for"
Tell = Callable[[str], None]
_BESIDE = ("-wal", "-shm")  #: what a program that has a GeoPackage open keeps beside it
_BORDERS = ("ccg_code", "sub_icb_code", "icb_code", "stp_code", "pcn_code")


@dataclass(frozen=True)
class Said:
    """What a person says of a table where its cells do not: its kind, columns, header.

    Parameters
    ----------
    kind
        A key of `KINDS`, blank to leave the table out; None for what was recognised.
    columns
        Our name -> the table's column.
    header
        The row of the header, as a spreadsheet counts; None for the one found.
    """

    kind: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    header: int | None = None


@dataclass(frozen=True)
class Recognised:
    """One table or file of shapes, and which publication it is.

    Parameters
    ----------
    path
        The file.
    kind
        A key of `KINDS`, blank for a table that is none of them.
    part
        The table within the file; None for shapes.
    shapes
        The shapes, in their own CRS.
    date
        Date of the extract in ISO form, blank where it is not said.
    why
        Why it cannot be used at all, blank where it can.
    columns
        Our name -> the table's column, as a person said.
    called
        The file's name with the folders that tell it from others, blank for the name alone.
    """

    path: Path
    kind: str
    part: text.Part | None = None
    shapes: gpd.GeoDataFrame | None = None
    date: str = ""
    why: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        """File and table, as messages call them."""
        inside = self.part.name if self.part is not None else ""
        file = self.called or self.path.name
        return f"{file}: {inside}" if inside else file

    def table(self) -> pd.DataFrame:
        """The table as text, its columns under the names that a person said."""
        if self.part is None:
            made = practice_tables.read_table(self.path)
        else:
            made = text.table(self.part, str(self.path))
        made.attrs["source"] = self.name
        made = columns.as_said(made, self.columns)
        return across.upright(made) if self.kind == "registrations" else made

    def first(self, count: int) -> pd.DataFrame:
        """Its first rows under its own column names, without reading the others."""
        head = self.part.head if self.part is not None else []
        at = self.part.at if self.part is not None else 0
        rows = [row for row in head[at + 1 :] if any(row)][:count]
        width = max(map(len, head[at : at + 1] + rows), default=0)
        padded = [row + [""] * (width - len(row)) for row in [*head[at : at + 1], *rows]]
        names = headers.unique_names(padded[0]) if padded else []
        index = pd.RangeIndex(at + 2, at + 2 + len(rows), name="row")
        return pd.DataFrame(padded[1:], columns=names, index=index, dtype="str")

    def said(self, said: Said) -> "Recognised":
        """The recognised table as a person says it is."""
        one = self
        if self.part is not None and said.header is not None:
            one = self.with_part(sheets.headed(self.part, said.header))
        kind = one.kind if said.kind is None else said.kind
        if not kind:
            return replace(one, kind="", why=one.why or (LEFT_OUT if said.kind == "" else ""))
        shapes_said = None if one.shapes is None else columns.as_said(one.shapes, said.columns)
        return replace(one, kind=kind, columns=dict(said.columns), shapes=shapes_said)

    def with_part(self, part: text.Part) -> "Recognised":
        """What another table, or other header, of the same file is."""
        return replace(_of_part(self.path, part), called=self.called)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files named and those in the folders named, hidden ones apart, sorted by name.

    Raises
    ------
    DataError
        There are none, or a folder cannot be listed.
    """
    found: list[Path] = []
    for path in paths:
        inside = folders.files_in(path) if path.is_dir() else [path]
        found += [one for one in inside if one == path or not one.name.endswith(_BESIDE)]
    if not found:
        raise DataError(
            "there are no files in it",
            remedy="Put the downloads there",
            source=", ".join(map(str, paths)),
        )
    return found


def recognise(paths: Iterable[Path], tell: Tell = lambda _: None) -> list[Recognised]:
    """Every table and every file of shapes in files and folders; see `Recognised`.

    ``tell`` is called with each file before it is read; an error that it raises ends the reading.
    """
    found: list[Recognised] = []
    files = files_of(paths)
    called = folders.names_apart(files)
    for path in files:
        tell(f"Reading {called[path]}")
        found += [replace(one, called=called[path]) for one in _of_file(path)]
    return found


def corrected(found: Iterable[Recognised], said: Mapping[str, Said]) -> list[Recognised]:
    """The tables as a person says they are; ``said`` has their names and what is said of each."""
    return [one.said(said[one.name]) if one.name in said else one for one in found]


def of_sheets(
    found: Sequence[Recognised], wishes: Sequence[sheets.Asked]
) -> tuple[list[Recognised], list[sheets.Asked]]:
    """The tables with only the sheet asked for of each workbook that has it; and wishes unmet."""
    unmet = list(wishes)
    made = {id(one): one for one in found}
    for path in dict.fromkeys(one.path for one in found):
        inside = [one for one in found if one.path == path and one.part is not None]
        parts = [one.part for one in inside if one.part is not None]
        for wish in (one for one in wishes if one.is_of(path)):
            part = wish.part(parts)
            if part is not None:
                unmet = [one for one in unmet if one is not wish]
                made |= {id(one): _of_sheet(one, part) for one in inside}
                break
    return [made[id(one)] for one in found], unmet


def _of_sheet(one: Recognised, part: text.Part) -> Recognised:
    meant = one.part is not None and one.part.name == part.name
    return one.with_part(part) if meant else replace(one, kind="", why=OTHER_SHEET)


def kind_of(head: list[list[str]], header_at: int | None = None) -> str:
    """Which of `KINDS` a table is, by its first rows and its header's position, if said."""
    rows = [row for row in head if any(row)]
    if not rows:
        return ""
    if header_at is None and (headless := _headless(rows[0])):
        return headless
    at = headers.find(head) if header_at is None else header_at
    header, body = head[at], [row for row in head[at + 1 :] if any(row)]
    plain = {columns.normalised(cell) for cell in header}
    told = [kind for kind, wanted in TOLD_BY.items() if wanted <= plain]
    if len(columns.suggest(header, _TIMES)) == len(_TIMES):
        told.append("travel times")
    if told:
        return told[0]
    cells = _Cells(header, body)
    if cells.looks_like(_PRACTICE, "practice_code") or cells.looks_like(_BRANCH, "practice_code"):
        return _of_practices(cells, plain)
    if cells.column("practice_code") and cells.column("list_size") and _has_places(cells):
        return "practices"
    if cells.looks_like(_PRACTICE, "parent_code"):
        return "branches"
    if cells.looks_like(_PRACTICE, "area_code"):
        return "practice scores"
    return _of_areas(cells, plain)


@dataclass(frozen=True)
class _Cells:
    """A header and the rows below it."""

    header: list[str]
    body: list[list[str]]

    def column(self, noun: str) -> str | None:
        return columns.suggest(self.header, [noun]).get(noun)

    def values(self, noun: str) -> list[str]:
        column = self.column(noun)
        if column is None:
            return []
        at = self.header.index(column)
        return [row[at] for row in self.body if len(row) > at and row[at]]

    def looks_like(self, pattern: re.Pattern[str], noun: str) -> bool:
        values = self.values(noun)
        return bool(values) and 2 * sum(bool(pattern.fullmatch(value)) for value in values) > len(
            values
        )


def _headless(row: list[str]) -> str:
    if len(row) == _EPRACCUR_COLUMNS and row[10].isdigit():
        return "epraccur"
    place = len(row) == _CODE_POINT_COLUMNS and row[2].isdigit() and row[3].isdigit()
    return "code-point" if place and _POSTCODE.fullmatch(row[0]) else ""


def _of_practices(cells: _Cells, plain: set[str]) -> str:
    sized, places = cells.column("list_size"), _has_places(cells)
    codes = cells.values("practice_code")
    repeated = len(set(codes)) < len(codes)
    by_area = cells.looks_like(across.AREA, "area_code") or (repeated and cells.column("share"))
    if by_area and (repeated or not places) and (sized or cells.column("share")):
        return "registrations"
    sites = cells.column("site_code") or cells.column("parent_code")
    if sites or cells.looks_like(_BRANCH, "practice_code"):
        return "branches"
    if sized and places:
        return "practices"
    if sized and len(set(cells.values("age"))) > 1:
        return "ages"
    if sized:
        return "lists"
    if any("weighted" in one for one in plain):
        return "weighted lists"
    if any(cells.column(noun) for noun in (*_BORDERS, "pcn_name")):
        return "map"
    beside = (cells.column("practice_code"), cells.column("practice_name"))
    if not repeated and across.has_areas(cells.header, cells.body, beside):
        return "registrations"
    if any(_SCORE.search(one) for one in plain):
        return "practice scores"
    return "footprints" if TEAM_COLUMNS & plain else ""


def _of_areas(cells: _Cells, plain: set[str]) -> str:
    if cells.looks_like(_POSTCODE, "postcode") and _has_places(cells):
        return "postcodes"
    censuses = [any(re.match(f"lsoa{year}", one) for one in plain) for year in ("11", "21")]
    if all(censuses):
        return "census lookup"
    if not (cells.column("area_code") or any(_AREA_COLUMN.match(one) for one in plain)):
        return ""
    if TEAM_COLUMNS & plain:
        return "footprints"
    if across.has_practices(cells.header, columns.suggest(cells.header, across.NOUNS)):
        return "registrations"
    if any("population" in one for one in plain):
        return "population"
    if any(_SCORE.search(one) for one in plain):
        return "area scores"
    return "area lookup" if len(plain) > 1 else ""


def _has_places(cells: _Cells) -> bool:
    nouns = columns.suggest(cells.header, ("easting", "northing", "longitude", "latitude"))
    return len(nouns) >= len(("x", "y"))


def _of_file(path: Path) -> list[Recognised]:
    try:
        if shapes.holds_shapes(path):
            return [_of_shapes(path)]
        return [_of_part(path, part) for part in text.parts(path)]
    except DataError as error:
        return [Recognised(path, "", why=error.what)]


def _of_part(path: Path, part: text.Part) -> Recognised:
    kind = kind_of(part.head, part.header)
    header = headers.unique_names(part.head[part.at]) if part.head else []
    why = "" if kind else columns.told_repeated(header, ("practice_code", "list_size"))
    return Recognised(path, kind, part, date=_extract_date(part.head[part.at :]), why=why)


def _of_shapes(path: Path) -> Recognised:
    found = shapes.read(path)
    kinds = set(found.geometry.geom_type.dropna())
    rows = [list(map(str, found.columns)), *found.drop(columns="geometry").head(60).to_numpy()]
    cells = _Cells(rows[0], [list(map(str, row)) for row in rows[1:]])
    if kinds <= {"Point"} and cells.looks_like(_PRACTICE, "practice_code"):
        return Recognised(path, "practices" if cells.column("list_size") else "branches")
    if kinds <= {"Point"}:
        return Recognised(path, "", why="points that are no practices")
    small = any(_SMALL_AREA.fullmatch(str(cell)) for row in rows[1:] for cell in row)
    named = TEAM_COLUMNS & set(map(columns.normalised, rows[0]))
    teams = named or ons_columns.of_councils(rows[0])
    kind = "small areas" if small else "footprints" if teams else "borders"
    return Recognised(path, kind, shapes=found)


def _extract_date(head: list[list[str]]) -> str:
    at = headers.find(head)
    values = _Cells(head[at], head[at + 1 :]).values("extract_date") if head else []
    try:
        return date(values[0]).isoformat() if values else ""
    except DataError:
        return ""
