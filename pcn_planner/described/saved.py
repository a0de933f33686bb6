"""Opening a plan from the folder it was written to; it is verified anew."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd
import pyogrio

from boundaries.adjacency import edge_table
from boundaries.errors import DataError
from boundaries.files.columns import in_any_case
from boundaries.practices import border_units
from boundaries.practices.table import Practices
from boundaries.teams.footprints import Footprints
from optimise.problem import sizes
from optimise.problem.plan import Cause, ExceptionRow, Status
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from optimise.verify import verify
from optimise.verify.case import Check, Finding, Report
from pcn_planner import safe_text
from pcn_planner.described import described
from pcn_planner.described.claims import Claims
from pcn_planner.described.described import Described
from pcn_planner.files import area_columns, exports, report
from pcn_planner.papers import considered
from pcn_planner.projects import planning
from pcn_planner.proposal import change_asked as asking
from pcn_planner.proposal.change_asked import NOTHING, ChangeAsked
from pcn_planner.proposal.levels.teams_within import TEAM
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study.inputs import AREAS, PRACTICES

GPKG = "plan.gpkg"


def opened(folder: str | Path) -> Described:
    """The plan of a folder that ``pcn plan`` or ``pcn check`` wrote, or of a project ``NAME.pcn``.

    A project's plan is that of the scenario worked on last; a folder's plan is verified anew, its
    proof is as reported.

    Raises
    ------
    DataError
        The folder or project holds no plan, or files are missing or not as they were written.
    """
    home = Path(folder).expanduser()
    if planning.is_project(home):
        given = planning.lasting(home)
        reasons = considered.of_history(given.project.changes())
        return replace(described.of(planning.judged(given)), why_moved=reasons)
    said = _report(home)
    try:
        return _described(home, said)
    except DataError:
        raise
    except _ODD as error:
        why = f"{report.NAME} or {GPKG} is not as it was written"
        raise _no_plan(home, why) from error


#: what a report says of a plan that has networks; ``None`` of one that was judged with findings
_WITH_PLAN = (None, Status.OPTIMAL, Status.FEASIBLE)
#: errors that contents raise when they are not of the kind that was written
_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


def _described(home: Path, said: Mapping[str, Any]) -> Described:
    rules = rules_toml.from_dict(said["rules"], str(home / report.NAME))
    if not os.path.lexists(home / exports.ASSIGNMENT):
        if said["status"] in _WITH_PLAN:
            raise _no_plan(home, f"it holds no {exports.ASSIGNMENT}")
        return Described(_claims(said, None), rules, folder=home)
    tables = _tables(home, said, rules)
    checked = _verified(tables, rules, said)
    return Described(_claims(said, checked), rules, tables, folder=home)


def change_asked(path: Path, practices: Practices) -> ChangeAsked:
    """What the rules of a plan ask of change, from its folder or its ``assignment.csv``.

    ``NOTHING`` where no report lies there, or the practices lack its column of today's networks.
    """
    home = path.parent if path.name == exports.ASSIGNMENT else path
    if not (home / report.NAME).is_file():
        return NOTHING
    said = _report(home)
    return _change_asked(practices, rules_toml.from_dict(said["rules"], str(home)), said)


def _change_asked(practices: pd.DataFrame, rules: Rules, said: Mapping[str, Any]) -> ChangeAsked:
    column = (said.get("inputs") or {}).get("current_column")
    known = in_any_case(map(str, practices.columns), str(column)) if column else None
    if known is None:
        return NOTHING
    return asking.of(rules, {str(code): str(one) for code, one in practices[known].items()})


def _report(home: Path) -> dict[str, Any]:
    path = home / report.NAME
    if not home.is_dir():
        there = "it is a file" if home.exists() else "there is no such folder"
        raise _no_plan(home, there)
    if not path.is_file():
        raise _no_plan(home, f"it holds no {report.NAME}")
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _no_plan(home, f"{report.NAME} cannot be read") from error
    if not isinstance(said, dict):
        raise _no_plan(home, f"{report.NAME} is no report of a plan")
    if missing := {"rules", "status", "verified", "checks"} - set(said):
        raise _no_plan(home, f"{report.NAME} lacks {', '.join(sorted(missing))}")
    if odd := [
        name for name, kinds in _INPUTS.items() if not isinstance(_input(said, name), kinds)
    ]:
        raise _no_plan(home, f"{', '.join(odd)} in {report.NAME} is not as it was written")
    return said


#: what papers take from the report's inputs, and what it may be
_INPUTS: Mapping[str, tuple[type, ...]] = {
    "lists_date": (str, type(None)), "current_column": (str, type(None)),
    "lists_dates": (list, type(None)),
}  # fmt: skip


def _input(said: Mapping[str, Any], name: str) -> Any:
    inputs = said.get("inputs") or {}
    return inputs.get(name) if isinstance(inputs, dict) else inputs


def _no_plan(home: Path, why: str) -> DataError:
    return DataError(
        f"is no folder of a plan ({why})",
        remedy="Name a folder that pcn plan, pcn check or save() wrote",
        source=str(home),
    )


def _tables(home: Path, said: Mapping[str, Any], rules: Rules) -> PlanTables:
    plan = exports.read_plan(home)
    layers = _layers(home)
    practices = layers[PRACTICES].set_index("practice_code")
    _same_plan(home, plan.assignment, practices["network_id"].to_dict())
    practices = practices.drop(columns=["network_id", "network_name"])
    drawn = layers["networks"].set_index("network_id")
    networks = pd.DataFrame(drawn.drop(columns="geometry"))
    edges = edge_table.completed(layers.get("adjacency", pd.DataFrame(columns=edge_table.PAIR)))
    return PlanTables(
        title=layers["metadata"].set_index("key")["value"].get("title", ""),
        practices=practices,
        assignment=plan.assignment,
        networks=networks.assign(in_band=networks["in_band"].astype(bool)),
        areas=drawn[["geometry"]],
        floor=rules.floor,
        ceiling=rules.ceiling,
        counted_in=sizes.counted_in(rules.size),
        graph=edge_table.graph_of(practices.index, edges),
        footprints=_teams(layers),
        borders=_borders(layers),
        barriers=layers.get("barriers"),
        outline=layers.get("land"),
        conflicts=_conflicts(layers, said),
        tiers={name: practices[name].astype(str).to_dict() for name in _levels(practices, said)},
        tier_units=_units_of_levels(said),
        levels_said=tuple(f"{one['said']}." for one in said.get("tiers", ())),
        caveats=tuple(said.get("caveats", ())),
        attribution=tuple(said.get("attribution", ())),
        planned=AREAS if AREAS in layers else PRACTICES,
        unit_areas=layers[AREAS].set_index("practice_code") if AREAS in layers else None,
        change_asked=_change_asked(practices, rules, said),
    )


def _levels(practices: pd.DataFrame, said: Mapping[str, Any]) -> list[str]:
    """The practices' columns of levels, teams inside networks among them."""
    named = [TEAM, *(str(one.get("id_column", "")) for one in said.get("tiers", ()))]
    return [name for name in named if name in practices]


