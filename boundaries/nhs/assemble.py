"""NHS publications in, practice table out: one reader a publication, one verb to join them."""

from collections.abc import Collection, Mapping

import pandas as pd

from boundaries.errors import DataError
from boundaries.nhs.list_sizes.lists import (
    date,
    read_list_sizes,
    read_practice_map,
    without_unallocated,
)
from boundaries.nhs.postcodes.places import postcode, read_branches, read_postcodes
from boundaries.nhs.registers import read_epcn, read_epraccur
from boundaries.practices import table as practices

__all__ = [
    "assemble",
    "date",
    "postcode",
    "read_branches",
    "read_epcn",
    "read_epraccur",
    "read_list_sizes",
    "read_postcodes",
    "read_practice_map",
    "without_unallocated",
]

_SOURCE = "joined publications"
_NOTHING: Mapping[str, str] = {}


def assemble(
    lists: pd.DataFrame,
    postcodes: pd.DataFrame,
    *,
    registers: Collection[pd.DataFrame] = (),
    where: Mapping[str, str] = _NOTHING,
    exclude: Collection[str] = (),
    leave_out_without_list: bool = False,
) -> practices.Practices:
    """The practice table of an area, from the publications that each know a part of it.

    Parameters
    ----------
    lists
        `read_list_sizes`.
    postcodes
        `read_postcodes`.
    registers
        `read_practice_map`, `read_epcn`, `read_epraccur`, most trusted first: a cell comes
        from the first table that has it, the lists before all.
    where, exclude
        See `practices.read`.
    leave_out_without_list
        Leave out, with a note, practices that a register names and the lists do not
        (closed since, not yet open); otherwise they are an error.

    Returns
    -------
        Practices, in the order of the lists.

    Raises
    ------
    DataError
        Practices have no list or no coordinates: all are named.
    """
    joined = lists.assign(list_size=lists["list_size"].astype("str"))
    for register in registers:
        joined = _with_register(joined, register)
    joined, notes = _with_list(joined.fillna("")) if leave_out_without_list else (joined, [])
    placed = _with_places(joined.fillna(""), postcodes)
    table = practices.from_table(placed, where=where, exclude=exclude, source_name=_SOURCE)
    table.attrs["notes"] = lists.attrs.get("notes", []) + notes + table.attrs["notes"]
    return table


def _with_register(joined: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Blank cells filled from `register`, its new columns and practices added."""
    left, right = (one.set_index("practice_code") for one in (joined, register))
    filled = left.replace("", pd.NA).combine_first(right)
    order = [*left.index, *right.index.difference(left.index)]
    columns = [*left.columns, *right.columns.difference(left.columns, sort=False)]
    rows = dict(zip(register["practice_code"], register.index, strict=True))
    rows |= dict(zip(joined["practice_code"], joined.index, strict=True))
    whole = filled.loc[order, columns].reset_index()
    return whole.set_index(pd.Index([rows[code] for code in order], name="row"))


def _with_list(joined: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    without = joined["list_size"] == ""
    gone = sorted(joined.loc[without, "practice_code"])
    if len(gone) == len(joined):
        raise DataError("no practice has a list", source=_SOURCE)
    notes = [f"{len(gone)} left out, as they have no list: {', '.join(gone)}."] if gone else []
    return joined[~without], notes


def _with_places(joined: pd.DataFrame, postcodes: pd.DataFrame) -> pd.DataFrame:
    wanted = postcode(joined["postcode"])
    places = postcodes[["easting", "northing"]].reindex(wanted).set_axis(joined.index)
    known = places["easting"].notna()
    return joined.assign(
        postcode=wanted,
        easting=places["easting"].map(repr).where(known, ""),
        northing=places["northing"].map(repr).where(known, ""),
    )
