"""Tables given in memory, in the form that files are read into: cells as trimmed text."""

import json
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.tables import cells

SET_ASIDE = "set_aside"  #: in the ``attrs`` of a table: codes of practices that were in it
#: What a reader takes: the path of a file, or the table itself.
Source: TypeAlias = Path | pd.DataFrame


def name_of(source: Source) -> str:
    """What messages call a source: its path, or what kind of table it is.

    A table that was taken out of a file says so in `attrs["source"]`.
    """
    if isinstance(source, pd.DataFrame) and "source" in source.attrs:
        return str(source.attrs["source"])
    if isinstance(source, gpd.GeoDataFrame):
        return "the GeoDataFrame given"
    return "the DataFrame given" if isinstance(source, pd.DataFrame) else str(source)


def set_aside(table: pd.DataFrame) -> list[str]:
    """Codes of practices that a table was made without, as they have no patients or no place."""
    return [str(code) for code in table.attrs.get(SET_ASIDE, [])]


def as_text(value: object) -> str:
    """A cell as text: nothing as `""` (see `cells`), whole numbers without a point."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return cells.value(value)


def with_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the codes of its index as a column, and the row numbers from 1 as index.

    An index without a name that merely counts the rows is dropped.
    """
    counted = table.index.nlevels == 1 and pd.api.types.is_integer_dtype(table.index)
    if counted and table.index.name == "row":
        return table  # a file's table, which counts its rows already
    plain = table if counted and table.index.name is None else table.reset_index()
    return plain.set_axis(pd.RangeIndex(1, len(plain) + 1, name="row"), axis=0)


def text_table(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The cells as text under other column names; rows that are wholly blank are left out.

    Raises
    ------
    DataError
        There is no row with anything in it.
    """
    texts = {name: [as_text(value) for value in table.iloc[:, at]] for at, name in enumerate(names)}
    text = pd.DataFrame(texts, index=table.index, dtype="str")
    kept = text[(text != "").any(axis=1)]
    if kept.empty:
        raise DataError("has no rows", remedy="Give the rows", source=name_of(table))
    return kept
