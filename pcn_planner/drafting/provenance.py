"""What a draft says of its plan: the rules it stands under, where it came from, what was proven."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from optimise.problem.plan import Cause, ExceptionRow, Plan, Result, Status, UnitResult
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import judging, workbench
from pcn_planner.proposal.levels import kept
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.study import linked
from pcn_planner.study.linked import Row
from pcn_planner.study.study import Line, Study

FIGURES = (
    "objective", "bound", "gap", "exceptions_patients", "exceptions_bound", "seconds", "seed",
    "method",
)  # fmt: skip


def rules_of(state: DraftState) -> Rules:
    """The rules of a draft, with what is to be kept together and apart."""
    stated = rules_toml.from_dict(state.rules)
    return replace(
        stated,
        together=(*stated.together, *(bond.practices for bond in state.together)),
        apart=(*stated.apart, *(bond.practices for bond in state.apart)),
    )


def provenance(made: Proposal, of: str) -> dict[str, Any]:
    """Where a plan came from and what is proven of it, as plain values for a project file.

    ``plan`` and ``rules`` are digests of what it is proven of.
    """
    result = made.result
    rows = [{**asdict(row), "practices": list(row.practices)} for row in result.exceptions]
    return {
        "from": of,
        "status": str(result.status),
        **{name: getattr(result, name) for name in FIGURES},
        "exceptions": rows,
        "units": [asdict(unit) for unit in result.units],
        "notes": list(result.notes),
        "reasons": list(result.reasons),
        "proposed": made.proposed,
        "levels": kept.plain(made),
        "plan": _digest(result.plan.assignment if result.plan else {}),
        "rules": _asked(made.rules, linked.drafted(made.study), sorted(made.study.drawn)),
    }


def as_drafted(study: Study, state: DraftState) -> Study:
    """The study with the links and barriers of a draft. Raises ``DataError`` as ``linked`` does."""
    return linked.with_drafted(study, _links_of(state), _lines_of(state))


def _links_of(state: DraftState) -> list[Row]:
    return [(*one.practices, one.action, one.reason) for one in state.links]


def _lines_of(state: DraftState) -> dict[Line, str]:
    return {one.line: one.reason for one in state.barriers}


def _asked(rules: Rules, links: Sequence[Row], lines: Sequence[Line]) -> str:
    """Digest of what a proof is of, beside the files: the rules, and who was made neighbours."""
    plain = rules_toml.to_dict(rules)
    plain |= {"links": [list(row) for row in links]} if links else {}
    return _digest(plain | ({"barriers": lines} if lines else {}))


def _digest(plain: Mapping[str, Any]) -> str:
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def declared_in(state: DraftState) -> tuple[ExceptionRow, ...]:
    """The exceptions that were declared with the plan a draft began from."""
    rows = state.provenance.get("exceptions", [])
    return tuple(
        ExceptionRow(**{**row, "practices": tuple(row["practices"]), "cause": Cause(row["cause"])})
        for row in rows
    )


def fewest_excepted(state: DraftState, rules: Rules) -> int:
    """The fewest patients in exceptions proven of the plan that a draft began from.

    A plan that keeps further rules has no fewer. 0 where nothing is known of them.
    """
    said = state.provenance
    asked = _asked(rules, sorted(_links_of(state)), sorted(_lines_of(state)))
    return int(said.get("exceptions_bound") or 0) if said.get("rules") == asked else 0


def judged(bench: Workbench, state: DraftState) -> Proposal:
    """The draft judged; with all that is proven of it, where plan and rules are still those.

    What was claimed is held against the plan itself once more; where it is not borne out, the
    plan is judged as given. Raises ``DataError`` where no practice has a network.
    """
    placed = {code: network for code, network in state.assignment.items() if network}
    said = state.provenance
    result = _result(state, placed, bench.rules)
    if result is not None:
        given = None if said.get("proposed") else placed
        try:
            made = workbench.describe(bench, result, given=given, mends=False)
            made = kept.restored(made, said.get("levels", []))
        except judging.UnverifiedError:
            result = None
        else:
            return made
    declared = declared_in(state)
    return workbench.judge(bench, placed, names=state.names, declared=declared, mends=False)


def _result(state: DraftState, placed: Mapping[str, str], rules: Rules) -> Result | None:
    """What was found when the plan was made, where it is of this plan and these rules."""
    said = state.provenance
    asked = _asked(rules, sorted(_links_of(state)), sorted(_lines_of(state)))
    if said.get("plan") != _digest(placed) or said.get("rules") != asked:
        return None
    try:
        units = tuple(UnitResult(**{**u, "status": Status(u["status"])}) for u in said["units"])
        figures = {name: said[name] for name in FIGURES}
        status, notes, reasons = Status(said["status"]), said["notes"], said["reasons"]
    except (KeyError, TypeError, ValueError):  # of an earlier version
        return None
    return Result(
        status, Plan.from_assignment(placed, state.names), **figures, units=units,
        exceptions=declared_in(state), notes=tuple(notes), reasons=tuple(reasons),
    )  # fmt: skip
