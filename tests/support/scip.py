"""SCIP in the place of HiGHS: a second opinion on what is proven."""

from dataclasses import replace

import pulp

from optimise.milp import Solution, _constant, _solution
from optimise.problem.plan import Status

_SCIP_UNKNOWN = 1e19


def solve_with_scip(
    problem: pulp.LpProblem, *, time_limit: float | None = None, gap: float = 0.0
) -> Solution:
    """Solve with SCIP; its statuses are read as those of HiGHS are."""
    problem.solve(pulp.SCIP_PY(msg=False, timeLimit=time_limit, gapRel=gap))
    model = problem.solverModel
    status = model.getStatus()
    if status in {"unbounded", "inforunbd"}:
        raise ValueError(f"the program {problem.name} has no finite optimum: {status}")
    if status == "infeasible":
        return Solution(Status.INFEASIBLE)
    bound = model.getDualbound()
    known = None if abs(bound) >= _SCIP_UNKNOWN else float(bound) + _constant(problem)
    if not model.getNSols():
        return Solution(Status.NO_PLAN, bound=known)
    proven = status == "optimal" and gap == 0.0
    solution = _solution(problem, problem.variables(), proven=proven, bound=known)
    return replace(solution, nodes=int(model.getNTotalNodes()))
