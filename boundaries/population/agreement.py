"""Registrations held against the lists they are of: by practice and in total."""

import datetime as dt

import pandas as pd

from boundaries.errors import DataError

CLOSE = 0.05  #: registrations and lists of one quarter differ by less, practice by practice
ABOVE_MAX = 1.25  #: more patients for each on the lists than any two dates explain
TIMES_MOST = 6  #: so often a patient is counted where a file has rows by age or sex as well
ONE_SEX = (0.44, 0.56)  #: the share that women, or men, are of nearly every list
NEARLY_ALL = 0.8
DAYS_APART = 100  #: a quarter and some days
SHOWN = 5


def held_against(
    registrations: pd.DataFrame, lists: "pd.Series[int]", *, lists_date: str | None = None,
    source: str = "",
) -> list[str]:  # fmt: skip
    """Sentences on how far registrations and lists differ.

    Parameters
    ----------
    registrations
        Columns ``practice_code``, ``patients``; ``attrs["extract_date"]`` (ISO) where the file
        says it.
    lists
        Index ``practice_code``: registered patients.
    lists_date
        Date of the lists, ISO, where it is known.
    source
        The file of the registrations, for messages.

    Raises
    ------
    DataError
        The registrations cannot be of these lists: they are of one sex, counted twice, or of other
        practices.
    """
    sums = registrations.groupby("practice_code")["patients"].sum()
    share = (sums.reindex(lists.index, fill_value=0) / lists).rename("share")
    present = share[share > 0]
    if present.empty:
        return []
    total = float(sums.reindex(present.index).sum() / lists[present.index].sum())
    _refuse(present, total, source)
    stated = str(registrations.attrs.get("extract_date", ""))
    return [*_differing(present, total), *_dates(stated, lists_date)]


def _refuse(share: "pd.Series[float]", total: float, source: str) -> None:
    low, high = ONE_SEX
    if share.between(low, high).mean() >= NEARLY_ALL:
        raise _not_of_these(
            share, f"the registrations hold {total:.0%} of the lists, about half of nearly every "
            "one: they look like those of one sex",
            "Give the registrations of all patients (SEX = ALL, or both sexes)", source,
        )  # fmt: skip
    for times in range(2, TIMES_MOST + 1):
        if ((share - times).abs() <= times * CLOSE).mean() >= NEARLY_ALL:
            often = "twice" if times == len(ONE_SEX) else f"{times} times"
            raise _not_of_these(
                share, f"the registrations hold {total:.0%} of the lists; they look counted "
                f"{often}", "Delete the rows and columns that sum others up, or write ALL as "
                "their sex and age; keep one row for each practice, small area, sex and age",
                source,
            )  # fmt: skip


def _not_of_these(share: "pd.Series[float]", what: str, remedy: str, source: str) -> DataError:
    rows = [f"{code}: {part:.0%} of its list" for code, part in share.items()]
    return DataError(what, rows=rows, remedy=remedy, source=source)


def _differing(share: "pd.Series[float]", total: float) -> list[str]:
    astray = share[(share - 1).abs() > CLOSE]
    if astray.empty:
        return []
    worst = astray.reindex((astray - 1).abs().sort_values(ascending=False, kind="stable").index)
    told = ", ".join(f"{code} {part:.0%}" for code, part in worst.head(SHOWN).items())
    more = f" and {len(worst) - SHOWN:,} more" if len(worst) > SHOWN else ""
    why = (
        "No two dates explain so many: hold the columns that were read against each other."
        if total > ABOVE_MAX
        else "Lists and registrations may be of different dates, or homes may be missing."
    )
    return [
        f"The registrations hold {total:.1%} of the lists of their practices; they differ by more "
        f"than {CLOSE:.0%} at {len(astray):,} of {len(share):,} practices ({told}{more}). "
        f"{why}"
    ]


def _dates(stated: str, lists_date: str | None) -> list[str]:
    if not stated or not lists_date:
        return []
    apart = abs((dt.date.fromisoformat(stated) - dt.date.fromisoformat(lists_date)).days)
    if apart <= DAYS_APART:
        return []
    return [f"The registrations are of {stated}, the lists of {lists_date}: {apart:,} days apart."]
