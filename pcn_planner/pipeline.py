"""From files to a verified plan, and out again: what the command line and the app both call."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from optimise import solve
from optimise.feasibility import examine
from optimise.feasibility.examine import Feasibility
from optimise.problem.plan import ExceptionRow, Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits, Tell
from optimise.verify import verify
from optimise.verify.case import is_unallocated
from pcn_planner.files import exports, report
from pcn_planner.files.output_folder import check, replaced
from pcn_planner.proposal import judging, naming, proposal
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study, load, with_borders

__all__ = [
    "Inputs", "Proposal", "Study", "check_folder", "judge", "load",
    "propose", "write",
]  # fmt: skip


PROOF = Limits()  #: no end but a proof


def propose(
    study: Study,
    rules: Rules,
    *,
    limits: Limits = PROOF,
    seed: int = 1,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    unfinished: Path | None = None,
) -> Proposal:
    """Propose networks for a study, verified, drawn and measured.

    Raises
    ------
    DataError
        A rule asks for data that the study does not have.
    UnverifiedError
        The plan found breaks a rule; this is a fault of the program.
    """
    study = with_borders(study, rules.within)
    frozen = judging.freeze(study, rules)
    known = examine.examine(study.practices, study.graph, rules, study.units)
    result = judging.impossible(known, seed)
    if result is None:
        result = solve.solve(
            frozen,
            limits=limits,
            seed=seed,
            progress=progress,
            cancelled=cancelled,
            jobs=jobs,
            scheduler=scheduler,
            unfinished=unfinished,
        )
    if result.status is Status.INFEASIBLE:
        result = judging.explained(result, study, rules, lambda fewer: judging.freeze(study, fewer))
    if result.plan is None:
        return Proposal(study, rules, result, known, notes=judging.notes(study))
    return _described(study, rules, frozen, _named(result, frozen, study), known)


def judge(
    study: Study,
    rules: Rules,
    assignment: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    declared: Collection[ExceptionRow] = (),
) -> Proposal:
    """Check, measure and draw a given assignment without optimising.

    Parameters
    ----------
    study, rules
        What to judge by; the rules need not have been kept.
    assignment
        Practice code -> network id; blank and the publications' ``U`` for none. Practices
        without a network are a finding and in no table.
    names
        Network id -> name.
    declared
        Exceptions known from the plan that the assignment was made from; those that still
        hold are kept.

    Raises
    ------
    DataError
        No practice of the study has a network.
    """
    study = with_borders(study, rules.within)
    frozen = judging.freeze(study, rules)
    known = examine.examine(study.practices, study.graph, rules, study.units)
    placed = {
        str(code): str(key).strip() for code, key in assignment.items() if not is_unallocated(key)
    }
    plan = judging.plan_of(placed, study, names or {})
    still = judging.still_true(declared, plan, study.practices["patients"])
    result = Result(Status.FEASIBLE, plan, exceptions=still, method="judged as given")
    return _described(study, rules, frozen, result, known, given=placed)


def write(made: Proposal, folder: Path) -> list[Path]:
    """Write everything that is known of a proposal into ``folder``, all of it or nothing.

    Without a plan that is ``report.json`` alone, with the reasons.

    Raises
    ------
    DataError
        ``folder`` holds files that this tool does not write, or cannot be written.
    """
    extras = {report.NAME: lambda path: report.write(path, made)}
    if made.tables is None:
        with replaced(folder, ours=exports.KNOWN) as fresh:
            report.write(fresh / report.NAME, made)
        return [folder / report.NAME]
    tables = replace(made.tables, metadata=report.facts(made))
    extras["networks.csv"] = lambda path: report.write_networks(path, tables)
    return exports.write_all(folder, tables, extras)


def check_folder(folder: Path) -> None:
    """Raise DataError where ``write`` could not write into ``folder``."""
    check(folder, ours=exports.KNOWN)


def _named(result: Result, frozen: Problem, study: Study) -> Result:
    plan = result.plan or Plan({})
    names = naming.name_networks(frozen, plan.networks, study.practices, study.inputs.current)
    return replace(result, plan=replace(plan, names=names))


def _described(
    study: Study,
    rules: Rules,
    frozen: Problem,
    result: Result,
    known: Feasibility,
    *,
    given: Mapping[str, str] | None = None,
) -> Proposal:
    """Verify a plan, measure it, draw it, and find its conflicts; see ``Proposal``."""
    plan = result.plan or Plan({})
    here, cut = judging.without_rest(study, rules, result)
    checked = verify.verify(
        plan.assignment if given is None else given,
        here.practices,
        study.graph,
        cut,
        units=study.units,
        declared=result.exceptions,
    )
    measured = proposal.measures(frozen, plan, proposal.known_criteria(study, rules))
    totals = proposal.totals(measured)
    if given is None:
        figures = judging.wrong_figures(result, totals, rules)
        if figures or not checked.passed:
            raise judging.UnverifiedError(checked, figures)
    else:
        result = judging.measured(result, totals, rules)
    conflicts = proposal.find_conflicts(study, rules, plan.assignment)
    tables = proposal.plan_tables(study, rules, frozen, result, measured, conflicts=conflicts)
    notes = judging.notes(study, tables.areas)
    return Proposal(
        study, rules, result, known, given is None, checked, totals, tables, conflicts, notes
    )
