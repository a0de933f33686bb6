"""Files that leave the tool: tables, GeoJSON, GeoPackage; all of them or none."""

import csv
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.adjacency import graph as adjacency
from boundaries.errors import DataError
from boundaries.files import columns, text
from boundaries.files.outlines import geojson
from boundaries.files.tables import cells
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.journeys import told
from boundaries.unallocated import is_unallocated
from optimise.problem.plan import Plan
from pcn_planner import safe_text
from pcn_planner.files import area_columns, geopackage, readme
from pcn_planner.files.output_folder import replaced
from pcn_planner.files.readme import AREAS_FILE, PRACTICES_FILE
from pcn_planner.maps import plan_map
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.spared import spared
from pcn_planner.study.inputs import PRACTICES

#: header of a plan that was held against no teams
NO_CONFLICTS = ["rank", "kind", "network_ids", "team_ids", "practices", "patients"]
ASSIGNMENT = "assignment.csv"
TIERS, SERVICE = "tiers.csv", "service_levels.csv"  #: where levels above networks are asked for
BY_RULE = told.BY_RULE  #: where travel times are missing
MATRIX, SPLIT = "neighbourhood_matrix.csv", "split_places.csv"
BARRIERS = readme.BARRIERS_FILE
LAYERS = "layers.csv"  #: network x footprint layer, where there are several
AREA_CODE = "area_code"  #: in place of ``practice_code`` where small areas are planned
ASSIGNMENT_COLUMNS = ["practice_code", "network_id", "network_name"]
#: every file the tool ever writes into an output folder
KNOWN = frozenset(
    {
        ASSIGNMENT, BARRIERS, BY_RULE, LAYERS, MATRIX, SPLIT, TIERS, SERVICE, AREAS_FILE,
        PRACTICES_FILE,
        "adjacency.csv", "conflicts.csv", "map.html", "networks.csv",
        "networks.geojson", "plan.gpkg", "project.pcn", "README.txt",
        "report.json",
    }
)  # fmt: skip
CSV_DECIMALS = 6

Writer = Callable[[Path], None]
_NOTHING: Mapping[str, Writer] = {}
OF_RECORD = (ASSIGNMENT, "report.json", "networks.csv", "adjacency.csv", "conflicts.csv")


class Written(list[Path]):
    """The files written; ``lost`` has the name of each that could not be made, and why."""

    def __init__(self, paths: Iterable[Path], lost: Mapping[str, str] = MappingProxyType({})):
        super().__init__(paths)
        self.lost = dict(lost)


def write_assignment(
    path: Path,
    assignment: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    tiers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    *,
    planned: str = PRACTICES,
) -> None:
    """Write the plan of record: ``practice_code, network_id, network_name``, ids as text.

    Where small areas are ``planned``, the first is ``area_code``.

    And a column for each further level in ``tiers`` (practice code -> id), such as ``team_id``.
    Sorted by practice code, UTF-8, line feeds; the name is empty where a network has none.
    """
    names = names or {}
    rows = [(code, key, names.get(key, "")) for code, key in sorted(assignment.items())]
    table = pd.DataFrame(rows, columns=ASSIGNMENT_COLUMNS, dtype=str)
    levels = {name: [of.get(code, "") for code in table["practice_code"]]
              for name, of in tiers.items()}  # fmt: skip
    whole = table.assign(**levels)
    write_csv(path, area_columns.in_files(whole, planned, area_columns.OWN))


def read_assignment(path: Source) -> tuple[dict[str, str], dict[str, str]]:
    """Read an assignment back: practice code -> network id, and network id -> name.

    Any table will do that has the columns: CSV in any dialect, a workbook, packed or not;
    ``area_code`` where small areas are planned.

    ``network_name`` may be missing. Apostrophes that ``safe_text.cell`` put before formulas are
    taken off again, so that reading what was written gives the identical plan.

    Raises
    ------
    DataError
        The file is absent or no table, a column is missing, a code or id is blank, a practice
        occurs twice, a network has two names, or two differ in nothing but capitals.
    """
    name = Path(name_of(path)).name
    table = with_codes(_as_ours(safe_text.restore(text.text_table(path))))
    columns.refuse_repeated(table.columns, ASSIGNMENT_COLUMNS, name)
    missing = [name for name in ASSIGNMENT_COLUMNS[:2] if name not in table]
    if missing:
        remedy = f"Its header must read {','.join(ASSIGNMENT_COLUMNS)}"
        raise DataError("columns are missing", rows=missing, remedy=remedy, source=name)
    if "network_name" not in table:
        table["network_name"] = ""
    _check_assignment(table, name)
    named = table[table["network_name"] != ""]
    assignment = dict(zip(table["practice_code"], table["network_id"], strict=True))
    return assignment, dict(zip(named["network_id"], named["network_name"], strict=True))


