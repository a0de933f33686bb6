"""Columns of ONS boundary files and lookups, whose areas stand for teams: ``lad16cd``, ``WD25NM``.

ONS names them by level and year, with ``cd`` for the code and ``nm`` for the name (ONS, "Coding
and naming for statistical and other geographies").
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from boundaries.errors import DataError
from boundaries.files import columns as names

#: finest first
LEVELS = (
    "oa", "lsoa", "msoa", "wd", "ward", "par", "parncp", "lad", "ltla", "utla", "ctyua", "cty",
    "pcon", "ccg", "loc", "sicbl", "subicb", "icb", "stp", "rgn", "nhser",
)  # fmt: skip
#: levels that are most often given as teams where nobody says what they are
COUNCILS = ("lad", "ltla", "utla", "ctyua", "cty", "pcon")
_COLUMN = re.compile(rf"({'|'.join(LEVELS)})(\d\d)?(cd|code|nm|name)")


class Level(NamedTuple):
    """One level of areas in a file: its column of codes, and of names, blank for none."""

    level: str
    code: str
    name: str


def levels(columns: Iterable[str]) -> list[Level]:
    """The levels whose codes a file has, finest first; of several years the latest."""
    found: dict[tuple[str, str, str], str] = {}
    for column in map(str, columns):
        parts = _COLUMN.fullmatch(names.normalised(column))
        if parts:
            kind = "code" if parts[3] in ("cd", "code") else "name"
            found.setdefault((parts[1], parts[2] or "", kind), column)
    latest = {level: year for level, year, kind in sorted(found) if kind == "code"}
    return [
        Level(one, found[one, latest[one], "code"], found.get((one, latest[one], "name"), ""))
        for one in LEVELS
        if one in latest
    ]


def of_councils(columns: Iterable[str]) -> bool:
    """Whether the areas of a file are councils or constituencies, and nothing finer."""
    return [one.level for one in levels(columns)][:1] in [[level] for level in COUNCILS]


def of_teams(columns: Iterable[str], key: str, source: str) -> Level | None:
    """The level that a row's team is of, where no column is called after teams.

    In a file of shapes that is the finest; in a table of areas the one level beside ``key``, its
    column of area codes (blank for shapes).

    Raises
    ------
    DataError
        A table has several levels beside its areas.
    """
    found = [one for one in levels(columns) if one.code != key]
    if key and len(found) > 1:
        listed = " and ".join(repr(one.code) for one in found)
        raise DataError(
            f"columns {listed} could both be the team of a row",
            remedy="Call the column that is meant team_id",
            source=source,
        )
    return found[0] if found else None


def note(taken: Level, of: Iterable[Level]) -> str:
    """Which columns were taken, and which levels of the file were not."""
    called = f" and are called by {taken.name}" if taken.name else ""
    others = [one.code for one in of if one.code != taken.code]
    rest = f"; {names.listed(others)} not taken" if others else ""
    return f"Teams are the areas in column {taken.code}{called}{rest}"
