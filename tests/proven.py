"""Holds a solved area against the best of all its plans."""

from priced_areas import Costs, Priced, best_of_all

from optimise.criteria import QUANTA, SCALE
from optimise.plan import Plan, Result, Status
from optimise.solve import solve
from optimise.verify import verify

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


def assert_true(area: Priced, result: Result) -> None:
    """The plan passes the verifier, and costs what the result says."""
    plan: Plan = result.plan
    report = verify(
        plan.assignment,
        area.practices,
        area.graph,
        area.rules,
        units=area.units,
        declared=result.exceptions,
    )
    assert report.passed, report.findings
    groups, costs = list(plan.networks.values()), Costs(area)
    assert costs.exceptions(groups) == result.exceptions_patients
    assert costs.plan(groups) == round(result.objective * SCALE)
