"""What a plan is made of: practices of a table, or small areas with their residents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.areas import figures
from boundaries.areas import units as area_units
from boundaries.errors import DataError
from boundaries.files.tables import in_memory
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs import assemble as nhs
from boundaries.practices import rows as practice_rows
from boundaries.practices import table as practice_tables
from pcn_planner.study import columns as practice_columns
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import AREAS, PRACTICES, Inputs

#: files that say something of practices and nothing of small areas
_NOTHING: Mapping[str, str] = {}
_OF_PRACTICES = ("branches", "registrations", "areas")


@dataclass(frozen=True, eq=False)
class Planned:
    """The units of a plan.

    Parameters
    ----------
    units
        In the form of the practice table (``boundaries.practices.table.read``).
    polygons
        Polygons of small areas, index the same codes under ``area_code``; ``None`` for practices.
    left_out
        Codes of the file that are not among them.
    lists_dates
        ISO, ascending: one where it is known, several where rows are of different dates.
    notes
        What was done at the door.
    """

    units: gpd.GeoDataFrame
    polygons: gpd.GeoDataFrame | None
    left_out: tuple[str, ...]
    lists_dates: tuple[str, ...]
    notes: tuple[str, ...]


def read(inputs: Inputs) -> Planned:
    """Read what ``inputs.planned`` says. Raises ``DataError`` where it cannot be used."""
    if inputs.planned not in (PRACTICES, AREAS):
        raise DataError(
            f"a plan cannot be made of {inputs.planned!r}",
            remedy=f"Give {PRACTICES} or {AREAS} (--units)",
        )
    return _areas(inputs) if inputs.of_areas else _practices(inputs)


def with_figures(
    polygons: Source, tables: Sequence[Source], columns: Mapping[str, str]
) -> tuple[Source, tuple[Path, ...]]:
    """Polygons of areas with the columns of tables, and the files that they came from."""
    if not tables:
        return polygons, ()
    sources = tuple(one for one in (polygons, *tables) if isinstance(one, Path))
    return areas_with(polygons, tables, columns), sources


def areas_with(
    polygons: Source, tables: Sequence[Source], columns: Mapping[str, str] = _NOTHING
) -> gpd.GeoDataFrame:
    """Polygons of areas with the columns of tables; see ``figures.joined``."""
    with planned_words.speaking(planned_words.Words(AREAS)):
        return figures.joined(polygons, tables, columns)


def _areas(inputs: Inputs) -> Planned:
    strange = [role for role in _OF_PRACTICES if getattr(inputs, role) is not None]
    if strange:
        raise DataError(
            f"{', '.join(strange)} are about surgeries and their lists, and areas are planned here",
            remedy="Leave them out; give tables of the areas with --area-data",
        )
    found = area_units.read(
        inputs.practices,
        group_by=inputs.group_by,
        columns=inputs.columns,
        where=inputs.where,
        exclude=inputs.exclude,
    )
    polygons = found.polygons.rename_axis("area_code")
    polygons["name"] = found.table["name"].to_numpy()
    notes = tuple(found.table.attrs["notes"])
    stated = (inputs.lists_date,) if inputs.lists_date else ()
    return Planned(found.table, polygons, found.left_out, stated, notes)


def _practices(inputs: Inputs) -> Planned:
    if inputs.group_by:
        raise DataError(
            "practices are not grouped (--group-by)", remedy="Give --units areas with it"
        )
    table = practice_tables.read_table(inputs.practices)
    practices = practice_tables.from_table(
        table,
        columns=inputs.columns,
        where=inputs.where,
        exclude=inputs.exclude,
        accept_places=inputs.accept_places,
        source_name=name_of(inputs.practices),
    )
    given = inputs.practices
    noted = [] if isinstance(given, Path) else list(given.attrs.get("notes", []))
    code = practice_rows.columns_of(table, inputs.columns, name_of(given))["practice_code"]
    kept = table[table[code].isin(list(practices.index))]
    dates, dated = _lists_dates(inputs, kept, code)
    notes = dict.fromkeys((*noted, *practices.attrs.get("notes", []), *dated))
    return Planned(practices, None, _left_out(table, inputs, practices), dates, tuple(notes))


def _lists_dates(
    inputs: Inputs, table: pd.DataFrame, code_column: str
) -> tuple[tuple[str, ...], list[str]]:
    """Dates of the lists as stated, else as the table says; and where the two disagree."""
    found, said = practice_columns.lists_dates(table, code_column, name_of(inputs.practices))
    if not inputs.lists_date:
        return found, said
    stated = nhs.date(inputs.lists_date).isoformat()
    if stated in ("", *found[-1:]):
        return (found or (stated,)), said
    other = [f"The lists are of {stated} as stated, though the table says {', '.join(found)}."]
    return (stated,), other if found else []


def _left_out(table: pd.DataFrame, inputs: Inputs, practices: gpd.GeoDataFrame) -> tuple[str, ...]:
    found = practice_rows.columns_of(table, inputs.columns, name_of(inputs.practices))
    codes = {*table[found["practice_code"]], *inputs.exclude, *in_memory.set_aside(table)}
    return tuple(sorted(codes - set(practices.index) - {""}))
