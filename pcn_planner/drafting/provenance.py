"""What a draft says of its plan: the rules it stands under, where it came from, what was proven."""

from dataclasses import asdict, replace
from typing import Any

from optimise.problem import rules_toml
from optimise.problem.plan import Cause, ExceptionRow, Result
from optimise.problem.rules import Rules
from pcn_planner.drafting.draft import State


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
