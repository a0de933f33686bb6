"""A proposal for small areas, its sentences about areas, residents and neighbourhoods."""

from collections.abc import Iterable
from dataclasses import replace

from optimise.feasibility.examine import Feasibility
from optimise.feasibility.reasons import Reason
from optimise.problem.plan import Result
from optimise.verify.case import Check, Report
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import AREAS


def in_words(made: Proposal) -> Proposal:
    """The same proposal; where areas are planned, everything that it says is about these."""
    if not made.study.inputs.of_areas:
        return made
    return replace(
        made,
        result=_result(made.result),
        feasibility=_feasibility(made.feasibility),
        checked=None if made.checked is None else _report(made.checked),
        tables=None if made.tables is None else _tables(made.tables),
        notes=_all(made.notes),
    )


def _said(text: str) -> str:
    return planned_words.said(text, AREAS)


def _all(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_said, lines))


def _result(result: Result) -> Result:
    excused = tuple(replace(row, reason=_said(row.reason)) for row in result.exceptions)
    return replace(
        result, exceptions=excused, reasons=_all(result.reasons), notes=_all(result.notes)
    )


def _feasibility(known: Feasibility) -> Feasibility:
    def told(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        return tuple(
            replace(one, message=_said(one.message), remedy=_said(one.remedy)) for one in reasons
        )

    return replace(
        known,
        blockers=told(known.blockers),
        contradictions=told(known.contradictions),
        warnings=told(known.warnings),
    )


def _report(checked: Report) -> Report:
    def told(check: Check) -> Check:
        found = tuple(replace(one, message=_said(one.message)) for one in check.findings)
        return replace(check, findings=found)

    return replace(checked, checks=tuple(map(told, checked.checks)))


def _tables(tables: PlanTables) -> PlanTables:
    excused = [_said(str(reason)) for reason in tables.networks["exception"]]
    return replace(
        tables,
        networks=tables.networks.assign(exception=excused),
        counted_in=_said(tables.counted_in),
        caveats=_all(tables.caveats),
    )
