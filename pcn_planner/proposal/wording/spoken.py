"""A proposal for small areas, its sentences about areas, residents and neighbourhoods."""

from collections.abc import Iterable
from dataclasses import replace

from optimise.feasibility.examine import Feasibility
from optimise.feasibility.reasons import Reason
from optimise.problem.plan import Result
from optimise.verify.case import Check, Report
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study.planned_words import Words


def in_words(made: Proposal) -> Proposal:
    """The same proposal; where areas are planned, everything that it says is about these."""
    if not made.study.inputs.of_areas:
        return made
    called = {} if made.result.plan is None else made.result.plan.names
    reasons = [one.reason for one in made.rules.approved]
    words = made.study.words.knowing([*called.values(), *reasons])
    return replace(
        made,
        result=_result(made.result, words),
        feasibility=_feasibility(made.feasibility, words),
        checked=None if made.checked is None else _report(made.checked, words),
        tables=None if made.tables is None else _tables(made.tables, words),
        notes=_all(made.notes, words),
    )


def _all(lines: Iterable[str], words: Words) -> tuple[str, ...]:
    return tuple(map(words.said, lines))


def _result(result: Result, words: Words) -> Result:
    excused = tuple(replace(row, reason=words.said(row.reason)) for row in result.exceptions)
    reasons, notes = _all(result.reasons, words), _all(result.notes, words)
    return replace(result, exceptions=excused, reasons=reasons, notes=notes)


def _feasibility(known: Feasibility, words: Words) -> Feasibility:
    def told(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        return tuple(
            replace(one, message=words.said(one.message), remedy=words.said(one.remedy))
            for one in reasons
        )

    return replace(
        known,
        blockers=told(known.blockers),
        contradictions=told(known.contradictions),
        warnings=told(known.warnings),
    )


def _report(checked: Report, words: Words) -> Report:
    def told(check: Check) -> Check:
        found = tuple(replace(one, message=words.said(one.message)) for one in check.findings)
        return replace(check, findings=found)

    return replace(checked, checks=tuple(map(told, checked.checks)))


def _tables(tables: PlanTables, words: Words) -> PlanTables:
    excused = [words.said(str(reason)) for reason in tables.networks["exception"]]
    return replace(
        tables,
        networks=tables.networks.assign(exception=excused),
        counted_in=words.said(tables.counted_in),
        caveats=_all(tables.caveats, words),
    )
