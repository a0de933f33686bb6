"""What the cells of a table mean: words that say nothing, and values that Excel wraps."""

import re
from collections.abc import Iterable

import pandas as pd

from boundaries.errors import DataError

#: What people, R, SAS, Excel, SQL and pandas write where there is nothing, without case.
NOTHING = frozenset({
    "", "-", "--", "\N{EN DASH}", "\N{EM DASH}", ".", "na", "n/a", "n.a.", "nan", "nat", "<na>",
    "null", "none", "(blank)", "#n/a", "#null!", "#ref!", "#value!", "#name?", "#div/0!", "#num!",
    "not applicable", "not known", "unknown",
})  # fmt: skip
#: characters that nobody sees and web pages leave in what is copied from them
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_WRAPPED = re.compile(r'="((?:[^"]|"")*)"')  # how Excel keeps the zeros of "00Q" and "0123"


def meant(cells: pd.DataFrame) -> pd.DataFrame:
    """The same table of text with what each cell means: trimmed, unwrapped, ``""`` for nothing."""
    return pd.DataFrame({name: _meant(cells[name]) for name in cells}, index=cells.index)


def value(text: object) -> str:
    """What one cell means; see ``meant``."""
    plain = seen(str(text)).strip()
    wrapped = _WRAPPED.fullmatch(plain)
    if wrapped:
        plain = wrapped[1].replace('""', '"').strip()
    return "" if plain.casefold() in NOTHING else plain


def seen(text: str) -> str:
    """The text without characters that nobody sees, which would make two codes of one."""
    return text if text.isascii() else text.translate(_UNSEEN)


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


def _meant(column: pd.Series) -> pd.Series:
    # Each different text is looked at once: a national table has millions of rows of few values.
    places, texts = pd.factorize(column.fillna(""))
    told = pd.Series([value(text) for text in texts], dtype="str")
    return pd.Series(told.take(places).to_numpy(), index=column.index, name=column.name)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
