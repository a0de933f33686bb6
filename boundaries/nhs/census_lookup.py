"""Small areas of two censuses made one, by the lookup of ONS, without guessing who lives where.

Between 2011 and 2021 some LSOAs were split, some merged, a few redrawn. Areas that the lookup
ties together are one unit here: registrations are added up in it, polygons joined. So patients
stay whole, whichever census either file is of; an area that did not change is a unit of its own.
"""

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.nhs import successors

_COLUMNS = {"2011": ("lsoa11cd", "lsoa11code"), "2021": ("lsoa21cd", "lsoa21code")}


def units(lookup: pd.DataFrame) -> "pd.Series[str]":
    """Code of either census -> its unit, called by the first code in it.

    Parameters
    ----------
    lookup
        Text: a row for each pair of areas, `LSOA11CD` and `LSOA21CD`.

    Raises
    ------
    DataError
        The lookup lacks a column.
    """
    old, new = _pair(lookup)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(zip(old, new, strict=True))
    named = {code: min(group) for group in nx.connected_components(graph) for code in group}
    return pd.Series(named, dtype="str")


def differ(registered: set[str], drawn: set[str], lookup: pd.DataFrame) -> bool:
    """Whether registrations and polygons are of different censuses.

    They are where areas that only one census has are registered or drawn, and the other has
    those that took their place.
    """
    old, new = (set(one) for one in _pair(lookup))
    only_old, only_new = old - new, new - old
    forwards = registered & only_old and drawn & only_new
    backwards = registered & only_new and drawn & only_old
    return bool(forwards or backwards)


def renamed(codes: "pd.Series[str]", of: "pd.Series[str]") -> "pd.Series[str]":
    """Codes replaced by their unit's; others stay."""
    return codes.map(of).fillna(codes)


def summed(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Registrations with one row a practice and unit: patients added up, and a note.

    Raises
    ------
    DataError
        The table has no patients to add up.
    """
    found = names.suggest([str(column) for column in table.columns], ("practice_code", "list_size"))
    names.require(found, ("practice_code", "list_size"), "registrations")
    made = successors.added_up(table, found["practice_code"], found["list_size"])
    fewer = len(table) - len(made)
    added = f" ({fewer:,} rows fewer, added up)" if fewer else ""
    return made, [
        "Registrations and polygons are of different censuses: areas that were split, merged or "
        f"redrawn are taken as one by the lookup{added}."
    ]


def dissolved(areas: gpd.GeoDataFrame, of: "pd.Series[str]") -> gpd.GeoDataFrame:
    """Polygons (columns `area_code`, `area_name`) joined by unit."""
    named = areas.assign(area_code=renamed(areas["area_code"], of))
    joined = named.dissolve("area_code", aggfunc="first", sort=False)
    return joined.reset_index()


def _pair(lookup: pd.DataFrame) -> tuple["pd.Series[str]", "pd.Series[str]"]:
    by_name = {names.normalised(str(column)): column for column in lookup.columns}
    hits = [next((by_name[a] for a in all_ if a in by_name), None) for all_ in _COLUMNS.values()]
    if None in hits:
        raise DataError(
            "the lookup of censuses lacks a column",
            rows=["LSOA11CD", "LSOA21CD"],
            remedy="Give the lookup of ONS from LSOA 2011 to LSOA 2021",
        )
    return lookup[hits[0]], lookup[hits[1]]
