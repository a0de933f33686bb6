"""Small areas: the polygons by which patients are counted and network areas are made."""

from collections.abc import Mapping
from typing import TypeAlias

import geopandas as gpd
import pandas as pd

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.outlines import clean_shapes
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.outlines.rounding import polygonal
from boundaries.files.tables.in_memory import Source, name_of

SmallAreas: TypeAlias = gpd.GeoDataFrame


def read(
    source: Source, *, code_column: str | None = None, name_column: str | None = None
) -> SmallAreas:
    """LSOAs, wards or any polygons, from GeoJSON, GeoPackage or shapefile, plain or packed.

    Parameters
    ----------
    source
        The file; its kind is told by its content.
    code_column, name_column
        The file's columns for code and name, where they are not named as ONS names them
        (`lsoa11cd`, `LSOA_CODE`, `wardCode`, `WD25CD`, ...). Without any name, the code
        stands for it.

    Returns
    -------
        Index `area_code` (text, unique, in the file's order), column `name` and the
        file's other columns as text; valid polygons or multipolygons in EPSG:27700.
        `attrs["notes"]` lists what was repaired, `attrs["code_column"]` the column read.

    Raises
    ------
    DataError
        The file holds no shapes, no known code column, a code that is blank or used
        twice, or a shape that is no polygon or not in Great Britain: all are named.

    Notes
    -----
    Invalid polygons are made valid first (`shapely.make_valid`); of what comes out, only
    polygons are kept, so that a stray line or point left by generalising is dropped.
    """
    name, table = name_of(source), shape_files.read(source)
    found = _columns(table, code_column, name_column, name)
    codes = table[found["area_code"]]
    _check_codes(codes, name)
    _check_kinds(table, codes, name)
    named = clean_shapes.names(table, codes)
    on_grid = clean_shapes.on_grid(table, named, name, noun="areas").geometry
    shapes, repaired = _valid(on_grid)
    _refuse(shapes.is_empty, codes, "have no surface", on_grid.geom_type, name)
    areas = _built(table, shapes, found)
    areas.attrs["notes"] = _repairs(codes[repaired])
    areas.attrs["code_column"] = found["area_code"]
    return areas


def _columns(
    table: gpd.GeoDataFrame, code: str | None, name: str | None, source: str
) -> dict[str, str]:
    present = [str(column) for column in table.columns if column != "geometry"]
    given = {"area_code": code, "area_name": name}
    said = {noun: column for noun, column in given.items() if column is not None}
    found = names.resolve(present, ("area_code", "area_name"), said or None, source)
    if "area_code" not in found:
        large = names.suggest(present, ("large_area_code", "large_area_name"))
        found = {noun.removeprefix("large_"): column for noun, column in large.items()} | said
    if "area_code" not in found:
        raise DataError(
            f"no column is known as the areas' code among {names.listed(present)}"
            if present
            else "its features have no properties, so that no area has a code",
            remedy="Call the column that holds the code of each area area_code",
            source=source,
        )
    return found


def _check_codes(codes: pd.Series, source: str) -> None:
    blank = codes.index[codes == ""]
    if len(blank):
        raise DataError(
            f"{len(blank)} areas have no code in {codes.name}",
            rows=[f"feature {row}" for row in blank],
            remedy="Fill in the code or remove the area",
            source=source,
        )
    twice = codes[codes.duplicated(keep=False)]
    if len(twice):
        raise DataError(
            f"{twice.nunique()} codes in {codes.name} are used more than once",
            rows=[f"feature {row} ({code})" for row, code in twice.items()],
            remedy="Dissolve by code, or name the column of the finest code",
            source=source,
        )


def _check_kinds(table: gpd.GeoDataFrame, codes: pd.Series, source: str) -> None:
    kinds = table.geometry.geom_type
    known = kinds.isin(["Polygon", "MultiPolygon", "GeometryCollection"])
    bad = ~known | table.geometry.is_empty
    _refuse(bad, codes, "are not polygons", _named(table.geometry), source)


def _named(shapes: gpd.GeoSeries) -> pd.Series:
    """What each shape is, in words."""
    kinds: pd.Series = shapes.geom_type.fillna("nothing")
    return kinds.mask(shapes.is_empty, "empty")


def _valid(shapes: gpd.GeoSeries) -> tuple[gpd.GeoSeries, pd.Series]:
    """Valid (multi)polygons, and which had to be repaired."""
    repaired = ~shapes.is_valid | (shapes.geom_type == "GeometryCollection")
    made = shapes.where(~repaired, shapes[repaired].make_valid().map(polygonal))
    return made, repaired


def _refuse(bad: pd.Series, codes: pd.Series, fault: str, details: pd.Series, source: str) -> None:
    if bad.any():
        raise DataError(
            f"{int(bad.sum())} areas {fault}",
            rows=[f"feature {row} ({codes[row]}): {details[row]}" for row in codes.index[bad]],
            remedy="Correct or remove them, and give GeoJSON in longitude and latitude",
            source=source,
        )


def _built(table: gpd.GeoDataFrame, shapes: gpd.GeoSeries, found: Mapping[str, str]) -> SmallAreas:
    codes = table[found["area_code"]]
    name = table[found["area_name"]] if "area_name" in found else codes
    used = [*found.values(), "geometry"]
    rest = pd.DataFrame(table.drop(columns=used))
    rest = rest.rename(columns={"name": "name (file)", "area_code": "area_code (file)"})
    rest.insert(0, "name", name.where(name != "", codes))
    rest.index = pd.Index(codes, name="area_code", dtype="str")
    return gpd.GeoDataFrame(rest, geometry=shapes.to_numpy(), crs=BNG)


def _repairs(codes: pd.Series) -> list[str]:
    if codes.empty:
        return []
    return [f"{len(codes)} invalid shapes repaired: {', '.join(codes)}."]
