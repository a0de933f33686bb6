"""What the cells of a table mean: words that say nothing, and values that Excel wraps."""

import re
from collections.abc import Iterable

import pandas as pd

from boundaries.errors import DataError

#: What people, R, SAS, Excel, SQL and pandas write where there is nothing, without case.
NOTHING = frozenset({
    "", "-", "--", "\N{EN DASH}", "\N{EM DASH}", ".", "na", "n/a", "n.a.", "nan", "nat", "<na>",
    "null", "none", "(blank)", "#n/a", "#null!", "#ref!", "#value!", "#name?", "#div/0!", "#num!",
    "not applicable", "not known", "unknown", "not available", "tbc", "tbd", "to be confirmed",
})  # fmt: skip
#: characters that nobody sees and web pages leave in what is copied from them
_UNSEEN: dict[int, str | None] = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
#: characters that look like another: blanks and hyphens that do not break
_LOOKALIKE: dict[int, str | None] = {0xA0: " ", 0x2007: " ", 0x202F: " ", 0x2010: "-", 0x2011: "-"}
#: codes and numbers that a spreadsheet marks as text, or a program puts in single quotes
MARKED = r"'[A-Za-z]{0,2}[0-9][A-Za-z0-9.]*'?"
_ROWS_SAVED_BY_HAND, _SHOWN = 100_000, 5
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_CHANGED = rf"[0-9](?:\.[0-9]+)?E\+[0-9]{{2}}|[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}}"
_PLAIN_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')  # how Excel keeps the zeros of "00Q" and "0123"


def meant(cells: pd.DataFrame) -> pd.DataFrame:
    """The table with what each of its cells means: trimmed, unwrapped, ``""`` for nothing."""
    return pd.DataFrame({name: _meant(cells[name]) for name in cells}, index=cells.index)


def value(text: object) -> str:
    """What one cell means; see ``meant``."""
    plain = seen(str(text)).strip()
    if re.fullmatch(MARKED, plain):
        plain = plain.strip("'")
    wrapped = _WRAPPED.fullmatch(plain)
    if wrapped:
        plain = wrapped[1].replace('""', '"').strip()
    return "" if plain.casefold() in NOTHING else plain


def seen(text: str) -> str:
    """The text without characters that nobody sees or tells apart: they make two codes of one."""
    return text if text.isascii() else text.translate(_UNSEEN | _LOOKALIKE)


def is_nothing(text: pd.Series) -> pd.Series:
    """True where a cell is blank or says that there is nothing (``NA``, ``#N/A``, ``NULL``)."""
    return text.isna() | text.astype("str").str.strip().str.casefold().isin(NOTHING)


def question_case(codes: Iterable[str], what: str, source: str = "") -> None:
    """Raise DataError where two codes differ in nothing but capitals: they are one, or a slip.

    Parameters
    ----------
    codes
        One a row; blanks are passed over.
    what
        What the codes are, for the message: ``values of ccg_code``.
    source
        The file, for messages.
    """
    counts = pd.Series(list(codes), dtype="str").value_counts()
    counts = counts[counts.index != ""].sort_index()
    folded = counts.index.str.casefold()
    twice = counts[folded.duplicated(keep=False)]
    if twice.empty:
        return
    rows = [
        " and ".join(f"{code!r} ({_rows(count)})" for code, count in alike.items())
        for _, alike in twice.groupby(twice.index.str.casefold())
    ]
    raise DataError(
        f"some {what} differ in nothing but capitals",
        rows=rows,
        remedy="Write each in one way; if they are meant to be two, give them two codes",
        source=source,
    )


def changed(table: pd.DataFrame) -> list[str]:
    """A sentence on each column of codes with cells that a spreadsheet seems to have changed.

    `MAR-12` becomes a date, `1E10` a number, where a file is opened in Excel and saved again.
    Tables of more rows than a person saves that way are not gone through.
    """
    if len(table) > _ROWS_SAVED_BY_HAND:
        return []
    said = []
    for name in table.columns:
        column = table[name]
        odd = column[column.str.fullmatch(_CHANGED)]
        others = column[(column != "") & ~column.index.isin(odd.index)]
        if odd.empty or 2 * len(odd) > len(others) or others.str.fullmatch(_PLAIN_NUMBER).any():
            continue
        rows = [f"row {row} {text!r}" for row, text in odd.head(_SHOWN).items()]
        more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
        said.append(
            f"{name} has codes that a spreadsheet seems to have made dates or numbers: "
            f"{', '.join(rows)}{more}."
        )
    return said


def _meant(column: pd.Series) -> pd.Series:
    # Each different text is looked at once: a national table has millions of rows of few values.
    places, texts = pd.factorize(column.fillna(""))
    told = pd.Series([value(text) for text in texts], dtype="str")
    return pd.Series(told.take(places).to_numpy(), index=column.index, name=column.name)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
