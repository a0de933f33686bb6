"""What tables say of small areas beside their polygons: residents, council, ward, middle."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.strangers import held_against
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.population import small_areas
from boundaries.practices import table as tables

_NOTHING: Mapping[str, str] = {}


def joined(
    polygons: Source, figures: Sequence[Source], columns: Mapping[str, str] = _NOTHING
) -> gpd.GeoDataFrame:
    """Polygons of small areas with the columns of further tables, joined on their codes.

    Parameters
    ----------
    polygons
        As for ``small_areas.read``.
    figures
        Tables with a code of the areas; where several have a column, the first one counts.
    columns
        Our name (``area_code``, ``area_name``) -> the polygons' column.

    Returns
    -------
        Column ``area_code``, the polygons' own columns and those of the tables as text,
        polygons in EPSG:27700; ``attrs["notes"]`` says what was left out. Where polygons have no
        names, ``area_name`` is that of a table, if one has a column of names.

    Raises
    ------
    DataError
        A file cannot be used, a table has no code or has one twice, or none of its codes is
        an area's.
    """
    areas = small_areas.read(
        polygons, code_column=columns.get("area_code"), name_column=columns.get("area_name")
    )
    notes = list(areas.attrs["notes"])
    for source in figures:
        table, noted = _table(source, areas.index)
        again = [str(name) for name in table if name in areas and name != "name"]
        if again:
            noted.append(
                f"{name_of(source)}: {', '.join(again)} are known already; the first is kept."
            )
        fresh = table[[name for name in table if name not in areas]]
        areas = areas.join(fresh.reindex(areas.index).fillna("").astype("str"))
        notes += noted
    areas["name"] = _named(areas)
    whole = areas.rename(columns={"name": "area_name"}).reset_index()
    whole.attrs = {"notes": notes, "source": name_of(polygons)}
    return whole


def _named(areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Names of areas: those of the polygons, or of the tables where polygons have only codes.

    A column in which areas share a name is one of wards or councils, and names none of them.
    """
    own: pd.Series[str] = areas["name"]
    beside = areas.columns.drop(["name", "geometry"])
    known = names.suggest([str(column) for column in beside], ["area_name"]).get("area_name")
    if known is None or (own != own.index).any():
        return own
    found = areas[known].where(areas[known].str.strip() != "", own)
    return pd.Series(found if found.is_unique else own)


def _table(source: Source, areas: "pd.Index[str]") -> tuple[pd.DataFrame, list[str]]:
    """A table by area code, text, and what was left out of it."""
    table, name = tables.read_rows(source).astype("str"), name_of(source)
    found = names.suggest([str(column) for column in table], ["area_code"])
    names.require(found, ["area_code"], name, names.listed(table.columns))
    codes = table[found["area_code"]]
    known = table[codes.isin(areas)].set_index(codes[codes.isin(areas)])
    twice = sorted(set(known.index[known.index.duplicated()]))
    if twice:
        raise DataError(
            "areas are in the table twice", rows=twice, remedy="Keep one row an area", source=name
        )
    noted = held_against(
        codes, list(areas), what="codes of the table", among="the polygons", source=name
    )
    return known.drop(columns=found["area_code"]), [*table.attrs.get("notes", []), *noted]