def _units_of_levels(said: Mapping[str, Any]) -> pd.DataFrame | None:
    """One row a unit of every level, as ``tiers.csv`` has them."""
    rows = [
        {"level": one["name"], "id": key, **unit}
        for one in said.get("tiers", ())
        for key, unit in one["units"].items()
    ]
    return pd.DataFrame(rows) if rows else None


def _same_plan(home: Path, listed: Mapping[str, str], drawn: Mapping[str, str]) -> None:
    differing = sorted(code for code in {*listed, *drawn} if listed.get(code) != drawn.get(code))
    if differing:
        raise DataError(
            f"{exports.ASSIGNMENT} is not the plan that {GPKG} shows",
            rows=differing,
            remedy="To see a plan that was changed by hand, read the study and use check()",
            source=str(home),
        )


def _layers(home: Path) -> dict[str, Any]:
    """Layer -> table of the GeoPackage, its geometry last and called so."""
    path = home / GPKG
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        found = {name: pyogrio.read_dataframe(path, layer=name) for name in names}
    except (RuntimeError, UnicodeError) as error:  # pyogrio's own are RuntimeErrors
        raise _no_plan(home, f"{GPKG} cannot be read") from error
    units = AREAS if AREAS in found else PRACTICES
    if missing := {"networks", units, "metadata"} - set(found):
        raise _no_plan(home, f"{GPKG} lacks {', '.join(sorted(missing))}")
    plain = {name: _as_written(table) for name, table in found.items()}
    return plain if units == PRACTICES else _of_areas(plain)


