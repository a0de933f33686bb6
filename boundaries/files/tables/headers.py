"""Where a table begins: its header, titles above it, and the names of its columns."""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from boundaries.files import columns as names

_TITLE_SHOWN = 60
_KNOWN = frozenset(alias for aliases in names.ALIASES.values() for alias in aliases)
_KNOWN_LEAST = 2
_MANGLED = re.compile(r"(.+)\.[1-9]\d?")


def find(rows: list[list[str]]) -> int:
    """Position (from 0) of the header among a table's first rows.

    It is the first row with two names that NHS and ONS files use, or else the first that is no
    title: titles fill at most half as many cells as the rows do.
    """
    for position, row in enumerate(rows):
        if len(known(row, _KNOWN)) >= _KNOWN_LEAST:
            return position
    filled = [sum(cell != "" for cell in row) for row in rows]
    some = sorted(count for count in filled if count)
    usual = some[len(some) // 2] if some else 0
    return next((at for at, count in enumerate(filled) if count and 2 * count > usual), 0)


def known(row: list[str], wanted: frozenset[str] = _KNOWN) -> set[str]:
    """The names in a row that are among the `wanted` (without case and punctuation)."""
    return {names.normalised(cell) for cell in row} & wanted


def titles(rows: list[list[str]], header: int) -> list[str]:
    """A note on what stands above the header, if anything does."""
    said = [" ".join(cell for cell in row if cell) for row in rows[:header] if any(row)]
    if not said:
        return []
    shown = "; ".join(repr(one[:_TITLE_SHOWN]) for one in said[:3])
    return [f"The header is row {header + 1}; not read above it: {shown}."]


def without_blank_columns(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without the columns at the right that hold nothing at all, as Excel saves them."""
    used = (cells != "").any(axis=0).to_numpy()
    last = int(used.nonzero()[0][-1]) + 1 if used.any() else 0
    return cells.iloc[:, :last]


def unique_names(header: Sequence[str]) -> list[str]:
    """Column names made unique: blanks become `column 1`, two of one name `x (1)` and `x (2)`.

    The `.1` that pandas and R put behind a repeated name is no part of it. None of the columns
    keeps the name itself, so that no reader takes the one for the other.
    """
    bases = _bases([name or f"column {at}" for at, name in enumerate(header, start=1)])
    count, seen = Counter(bases), Counter[str]()
    unique: list[str] = []
    for base in bases:
        seen[base] += 1
        unique.append(base if count[base] == 1 else f"{base} ({seen[base]})")
    return unique


def repeats(header: Sequence[str]) -> list[str]:
    """A sentence on every name that several columns have, or have but for capitals and blanks."""
    now = unique_names(header)
    alike: dict[str, list[int]] = {}
    for at, base in enumerate(_bases(header)):
        if base:
            alike.setdefault(re.sub(r"[\s_]+", "", base.casefold()), []).append(at)
    said = []
    for places in (one for one in alike.values() if len(one) > 1):
        called = " and ".join(map(repr, dict.fromkeys(header[at] for at in places)))
        read_as = " and ".join(repr(now[at]) for at in places)
        renamed = any(now[at] != header[at] for at in places)
        said.append(
            f"{len(places)} columns are called {called}: they are read as {read_as}."
            if renamed
            else f"The columns {called} differ in nothing but capitals and blanks."
        )
    return said


def _bases(header: Sequence[str]) -> list[str]:
    """Names without the `.1` of a repeated name, where the name itself is there too."""
    mangled = [_MANGLED.fullmatch(name) for name in header]
    return [
        found[1] if found and found[1] in header else name
        for name, found in zip(header, mangled, strict=True)
    ]
