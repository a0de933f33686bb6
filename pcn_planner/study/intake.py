"""From files as they are published to the inputs of a study: folders, postcodes, successors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import heard, sheets, text
from boundaries.files.outlines import shapes
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs import area_files, gather, recognise, successors
from boundaries.nhs.list_sizes.lists import date
from boundaries.nhs.postcodes import places, placing, postcode_files
from boundaries.practices import rows as practice_rows
from boundaries.practices import table as practice_tables
from pcn_planner.study import columns, layers
from pcn_planner.study.reading import neighbourhoods

_FURTHER = (
    "registrations", "areas", "branches", "links", "footprints", "outline", "barriers",
    "travel_times", "roads",
)  # fmt: skip


@dataclass(frozen=True)
class Intake:
    """A practice table, and what was found beside it.

    Parameters
    ----------
    practices
        The table, or its file where nothing had to be done to it.
    further
        Role (``registrations``, ``areas`` ...) -> table, of a folder.
    succession
        Old practice code -> the code that succeeds it.
    lists_before
        Practice code -> list size before successors took over.
    lists_date
        ISO, where a folder's files say so.
    files
        What each file of a folder was recognised as (``nhs.folder.COLUMNS``); None for one file.
    sources
        The files that tables were joined from; empty where a file is read as it is.
    columns
        Our name -> the column of ``practices``, as far as a person's words still hold.
    """

    practices: Source
    further: Mapping[str, Source] = field(default_factory=dict)
    succession: Mapping[str, str] = field(default_factory=dict)
    lists_before: Mapping[str, float] = field(default_factory=dict)
    lists_date: str | None = None
    files: pd.DataFrame | None = None
    sources: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


def opened(
    practices: Source,
    *,
    postcodes: Source | None = None,
    succession: Source | None = None,
    wishes: Sequence[sheets.Asked] = (),
    lists_date: str = "",
    named: Mapping[str, str] = MappingProxyType({}),
) -> Intake:
    """A practice table or a folder of publications, with places from postcodes and successors.

    ``wishes`` are sheets that are asked for of the workbooks in a folder; ``lists_date`` is that
    of a single table, where it is known; ``named`` says which of the practices' columns
    holds what: our name -> column.

    Raises
    ------
    DataError
        A file cannot be used, or no file of the folder has a sheet that is asked for.
    """
    with heard.hearing() as noted:
        made = _opened(practices, postcodes, succession, wishes, lists_date, named)
    if isinstance(made.practices, pd.DataFrame):
        said = made.practices.attrs.get("notes", [])
        made.practices.attrs["notes"] = [*said, *heard.untold(noted, said)]
    return made


def _opened(
    practices: Source,
    postcodes: Source | None,
    succession: Source | None,
    wishes: Sequence[sheets.Asked],
    lists_date: str,
    named: Mapping[str, str],
) -> Intake:
    more = [one for one in (postcodes, succession) if isinstance(one, Path)]
    if isinstance(practices, Path) and practices.is_dir():
        sources = tuple(recognise.files_of([practices, *more]))
        found = gather.gather([practices, *more], wishes)
        to = {} if succession is None else successors.read(succession, found.lists_date)
        return replace(_of_folder(found, to), sources=sources, columns=named)
    if postcodes is None and succession is None:
        return Intake(practices, columns=named)
    table, name = practice_tables.read_table(practices), name_of(practices)
    day = date(lists_date).isoformat() if lists_date else _latest_of(table, name, named)
    to = {} if succession is None else successors.read(succession, day)
    if postcodes is None and not to:
        return Intake(practices, columns=named)
    own = [practices] if isinstance(practices, Path) else []
    if postcodes is not None:
        known = _coordinates(postcodes, table, named)
        table = placing.placed(table, known, name, named)
        gone = {*placing.PLACES, "postcode"}
        named = {noun: column for noun, column in named.items() if noun not in gone}
    before = successors.list_sizes(table, named)
    return Intake(
        successors.applied(table, to, name, named),
        succession=to,
        lists_before=before,
        sources=(*own, *more),
        columns=named,
    )


def _latest_of(table: pd.DataFrame, source: str, named: Mapping[str, str]) -> str:
    """The latest date that a practice table gives its lists, ISO; blank where it gives none."""
    code = names.said(table.columns, ("practice_code",), named, source).get("practice_code")
    days, _ = columns.lists_dates(table, code, source) if code else ((), [])
    return max(days, default="")


def _coordinates(postcodes: Source, table: pd.DataFrame, named: Mapping[str, str]) -> pd.DataFrame:
    if isinstance(postcodes, Path):
        return postcode_files.coordinates([postcodes], table, named)
    return places.read_postcodes(postcodes)


def files_of(taken: Intake, given: Mapping[str, Source | None]) -> dict[str, Source]:
    """Role -> file or table: those given, with successors' codes, then those of the folder."""
    own = dict(given)
    own["registrations"] = registrations(own.get("registrations"), taken)
    both = dict(taken.further) | {role: one for role, one in own.items() if one is not None}
    return {role: one for role, one in both.items() if one is not None}


def footprints(given: Mapping[str, Source]) -> dict[str, Any]:
    """Layers of footprints by name as members of ``Inputs``: the first, and the others."""
    layer, named = layers.told_apart(
        {name: neighbourhoods.of_plan(one) for name, one in given.items()}
    )
    first, *rest = named.items() or [("", None)]
    return {"footprints": first[1], "layer": layer, "layers": dict(rest)}


def registrations(source: Source | None, taken: Intake) -> Source | None:
    """The registrations to use, with successors' codes where there are any."""
    if source is None or not taken.succession:
        return source
    table = text.text_table(source, wants=("practice_code", "area_code", "list_size"))
    return successors.registered(table, taken.succession, taken.lists_before)


def areas(files: Sequence[Path]) -> Source | None:
    """Polygons of one file, or of several put together (they are published one a district)."""
    if len(files) < len(("one", "other")):
        return files[0] if files else None
    whole: Source = area_files.together([shapes.read(path) for path in files])
    return whole


def practices_of(
    found: gather.Gathered,
    where: Mapping[str, str],
    exclude: Sequence[str],
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    accept_places: bool = False,
) -> gpd.GeoDataFrame:
    """The practices of a folder, checked as any practice table is.

    Raises
    ------
    DataError
        Rows cannot be used, or nothing says where the practices are.
    """
    table = found.practices
    placed = {*practice_rows.suggest(table), *columns}
    if not {"easting", "longitude"} & placed:
        raise DataError(
            "no file says where the practices are",
            remedy="Add a table of postcodes with their coordinates (ONSPD, Code-Point Open)",
        )
    source = str(table.attrs.get("source", ""))
    return practice_tables.from_table(
        table, columns=columns, where=where, exclude=exclude, accept_places=accept_places,
        source_name=source,
    )  # fmt: skip


def _of_folder(found: gather.Gathered, to: Mapping[str, str]) -> Intake:
    further = {role: getattr(found, role) for role in _FURTHER}
    return Intake(
        found.practices,
        {role: source for role, source in further.items() if source is not None},
        to or found.succession,
        found.lists_before,
        found.lists_date or None,
        found.files,
    )
