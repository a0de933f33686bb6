"""What a sheet of a workbook shows and its cells do not hold: merged, hidden, not calculated."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from boundaries.errors import DataError

_SHOWN = 5
_LETTERS = 26
Cell = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """What was found on a sheet; rows and columns are counted from 0.

    Parameters
    ----------
    merged
        First and last row, first and last column of cells merged over several rows.
    hidden_rows, hidden_columns
        Rows and columns that a person does not see, hidden by a filter or by hand.
    uncalculated
        Row and column of formulas that were saved without their value.
    """

    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    uncalculated: Sequence[Cell] = field(default_factory=tuple)


def filled(cells: pd.DataFrame, marks: Marks, source: str) -> tuple[pd.DataFrame, list[str]]:
    """Cells with the text of a merged cell in every row that it is over, and a note on it.

    Parameters
    ----------
    cells
        Text, columns 0, 1, ..., index `row` from 1; the first row is the header.
    marks
        The marks of its sheet.
    source
        The file, for messages.

    Raises
    ------
    DataError
        A number is merged over several rows, so that nobody knows how it is shared out.
    """
    top = int(cells.index[0])
    below = [one for one in marks.merged if one[0] + 1 > top and one[2] in cells.columns]
    texts = {one: str(cells.at[one[0] + 1, one[2]]).strip() for one in below}
    told = [one for one in below if texts[one]]
    numbers = [_range(one) for one in told if _is_number(texts[one])]
    if numbers:
        raise DataError(
            "numbers stand in cells that are merged over several rows",
            rows=numbers,
            remedy="Unmerge the cells, and give each row its own number",
            source=source,
        )
    if not told:
        return cells, []
    made = cells.copy()
    for one in told:
        first, last, left, _ = one
        under = cells.index[(cells.index > first) & (cells.index <= last + 1)]
        made.loc[under, left] = texts[one]
    ranges = _listed([_range(one) for one in told])
    return made, [f"Cells merged over several rows count for each of these rows: {ranges}."]


def refuse_uncalculated(cells: pd.DataFrame, marks: Marks, source: str) -> None:
    """Raise DataError where a formula below the header was saved without its value."""
    top = int(cells.index[0])
    places = [f"{_letters(at)}{row + 1}" for row, at in marks.uncalculated if row + 1 > top]
    if places:
        some = "1 formula has" if len(places) == 1 else f"{len(places):,} formulas have"
        raise DataError(
            f"{some} no value, as the workbook was never calculated",
            rows=places,
            remedy="Open it in Excel or LibreOffice, save it there, and give it again",
            source=source,
        )


def hidden(cells: pd.DataFrame, marks: Marks) -> list[str]:
    """Sentences on rows of the table, and on columns, that are hidden and read all the same."""
    rows = [str(row + 1) for row in marks.hidden_rows if row + 1 in cells.index[1:]]
    columns = [_letters(at) for at in marks.hidden_columns if at in cells.columns]
    said = []
    if rows:
        some = "1 row is" if len(rows) == 1 else f"{len(rows):,} rows are"
        said.append(
            f"{some} hidden, by a filter or by hand, and read like the others: {_listed(rows)}."
        )
    if columns:
        said.append(f"Hidden columns are read like the others: {_listed(columns)}.")
    return said


def _range(one: tuple[int, int, int, int]) -> str:
    first, last, left, right = one
    return f"{_letters(left)}{first + 1}:{_letters(right)}{last + 1}"


def _letters(column: int) -> str:
    """What a spreadsheet calls a column: A, B, ..., Z, AA."""
    rest, last = divmod(column, _LETTERS)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdigit()


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
