"""The dated table of rates: what is paid in a year, for what, to whom, and who says so."""

from decimal import Decimal, InvalidOperation

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import text as files
from boundaries.files.tables.in_memory import Source, name_of
from pcn_planner.home import HOME
from pcn_planner.money.populations import POPULATIONS

COLUMNS = ["year", "stream", "rate", "unit", "per", "paid_to", "estimate", "source"]
GBP, WTE = "GBP", "WTE"
#: what a rate is multiplied by -> the population column that holds it
PER = {
    "registered patient": "registered",
    "adjusted patient": "adjusted",
    "weighted patient": "weighted",
    "care home bed": "care_home_beds",
}
CHOICES = {"unit": {GBP, WTE}, "per": set(PER), "paid_to": {"network", "practice"},
           "estimate": {"yes", "no"}}  # fmt: skip
MOST = 1_000_000  #: pounds or posts for one patient or bed; more is a slip of the pen
RATES = HOME / "data" / "rates.csv"  #: the table that comes with the tool


def table(given: Source | None = None) -> pd.DataFrame:
    """Every rate of every year.

    Parameters
    ----------
    given
        A file or table of ``COLUMNS``; by default the one that comes with the tool. A new year is
        a row.

    Returns
    -------
    ``COLUMNS`` and ``population``, the column of populations that the rate multiplies; ``rate``
    as ``Decimal`` in pounds or whole-time equivalents, as ``unit`` says.

    Raises
    ------
    DataError
        A column is missing or there twice, or a row says something that is no rate.
    """
    source = "the table of rates" if given is None else name_of(given)
    found = files.text_table(RATES if given is None else given)
    names.refuse_repeated(found.columns, COLUMNS, source)
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise DataError(
            f"the rates have no column {', '.join(missing)}", source=source,
            remedy=f"Give the columns {', '.join(COLUMNS)}",
        )  # fmt: skip
    _check(found, source)
    return found.assign(
        rate=found["rate"].map(Decimal), population=found["per"].map(PER),
        estimate=found["estimate"] == "yes",
    )  # fmt: skip


def of_year(rates: pd.DataFrame, year: str) -> pd.DataFrame:
    """The rates of one financial year; ``DataError`` names the years that are known."""
    found = rates[rates["year"] == year]
    if found.empty:
        known = ", ".join(sorted(set(rates["year"])))
        raise DataError(
            f"no rates are known for {year!r}",
            remedy=f"Choose one of {known}, or give a table with rows of that year with --rates",
        )
    return found.reset_index(drop=True)


def years(rates: pd.DataFrame) -> list[str]:
    """The financial years that rates are known for, newest first."""
    return sorted(set(rates["year"]), reverse=True)


def _check(found: pd.DataFrame, source: str) -> None:
    wrong = [f"row {row}: rate {text!r}" for row, text in found["rate"].items()
             if not _is_rate(text)]  # fmt: skip
    for column, allowed in CHOICES.items():
        odd = found.index[~found[column].isin(sorted(allowed))]
        wrong += [f"row {row}: {column} {found[column][row]!r}" for row in odd]
    twice = found.index[found.duplicated(["year", "stream"])]
    wrong += [f"row {row}: {found['stream'][row]} of {found['year'][row]} twice"
              for row in twice]  # fmt: skip
    if wrong:
        raise DataError(
            "some rates cannot be used", rows=wrong, source=source,
            remedy="Give each stream of a year once, with a rate of 0 or more and "
            + "; ".join(f"{name} one of {', '.join(sorted(of))}" for name, of in CHOICES.items()),
        )  # fmt: skip


def _is_rate(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= MOST
    except InvalidOperation:
        return False


assert set(PER.values()) <= set(POPULATIONS)
