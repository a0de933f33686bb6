"""A study laid out under some rules, so that every change to a draft is judged at once."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import networkx as nx

from boundaries.teams import conflicts as conflict_tables
from boundaries.teams.conflicts import Conflicts, Prepared
from boundaries.teams.practice_moves import Limits as MendLimits
from optimise.feasibility import examine
from optimise.feasibility.examine import Feasibility
from optimise.problem import rules_toml
from optimise.problem.exceptions import declare
from optimise.problem.plan import Cause, ExceptionRow, Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.verify import verify
from optimise.verify.case import is_unallocated
from pcn_planner.drafting.draft import State
from pcn_planner.proposal import judging, naming, proposal
from pcn_planner.proposal import network_areas as drawing
from pcn_planner.proposal.network_areas import Land
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.study import Study, with_borders

BEYOND_HELP = {Cause.SINGLE_PRACTICE, Cause.FLOOR_WAIVED, Cause.SET_APART, Cause.FIXED}


@dataclass(frozen=True)
class Workbench:
    """What judging a draft needs, made once for a study and its rules.

    ``land`` sketches network areas: drawing them exactly takes many seconds, and waits for
    ``finished``.
    """

    study: Study
    rules: Rules
    problem: Problem
    known: Feasibility
    land: Land
    prepared: Prepared | None


def lay_out(study: Study, rules: Rules, *, earlier: Workbench | None = None) -> Workbench:
    """Lay a study out. What ``earlier`` has of the same borders is not made again.

    Raises ``DataError`` where a rule asks for data that the study does not have.
    """
    study = with_borders(study, rules.within)
    same = earlier is not None and earlier.study.graph is study.graph
    return Workbench(
        study=study,
        rules=rules,
        problem=judging.freeze(study, rules),
        known=examine.examine(study.practices, study.graph, rules, study.units),
        land=earlier.land if earlier is not None and same else drawing.lay_out(study),
        prepared=earlier.prepared if earlier is not None and same else _prepared(study),
    )


def judge(
    bench: Workbench,
    assignment: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    declared: Collection[ExceptionRow] = (),
    mends: bool = True,
) -> Proposal:
    """Check and measure an assignment as ``pipeline.judge`` does, its areas sketched.

    A practice that is above the ceiling alone, and by itself, is declared an exception: no plan
    can do better. Without ``mends`` conflicts are counted and nothing is sought that would mend
    them, which takes half of the time; see ``mended``.
    """
    placed = {str(c): str(n).strip() for c, n in assignment.items() if not is_unallocated(n)}
    plan = judging.plan_of(placed, bench.study, names or {})
    still = judging.still_true(declared, plan, bench.study.practices["patients"])
    known = {row.network_id for row in still}
    alone = [r for r in declare(bench.problem, plan.networks, False) if r.cause in BEYOND_HELP]
    still = (*still, *(row for row in alone if row.network_id not in known))
    result = Result(Status.FEASIBLE, plan, exceptions=still, method="judged as given")
    return describe(bench, result, given=placed, mends=mends)


def describe(
    bench: Workbench,
    result: Result,
    *,
    given: Mapping[str, str] | None = None,
    mends: bool = True,
) -> Proposal:
    """Verify, measure and sketch the plan of a result.

    Raises ``judging.UnverifiedError`` for a plan that was not ``given`` and breaks a rule.
    """
    study, rules, plan = bench.study, bench.rules, result.plan or Plan({})
    assignment = plan.assignment if given is None else given
    checked = verify.verify(
        assignment, study.practices, study.graph, rules, units=study.units,
        declared=result.exceptions,
    )  # fmt: skip
    table = proposal.measures(bench.problem, plan, proposal.known_criteria(study, rules))
    totals = proposal.totals(table)
    if given is not None:
        result = judging.measured(result, totals, rules)
    elif (figures := judging.wrong_figures(result, totals, rules)) or not checked.passed:
        raise judging.UnverifiedError(checked, figures)
    conflicts = _conflicts(bench, plan.assignment, mends)
    tables = proposal.plan_tables(
        bench.land.bare, rules, bench.problem, result, table, conflicts=conflicts
    )
    tables = drawing.on_land(bench.land, tables)
    notes = judging.notes(study, tables.areas)
    return Proposal(
        study, rules, result, bench.known, given is None, checked, totals, tables, conflicts, notes
    )


def mended(bench: Workbench, made: Proposal) -> Proposal:
    """The same proposal with what would mend its conflicts; itself where that is known."""
    found, tables = made.conflicts, made.tables
    if found is None or tables is None or len(found.practice_moves) or len(found.edge_moves):
        return made
    found = _conflicts(bench, tables.assignment, True)
    rows = None if found is None else found.rows
    return replace(made, conflicts=found, tables=replace(tables, conflicts=rows))


def finished(made: Proposal) -> Proposal:
    """The same proposal with its areas drawn from small areas, where the study has them."""
    if made.tables is None or made.study.small_areas is None:
        return made
    drawn = drawing.network_areas(made.study, made.tables.assignment)
    quick = {drawing.CAVEAT, str(made.tables.areas.attrs.get("caveat", ""))}
    rest = [line for line in made.tables.caveats if line not in quick]
    caveats = tuple(line for line in (str(drawn.attrs.get("caveat", "")), *rest) if line)
    tables = replace(made.tables, areas=drawn, caveats=caveats)
    return replace(made, tables=tables, notes=judging.notes(made.study, drawn))


def renamed(made: Proposal, names: Mapping[str, str]) -> Proposal:
    """The same proposal with other names for its networks."""
    plan, tables = made.plan, made.tables
    if plan is None or tables is None:
        return made
    known = {key: name for key, name in names.items() if key in plan.networks}
    if known == dict(plan.names):
        return made
    networks = tables.networks.assign(name=[known.get(k) or k for k in tables.networks.index])
    result = replace(made.result, plan=replace(plan, names=known))
    return replace(made, result=result, tables=replace(tables, networks=networks))


def rules_of(state: State) -> Rules:
    """The rules of a draft, with what is to be kept together and apart."""
    stated = rules_toml.from_dict(state.rules)
    return replace(
        stated,
        together=(*stated.together, *(bond.practices for bond in state.together)),
        apart=(*stated.apart, *(bond.practices for bond in state.apart)),
    )


def provenance(result: Result, of: str) -> dict[str, Any]:
    """Where a plan came from and what is proven of it, as plain values for a project file."""
    names = ("objective", "bound", "gap", "exceptions_patients", "seconds", "seed", "method")
    figures = {name: getattr(result, name) for name in names}
    rows = [{**asdict(row), "practices": list(row.practices)} for row in result.exceptions]
    return {"from": of, "status": str(result.status), **figures, "exceptions": rows}


def declared_in(state: State) -> tuple[ExceptionRow, ...]:
    """The exceptions that were declared with the plan a draft began from."""
    rows = state.provenance.get("exceptions", [])
    return tuple(
        ExceptionRow(**{**row, "practices": tuple(row["practices"]), "cause": Cause(row["cause"])})
        for row in rows
    )


def todays_assignment(study: Study) -> dict[str, str]:
    """Practice code -> network today, for the practices that have one."""
    if study.current is None:
        return {}
    today = study.current.dropna()
    return {str(c): str(n) for c, n in today.items() if not is_unallocated(str(n))}


def todays_names(study: Study) -> dict[str, str]:
    """Network today -> its name, where the practice table has one."""
    column = study.inputs.current
    return {} if column is None else naming.names_of_column(study.practices, column)


def _prepared(study: Study) -> Prepared | None:
    if study.footprints is None:
        return None
    return conflict_tables.prepare(
        study.practices,
        study.footprints,
        registrations=study.registrations,
        small_areas=study.small_areas,
        graph=study.graph,
    )


def _conflicts(bench: Workbench, assignment: Mapping[str, str], mends: bool) -> Conflicts | None:
    study, rules, prepared = bench.study, bench.rules, bench.prepared
    if prepared is None:
        return None
    placed = study.practices.index.isin(list(assignment))
    codes, cells = study.practices.index[placed], prepared.cells
    some = replace(
        prepared,
        practices=study.practices[placed],
        graph=study.graph.subgraph(codes) if mends else nx.Graph(),
        ground=prepared.ground if mends else replace(prepared.ground, graph=nx.Graph()),
        cells=cells[cells["practice_code"].isin(codes)],
    )
    run_from = None if study.run_from is None else study.run_from[placed]
    limits = MendLimits(rules.floor, rules.ceiling, dict(study.units))
    return conflict_tables.count(some, assignment, limits=limits, run_from=run_from)
