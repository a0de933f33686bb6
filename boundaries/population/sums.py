"""Rows and columns of registrations that sum the others up, in place of a practice or an area."""

import re

import pandas as pd

from boundaries.files import columns as names
from boundaries.files.tables import numerals, remarks
from boundaries.nhs.list_sizes.everybody import is_everybody, sums_of_others

_CODE = re.compile(r".*[0-9]{3}")
_PRACTICES_LEAST = 3  #: at which a sum says that a column without a word for it is a total
_SHOWN = 5


def without_totals(
    rows: pd.DataFrame, code: str, area: str, value: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of one practice and one small area each, and sentences on the totals left out.

    Parameters
    ----------
    rows
        Text.
    code, area
        Its columns of practices and of small areas.
    value
        Its column of patients, in a table that was wide: there an area counts as a total too
        whose patients are those of all the others together, whatever it is called.
    """
    kept, notes = rows, []
    for column, what in ((code, "practice"), (area, "small area")):
        called = kept[column].isin(_totals(pd.Series(kept[column].unique(), dtype="str")))
        if called.any() and not called.all():
            which = names.listed(sorted(set(kept.loc[called, column])), _SHOWN)
            kept = kept[~called]
            notes.append(f"Patients of {which} are not read, as that is a total and no {what}.")
    for one in _summing_up(kept, code, area, value) if value else []:
        kept = kept[kept[area] != one]
        notes.append(
            f"Patients of {one} are not read, as they are the sum of all the others at every "
            "practice."
        )
    return kept, notes


def _totals(called: "pd.Series[str]") -> list[str]:
    return list(called[is_everybody(called) | called.map(remarks.is_total).astype(bool)])


def _summing_up(rows: pd.DataFrame, code: str, area: str, value: str) -> list[str]:
    """The areas, none with a code for a name, that hold the patients of all the others."""
    named = [one for one in rows[area].unique() if one and not _CODE.fullmatch(one)]
    if not named:
        return []
    sizes = numerals.numbers(rows[value])
    sums = sizes.groupby([rows[code], rows[area]]).sum().unstack()
    found = sums_of_others(sums, named)
    return [one for one, fits in found.items() if fits.all() and len(fits) >= _PRACTICES_LEAST]
