"""Where a table begins and ends: its header, titles above it, footnotes below it."""

import pandas as pd

from boundaries.files import columns as names

_TITLE_SHOWN = 60
_KNOWN = frozenset(alias for aliases in names.ALIASES.values() for alias in aliases)
_KNOWN_LEAST = 2
_REMARK_COLUMNS = 3
_REMARK_WORDS = 3


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


def without_footnotes(body: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """A table without the remarks in its last rows, and a note on them.

    A remark is a row with a few words in its first cell and nothing else, of a table with three
    columns or more.
    """
    filled = (body != "").sum(axis=1).to_numpy()
    end = len(body)
    while end > 1 and body.shape[1] >= _REMARK_COLUMNS and filled[end - 1] == 1:
        if len(str(body.iloc[end - 1, 0]).split()) < _REMARK_WORDS:
            break
        end -= 1
    if end == len(body):
        return body, []
    remarks = body.iloc[end:]
    shown = "; ".join(repr("".join(row)[:_TITLE_SHOWN]) for row in remarks.to_numpy()[:3])
    return body.iloc[:end], [f"Not read below the table (row {remarks.index[0]}): {shown}."]


def without_blank_columns(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without the columns at the right that hold nothing at all, as Excel saves them."""
    used = (cells != "").any(axis=0).to_numpy()
    last = int(used.nonzero()[0][-1]) + 1 if used.any() else 0
    return cells.iloc[:, :last]


def unique_names(header: list[str]) -> list[str]:
    """Column names made unique: blanks become `column 1`, repeats `x (2)`."""
    seen: dict[str, int] = {}
    unique: list[str] = []
    for position, name in enumerate(header, start=1):
        base = name or f"column {position}"
        seen[base] = seen.get(base, 0) + 1
        unique.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return unique
