"""Hard borders: which practices may share a network."""

from collections.abc import Sequence

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.tables.cells import question_case

JOIN = " / "
WHOLE = "all"


def units(practices: pd.DataFrame, within: Sequence[str]) -> "pd.Series[str]":
    """Say which border unit each practice belongs to.

    A unit is one combination of all hard border columns, so that nested and crossing levels
    are obeyed alike; no edge and no network crosses units. Membership comes from the codes in
    the table, never from where the point lies: 48 practices of England sit outside their own
    commissioner's area.

    Parameters
    ----------
    practices
        The practice table, index ``practice_code``.
    within
        Names of the hard border columns, outermost first. Empty: one unit, ``"all"``.

    Returns
    -------
    Text, same index, named ``unit``; levels joined with " / ", in quotation marks where they
    hold a slash themselves.

    Raises
    ------
    DataError
        A column is not in the table, a practice has a blank in it, or two of its values differ
        in nothing but capitals.
    """
    _check_columns(practices, within)
    _check_blanks(practices, within)
    for column in within:
        question_case(practices[column].astype("str").str.strip(), f"values of {column}")
    if not within:
        return pd.Series(WHOLE, index=practices.index, name="unit", dtype="str")
    levels = [practices[column].astype("str").str.strip() for column in within]
    joined = levels[0]
    if len(levels) > 1:
        joined = named(pd.concat(levels, axis=1))
    return joined.rename("unit")


def named(levels: pd.DataFrame) -> "pd.Series[str]":
    """One name for each combination of levels, never one for two: slashes of theirs are quoted."""
    return levels.map(_apart).agg(JOIN.join, axis=1)


def _apart(level: str) -> str:
    """A level that cannot be mistaken for two: ``"North / East"`` in quotation marks."""
    if "/" not in level and '"' not in level:
        return level
    return '"' + level.replace('"', '""') + '"'


def _check_columns(practices: pd.DataFrame, within: Sequence[str]) -> None:
    unknown = [column for column in within if column not in practices.columns]
    if not unknown:
        return
    others = [str(c) for c in practices.columns if c not in ("name", "patients", "geometry")]
    raise DataError(
        f"the practice table has no border column {', '.join(map(repr, unknown))}",
        remedy=f"Name one of its columns: {', '.join(others) or 'it has none to name'}",
    )


def _check_blanks(practices: pd.DataFrame, within: Sequence[str]) -> None:
    for column in within:
        text = practices[column].astype("str").str.strip()
        blank = practices.index[practices[column].isna() | (text == "")]
        if len(blank):
            raise DataError(
                f"{len(blank)} {'practices have' if len(blank) > 1 else 'practice has'}"
                f" no {column}",
                rows=[str(code) for code in blank],
                remedy=f"Fill in {column}, or leave these practices out with --exclude",
            )