def _as_ours(table: pd.DataFrame) -> pd.DataFrame:
    """The table with our columns, in whatever capitals the file has them."""
    present = list(map(str, table.columns))
    found = {columns.in_any_case(present, name): name for name in (*ASSIGNMENT_COLUMNS, AREA_CODE)}
    return table.rename(columns={theirs: name for theirs, name in found.items() if theirs})


def with_codes(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``practice_code`` where it has the codes of small areas instead."""
    if "practice_code" in table or AREA_CODE not in table:
        return table
    return table.rename(columns={AREA_CODE: "practice_code"})


def read_plan(path: Path) -> Plan:
    """The plan of an exported folder, or of its ``assignment.csv``."""
    return Plan.from_assignment(*read_assignment(path / ASSIGNMENT if path.is_dir() else path))


def write_networks(path: Path, tables: PlanTables) -> None:
    """Write network areas as GeoJSON (RFC 7946), the feature id the network id."""
    found = area_columns.in_files(geopackage.network_layer(tables), tables.planned)
    layer = found.set_index("network_id", drop=False)
    geojson.write(path, layer, metadata=_metadata(tables))


def write_practices(path: Path, tables: PlanTables) -> None:
    """Write practices with their networks as GeoJSON (RFC 7946), the feature id the code."""
    code = area_columns.named("practice_code", tables.planned)
    layer = geopackage.unit_layer(tables).set_index(code, drop=False)
    geojson.write(path, layer, metadata=_metadata(tables))


def write_barriers(path: Path, barriers: gpd.GeoDataFrame) -> None:
    """Write what parts neighbours as GeoJSON (RFC 7946), which ``--barriers`` takes as it is."""
    geojson.write(path, barriers)


def write_adjacency(path: Path, tables: PlanTables) -> None:
    """Write the neighbour links as ``boundaries.adjacency.edge_table.table_of`` lists them."""
    table = adjacency.to_table(tables.graph or nx.Graph())
    write_csv(path, area_columns.in_files(table, tables.planned))


def write_conflicts(path: Path, tables: PlanTables) -> None:
    """Write the conflicts without their geometry, in the order given; a header if none."""
    table = _without_geometry(tables.every_conflict)
    write_csv(path, area_columns.in_files(table, tables.planned))


def write_gpkg(path: Path, tables: PlanTables) -> None:
    """Write ``plan.gpkg``; see ``geopackage.write``."""
    geopackage.write(path, tables, plan_map.network_colours(tables))


def writers(tables: PlanTables) -> dict[str, Writer]:
    """File name -> function that writes it, for everything the plan has."""
    names = {str(k): str(n) for k, n in tables.networks["name"].items() if n != k}
    out: dict[str, Writer] = {
        ASSIGNMENT: lambda path: write_assignment(
            path, tables.assignment, names, tables.tiers, planned=tables.planned
        ),
        "networks.geojson": lambda path: write_networks(path, tables),
        AREAS_FILE if tables.of_areas else PRACTICES_FILE: lambda path: write_practices(
            path, tables
        ),
        "plan.gpkg": lambda path: write_gpkg(path, tables),
        "map.html": lambda path: plan_map.save_offline(plan_map.plan_map(tables), path),
    }
    if tables.graph is not None:
        out["adjacency.csv"] = lambda path: write_adjacency(path, tables)
    if tables.barriers is not None:
        out[BARRIERS] = partial(write_barriers, barriers=tables.barriers)
    further = {TIERS: tables.tier_units, BY_RULE: tables.times_by_rule, SERVICE: tables.service}
    known = {name: table for name, table in further.items() if table is not None and len(table)}
    always = ((LAYERS, tables.layer_table), (MATRIX, tables.neighbourhood_matrix),
              (SPLIT, tables.split_places))  # fmt: skip
    known |= {name: table for name, table in always if table is not None}
    for name, table in known.items():
        ours = () if name == SERVICE else None  # its columns are called after the levels
        named = area_columns.in_files(table, tables.planned, ours)
        out[name] = partial(write_csv, table=named)
    out["conflicts.csv"] = lambda path: write_conflicts(path, tables)
    out[readme.NAME] = lambda path: readme.write(path, tables)
    return out


def write_all(
    folder: Path,
    tables: PlanTables,
    extras: Mapping[str, Writer] = _NOTHING,
    after_loss: Callable[[Path, Mapping[str, str]], None] | None = None,
) -> Written:
    """Write every export into ``folder``, all or nothing.

    Files are written into a hidden folder beside it that takes its place at the end, so that
    stopping leaves nothing half-written and an earlier plan stays whole until then.

    Parameters
    ----------
    folder
        New, empty, or holding an earlier plan.
    tables
        The plan.
    extras
        Further files: name -> function that writes it (``report.json``).
    after_loss
        Called with the folder being written and what was lost, where anything was.

    Returns
    -------
    Written
        The files written, the plan of record first; a file that a fault in drawing kept from
        being made is named with the reason instead, and costs no other.

    Raises
    ------
    DataError
        ``folder`` holds files that this tool does not write, is a file, or cannot be written.
    """
    jobs = writers(tables) | dict(extras)
    first = [name for name in OF_RECORD if name in jobs]
    lost: dict[str, str] = {}
    with replaced(folder, ours=KNOWN | jobs.keys()) as fresh:
        for name in [*first, *(name for name in jobs if name not in first)]:
            reason = _fault(jobs[name], fresh / name)
            if reason:
                lost[name] = reason
                (fresh / name).unlink(missing_ok=True)
        if lost and after_loss is not None:
            after_loss(fresh, lost)
    return Written([folder / name for name in jobs if name not in lost], lost)


def _fault(write: Writer, path: Path) -> str:
    """Why a file could not be made, blank where it was; faults of the plan of record are raised."""

    def made() -> str:
        write(path)
        return ""

    return made() if path.name == ASSIGNMENT else spared(made, str)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV, UTF-8 with line feeds, that no spreadsheet runs as formulas."""
    flat = table.map(
        lambda value: geojson.text(value) if isinstance(value, list | tuple) else value
    )
    safe = safe_text.neutralise(flat.round(CSV_DECIMALS))
    returns = safe.map(lambda value: isinstance(value, str) and "\r" in value).to_numpy().any()
    # Python's minimal quoting overlooks a bare carriage return.
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", quoting=quoting)


def _check_assignment(table: pd.DataFrame, source: str) -> None:
    blank = (table[ASSIGNMENT_COLUMNS[:2]] == "").any(axis=1)
    twice = table["practice_code"].duplicated(keep=False) & ~blank
    pairs = table[table["network_name"] != ""].drop_duplicates(["network_id", "network_name"])
    renamed = pairs["network_id"].duplicated(keep=False).reindex(table.index, fill_value=False)
    for wrong, what in (
        (blank, "a practice code or network id is blank"),
        (twice, "a practice occurs more than once"),
        (renamed, "a network has more than one name"),
    ):
        if wrong.any():
            rows = [f"row {at} ({', '.join(table.loc[at])})" for at in table.index[wrong]]
            raise DataError(what, rows=rows, remedy="Mend the rows", source=source)
    question_ids(table["network_id"], source)


def question_ids(ids: Iterable[str], source: str = "") -> None:
    """Raise DataError where ids of two networks differ in nothing but capitals."""
    cells.question_case((one for one in ids if not is_unallocated(one)), "network ids", source)


def _without_geometry(table: pd.DataFrame | None) -> pd.DataFrame:
    shown = pd.DataFrame(columns=NO_CONFLICTS) if table is None else pd.DataFrame(table)
    return shown.drop(columns=[getattr(table, "_geometry_column_name", "")], errors="ignore")


def _metadata(tables: PlanTables) -> dict[str, Any]:
    facts = {"title": tables.title, **tables.metadata}
    return facts | {"caveats": list(tables.caveats), "attribution": list(tables.attribution)}
