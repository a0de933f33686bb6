"""Material for papers from a plan's folder: the plan verified anew, the plan before, the checks."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import DataError
from boundaries.files import heard, strangers
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs import successors
from boundaries.unallocated import is_unallocated
from optimise.problem.rules import Rules, limits_said
from optimise.verify.case import Report
from pcn_planner.described import described, saved
from pcn_planner.described.described import Described
from pcn_planner.files import assignments, exported, report
from pcn_planner.papers.beside import NOTHING, Further
from pcn_planner.papers.facts import Facts
from pcn_planner.papers.material import Claimed, Material, gather
from pcn_planner.profile import homes
from pcn_planner.profile.homes import NOWHERE, Homes
from pcn_planner.projects import planning
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables, network_table
from pcn_planner.study import columns
from pcn_planner.study.study import Study

_NOTHING: Mapping[str, str] = {}


def claimed(plan: Described) -> Claimed:
    """What papers may claim of a plan."""
    said = plan.claims
    limits = limits_said(plan.rules)
    return Claimed(said.verified, said.status, said.gap, said.exceptions, limits)


def of_proposal(
    made: Proposal,
    *,
    before: PlanTables | None,
    facts: Facts,
    year: str,
    people: pd.DataFrame | None = None,
    rate_table: Source | None = None,
    further: Further = NOTHING,
    reasons: Mapping[str, str] = _NOTHING,
) -> Material:
    """Material from a plan in memory, which has tables; see ``of_plan`` and ``Material``."""
    return of_plan(
        replace(described.of(made), why_moved=reasons), before=before, facts=facts,
        year=year, people=people, rate_table=rate_table, further=further, study=made.study,
    )  # fmt: skip


def of_plan(
    plan: Described,
    *,
    before: PlanTables | None,
    facts: Facts,
    year: str,
    people: pd.DataFrame | None = None,
    rate_table: Source | None = None,
    further: Further = NOTHING,
    study: Study | None = None,
) -> Material:
    """All that papers of a plan are made from, of a plan in memory as of one from its folder.

    ``study`` is what the plan was made from; see ``study_of``.

    Raises
    ------
    DataError
        No rates are known for the year, a population is no number, or a table cannot be used.
    """
    gathered = gather(
        plan.shown, claimed(plan), before=before, facts=facts, year=year, people=people,
        rate_table=rate_table, lists_date=inputs_of(plan)[0], checks=checks(plan.claims.checked),
    )  # fmt: skip
    checked = plan.claims.checked
    gathered = replace(
        gathered, reasons=plan.why_moved, lists_dates=_lists_dates(plan),
        findings=() if checked is None else checked.findings, approved=plan.rules.approved,
    )  # fmt: skip
    return further.joined(gathered, homes_of(study))


def of_finished(material: Material, made: Proposal) -> Material:
    """The material of the same plan with its areas drawn in full."""
    return material if made.tables is None else replace(material, tables=made.tables)


def checks(checked: Report | None) -> pd.DataFrame:
    """One row a check: ``check``, ``passed``, and its findings as one text."""
    rows = [] if checked is None else [
        (one.name, one.passed, " ".join(finding.message for finding in one.findings))
        for one in checked.checks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["check", "passed", "findings"])


def inputs_of(plan: Described) -> tuple[str | None, str | None]:
    """Date of the lists (ISO) and column of today's networks, as study or report say."""
    if plan.made is not None:
        return plan.made.study.lists_date, plan.made.study.inputs.current
    said = _reported(plan)
    return said.get("lists_date"), said.get("current_column")


def _lists_dates(plan: Described) -> tuple[str, ...]:
    """Every date of the lists (ISO), several where practices are of different ones."""
    if plan.made is not None:
        return plan.made.study.lists_dates
    return tuple(map(str, _reported(plan).get("lists_dates") or []))


def _reported(plan: Described) -> dict[str, Any]:
    assert plan.folder is not None
    text = (plan.folder / report.NAME).read_text(encoding="utf-8")
    return dict(json.loads(text).get("inputs") or {})


