"""Uploaded files on their way to a study: kept privately, looked at, marked where unusable."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.crs import BNG, WGS84, points
from boundaries.errors import DataError
from boundaries.files.tables import numerals
from boundaries.practices import rows as practice_rows
from boundaries.practices import table as practice_tables
from pcn_planner import safe_text
from pcn_planner.projects.stored import contents
from pcn_planner.study import apart, intake, layers
from pcn_planner.study.inputs import Inputs

TABLE = ("csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "parquet", "gz", "zip")
SHAPES = ("geojson", "json", "gpkg", "parquet", "gz", "zip")
EITHER = tuple(dict.fromkeys(TABLE + SHAPES))
LABELS = {
    "practice_code": "Practice code",
    "list_size": "Registered patients",
    "practice_name": "Name",
    "easting": "Easting (metres)",
    "northing": "Northing (metres)",
    "longitude": "Longitude",
    "latitude": "Latitude",
}
UPLOADED = "uploaded"  #: the folder of a session where its uploads lie
SIZE_SHARES = (0.5, 2.0)  #: of the registered patients, which another kind of list comes to
BORDER_VALUES = (2, 60)  #: a column with so many different values may be a border
_BORDER_WORDS = ("ccg", "icb", "stp", "icp", "place", "locality", "district", "borough", "lad")
PLAN_COLUMNS = ("practice_code", "network_id", "patients")  #: of practices in an exported plan
_PROBLEM, _REMEDY = "problem", "remedy"


def received(folder: Path, mark: str, name: str, content: Callable[[], bytes]) -> Path:
    """Write an upload into a session's folder once, under its own name, which messages tell.

    ``mark`` tells uploads of one name apart.
    """
    for number in count(1):
        place = folder / (UPLOADED if number == 1 else f"{UPLOADED} {number}")
        path = place / contents.safe_name(name)
        marked = place / f".{path.name}.mark"
        if not path.exists():
            place.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content())
            marked.write_text(mark)
        if marked.read_text() == mark:
            break
    return path


def faults(
    table: pd.DataFrame, columns: Mapping[str, str], *, accept_places: bool = False
) -> pd.DataFrame:
    """What cannot be used of a practice table; see ``boundaries.practices.table.problems``."""
    return practice_tables.problems(table, columns=columns, accept_places=accept_places)


def planned(
    table: pd.DataFrame, used: Mapping[str, str], where: Mapping[str, str], exclude: Collection[str]
) -> pd.DataFrame:
    """The rows that are planned, under their own index; ``used`` is what ``used_columns`` gives.

    Raises ``DataError`` where none is left.
    """
    return practice_rows.kept(table, used, where, exclude, "")[0]


def marked(table: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns ``problem`` and ``remedy``, blank for sound rows.

    The index ``row`` is kept: it counts as a spreadsheet does.
    """
    by_row = found.groupby("row")
    said = by_row.apply(
        lambda rows: "; ".join(f"{r.column}: {r.problem}" for r in rows.itertuples())
    )
    mend = by_row["remedy"].agg(lambda texts: "; ".join(dict.fromkeys(texts)))
    told = pd.DataFrame({_PROBLEM: said, _REMEDY: mend}, dtype="str")
    told = told.reindex(table.index, fill_value="")
    return pd.concat([told, table.drop(columns=[_PROBLEM, _REMEDY], errors="ignore")], axis=1)


def marked_csv(table: pd.DataFrame, found: pd.DataFrame) -> bytes:
    """The marked table as a CSV file to mend and upload again, formulas neutralised."""
    out = StringIO()
    safe_text.neutralise(marked(table, found)).to_csv(out, index=False, lineterminator="\n")
    return out.getvalue().encode("utf-8-sig")


def without(table: pd.DataFrame, inputs: Inputs, folder: Path, rows: Collection[int]) -> Inputs:
    """The same inputs, their practice table written anew without some rows."""
    if not rows:
        return inputs
    kept = table.drop(index=list(rows))
    if isinstance(inputs.practices, pd.DataFrame):
        return replace(inputs, practices=kept)
    path = folder / UPLOADED / "practices-mended.csv"
    kept.to_csv(path, index=False, lineterminator="\n")
    return replace(inputs, practices=path)


