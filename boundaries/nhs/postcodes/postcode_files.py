"""Tables of postcodes as they are published, cut down to where the practices are."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import opening
from boundaries.nhs import recognise
from boundaries.nhs.postcodes import places, placing
from boundaries.nhs.recognise import KINDS, Recognised

_CODE_POINT = {0: "postcode", 2: "easting", 3: "northing"}
_SHOWN = 8
_NOTHING: Mapping[str, str] = {}


def coordinates(
    paths: Iterable[Path], practices: pd.DataFrame, columns: Mapping[str, str] = _NOTHING
) -> pd.DataFrame:
    """Coordinates of the practices' postcodes and their sectors; see `places.read_postcodes`.

    Parameters
    ----------
    paths
        ONSPD, NSPL, Code-Point Open (zips as they are published, too) or any like table.
    practices
        Text, with a column for the postcode.
    columns
        Our name -> the practices' column, where it has another name.

    Raises
    ------
    DataError
        No file holds postcodes with coordinates, or the practices have no postcodes.
    """
    found = recognise.recognise(paths)
    files = [one for one in found if one.kind in ("postcodes", "code-point")]
    if not files:
        raise DataError(
            "no table of postcodes and their coordinates",
            rows=[f"{one.name}: {one.why or KINDS[one.kind]}" for one in found[:_SHOWN]],
            remedy="Give ONSPD, Code-Point Open, or columns postcode, easting and northing",
        )
    column = names.said(practices.columns, ("postcode",), columns, "practice table")
    listed = names.listed(practices.columns)
    names.require(column, ("postcode",), "practice table", listed, named=True)
    return known(files, places.postcode(practices[column["postcode"]]))


def known(files: list[Recognised], wanted: pd.Series) -> pd.DataFrame:
    """Coordinates of the postcodes wanted and of all others in their sectors.

    Raises DataError where the files have none of them.
    """
    # ONSPD comes whole, too large to be read at once, and in parts beside it.
    small = [one for one in files if one.part is None or one.part.size <= opening.BYTES_MAX]
    tables = (table for one in small or files for table in _tables(one))
    found = _of_sectors(tables, wanted)
    if found.empty:
        raise DataError(
            "none of the practices' postcodes is in the table, nor any of the same sector",
            rows=sorted({one or "(blank)" for one in wanted})[:_SHOWN],
            remedy="Give a table of postcodes that covers the area",
            source=", ".join(one.name for one in files),
        )
    return places.read_postcodes(found)


def _tables(one: Recognised) -> Iterable[pd.DataFrame]:
    """The rows of a file; of one too large to be read at once, what is needed, piece by piece."""
    if one.kind == "code-point":
        yield _code_point(one)
    elif one.part is None or one.part.stream is None:
        yield one.table()
    else:
        present = one.part.columns()
        found = names.suggest(present, ("postcode", *placing.PLACES))
        ended = [name for name in present if names.normalised(name) in placing.ENDED]
        wanted = list(dict.fromkeys([*one.columns.values(), *found.values(), *ended]))
        for piece in one.part.pieces(wanted, one.name):
            yield names.as_said(piece, one.columns)


def _code_point(one: Recognised) -> pd.DataFrame:
    if one.part is None:
        raise DataError("holds no table", source=str(one.path))
    cells = one.part.cells(0)
    return cells[list(_CODE_POINT)].rename(columns=_CODE_POINT)


def _of_sectors(tables: Iterable[pd.DataFrame], wanted: pd.Series) -> pd.DataFrame:
    """The rows of the postcode sectors that the practices are in, each postcode once."""
    sectors = set(placing.sector(wanted))
    kept = []
    for table in tables:
        column = names.suggest([str(c) for c in table.columns], ("postcode",))["postcode"]
        plain = places.postcode(table[column])
        some = table[placing.sector(plain).isin(sectors).to_numpy()]
        kept.append(some.assign(**{column: plain[some.index]}).rename(columns={column: "postcode"}))
    return pd.concat(kept, ignore_index=True).fillna("").drop_duplicates("postcode")