def study_of(plan: Described) -> Study | None:
    """What a plan was made from: known of one in memory, and in the project beside a folder's.

    ``None`` where the folder holds no project, or one that cannot be used.
    """
    if plan.made is not None:
        return plan.made.study
    kept = None if plan.folder is None else plan.folder / exported.PROJECT
    if kept is None or not kept.is_file():
        return None
    try:
        return planning.lasting(kept).study
    except DataError:
        return None


def homes_of(study: Study | None) -> Homes:
    """Where patients live, as far as a study knows."""
    return NOWHERE if study is None else homes.of_study(study)


def file_of(before: str | None) -> Path | None:
    """The table that a plan before is, if it is one file."""
    path = None if before is None else Path(before).expanduser()
    return path if path is not None and path.is_file() else None


def either(before: str | None, table: Source | None) -> str | pd.DataFrame | None:
    """A plan before as it was named; the table of its sheet where one was asked for."""
    return table if isinstance(table, pd.DataFrame) else before


def before(
    given: str | pd.DataFrame | PlanTables | None,
    tables: PlanTables,
    rules: Rules,
    study: Study | None = None,
) -> PlanTables | None:
    """The plan that is changed, over the same practices; who of it is left out is told.

    Practices that merged or closed count under a successor's code, as far as ``study`` knows.

    Parameters
    ----------
    given
        A plan's folder or its tables, a table such as ``assignment.csv``, or a column of the
        practices; ``None`` for none.
    tables, rules
        The plan that changes it, and its band.
    study
        What the plan was made from, if known: travel and teams before are counted on it.

    Raises
    ------
    DataError
        The plan before cannot be read, or has no practice in common with the plan.
    """
    if given is None:
        return None
    if isinstance(given, str) and (Path(given).expanduser() / "plan.gpkg").is_file():
        given = saved.opened(given).shown
    found, names, source = _stated(given, tables)
    to, known = {} if study is None else study.inputs.succession, tables.practices.index
    found, followed = successors.assigned(found, to, "the plan before")
    heard.tell(followed)
    heard.tell(strangers.held_against(
        found, known, what="practice codes of the plan before", among="this plan", source=source
    ))  # fmt: skip
    if isinstance(given, PlanTables) and not followed:  # it has travel and areas of its own
        return given
    placed = {code: key for code, key in found.items() if code in known and not is_unallocated(key)}
    if not placed:
        raise DataError(
            "the plan before has no practice of this plan in a network",
            source=source,
            remedy="Name a folder of a plan, an assignment.csv, or a column of its practices",
        )
    if study is None or not set(placed) <= set(study.practices.index):
        return _bare(tables, placed, names, rules)
    bench = workbench.lay_out(study, columns.as_spelt(rules, study.practices), sketched=True)
    return workbench.judge(bench, placed, names=names, mends=False).tables


def _stated(
    given: str | pd.DataFrame | PlanTables, tables: PlanTables
) -> tuple[dict[str, str], dict[str, str], str]:
    """Practice code -> network id of a plan, network id -> name, and where they stand."""
    if isinstance(given, PlanTables):
        names = {str(key): str(name) for key, name in given.networks["name"].items()}
        return dict(given.assignment), names, ""
    found, names = assignments.of_either(given, tables.practices, "--before")
    return found, names, given if isinstance(given, str) else name_of(given)


def _bare(
    tables: PlanTables, placed: dict[str, str], names: dict[str, str], rules: Rules
) -> PlanTables:
    """Tables of an assignment alone: sizes are known, areas and travel are not."""
    practices = tables.practices.loc[tables.practices.index.isin(list(placed))]
    networks = network_table(
        practices, placed, names=names, floor=rules.floor, ceiling=rules.ceiling, size=rules.size
    )
    areas = gpd.GeoDataFrame(
        geometry=[shapely.Polygon()] * len(networks), index=networks.index, crs=practices.crs
    )
    return replace(
        tables, practices=practices, assignment=placed, networks=networks, areas=areas,
        graph=None, conflicts=None, borders=None,
    )  # fmt: skip