def _of_areas(layers: Mapping[str, Any]) -> dict[str, Any]:
    """Layers of a plan of small areas, under the names that practices have inside."""
    drawn = area_columns.read_back(layers[AREAS], area_columns.OWN)
    middles = [drawn[name].to_numpy() for name in area_columns.MIDDLE]
    points = gpd.GeoSeries(gpd.points_from_xy(*middles), drawn.index, drawn.crs)
    units = drawn.drop(columns=list(area_columns.MIDDLE)).set_geometry(points)
    named = {"networks", "adjacency", "conflicts"} & set(layers)
    back = {name: area_columns.read_back(layers[name]) for name in named}
    return {**layers, **back, PRACTICES: units, AREAS: drawn[["practice_code", "geometry"]]}


def _as_written(table: pd.DataFrame) -> pd.DataFrame:
    """Text cells as they were when they were written: not disarmed, blank without a value."""
    text = {
        name: table[name].fillna("").astype("str").map(safe_text.uncell)
        for name in table.columns
        if name != "geometry" and not pd.api.types.is_numeric_dtype(table[name])
    }
    return table.assign(**text).rename(columns=safe_text.uncell)


def _teams(layers: Mapping[str, Any]) -> Footprints | None:
    if "footprints" not in layers:
        return None
    ground = layers["footprints"].set_index("team_id")
    teams = pd.DataFrame(ground[["name", "nurses_wte"]])
    return Footprints(teams, areas=ground[["geometry"]])


def _borders(layers: Mapping[str, Any]) -> gpd.GeoDataFrame | None:
    if "borders" not in layers:
        return None
    drawn: gpd.GeoDataFrame = layers["borders"].set_index("unit")
    return drawn


def _conflicts(layers: Mapping[str, Any], said: Mapping[str, Any]) -> pd.DataFrame | None:
    if said.get("conflicts") is None:
        return None
    found: pd.DataFrame = layers.get("conflicts", pd.DataFrame(columns=exports.NO_CONFLICTS))
    return found


def _verified(tables: PlanTables, rules: Rules, said: Mapping[str, Any]) -> Report:
    """The plan's own checks; each made anew where that finds something."""
    anew = verify.verify(
        tables.assignment,
        tables.practices,
        tables.graph or nx.Graph(),
        rules,
        units=border_units.units(tables.practices, rules.within),
        declared=_exceptions(said),
        teams=tables.tiers.get(TEAM),
    )
    kept = Report(tuple(_check(one) for one in said["checks"]))
    if anew.passed:
        return kept
    known = {one.name: one for one in kept.checks}
    return Report(tuple(known.get(c.name, c) if c.passed else c for c in anew.checks))


def _check(said: Mapping[str, Any]) -> Check:
    findings = tuple(
        Finding(**{**one, "practices": tuple(one["practices"])}) for one in said["findings"]
    )
    return Check(said["name"], said["version"], findings)


def _exceptions(said: Mapping[str, Any]) -> tuple[ExceptionRow, ...]:
    return tuple(
        ExceptionRow(**{**row, "practices": tuple(row["practices"]), "cause": Cause(row["cause"])})
        for row in said.get("exceptions", ())
    )


def _claims(said: Mapping[str, Any], checked: Report | None) -> Claims:
    whole = checked is not None and checked.passed and bool(said["verified"])
    status = None if said["status"] is None else Status(said["status"])
    return Claims(
        status=status if checked is None or checked.passed else None,
        verified=whole,
        proposed=said.get("method") != "judged as given",
        checked=checked,
        objective=said.get("objective"),
        bound=said.get("bound"),
        gap=said.get("gap"),
        exceptions=_exceptions(said),
        reasons=tuple(said.get("reasons", ())),
        notes=tuple(said.get("notes", ())),
    )
