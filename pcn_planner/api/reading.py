"""Reading a study from files, or from tables in memory."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.tables.in_memory import Source
from pcn_planner import pipeline
from pcn_planner.study import asked_sheets, intake
from pcn_planner.study.inputs import LAYER, PRACTICES, Inputs
from pcn_planner.study.reading import planned
from pcn_planner.study.study import Study

#: A path, as text or ``Path``, or the table itself.
Given: TypeAlias = str | Path | pd.DataFrame

_NOTHING: Mapping[str, str] = {}


def read(
    practices: Given,
    *,
    units: str = PRACTICES,
    area_data: "Given | Sequence[Given]" = (),
    group_by: str = "",
    within: str | Sequence[str] = (),
    registrations: Given | None = None,
    areas: Given | Sequence[str | Path] | None = None,
    teams: "Given | Mapping[str, Given] | None" = None,
    branches: Given | None = None,
    outline: Given | None = None,
    barriers: Given | None = None,
    links: Given | None = None,
    adjacency: Given | None = None,
    travel_times: Given | None = None,
    mode: str | None = None,
    roads: Given | None = None,
    postcodes: str | Path | None = None,
    successors: Given | None = None,
    columns: Mapping[str, str] = _NOTHING,
    sheet: str | Sequence[str] = (),
    where: Mapping[str, str] = _NOTHING,
    exclude: Sequence[str] = (),
    accept_places: bool = False,
    team: str | None = None,
    current: str | None = None,
    need: str | None = None,
    lists_date: str | None = None,
    title: str = "",
    attribution: Sequence[str] | None = None,
) -> Study:
    """Read a study: practices, who lives where, teams, and which practices are neighbours.

    Every file may be given as its path or as a ``DataFrame`` (shapes: a ``GeoDataFrame`` with
    a CRS); the layouts are those of the command line.

    Parameters
    ----------
    practices
        The practice table: code, list size (registered patients) and a place; or a folder of
        NHS and ONS downloads, which are recognised by their columns and joined. With
        ``units="areas"`` the polygons of the small areas that are planned.
    units
        What a plan is made of: ``"practices"``, or small ``"areas"``: MSOAs, wards, LSOAs, with
        residents in place of patients and shared borders for neighbours.
    area_data
        Tables by area code: residents, council, ward and whatever else is said of the areas.
    group_by
        Column that names the larger area of each small area; the larger areas are then planned.
    within
        Hard border columns of the practice table, outermost first; no network crosses them.
    registrations
        Registered patients by practice and small area.
    areas
        The polygons of those small areas; several files are put together.
    teams
        Community teams: polygons, or a table of practices or small areas with their teams.
        Several layers as a mapping of their names; the first is the one that leads.
    branches, outline, barriers, links, adjacency
        Branch sites; land; what nobody crosses; pairs joined or parted by hand; a table of
        neighbours that replaces those found.
    travel_times, mode
        A table ``from_code, to_code, minutes`` (and ``mode``) from practices, or from small
        areas where registrations and areas are given: travel then counts patient-minutes; of
        several modes the one to take.
    roads
        Lines of roads, or an ``.osm.pbf``, that minutes are found on instead of a table.
    postcodes
        ONSPD, Code-Point Open or the like: the places of practices without coordinates.
    successors
        Columns ``old_code``, ``new_code``, ``date``: practices that merged.
    sheet
        Sheets of workbooks: ``SHEET``, ``FILE=SHEET``, ``SHEET!ROW`` with the header's row.
    columns, where, exclude, accept_places
        Our name -> the table's column; column -> value of the rows to keep; codes to leave out.
    team, current, need
        Columns of the practice table: the team that runs a practice, its network today, its
        need score.
    lists_date
        Date of the list sizes, ISO.
    title, attribution
        Heading of maps; lines to print in place of the usual ones.

    Returns
    -------
        The study; all geometry in EPSG:27700.

    Raises
    ------
    DataError
        A table cannot be used: which rows, and what to do.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code")
    >>> len(study.practices)
    120
    >>> areas = pcn.read(pcn.DEMO / "lsoa.geojson", units="areas", within="ccg_code")
    >>> len(areas.practices), int(areas.practices["patients"].sum())
    (551, 900000)
    """
    files = {
        "branches": branches, "outline": outline, "barriers": barriers, "links": links,
        "adjacency": adjacency, "registrations": registrations, "areas": areas,
        "travel_times": travel_times, "roads": roads,
    }  # fmt: skip
    chosen, parts = _opened(practices, postcodes, successors, teams, files, sheet)
    taken = intake.opened(
        chosen.known["practices"],
        postcodes=chosen.files["postcodes"],
        succession=chosen.files["successors"],
        wishes=chosen.unmet,
        lists_date=lists_date or "",
        named=columns,
    )
    tables = [area_data] if isinstance(area_data, str | Path | pd.DataFrame) else area_data
    figures = [source("area_data", one) for one in tables]
    units_read, from_tables = planned.with_figures(taken.practices, figures, columns)
    joined = (*taken.sources, *from_tables, *chosen.paths, *(parts if len(parts) > 1 else ()))
    return pipeline.load(
        Inputs(
            units_read,
            sources=tuple(dict.fromkeys(joined)),
            columns=taken.columns,
            where=where,
            exclude=tuple(exclude),
            accept_places=accept_places,
            within=(within,) if isinstance(within, str) else tuple(within),
            planned=units,
            group_by=group_by,
            **_files_of(taken, chosen, files),
            team=team,
            current=current,
            mode=mode,
            need=need,
            lists_date=lists_date or taken.lists_date,
            succession=taken.succession,
            title=title,
            attribution=None if attribution is None else tuple(attribution),
        )
    )


def _opened(
    practices: Given,
    postcodes: str | Path | None,
    successors: Given | None,
    teams: "Given | Mapping[str, Given] | None",
    files: Mapping[str, Any],
    sheet: str | Sequence[str],
) -> tuple[asked_sheets.Chosen, list[Path]]:
    """What was given, each with its sheet; the paths of areas in several files."""
    drawn, parts = files["areas"], list[Path]()
    if isinstance(drawn, Sequence) and not isinstance(drawn, str):
        parts = [Path(one).expanduser() for one in drawn]
        drawn = intake.areas(parts)
    given = {**files, "areas": drawn}
    layers = {} if teams is None else teams if isinstance(teams, Mapping) else {"": teams}
    found: dict[str, Source | None] = {
        "practices": source("practices", practices),
        "postcodes": None if postcodes is None else Path(postcodes).expanduser(),
        "successors": None if successors is None else source("successors", successors),
        **{name: None if one is None else source(name, one) for name, one in given.items()},
        **{LAYER + name: source("teams", one) for name, one in layers.items()},
    }
    return asked_sheets.chosen(found, (sheet,) if isinstance(sheet, str) else tuple(sheet)), parts


def _files_of(
    taken: intake.Intake, chosen: asked_sheets.Chosen, names: Iterable[str]
) -> dict[str, Any]:
    """The files of a study by the names that its inputs have for them."""
    layers = {n.removeprefix(LAYER): one for n, one in chosen.known.items() if n.startswith(LAYER)}
    prints = intake.footprints(layers)
    given = {name: chosen.files[name] for name in names}
    given["footprints"] = prints.pop("footprints")
    return {**intake.files_of(taken, given), **prints}


def source(role: str, given: object) -> Source:
    """What readers take; DataError where it is neither a path nor a table."""
    if isinstance(given, str | Path):
        return Path(given).expanduser()
    if isinstance(given, pd.DataFrame):
        return given
    raise DataError(
        f"{role} cannot be a {type(given).__name__}",
        remedy="Give a path, a DataFrame or a GeoDataFrame",
    )