def border_columns(table: pd.DataFrame, used: Mapping[str, str]) -> list[str]:
    """Columns that may be borders, likely ones first: few values, none of them blank."""
    rest = [column for column in table.columns if column not in set(used.values())]
    least, most = BORDER_VALUES
    fitting = [
        column
        for column in rest
        if least <= table[column].nunique() <= min(most, len(table) // 2)
        and (table[column] != "").all()
        and not _is_name(column, list(table.columns))
    ]
    return sorted(fitting, key=lambda column: (not _says(column, _BORDER_WORDS), column))


def network_columns(table: pd.DataFrame, used: Mapping[str, str]) -> list[str]:
    """Columns that may hold today's networks, likely ones first."""
    rest = [column for column in table.columns if column not in set(used.values())]
    fitting = [column for column in rest if 1 < table[column].nunique() < len(table)]
    likely = [c for c in fitting if _says(c, ("pcn", "network"))]
    return [*likely, *(column for column in fitting if column not in likely)]


def score_columns(table: pd.DataFrame, used: Mapping[str, str]) -> list[str]:
    """Columns of numbers, which may be a need score."""
    rest = [column for column in table.columns if column not in set(used.values())]
    return [c for c in rest if numerals.numbers(table[c]).notna().mean() > 0.9]


def size_columns(practices: pd.DataFrame) -> list[str]:
    """Columns that may be another list for the band to count: of the order of the registered."""
    registered = practices["patients"].sum()
    rest = practices.drop(columns=["geometry", "patients", "name"], errors="ignore")
    least, most = (share * registered for share in SIZE_SHARES)
    numbers = {str(name): numerals.numbers(rest[name]) for name in rest}
    return [
        name
        for name, column in numbers.items()
        if bool((column >= 1).all()) and least <= column.sum() <= most
    ]


def used_columns(table: pd.DataFrame, columns: Mapping[str, str]) -> dict[str, str]:
    """Our name -> the table's column. Raises ``DataError`` where one that is needed is missing."""
    return practice_rows.columns_of(table, columns, "")


def places(table: pd.DataFrame, used: Mapping[str, str]) -> gpd.GeoSeries:
    """Where the practices of a table lie, EPSG:27700, as far as its rows say it in numbers.

    ``used`` is what ``used_columns`` gives.
    """
    pair, crs = (("easting", "northing"), BNG)
    if "easting" not in used:
        pair, crs = (("longitude", "latitude"), WGS84)
    found = [pd.to_numeric(table[used[noun]], errors="coerce") for noun in pair]
    x, y = pd.concat(found, axis=1).dropna().to_numpy(float).T
    placed = points(x, y, crs)
    return placed[np.isfinite(placed.x) & np.isfinite(placed.y)]


def opened_plan(path: Path) -> tuple[Inputs, dict[str, str], dict[str, str]]:
    """An exported plan with its practices: inputs, practice -> network id, network id -> name.

    Reads ``plan.gpkg`` and ``practices.geojson``. Raises ``DataError`` where a file holds
    no plan.
    """
    written = apart.table(path)
    table = safe_text.restore(written)
    lacking = [name for name in PLAN_COLUMNS if name not in table]
    if lacking:
        raise DataError(
            f"the file holds no plan that can be opened: no column {', '.join(lacking)}",
            remedy="Choose plan.zip, plan.gpkg or practices.geojson of an exported plan; "
            "assignment.csv alone is opened on the page Draft, once its data are loaded",
            source=path.name,
        )
    columns = {"practice_name": "name", "list_size": "patients"}
    present = {noun: column for noun, column in columns.items() if column in table}
    ids = table["network_id"]
    plan = dict(zip(table["practice_code"], ids, strict=True))
    named = table.get("network_name", ids)
    names = {k: n for k, n in zip(ids, named, strict=True) if n and n != k}
    if table.equals(written):
        return Inputs(path, columns=present, accept_places=True), plan, names
    table.attrs = dict(written.attrs)
    return Inputs(table, sources=(path,), columns=present, accept_places=True), plan, names


def with_layers(inputs: Inputs, files: Mapping[str, Path]) -> Inputs:
    """Inputs with further layers of team footprints by name."""
    if not files:
        return inputs
    first = {} if inputs.footprints is None else {"": inputs.footprints}
    given: dict[str, Any] = intake.footprints({**first, **files})
    return replace(inputs, **given)


def layer_name(file: str) -> str:
    """What a layer of teams is called after its file, in plain characters."""
    stem = Path(file).name.split(".")[0]
    plain = re.sub(r"[^\w -]|_", " ", stem).strip()
    return " ".join(plain.split())[: layers.LONGEST].strip() or layers.FIRST


def _says(column: str, words: tuple[str, ...]) -> bool:
    return any(word in column.lower() for word in words)


def _is_name(column: str, columns: list[str]) -> bool:
    """Whether a column only names what the column of codes beside it identifies."""
    lower = column.lower()
    codes = {other.lower() for other in columns}
    return lower.endswith("name") and f"{lower[:-4]}code" in codes
