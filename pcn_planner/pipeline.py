"""From files to a verified plan, and out again: what the command line and the app both call."""

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from optimise import solve
from optimise.problem.earlier import EarlierPrices
from optimise.problem.plan import ExceptionRow, Result, Status
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits, Tell
from optimise.units.cluster import Scheduler
from pcn_planner.drafting.state import DraftState
from pcn_planner.files import exported, exports, report
from pcn_planner.files.output_folder import check, replaced
from pcn_planner.projects import carried
from pcn_planner.proposal import judging, workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import spoken
from pcn_planner.study import columns
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.reading.load import load
from pcn_planner.study.study import Study

__all__ = [
    "Inputs", "Proposal", "Study", "check_folder", "copy", "judge", "load",
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
    scheduler: Scheduler | str | None = None,
    unfinished: Path | None = None,
    earlier: Sequence[EarlierPrices] = (),
    found: Callable[[Result], None] | None = None,
) -> Proposal:
    """Propose networks for a study, verified, drawn and measured.

    ``earlier`` are the prices of another result on this study, from which the solve begins.
    ``found`` is told of the plan as soon as there is one, before it is verified and drawn, so
    that nothing that goes wrong afterwards costs it.

    Raises
    ------
    DataError
        A rule asks for data that the study does not have.
    UnverifiedError
        The plan found breaks a rule; this is a fault of the program.
    """
    bench = workbench.lay_out(study, columns.as_spelt(rules, study.practices))
    result = judging.impossible(bench.known, seed)
    if result is None:
        result = solve.solve(
            replace(bench.problem, earlier=tuple(earlier)),
            limits=limits,
            seed=seed,
            progress=progress,
            cancelled=cancelled,
            jobs=jobs,
            scheduler=scheduler,
            unfinished=unfinished,
        )
    if result.status is Status.INFEASIBLE:
        result = judging.explained(result, bench.study, bench.rules)
    if result.plan is None:
        notes = (*judging.notes(bench.study, asked=bench.problem, known=bench.known), *result.notes)
        made = Proposal(bench.study, bench.rules, result, bench.known, notes=notes)
        return spoken.in_words(made)
    if found is not None:
        found(result)
    return workbench.describe(bench, workbench.named(bench, result))


def judge(
    study: Study,
    rules: Rules,
    assignment: Mapping[str, str],
    *,
    names: Mapping[str, str] | None = None,
    declared: Collection[ExceptionRow] = (),
) -> Proposal:
    """Check, measure and draw a given assignment without optimising.

    See ``workbench.judge``, which the app calls too.
    """
    bench = workbench.lay_out(study, columns.as_spelt(rules, study.practices))
    return workbench.judge(bench, assignment, names=names, declared=declared)


def write(made: Proposal, folder: Path, *, state: DraftState | None = None) -> exports.Written:
    """Write everything that is known of a proposal into ``folder``, all of it or nothing.

    ``state`` is the draft that the plan is of, where there is one: its locks, wishes and reasons
    go with it into the project, and its comments do not.

    Areas that were sketched are drawn exactly first. A file that a fault in drawing keeps from
    being made is named in ``lost`` of the result, and costs no other.

    Without a plan that is ``report.json`` alone, with the reasons.

    Raises
    ------
    DataError
        ``folder`` holds files that this tool does not write, or cannot be written.
    """
    made = workbench.finished(made)
    extras = {report.NAME: lambda path: report.write(path, made)}
    if made.tables is None:
        with replaced(folder, ours=exports.KNOWN) as fresh:
            report.write(fresh / report.NAME, made)
        return exports.Written([folder / report.NAME])
    tables = replace(made.tables, metadata=report.facts(made))
    extras["networks.csv"] = lambda path: report.write_networks(path, tables)
    extras[exported.PROJECT] = lambda path: carried.write(path, made, state)

    def told(fresh: Path, lost: Mapping[str, str]) -> None:
        if report.NAME not in lost:
            report.write(fresh / report.NAME, made, lost)

    return exports.write_all(folder, tables, extras, told)


def copy(source: Path, folder: Path) -> list[Path]:
    """Copy what an earlier ``write`` left in ``source`` into ``folder``, all of it or nothing.

    Raises
    ------
    DataError
        ``folder`` holds files that this tool does not write, or cannot be written.
    """
    names = sorted(exports.KNOWN & {path.name for path in source.iterdir()})
    with replaced(folder, ours=exports.KNOWN) as fresh:
        for name in names:
            shutil.copyfile(source / name, fresh / name)
    return [folder / name for name in names]


def check_folder(folder: Path) -> None:
    """Raise DataError where ``write`` could not write into ``folder``."""
    check(folder, ours=exports.KNOWN)
