"""What the band counts: registered patients, or a column of the practice table."""

import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.tables import numerals

MOST = 1e9  #: patients of a practice; more is a slip of the pen
REGISTERED = "registered patients"


def counted_in(column: str) -> str:
    """What the band counts, in words: ``registered patients``, or the name of the column."""
    return f"patients by {column}" if column else REGISTERED


def of(practices: pd.DataFrame, column: str) -> "pd.Series[int]":
    """The figure of each practice that the band counts, in whole patients.

    Parameters
    ----------
    practices
        Index ``practice_code``; ``patients``, and ``column`` as numbers or text.
    column
        Name of that column, as in the table; blank for ``patients``.

    Returns
    -------
    Same index. Broken figures, as weighted lists are, go to the nearest whole patient.

    Raises
    ------
    DataError
        There is no such column, or a practice has no number above 0 in it.
    """
    name = column or "patients"
    if name not in practices.columns:
        raise DataError(
            f"the practice table has no column {name!r} for the band (--size)",
            remedy=f"Use one of {', '.join(_countable(practices))}",
        )
    numbers = _numbers(practices[name])
    unclear = numerals.is_pointed(_plain(practices[name]))
    wrong = practices.index[~numbers.between(1, MOST) | unclear]
    if len(wrong):
        raise DataError(
            f"{len(wrong)} practices have no number above 0 as {name}, which the band counts",
            rows=[f"{code}: {practices[name][code]!r}" for code in wrong],
            remedy="Complete the column, or count the band on another (--size)",
        )
    return numbers.astype("int64")


def is_rounded(practices: pd.DataFrame, column: str) -> bool:
    """Whether some practice has no whole number of patients in the column."""
    cells = numerals.numbers(_plain(practices[column or "patients"]))
    return bool((cells != np.rint(cells)).any())


def _plain(cells: pd.Series) -> "pd.Series[str]":
    return cells.astype(object).fillna("").astype("str").str.strip()


def _numbers(cells: pd.Series) -> "pd.Series[float]":
    return numerals.numbers(_plain(cells)).round()


def _countable(practices: pd.DataFrame) -> list[str]:
    """The columns in which every practice has a number above 0."""
    plain = practices.drop(columns="geometry", errors="ignore")
    return [str(name) for name in plain if (_numbers(plain[name]) >= 1).all()]
