"""The practice table: read from any of its forms, and checked before anything uses it."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import crs
from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.tables import numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import checks as practice_checks
from boundaries.practices import closed, unlikely
from boundaries.practices import rows as practice_rows

Practices: TypeAlias = gpd.GeoDataFrame

NOUNS = practice_rows.NOUNS
_OURS = frozenset({"name", "patients", "geometry", "practice_code"})
_NOTHING: Mapping[str, str] = {}


def read(
    source: Source,
    *,
    columns: Mapping[str, str] = _NOTHING,
    where: Mapping[str, str] = _NOTHING,
    exclude: Collection[str] = (),
    accept_places: bool = False,
) -> Practices:
    """Practices from any table or any shapes: CSV, workbook, Parquet, GeoJSON, GeoPackage.

    Parameters
    ----------
    source
        The file, its kind told by its content, or the table: a DataFrame or GeoDataFrame.
    columns
        Our name (one of `NOUNS`) -> the file's column, where the file's name is not one
        that NHS files are known to use.
    where
        Column -> value: only rows that carry these values are kept, and only those are
        checked.
    exclude
        Practice codes to leave out; they are not checked either.
    accept_places
        Read places too that can hardly be meant: in the sea, or far from all the others.

    Returns
    -------
        Index `practice_code` (text, unique, in the file's order); columns `name`,
        `patients` (int64), every other column of the file as text under its own name;
        points in EPSG:27700. `attrs["notes"]` says what was done at the door. Eastings
        and northings are used where the file has them as well as degrees.

    Raises
    ------
    DataError
        The file is no table, a column is missing, or rows cannot be used: all of them
        are named, with row, code and remedy.

    Notes
    -----
    A list size is a whole number from 1, written `12345`, `12,345`, `12345.0` or, as R
    does, `1e+05`; `NA` and the like are no list size. Cells are trimmed; text is UTF-8,
    UTF-16 with its mark, or else Windows-1252.
    """
    return from_table(
        read_table(source),
        columns=columns,
        where=where,
        exclude=exclude,
        accept_places=accept_places,
        source_name=name_of(source),
    )


def read_table(source: Source) -> pd.DataFrame:
    """A source's rows as text under its own column names, index `row`, nothing checked.

    Shapes give two columns of coordinates, `geometry longitude` and `geometry latitude`
    from GeoJSON, `geometry easting` and `geometry northing` from GeoPackage or shapefile;
    from a GeoDataFrame as its CRS has it.

    Raises
    ------
    DataError
        The file cannot be opened or holds no table.
    """
    if shape_files.holds_shapes(source):
        return _with_coordinates(shape_files.read(source, layer="practices"), name_of(source))
    return files.text_table(source, wants=NOUNS)


def read_rows(source: Source) -> pd.DataFrame:
    """Read as ``read_table`` does, into a plain table; ``attrs["notes"]`` keeps the source's notes.

    Raises
    ------
    DataError
        See ``read_table``.
    """
    given = read_table(source)
    rows = pd.DataFrame(given)
    rows.attrs = dict(given.attrs)  # a new DataFrame has none
    return rows


def suggest_columns(table: pd.DataFrame) -> dict[str, str]:
    """Our name -> the table's column, for every one of `NOUNS` that is recognised."""
    return practice_rows.suggest(table)


def from_table(
    table: pd.DataFrame,
    *,
    columns: Mapping[str, str] = _NOTHING,
    where: Mapping[str, str] = _NOTHING,
    exclude: Collection[str] = (),
    accept_places: bool = False,
    source_name: str = "",
) -> Practices:
    """Practices from a table of text (`read_table`); see `read`."""
    found = practice_rows.columns_of(table, columns, source_name)
    kept, notes = practice_rows.kept(table, found, where, exclude, source_name)
    findings = practice_checks.find(kept, found, accept_places=accept_places)
    practice_checks.raise_for(findings, source_name)
    practices = _built(kept, found)
    opened = table.attrs.get("notes", [])
    accepted = _accepted(kept, found) if accept_places else []
    accepted += unlikely.all_at_sea(practices.geometry)
    strange = practice_checks.strange_codes(kept[found["practice_code"]])
    shut = closed.notes(kept, found["practice_code"])
    practices.attrs["notes"] = [*opened, *_renamed(found), *notes, *strange, *shut, *accepted]
    return practices


def problems(
    table: pd.DataFrame,
    *,
    columns: Mapping[str, str] = _NOTHING,
    where: Mapping[str, str] = _NOTHING,
    exclude: Collection[str] = (),
    accept_places: bool = False,
) -> pd.DataFrame:
    """Every value that `from_table` would refuse, instead of raising for them.

    Returns
    -------
        Columns `row`, `practice_code`, `column`, `value`, `problem`, `remedy`, in the
        table's order; empty for a sound table.

    Raises
    ------
    DataError
        A column is missing or `where` or `exclude` name what is not there: faults of the
        whole table and not of a row.
    """
    found = practice_rows.columns_of(table, columns, "")
    kept, _ = practice_rows.kept(table, found, where, exclude, "")
    return practice_checks.find(kept, found, accept_places=accept_places)


def _accepted(kept: pd.DataFrame, found: Mapping[str, str]) -> list[str]:
    """A sentence on the places that would be refused if they were not accepted."""
    codes = list(practice_checks.find(kept, found)["practice_code"])
    return [f"{len(codes)} unlikely places accepted as asked: {', '.join(codes)}."] if codes else []


def check(practices: Practices) -> None:
    """Raise DataError unless a table keeps the contract that `read` promises."""
    faults = [message for broken, message in _breaches(practices) if broken]
    if faults:
        raise DataError("the practice table is not sound: " + "; ".join(faults))


def _breaches(practices: Practices) -> list[tuple[bool, str]]:
    if not isinstance(practices, gpd.GeoDataFrame):
        return [(True, "it is not a GeoDataFrame")]
    if missing := {"name", "patients"} - set(practices.columns):
        return [(True, f"it has no column {' or '.join(sorted(missing))}")]
    index, patients, shapes = practices.index, practices["patients"], practices.geometry
    return [
        (practices.empty, "it has no rows"),
        (index.name != "practice_code", "its index is not practice_code"),
        (not all(isinstance(code, str) and code for code in index), "a code is not text"),
        (not index.is_unique, "a code is used more than once"),
        (patients.dtype != np.dtype("int64"), "patients are not whole numbers (int64)"),
        (bool((patients <= 0).any()), "a list has no patients"),
        (practices.crs != crs.BNG, "its points are not in EPSG:27700"),
        (not (shapes.geom_type == "Point").all() or shapes.is_empty.any(), "a point is missing"),
    ]


def _with_coordinates(shapes: gpd.GeoDataFrame, source: str) -> pd.DataFrame:
    table = pd.DataFrame(shapes.drop(columns="geometry"))
    if shapes.geometry.isna().all():
        return table
    in_degrees = shapes.crs == crs.WGS84
    placed = shapes.geometry if in_degrees else shape_files.to_grid(shapes.geometry, source)
    x, y = ("longitude", "latitude") if in_degrees else ("easting", "northing")
    return table.assign(
        **{
            f"geometry {x}": [_coordinate(one, "x") for one in placed],
            f"geometry {y}": [_coordinate(one, "y") for one in placed],
        }
    )


def _coordinate(geometry: shapely.Geometry | None, axis: str) -> str:
    """A point's coordinate as text; blank for nothing, its kind for another geometry."""
    if geometry is None or geometry.is_empty:
        return ""
    if geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    return repr(getattr(geometry, axis)) if geometry.geom_type == "Point" else geometry.geom_type


def _built(table: pd.DataFrame, found: Mapping[str, str]) -> Practices:
    x, y, system = practice_checks.place_columns(found)
    codes = table[found["practice_code"]]
    name = table[found["practice_name"]] if "practice_name" in found else codes
    used = {found["practice_code"], found["list_size"], found.get("practice_name"), x, y}
    rest = table[[column for column in table.columns if column not in used]]
    ours = pd.DataFrame(
        {
            "name": name.where(name != "", codes),
            "patients": numerals.numbers(table[found["list_size"]]).astype("int64"),
        }
    )
    columns = pd.concat([ours, rest.rename(columns=_apart(rest.columns))], axis=1)
    columns.index = pd.Index(codes, name="practice_code", dtype="str")
    east, north = practice_checks.coordinates(table, found)
    places = crs.points(east.to_numpy(), north.to_numpy(), system)
    return gpd.GeoDataFrame(columns, geometry=places.to_numpy(), crs=crs.BNG)


def _apart(columns: Collection[str]) -> dict[str, str]:
    """New names for the file's columns that would be mistaken for ours."""
    return {column: f"{column} (file)" for column in columns if column in _OURS}


def _renamed(found: Mapping[str, str]) -> list[str]:
    changed = [f"{column!r} as {noun}" for noun, column in found.items() if column != noun]
    return [f"Columns read: {', '.join(changed)}."] if changed else []
