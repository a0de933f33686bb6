"""Statuses and bounds as HiGHS itself reports them."""

import pulp
import pytest

from optimise.milp import solve_program
from optimise.problem.plan import Status
from tests.support.scip import solve_with_scip


def knapsack(sense: int = pulp.LpMaximize, constant: float = 0.0) -> pulp.LpProblem:
    """Weights 3, 4, 5, room for 7: the best is 3 + 4 (worth 30)."""
    problem = pulp.LpProblem("knapsack", sense)
    take = [problem.add_variable(f"take_{i}", cat="Binary") for i in range(3)]
    sign = 1 if sense == pulp.LpMaximize else -1
    worth = pulp.lpSum(sign * w * x for w, x in zip((14, 16, 20), take, strict=True))
    problem += worth + constant
    problem += 3 * take[0] + 4 * take[1] + 5 * take[2] <= 7
    return problem


def hard_packing(n: int = 60) -> pulp.LpProblem:
    """A market-split program: feasible at zero slack hardly ever, proof out of reach."""
    problem = pulp.LpProblem("market_split", pulp.LpMinimize)
    take = [problem.add_variable(f"take_{i:02d}", cat="Binary") for i in range(n)]
    slack = []
    for k in range(6):
        row = [(i * 37 + k * 61 + i * i * (k + 3)) % 100 for i in range(n)]
        over = problem.add_variable(f"over_{k}", lowBound=0)
        under = problem.add_variable(f"under_{k}", lowBound=0)
        total = pulp.lpSum(a * x for a, x in zip(row, take, strict=True))
        problem += total + under - over == sum(row) // 2
        slack += [over, under]
    problem += pulp.lpSum(slack)
    return problem


@pytest.mark.parametrize("solve", [solve_program, solve_with_scip])
@pytest.mark.parametrize(("sense", "expected"), [(pulp.LpMaximize, 37), (pulp.LpMinimize, -23)])
def test_objective_and_bound_carry_the_programs_sense_and_constant(solve, sense, expected):
    solution = solve(knapsack(sense, constant=7))
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(expected)
    assert solution.bound == pytest.approx(expected)
    assert solution.values == {"take_0": 1.0, "take_1": 1.0, "take_2": 0.0}


@pytest.mark.parametrize("solve", [solve_program, solve_with_scip])
def test_infeasible_has_neither_objective_nor_values(solve):
    problem = knapsack()
    problem += pulp.lpSum(problem.variables()) >= 3
    solution = solve(problem)
    assert (solution.status, solution.objective) == (Status.INFEASIBLE, None)
    assert not solution.values


def test_time_limit_never_claims_a_proof():
    solution = solve_program(hard_packing(), time_limit=0.5)
    assert solution.status in {Status.FEASIBLE, Status.NO_PLAN}
    if solution.objective is not None and solution.bound is not None:
        assert solution.bound < solution.objective


def test_a_gap_above_zero_is_not_called_optimal():
    assert solve_program(knapsack(), gap=0.5).status is Status.FEASIBLE


def test_cancelling_stops_and_says_so():
    solution = solve_program(hard_packing(), cancelled=lambda: True, time_limit=60)
    assert solution.cancelled
    assert solution.status is not Status.OPTIMAL


def test_a_whole_start_is_kept_when_nothing_else_is_found():
    good = solve_program(hard_packing(), time_limit=1)
    again = solve_program(hard_packing(), start=good.values, cancelled=lambda: True)
    assert again.objective is not None
    assert again.objective <= good.objective + 1e-6


def test_a_partial_start_is_completed():
    start = {"take_0": 0.0, "take_1": 0.0}
    assert solve_program(knapsack(), start=start).objective == pytest.approx(30)


def test_progress_hears_of_solutions_in_the_programs_sense():
    heard: list[tuple[float | None, float | None]] = []
    solve_program(hard_packing(), progress=lambda *state: heard.append(state), time_limit=1)
    assert heard
    assert all(found is None or found >= 0 for found, _ in heard)


def test_a_linear_program_has_its_optimum_as_bound():
    problem = pulp.LpProblem("lp", pulp.LpMaximize)
    x = problem.add_variable("x", lowBound=0, upBound=2.5)
    problem += 2 * x
    solution = solve_program(problem)
    assert (solution.status, solution.objective, solution.bound) == (Status.OPTIMAL, 5.0, 5.0)


def test_an_unbounded_program_is_the_callers_fault():
    problem = pulp.LpProblem("unbounded", pulp.LpMaximize)
    problem += 2 * problem.add_variable("x", lowBound=0, cat="Integer")
    with pytest.raises(ValueError, match="no finite optimum"):
        solve_program(problem)
