"""What single columns of the practice table mean: networks today, teams, need, dates."""

from dataclasses import replace

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import cells, numerals
from boundaries.nhs.list_sizes import lists
from boundaries.teams.footprints import Footprints
from boundaries.unallocated import is_unallocated
from optimise.problem.rules import Rules

MOST = 1_000_000  #: of a score of need, either side of 0; more is a slip of the pen
_DATES = ("extractdate", "listdate", "listsdate", "listsizedate")


def column(practices: pd.DataFrame, name: str, option: str) -> pd.Series:
    """A column of the practice table, in any case; DataError names the option that asked for it."""
    found = names.in_any_case(map(str, practices.columns), name)
    if found is None:
        names.refuse_repeated(practices.columns, [name])
        others = named(practices)
        raise DataError(
            f"the practice table has no column {name!r} for {option}",
            remedy=f"Name one of its columns: {', '.join(others) or 'it has none to name'}",
        )
    return practices[found]


def named(practices: pd.DataFrame) -> list[str]:
    """The columns that an option may name."""
    return [str(c) for c in practices.columns if c not in ("name", "patients", "geometry")]


def as_spelt(rules: Rules, practices: pd.DataFrame) -> Rules:
    """The rules with their columns in the capitals of the practice table.

    A column that the table does not have stays as it is: whoever reads it says so.
    """
    present = [str(name) for name in practices.columns]

    def spelt(name: str) -> str:
        return names.in_any_case(present, name) or name

    within = tuple(map(spelt, rules.within))
    soft = {spelt(level): price for level, price in rules.soft_borders.items()}
    whole = {spelt(level): price for level, price in rules.kept_whole.items()}
    return replace(
        rules, within=within, soft_borders=soft, kept_whole=whole, size=spelt(rules.size)
    )


def labels(practices: pd.DataFrame, name: str, option: str = "--current") -> pd.Series:
    """Networks of a column, blank where a practice is in none."""
    labels = column(practices, name, option).astype("str").str.strip()
    cells.question_case(labels, f"values of {name}")
    return labels.mask(labels.map(is_unallocated), "")


def scores(practices: pd.DataFrame, name: str) -> pd.Series:
    """Numbers of a column, NaN where blank; DataError names the practices whose is none."""
    cells = column(practices, name, "--need").astype("str").str.strip()
    scores = numerals.numbers(cells)
    wrong = ~scores.between(-MOST, MOST) & (cells != "")
    if wrong.any():
        raise DataError(
            f"{int(wrong.sum())} practices have a {name} that is not a number from {-MOST:,.0f} "
            f"to {MOST:,.0f}",
            rows=[f"{code}: {cells[code]!r}" for code in practices.index[wrong]],
            remedy="Correct the values, or leave them blank where they are not known",
        )
    return scores


def teams(labels: pd.Series) -> Footprints:
    """Footprints from a column of the practice table; blank means no team.

    Raises
    ------
    DataError
        Two teams differ in nothing but capitals.
    """
    text = labels.astype("str").str.strip()
    known = text[~text.map(is_unallocated)].rename("team_id")
    cells.question_case(known, f"values of {labels.name}")
    ids = pd.Index(sorted(set(known)), name="team_id", dtype="str")
    table = pd.DataFrame({"name": ids, "nurses_wte": float("nan")}, index=ids)
    return Footprints(table, practice_team=known)


def lists_dates(
    table: pd.DataFrame, code_column: str, source: str = ""
) -> tuple[tuple[str, ...], list[str]]:
    """Dates of the list sizes (ISO, ascending), where the table has a column; and what is odd."""
    named = [c for c in table.columns if names.normalised(str(c)) in _DATES]
    if not named:
        return (), []
    cells = table[named[0]]
    said = lists.several_dates(cells, table[code_column], source)
    return tuple(sorted(lists.iso_dates(cells, source))), said
