"""Rows that are not about a table's subject: footnotes below it, and totals at its top or end."""

import re

import pandas as pd

_SHOWN = 60
_COLUMNS = 3  #: of a table, below which a few words may be a name
_WORDS = 3
_ROWS_LOOKED_AT = 2  #: at either end, for totals
_EXACT = 1e-6
_ROWS_SUMMED = 2  #: at least, before a sum says anything
_FOOTNOTE = re.compile(
    r"(sources?|notes?|footnotes?|n\.?b\.?|key)\s*($|[:;.\-(\d])"
    r"|(data|figures|lists?) (as )?(at|of|from|correct)\b"
    r"|(extracted|produced|published|downloaded|compiled|prepared|last updated)\b"
    r"|(crown )?copyright\b|\(c\)|©|contains \w+ (data|information)|[*†‡]+\s*\w",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"((grand|overall|sub)[ -]?)?totals?( .{0,40})?|sum|all (gp )?practices|all areas"
    r"|england( total)?|average|mean|eng",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Whether a cell says that its row sums the others up."""
    return bool(_TOTAL.fullmatch(text))


def is_footnote(text: str) -> bool:
    """Whether a cell begins as footnotes do."""
    return bool(_FOOTNOTE.match(text))


def without(body: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """A table without footnotes in its last rows and totals at either end, and notes on them.

    A footnote is a row with a few words in one cell and nothing else, of a table with three
    columns or more; or one that begins as footnotes do ("Source:") and has no numbers. A total
    has a word for it that no other row has in its column, or no first cell; and a number that is
    the sum of its column.
    """
    body, footnotes = _without_footnotes(body)
    said = []
    for at in (*range(-1, -1 - _ROWS_LOOKED_AT, -1), *range(_ROWS_LOOKED_AT)):
        if len(body) > _ROWS_SUMMED and (total := _summed(body, at)):
            row = body.index[at]
            said.append(f"Row {row} is not read, as it sums the others up: {total}.")
            body = body.drop(row)
    return body, [*footnotes, *said]


def _without_footnotes(body: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    end = len(body)
    while end > 1 and _is_remark([str(cell) for cell in body.iloc[end - 1]]):
        end -= 1
    if end == len(body):
        return body, []
    remarks = body.iloc[end:]
    shown = "; ".join(
        repr(" ".join(filter(None, map(str, row)))[:_SHOWN]) for row in remarks.to_numpy()[:3]
    )
    return body.iloc[:end], [f"Not read below the table (row {remarks.index[0]}): {shown}."]


def _is_remark(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    if any(_number(cell) is not None for cell in filled) or not any(row[:2]):
        return False
    if is_footnote(filled[0]):
        return 2 * len(filled) <= max(len(row), 2)
    return len(filled) == 1 and len(row) >= _COLUMNS and len(filled[0].split()) >= _WORDS


def _summed(body: pd.DataFrame, at: int) -> str:
    """What a row that sums up the others says, shortly; blank where it does not."""
    row = [str(cell) for cell in body.iloc[at]]
    words = [place for place, cell in enumerate(row) if is_total(cell)]
    if not words and row[0]:
        return ""
    others = body.drop(body.index[at])
    words = [place for place in words if not (others.iloc[:, place] == row[place]).any()]
    numbers = {place: one for place, cell in enumerate(row) if (one := _number(cell)) is not None}
    if not words and (row[0] or len(numbers) < sum(cell != "" for cell in row)):
        return ""
    for place, number in numbers.items():
        cells = map(str, others.iloc[:, place])
        known = [one for cell in cells if (one := _number(cell)) is not None]
        if len(known) >= _ROWS_SUMMED and number and abs(sum(known) - number) < _EXACT:
            return ", ".join([*(row[one] for one in words), f"{body.columns[place]} {row[place]}"])
    return ""


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("\u00a0", ""))
    except ValueError:
        return None
