"""Another solver over all candidates: SCIP comes to the same optimum in middle-sized areas."""

import pytest

from optimise.candidates.area import Span, prepare
from optimise.milp import Solution
from optimise.problem.criteria import SCALE
from optimise.problem.plan import Status
from optimise.proof.partition import state
from optimise.solve import solve
from tests.support.depth import examples
from tests.support.every_candidate import all_candidates
from tests.support.middle_areas import Middle, middle_area
from tests.support.scip import solve_with_scip

pytest.importorskip("pyscipopt", reason="SCIP is not installed: no second solver to ask")
DEAR = 10_000  #: patient-kilometres a patient in exceptions, more than any of the plans costs


def ask_scip(area: Middle, *, price: int, level: int | None, exceptional: bool) -> Solution:
    """SCIP's optimum over every candidate there is."""
    problem = area.problem()
    candidates = all_candidates(prepare(problem, exceptional=exceptional))
    least, most = area.rules.networks or (1, len(problem))
    return solve_with_scip(
        state(len(problem), candidates, Span(least, most, level), price=price * SCALE)
    )


@pytest.mark.parametrize("seed", range(examples(everyday=4, deep=17)))
def test_scip_over_all_candidates_finds_the_same(seed):
    area = middle_area(40 + seed, seed, lists=(7, 20))
    result = solve(area.problem())
    found = ask_scip(area, price=0, level=None, exceptional=False)
    assert result.status is found.status is Status.OPTIMAL
    assert result.exceptions_patients == 0
    assert found.objective == pytest.approx(result.objective, abs=0.01)


@pytest.mark.parametrize("seed", [1, 5, 13][: examples(everyday=1, deep=3)])
def test_scip_finds_as_few_patients_in_exceptions_and_then_the_same_cost(seed):
    area = middle_area(14, seed, lists=(5, 22))
    result = solve(area.problem())
    assert result.status is Status.OPTIMAL
    assert result.exceptions_patients > 0
    first = ask_scip(area, price=DEAR, level=None, exceptional=True)
    assert first.objective // DEAR == result.exceptions_patients
    second = ask_scip(area, price=0, level=result.exceptions_patients, exceptional=True)
    assert second.objective == pytest.approx(result.objective, abs=0.01)
