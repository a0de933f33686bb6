"""``report.json``: what was asked, what came of it, how it was checked, and from what."""

import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.files.outlines import geojson
from boundaries.files.tables.in_memory import name_of
from boundaries.teams.conflicts import Conflicts, misaligned_patients
from optimise.problem.criteria import CRITERIA
from optimise.problem.plan import UnitResult
from optimise.problem.rules import ALIGNMENT, LAYER
from optimise.problem.stated import rules_toml
from pcn_planner import safe_text
from pcn_planner.files import area_columns
from pcn_planner.proposal import change_asked, travel
from pcn_planner.proposal.compare import compare
from pcn_planner.proposal.land import geography
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording import proof
from pcn_planner.study.inputs import AREAS, SOURCE

NAME = "report.json"
VERSION = 1  #: rises when a member changes its meaning
PACKAGES = (
    "dask", "geopandas", "highspy", "networkx", "numba", "numpy", "pandas", "pcn-planner", "pulp",
    "pyogrio", "scipy", "shapely",
)  # fmt: skip
DECIMALS = 3
NOTHING: Mapping[str, str] = {}


def build(made: Proposal, lost: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """The report as plain values; unknown is ``None``. Only ``seconds`` differ between runs.

    ``lost`` maps each file that could not be made to the reason.
    """
    said = _said(made, lost)
    return _of_areas(said) if made.study.inputs.of_areas else said


def _of_areas(said: Mapping[str, Any]) -> dict[str, Any]:
    """The report where small areas are planned: figures of practices also as areas and residents.

    The earlier names stay, as programs read them.
    """
    networks = {
        key: _twinned(row) | {"residents": row["list_size"]}
        for key, row in said["networks"].items()
    }
    told = {name: _twinned(said[name]) for name in ("inputs", "change", "areas") if said[name]}
    return {**said, **told, "networks": networks}


def _twinned(row: Mapping[str, Any]) -> dict[str, Any]:
    return {area_columns.named(name, AREAS): value for name, value in row.items()} | dict(row)


def _said(made: Proposal, lost: Mapping[str, str]) -> dict[str, Any]:
    checks = {} if made.checked is None else made.checked.to_dict()
    return {
        "report_version": VERSION,
        **_claims(made),
        "seconds": round(made.result.seconds, DECIMALS),
        "units": [_unit(unit) for unit in made.result.units],
        "criteria": _criteria(made),
        "networks": _networks(made),
        "exceptions": [geojson.plain(vars(row)) for row in made.result.exceptions],
        "checks": checks.get("checks", []),
        "reasons": list(made.result.reasons),
        "feasibility": made.feasibility.to_dict(),
        "conflicts": _conflicts(made.conflicts),
        "layers": _layers(made),
        "teams_inside": _teams_inside(made),
        "travel_times": travel.plain(made.study, made.tables),
        "tiers": [dict(level) for level in made.levels],
        "change": _change(made),
        "areas": _areas(made),
        "not_made": dict(lost),
        "caveats": [] if made.tables is None else list(made.tables.caveats),
        "attribution": list(made.study.attributions),
    }


def facts(made: Proposal) -> dict[str, Any]:
    """What every export carries: the claims, what they rest on, and nothing about one network."""
    return _claims(made)


def dumps(made: Proposal, lost: Mapping[str, str] = NOTHING) -> str:
    """The report as text."""
    plain = geojson.plain(build(made, lost))
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write(path: Path, made: Proposal, lost: Mapping[str, str] = NOTHING) -> None:
    """Write the report to ``path``."""
    path.write_text(dumps(made, lost), encoding="utf-8", newline="\n")


def write_networks(path: Path, tables: PlanTables) -> None:
    """Write the network table as CSV, cells that spreadsheets would run as formulas disarmed."""
    named = area_columns.in_files(tables.networks, tables.planned)
    table = safe_text.neutralise(named.round(DECIMALS).reset_index())
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def versions() -> dict[str, str | None]:
    """Version of Python and of every package that has a part in the answer."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def _unit(unit: UnitResult) -> dict[str, Any]:
    """One border unit; its objective and bound are known although others' may not be."""
    out = {key: value for key, value in vars(unit).items() if key != "seconds"}
    return out | {"objective": _round(unit.objective), "bound": _round(unit.bound)}


def _criteria(made: Proposal) -> dict[str, Any]:
    totals = made.totals or {}
    layers = {name: CRITERIA[ALIGNMENT] for name in totals if name.startswith(LAYER)}
    return {
        name: {
            "total": _round(totals.get(name)),
            "unit": criterion.unit_in(made.study.travel_unit),
            "weight": _weight(made, name),
        }
        for name, criterion in sorted((CRITERIA | layers).items())
    }


def _weight(made: Proposal, name: str) -> float:
    if name.startswith(LAYER):
        return made.rules.alignment_weight(name.removeprefix(LAYER))
    return made.rules.weights.get(name, 0.0)


def _networks(made: Proposal) -> dict[str, Any]:
    if made.tables is None or made.plan is None:
        return {}
    table = made.tables.networks.round(DECIMALS)
    return {
        key: _network(table.loc[key].to_dict(), practices)
        for key, practices in made.plan.networks.items()
    }


def _network(row: Mapping[Any, Any], practices: tuple[str, ...]) -> dict[str, Any]:
    named = {str(name): value for name, value in row.items()}
    head = {
        "name": named.pop("name"),
        "practices": list(practices),
        "list_size": named.pop("patients"),
        "status": named.pop("status"),
        "in_band": named.pop("in_band"),
    }
    named.pop("practices")
    return head | named


def _teams_inside(made: Proposal) -> dict[str, Any] | None:
    """Every large network with the teams it is divided into; ``None`` where none are asked for."""
    if made.rules.team_band is None:
        return None
    return {
        network: {"teams": [list(team) for team in one.teams], "proven": one.proven,
                  made.study.travel_unit.total_column: _round(one.travel)}
        for network, one in made.divided.items()
    }  # fmt: skip


def _layers(made: Proposal) -> dict[str, Any] | None:
    """Every layer of footprints by name, with its weight; ``None`` where there is one at most."""
    if not made.layers:
        return None
    return {
        name: {"weight": made.rules.alignment_weight(name), **(_conflicts(found) or {})}
        for name, found in made.by_layer.items()
    }


def _conflicts(found: Conflicts | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "method": found.method,
        "counted": found.counted,
        "patients_of_another_team": misaligned_patients(found.matrix),
        "matrix": {str(team): row.to_dict() for team, row in found.matrix.iterrows()},
        "networks": _rows(found.networks),
        "teams": _rows(found.teams),
        "rows": len(found.rows),
    }


def _change(made: Proposal) -> dict[str, int] | None:
    """Who moves from today's networks, counted both ways; ``None`` where those are not known."""
    if made.study.current is None or made.plan is None:
        return None
    today = {str(code): str(label) for code, label in made.study.current.dropna().items()}
    asked = change_asked.of(made.rules, today)
    found = compare(today, made.plan.assignment, made.study.practices, asked)
    names = ("practices_moved", "patients_moved", "practices_parted", "patients_parted")
    return {name: getattr(found, name) for name in names}


def _areas(made: Proposal) -> dict[str, Any] | None:
    found = geography.of(made)
    if made.tables is None or found is None:
        return None
    named = ("method", "caveat", "patients_inside", "patients_total", "patients_bound")
    who = found.residence
    return {
        **{key: made.tables.areas.attrs.get(key) for key in named},
        "drawn": not made.tables.areas.geometry.is_empty.all(),
        "not_made": found.not_made,
        "in_pieces": dict(found.in_pieces),
        "checks": found.checks.to_dict("records"),
        "shapes": _rows(found.shapes),
        "practices_between": found.between.round(DECIMALS).to_dict("records"),
        "residence": None if who is None else _rows(who.networks),
        "unplaced": None if who is None else _rows(who.unplaced),
        "not_place_based": found.not_place_based,
    }


def _claims(made: Proposal) -> dict[str, Any]:
    result = made.result
    return {
        "status": made.status,
        "verified": made.verified,
        "objective": _round(result.objective),
        "bound": _round(result.bound),
        "gap": result.gap,
        "proof": proof.words(result, proposed=made.proposed),
        "seed": result.seed,
        "method": result.method,
        "exceptions_patients": result.exceptions_patients,
        "exceptions_bound": result.exceptions_bound,
        "rules": rules_toml.to_dict(made.rules),
        "inputs": _inputs(made),
        "notes": list(made.notes),
        "versions": versions(),
    }


def _inputs(made: Proposal) -> dict[str, Any]:
    study, inputs = made.study, made.study.inputs
    return {
        "files": {
            role: {"name": Path(name_of(source)).name, "sha256": study.digests.get(role)}
            for role, source in sorted(inputs.files.items())
        },
        "sources": [
            {"name": role.removeprefix(SOURCE), "sha256": digest}
            for role, digest in study.digests.items()
            if role.startswith(SOURCE)
        ],
        "lists_date": study.lists_date,
        "lists_dates": list(study.lists_dates),
        "planned": inputs.planned,
        "group_by": inputs.group_by,
        "columns": dict(sorted(inputs.columns.items())),
        "where": dict(sorted(inputs.where.items())),
        "excluded": sorted(inputs.exclude),
        "team_column": inputs.team,
        "current_column": inputs.current,
        "need_column": inputs.need,
        "mode": inputs.mode,
        "practices": len(study.practices),
        "patients": int(study.practices["patients"].sum()),
    }


def _rows(table: pd.DataFrame) -> dict[str, Any]:
    rounded = table.round(DECIMALS)
    return {str(key): row.to_dict() for key, row in rounded.iterrows()}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
