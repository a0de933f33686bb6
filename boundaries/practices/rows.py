"""Which columns of a practice table mean what, and which of its rows are wanted."""

from collections.abc import Collection, Mapping

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import in_memory

NOUNS = (
    "practice_code",
    "list_size",
    "practice_name",
    "easting",
    "northing",
    "longitude",
    "latitude",
)
_PAIRS = (("easting", "northing"), ("longitude", "latitude"))
_VALUES_SHOWN = 8

ROWS_MAX = 30_000  #: of a practice table; more are rows of something else


def suggest(table: pd.DataFrame) -> dict[str, str]:
    """Our name -> the table's column, for every one of `NOUNS` that is recognised."""
    return _one_pair(names.suggest([str(one) for one in table.columns], NOUNS), {})


def columns_of(table: pd.DataFrame, given: Mapping[str, str], source: str) -> dict[str, str]:
    """Our name -> the table's column, complete for a practice table.

    Parameters
    ----------
    table
        The table, as `practices.read_table` gives it.
    given
        Our name -> the file's column, said by the user.
    source
        The file, for messages.

    Raises
    ------
    DataError
        A column is missing, unknown or could be two things.
    """
    present = [str(column) for column in table.columns]
    found = _one_pair(names.resolve(present, NOUNS, given, source), given)
    listed = names.listed(present)
    names.require(found, ("practice_code", "list_size"), source, listed, named=True)
    if not any({x, y} <= set(found) for x, y in _PAIRS):
        postcodes = "postcode" in names.suggest(present, ("postcode",))
        raise DataError(
            f"no columns for easting and northing, or longitude and latitude, among {listed}",
            remedy="Add a pair, or name the file's own columns with --columns easting=COLUMN "
            "and northing=COLUMN"
            + ("; for postcodes, give a table of their places (--postcodes)" * postcodes),
            source=source,
        )
    return found


def _one_pair(found: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The columns without eastings if the user named degrees or the geometry has them."""
    in_geometry = "geometry longitude" in found.values()
    if (in_geometry or set(_PAIRS[1]) & set(given)) and not set(_PAIRS[0]) & set(given):
        return {noun: column for noun, column in found.items() if noun not in _PAIRS[0]}
    return dict(found)


def kept(
    table: pd.DataFrame,
    found: Mapping[str, str],
    where: Mapping[str, str],
    exclude: Collection[str],
    source: str,
    *,
    limit: int = ROWS_MAX,
) -> tuple[pd.DataFrame, list[str]]:
    """The rows to read, at most ``limit``, and notes on those left out.

    Raises
    ------
    DataError
        An unknown column, value or code to choose by, or no row is left.
    """
    _check_known(exclude, table, found["practice_code"], source)
    rows, notes = table, []
    for column, value in where.items():
        rows = _matching(rows, names.in_any_case(table.columns, column) or column, value, source)
    if where:
        said = " and ".join(f"{column} = {value}" for column, value in where.items())
        notes = [f"Only rows with {said}: {len(rows):,} of {len(table):,}."]
    left_out = rows[found["practice_code"]].isin(list(exclude))
    if left_out.any():
        gone = sorted(set(rows.loc[left_out.to_numpy(), found["practice_code"]]))
        notes += [f"{len(gone)} left out as asked: {', '.join(gone)}."]
    if left_out.all():
        remedy = "Exclude fewer" if len(rows) else "Give practices that have patients and a place"
        raise DataError("no practices are left", remedy=remedy, source=source)
    left = rows[~left_out]
    if len(left) > limit:
        raise DataError(
            f"has {len(left):,} rows to read as practices, where all of England has some 6,500",
            remedy="Give one row a practice: of rows by area, sex or age their sum",
            source=source,
        )
    return left, notes


def _check_known(exclude: Collection[str], table: pd.DataFrame, column: str, source: str) -> None:
    if isinstance(exclude, str):
        raise TypeError("exclude is a collection of codes, not one text")
    codes = table[column]
    if unknown := sorted(set(exclude) - set(codes) - set(in_memory.set_aside(table))):
        raise DataError(
            f"cannot leave out {', '.join(unknown)}: no such practice code",
            remedy=f"The codes look like {', '.join(codes.iloc[:3])}",
            source=source,
        )


def _matching(table: pd.DataFrame, column: str, value: str, source: str) -> pd.DataFrame:
    if column not in table.columns:
        names.refuse_repeated(table.columns, [column], source)
        raise DataError(
            f"no column {column!r} to choose rows by",
            remedy=f"The columns are {names.listed(table.columns)}",
            source=source,
        )
    matching = table[table[column] == value.strip()]
    if matching.empty:
        some = [repr(one) for one in sorted(set(table[column]))]
        raise DataError(
            f"no row has {column} = {value!r}",
            remedy=f"Values are {', '.join(some[:_VALUES_SHOWN])}"
            + (f" and {len(some) - _VALUES_SHOWN} more" if len(some) > _VALUES_SHOWN else ""),
            source=source,
        )
    return matching


def occurrences(codes: "pd.Series[str]") -> "pd.Series[int]":
    """Code, and how often it occurs further up -> the row of the file."""
    pairs = pd.MultiIndex.from_arrays([codes, codes.groupby(codes).cumcount()])
    return pd.Series(codes.index, pairs)


def numbered(base: pd.DataFrame, rows: "pd.Series[int]") -> pd.DataFrame:
    """The table with the rows of the file that its list sizes come from, where all are known."""
    known = rows.reindex(occurrences(base["practice_code"]).index)
    if known.isna().any():
        return base
    return base.set_axis(pd.Index(known.astype("int64"), name="row"), axis=0)
