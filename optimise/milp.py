"""Integer programs stated in PuLP, solved by HiGHS, and the one place where statuses are read.

PuLP may call a plan "Optimal" that a time limit merely left behind, so the model status, the
bound and the solution status are asked of the solver itself.
"""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import highspy
import pulp

from optimise.problem.plan import Status

INTEGRALITY = 1e-6
LOOK_EVERY_S, GRACE_S = 0.02, 0.1
Progress = Callable[[float | None, float | None], None]
_BEYOND = 1e29  # HiGHS and SCIP spell "unknown" as infinity or 1e20 and more


@dataclass(frozen=True)
class Solution:
    """What a solver came to, in the program's own sense and units. Unknown is ``None``.

    ``bound`` is a bound on the optimum (from below when minimising, from above when
    maximising), constant of the objective included; ``values`` maps variable name to value,
    integer variables rounded, and is empty when there is no solution; ``cancelled`` tells a
    user's stop from a time limit.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    nodes: int = 0
    cancelled: bool = False


def solve_program(
    problem: pulp.LpProblem,
    *,
    time_limit: float | None = None,
    gap: float = 0.0,
    start: Mapping[str, float] | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Progress | None = None,
    seed: int = 1,
    options: Mapping[str, object] | None = None,
) -> Solution:
    """Solve a linear or integer program with HiGHS.

    Parameters
    ----------
    problem
        The program. Its variables also receive their values (``varValue``).
    time_limit
        Seconds of wall clock; ``None`` for none.
    gap
        Relative gap at which to stop. 0 asks for a proof (HiGHS's own default is 1e-4).
    start
        Variable name -> value of a known solution; a partial one is completed by HiGHS.
    cancelled
        Asked during the solve, on any thread; True stops it.
    progress
        Called with the best objective and the bound so far (``None`` where unknown).
    seed
        Seed of HiGHS's random numbers.
    options
        Further HiGHS options by name.

    Returns
    -------
    Solution
        ``OPTIMAL`` only where HiGHS itself claims it and the gap asked for is 0; otherwise
        ``FEASIBLE`` with whatever bound is known, ``INFEASIBLE``, or ``NO_PLAN`` when stopped
        before any solution.

    Raises
    ------
    ValueError
        The program is unbounded or malformed: a fault of the caller, not of the data.
    """
    solver = pulp.HiGHS(
        msg=False, timeLimit=time_limit, gapRel=gap, gapAbs=0.0, random_seed=seed, **(options or {})
    )
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    columns = problem.variables()  # sorted anew at every call, so asked once
    stopped = _listen(problem, cancelled, progress)
    _set_start(problem, columns, start)
    if not _ended(problem.solverModel, cancelled):
        return Solution(Status.NO_PLAN, cancelled=True)
    solution = _read_highs(problem, columns, proof_asked=gap == 0.0)
    return replace(solution, cancelled=any(stopped))


def _ended(model: highspy.Highs, cancelled: Callable[[], bool] | None) -> bool:
    """Run to the end; False where the run was cancelled and HiGHS does not stop.

    In parts of its work, as at the root of a large program, HiGHS does not ask whether to stop for
    many seconds. It is then left behind in its thread, which ends when HiGHS next asks.
    """
    if cancelled is None:
        _run(model)
        return True
    failed = list[BaseException]()

    def work() -> None:
        try:
            _run(model)
        except BaseException as fault:
            failed.append(fault)

    thread = threading.Thread(target=work, name="highs")
    thread.start()
    while thread.is_alive() and not cancelled():
        thread.join(LOOK_EVERY_S)
    thread.join(GRACE_S)
    if failed:
        raise failed[0]
    return not thread.is_alive()


def _run(model: highspy.Highs) -> None:
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        model.setOptionValue("presolve", "off")  # HiGHS's own advice on which of the two it is
        model.run()


def _sign(problem: pulp.LpProblem) -> int:
    return -1 if problem.sense == pulp.LpMaximize else 1


def _constant(problem: pulp.LpProblem) -> float:
    return float(problem.objective.constant or 0.0)


def _in_own_sense(problem: pulp.LpProblem, value: float) -> float | None:
    """Turn HiGHS's figure (minimised, without the constant) into the program's."""
    if not math.isfinite(value) or abs(value) >= _BEYOND:
        return None
    return _sign(problem) * value + _constant(problem)


def _listen(
    problem: pulp.LpProblem,
    cancelled: Callable[[], bool] | None,
    progress: Progress | None,
) -> list[bool]:
    """Hook ``cancelled`` and ``progress`` into the solve; the list is empty until it is stopped."""
    model, stopped = problem.solverModel, list[bool]()

    def ask(event: highspy.HighsCallbackEvent) -> None:
        if cancelled is not None and cancelled():
            stopped.append(True)
            event.interrupt()

    def tell(event: highspy.HighsCallbackEvent) -> None:
        if progress is not None:
            found, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
            progress(_in_own_sense(problem, found), _in_own_sense(problem, bound))

    if cancelled is not None:
        for channel in (model.cbMipInterrupt, model.cbSimplexInterrupt, model.cbIpmInterrupt):
            channel.subscribe(ask)
    if progress is not None:
        model.cbMipImprovingSolution.subscribe(tell)
        model.cbMipLogging.subscribe(tell)
    return stopped


def _set_start(
    problem: pulp.LpProblem, columns: list[pulp.LpVariable], start: Mapping[str, float] | None
) -> None:
    if not start:
        return
    known = [(v.index, float(start[v.name])) for v in columns if v.name in start]
    if len(known) < len(columns):
        index, value = zip(*known, strict=True) if known else ((), ())
        problem.solverModel.setSolution(len(known), list(index), list(value))
        return
    whole = highspy.HighsSolution()
    whole.col_value = [value for _, value in sorted(known)]
    problem.solverModel.setSolution(whole)


def _read_highs(
    problem: pulp.LpProblem, columns: list[pulp.LpVariable], *, proof_asked: bool
) -> Solution:
    model, said = problem.solverModel, highspy.HighsModelStatus
    status, info = model.getModelStatus(), model.getInfo()
    if status == said.kModelEmpty:
        return _solution(problem, columns, proven=True, bound=_constant(problem))
    if status in {said.kInfeasible, said.kUnboundedOrInfeasible}:
        return Solution(Status.INFEASIBLE)
    if status in {said.kUnbounded, said.kLoadError, said.kModelError, said.kNotset}:
        raise ValueError(f"the program {problem.name} has no finite optimum: {status.name}")
    is_mip = any(column.cat == pulp.LpInteger for column in columns)
    optimal = status == said.kOptimal
    raw = info.mip_dual_bound if is_mip else info.objective_function_value if optimal else math.inf
    bound, nodes = _in_own_sense(problem, raw), max(int(info.mip_node_count), 0)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution(Status.NO_PLAN, bound=bound, nodes=nodes)
    for variable, value in zip(columns, model.getSolution().col_value, strict=True):
        variable.varValue = value
    proven = optimal and (proof_asked or not is_mip)
    return replace(_solution(problem, columns, proven=proven, bound=bound), nodes=nodes)


def _solution(
    problem: pulp.LpProblem, columns: list[pulp.LpVariable], *, proven: bool, bound: float | None
) -> Solution:
    """Round integer variables, evaluate the objective anew and pack everything."""
    for variable in columns:
        if variable.cat == pulp.LpInteger and variable.varValue is not None:
            variable.varValue = float(round(variable.varValue))
    return Solution(
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        objective=float(pulp.value(problem.objective)),
        bound=bound,
        values={v.name: float(v.varValue or 0.0) for v in columns},
    )
