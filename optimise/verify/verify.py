"""The verifier: checks any assignment against the rules, sharing no code with the optimiser."""

from collections.abc import Collection, Mapping

import networkx as nx
import pandas as pd

from optimise.problem.plan import ExceptionRow
from optimise.problem.rules import Rules
from optimise.verify.case import Case, Check, CheckFunction, Finding, Report, TravelClaims, case_of
from optimise.verify.change import moves_limited, stay
from optimise.verify.doughnuts import no_doughnuts
from optimise.verify.inside import teams_inside
from optimise.verify.journeys import travel_times
from optimise.verify.locks import alone, apart, fixed, same_premises, together
from optimise.verify.networks import (
    band,
    borders,
    contiguity,
    coverage,
    exceptions_declared,
    number_of_networks,
)

__all__ = ["CHECKS", "Case", "Check", "Finding", "Report", "verify"]

CHECKS: tuple[tuple[CheckFunction, int], ...] = (
    (coverage, 1),
    (band, 2),
    (contiguity, 2),
    (borders, 2),
    (no_doughnuts, 1),
    (teams_inside, 1),
    (exceptions_declared, 2),
    (number_of_networks, 1),
    (together, 1),
    (same_premises, 1),
    (apart, 1),
    (fixed, 1),
    (alone, 1),
    (stay, 1),
    (moves_limited, 1),
    (travel_times, 1),
)
"""Every check with its version, in the order of the report. A check's name is its function's;
its version rises when the same assignment may come to another finding."""


def verify(
    assignment: Mapping[str, str],
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    *,
    units: "pd.Series[str] | None" = None,
    declared: Collection[ExceptionRow] = (),
    current: "Mapping[str, object] | None" = None,
    outer: Collection[str] | None = None,
    teams: Mapping[str, str] | None = None,
    claims: TravelClaims | None = None,
) -> Report:
    """Check an assignment, proposed or in force, against the rules.

    Parameters
    ----------
    assignment
        Practice code -> network id. Any column of labels will do: blank ones and the
        publications' ``U`` (unallocated) count as in no network.
    practices
        Index ``practice_code``; columns ``patients``, ``name`` where known, ``rules.size``
        where the band counts another figure, and the hard border columns of ``rules.within``.
    graph
        Neighbours; practices that are not in it touch nobody.
    rules
        What to check against.
    units
        Practice code -> border unit, used where ``rules.within`` names no column of the table.
    declared
        Networks that the plan itself says are outside the band.

    current
        Practice code -> network of today, for the limits on change.
    outer
        Practices whose land touches the coast or the outline, for the rule on doughnuts; where
        it is not known nothing counts as enclosed.
    teams
        Practice code -> team inside its network, where ``rules.team_band`` asks for teams.
    claims
        What the plan says of its travel, where that is counted in minutes.

    Returns
    -------
    Report
        One check for each of ``CHECKS``; findings in the order of network ids.

    Raises
    ------
    DataError
        If a border column is not in the table.
    """
    case = case_of(
        assignment, practices, graph, rules,
        units=units, declared=declared, current=current, outer=outer, teams=teams, claims=claims,
    )  # fmt: skip
    return Report(
        tuple(Check(check.__name__, version, tuple(check(case))) for check, version in CHECKS)
    )
