"""Posts of one role allotted to networks: fair shares first, then fewest posts changing team.

Every network gets its share of all posts, rounded down or up to whole steps. Among these
allotments the fewest posts go to a network that another team than theirs leads; among those the
sum of all roundings is least. Both are proven by HiGHS on a small integer program::

    x[t, n] = steps of team t in network n, whole, at least 0
    sum over n of x[t, n] = steps of team t
    floor(share of n) <= sum over t of x[t, n] <= ceil(share of n)
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pulp

from boundaries.errors import DataError
from optimise import milp
from optimise.problem.plan import Status


@dataclass(frozen=True)
class Allotment:
    """Steps of posts by (team, network), those above 0; how many of them change team."""

    steps: Mapping[tuple[str, str], int]
    changing: int


def shares(total: int, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The exact share of each network in ``total`` steps.

    Raises
    ------
    DataError
        No network has a weight above 0.
    """
    whole = sum(weights.values(), Fraction(0))
    if not whole:
        raise DataError(
            "no network has any caseload, so staff cannot be shared out",
            remedy="Give a caseload above 0 for at least one practice or area",
        )
    return {key: total * weight / whole for key, weight in weights.items()}


def allot(
    steps: Mapping[str, int], weights: Mapping[str, Fraction], leads: Mapping[str, str]
) -> Allotment:
    """Allot the posts of one role.

    Parameters
    ----------
    steps
        Team -> its posts, counted in steps (whole or half posts).
    weights
        Network -> caseload or need, 0 or more.
    leads
        Network -> team that leads it; posts of any other team change team there.

    Raises
    ------
    DataError
        No network has a weight above 0.
    """
    fair = shares(sum(steps.values()), weights)
    program = pulp.LpProblem("staff", pulp.LpMinimize)
    x = {
        (team, key): program.add_variable(
            f"x_{t}_{n}", 0, min(steps[team], math.ceil(fair[key])), cat=pulp.LpInteger
        )
        for t, team in enumerate(sorted(steps))
        for n, key in enumerate(sorted(fair))
    }
    _hold(program, x, steps, fair)
    moved = pulp.lpSum(variable for (team, key), variable in x.items() if leads.get(key) != team)
    program.setObjective(moved)
    fewest = _solved(program)
    program.addConstraint(moved == fewest)
    program.setObjective(_roundings(x, fair))
    _solved(program)
    found = {pair: round(variable.varValue or 0) for pair, variable in x.items()}
    return Allotment({pair: n for pair, n in found.items() if n}, fewest)


def _hold(
    program: pulp.LpProblem,
    x: Mapping[tuple[str, str], pulp.LpVariable],
    steps: Mapping[str, int],
    fair: Mapping[str, Fraction],
) -> None:
    """Every step is allotted once, and every network gets its share, rounded."""
    for team in steps:
        program.addConstraint(pulp.lpSum(x[team, key] for key in fair) == steps[team])
    for key, share in fair.items():
        total = pulp.lpSum(x[team, key] for team in steps)
        program.addConstraint(total >= math.floor(share))
        program.addConstraint(total <= math.ceil(share))


def _roundings(
    x: Mapping[tuple[str, str], pulp.LpVariable], fair: Mapping[str, Fraction]
) -> pulp.LpAffineExpression:
    """The sum of |allotted - share|, but for a constant: one step up adds 1 - 2 x the fraction."""
    dearer = {key: 1 - 2 * (share - math.floor(share)) for key, share in fair.items()}
    return pulp.lpSum(float(dearer[key]) * variable for (_, key), variable in x.items())


def _solved(program: pulp.LpProblem) -> int:
    found = milp.solve_program(program)
    if found.status is not Status.OPTIMAL or found.objective is None:
        raise ValueError(f"fair shares of posts always exist, but HiGHS says {found.status}")
    return round(found.objective)
