"""Polygons of small areas, of several files and either census, fitted to the registrations."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from boundaries.crs import BNG
from boundaries.files import columns as names
from boundaries.files.outlines import shapes
from boundaries.nhs import census_lookup
from boundaries.nhs.recognise import Recognised

_AREA = r"[EWSN][0-9]{8}"
_FITTING = 0.9


@dataclass(frozen=True)
class AreaFiles:
    """Polygons to use (EPSG:27700), and what became of each file.

    Parameters
    ----------
    shapes
        None where no file fits.
    used
        `id` of the file as recognised -> a word on its use.
    notes
        What was changed.
    """

    shapes: gpd.GeoDataFrame | None = None
    used: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def matched(
    files: list[Recognised], registered: Recognised | None, lookup: pd.DataFrame | None
) -> tuple[pd.DataFrame | None, AreaFiles]:
    """Registrations, and the polygons that they speak of.

    Files that hold areas of the registrations' kind are put together. Where the two are of
    different censuses, the lookup makes both one: see `census_lookup`.
    """
    if registered is None:
        return None, AreaFiles(used={id(one): "no: there are no registrations" for one in files})
    table = registered.table()
    found = names.suggest([str(column) for column in table.columns], ("area_code",))
    wide = "area_code" not in found
    codes = set(map(str, table.columns)) if wide else set(table[found["area_code"]])
    share = {id(one): _share(one, codes) for one in files}
    best = max(share.values(), default=0.0)
    fitting = [one for one in files if share[id(one)] > best * _FITTING and best > 0]
    used = {id(one): "no: the registrations have no such areas" for one in files}
    used |= {id(one): "polygons of the small areas" for one in fitting}
    if not fitting:
        return table, AreaFiles(used=used)
    drawn = together([one.shapes for one in fitting if one.shapes is not None])
    if wide or lookup is None or not census_lookup.differ(codes, set(drawn["area_code"]), lookup):
        return table, AreaFiles(drawn, used)
    units = census_lookup.units(lookup)
    table = table.assign(
        **{found["area_code"]: census_lookup.renamed(table[found["area_code"]], units)}
    )
    sums, notes = census_lookup.summed(table)
    areas = census_lookup.dissolved(drawn, units)
    return sums, AreaFiles(areas, used, notes)


def together(files: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Polygons of several files as one table, EPSG:27700: `area_code`, `area_name`, all others."""
    parts = []
    for one in files:
        present = [str(column) for column in one.columns if column != "geometry"]
        found = names.suggest(present, ("area_code", "area_name"))
        code = found.get("area_code") or _code_column(one)
        name = found.get("area_name", code)
        placed = shapes.to_grid(one.geometry, "polygons")
        known = one.drop(columns=[code, name, "geometry"], errors="ignore")
        coded = known.assign(area_code=one[code], area_name=one[name])
        parts.append(gpd.GeoDataFrame(coded, geometry=placed, crs=BNG))
    whole = pd.concat(parts, ignore_index=True)
    cells = whole.columns.drop("geometry")
    whole[cells] = whole[cells].fillna("")
    return gpd.GeoDataFrame(whole.drop_duplicates("area_code"), crs=BNG).reset_index(drop=True)


def _share(one: Recognised, codes: set[str]) -> float:
    """Which share of a file's areas the registrations name, by their codes or names."""
    if one.shapes is None:
        return 0.0
    found = names.suggest([str(c) for c in one.shapes.columns], ("area_code", "area_name"))
    code = found.get("area_code") or _code_column(one.shapes)
    columns = [column for column in (code, found.get("area_name")) if column]
    return max((float(one.shapes[c].isin(codes).mean()) for c in columns), default=0.0)


def _code_column(table: gpd.GeoDataFrame) -> str:
    """The first column that holds codes of ONS."""
    plain = table.drop(columns="geometry")
    return next((str(c) for c in plain if plain[c].str.fullmatch(_AREA).all()), "")
