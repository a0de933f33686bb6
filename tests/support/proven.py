"""Holds a solved area against the best of all its plans."""

from collections.abc import Mapping

from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.plan import Plan, Result, Status
from optimise.solve import solve
from optimise.teams_inside import divide
from optimise.verify.verify import verify
from tests.support.middle_areas import Middle
from tests.support.oracles import (
    Members,
    exception_patients,
    is_legal,
    number_allowed,
    partitions,
    parts_into_teams,
    subsets,
)
from tests.support.priced_areas import Costs, Priced

UNIT = QUANTA / SCALE  #: patient-kilometres in one cost unit


def assert_best_of_all(area: Priced) -> Result:
    """Solve, and compare with every plan there is: exceptions first, then cost, then proof."""
    best, result = best_of_all(area), solve(area.problem())
    if best is None:
        assert result.status is Status.INFEASIBLE
        assert result.reasons
        placed = set() if result.plan is None else set(result.plan.assignment)
        assert placed < set(area.practices.index), "other border units may have their plan"
        return result
    assert result.plan is not None, result
    assert_true(area, result)
    assert (result.exceptions_patients, round(result.objective * SCALE)) == best
    assert result.status is Status.OPTIMAL
    assert result.exceptions_bound == result.exceptions_patients
    slack = UNIT * area.units.nunique()
    assert result.objective - slack < result.bound <= result.objective + 1e-9
    assert result.gap * result.objective < slack
    return result


def assert_verified(area: Priced | Middle, result: Result) -> None:
    """The plan passes the verifier."""
    divided = divide(area.problem(), result.plan.networks)
    teams = {code: f"{network}.{k}" for network, one in divided.items()
             for k, team in enumerate(one.teams) for code in team}  # fmt: skip
    report = verify(
        result.plan.assignment,
        area.practices,
        area.graph,
        area.rules,
        units=area.units,
        declared=result.exceptions,
        current=getattr(area, "current", None),
        outer=getattr(area, "outer", None),
        teams=teams,
    )
    assert report.passed, report.findings


def assert_true(area: Priced, result: Result) -> None:
    """The plan passes the verifier, and costs what the result says."""
    plan: Plan = result.plan
    assert_verified(area, result)
    groups, costs = list(plan.networks.values()), Costs(area)
    assert costs.exceptions(groups) == result.exceptions_patients
    assert costs.plan(groups) == round(result.objective * SCALE)


def best_of_all(area: Priced) -> tuple[int, int] | None:
    """Fewest patients in exceptions, then least cost in quanta, over every plan there is."""
    codes, costs = sorted(area.practices.index), Costs(area)
    units: Mapping[str, str] = area.units.to_dict()
    worth: dict[Members, tuple[int, int]] = {}
    for members in subsets(codes):
        if is_legal(members, area.graph, area.rules, units, area.outer, costs.sizes):
            missed = exception_patients(members, costs.sizes, area.rules)
            divided = parts_into_teams(members, area.graph, costs.sizes, area.rules)
            if missed is not None and divided:
                worth[members] = (missed, costs.network(members))
    starting = {code: [s for s in worth if min(s) == code] for code in codes}
    best: tuple[int, int] | None = None
    for plan in partitions(codes, starting):
        if not number_allowed(len(plan), area.rules):
            continue
        missed, cost = sum(worth[s][0] for s in plan), sum(worth[s][1] for s in plan)
        if best is None or (missed, cost) < best:
            change = costs.change(plan)
            if change is not None:
                figures = (missed, cost + change)
                best = figures if best is None else min(best, figures)
    return best
