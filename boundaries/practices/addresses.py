"""Where practices are in words, as their table says it: street, town, postcode."""

import re
from functools import reduce

import pandas as pd

from boundaries.files.columns import candidates, normalised

#: columns of an address by their names without case and punctuation: whole, in lines, in parts
_COLUMN = re.compile(
    r"(practice|gppractice|gp|surgery|site|main|full|postal)?"
    r"(address(line)?[0-9]?|addr[0-9]?|street(name)?|road|posttown|town)"
)


def columns(practices: pd.DataFrame) -> list[str]:
    """The columns of a practice table that hold its addresses, in its order, postcode last."""
    named = [str(one) for one in practices.columns if _COLUMN.fullmatch(normalised(str(one)))]
    return [*named, *candidates(map(str, practices.columns), "postcode")[:1]]


def of(practices: pd.DataFrame) -> "pd.Series[str]":
    """Each practice's address in one line, blank where its table says nothing.

    Parameters
    ----------
    practices
        The practice table, index ``practice_code``, text columns under the file's own names.
    """
    blank = pd.Series("", index=practices.index, dtype="str")
    return reduce(_joined, (_cells(practices[one]) for one in columns(practices)), blank)


def _cells(column: "pd.Series[str]") -> "pd.Series[str]":
    return column.astype("str").fillna("").str.strip().str.strip(",")


def _joined(before: "pd.Series[str]", part: "pd.Series[str]") -> "pd.Series[str]":
    """Two texts with a comma between them; a part that is there already is not repeated."""
    pairs = zip(before, part, strict=True)
    return pd.Series(
        [old if new in old else ", ".join(filter(None, (old, new))) for old, new in pairs],
        index=before.index, dtype="str",
    )  # fmt: skip
