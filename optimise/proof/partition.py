"""Set partitioning over a list of candidates, stated in PuLP.

Minimise the cost of the chosen candidates so that every practice is in exactly one of them.
"""

from collections.abc import Callable, Mapping, Sequence

import pulp

from optimise.candidates.area import Span
from optimise.candidates.candidate import Candidate
from optimise.milp import Solution, solve_program
from optimise.problem.criteria import SCALE
from optimise.proof.cuts import Cut, limit, strengths

#: Tighter than HiGHS's defaults, because a proof must hold to a tenth of a patient-kilometre.
EXACT: Mapping[str, object] = {
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "threads": 1,
}


def state(
    n: int,
    candidates: Sequence[Candidate],
    span: Span,
    *,
    price: int = 0,
    cuts: Sequence[Cut] = (),
) -> pulp.LpProblem:
    """The integer programme; costs in patient-kilometres, ``price`` quanta per exception patient.

    ``cuts`` tighten its relaxation.
    """
    program = pulp.LpProblem("networks", pulp.LpMinimize)
    chosen = [program.add_variable(f"x{k}", cat=pulp.LpBinary) for k in range(len(candidates))]
    program += pulp.LpAffineExpression(
        [
            (x, (c.cost + price * c.exceptions) / SCALE)
            for x, c in zip(chosen, candidates, strict=True)
        ]
    )
    holding: list[list[pulp.LpVariable]] = [[] for _ in range(n)]
    keeping: dict[int, list[pulp.LpVariable]] = {}
    for x, candidate in zip(chosen, candidates, strict=True):
        for i in candidate.members:
            holding[i].append(x)
        if candidate.label >= 0:
            keeping.setdefault(candidate.label, []).append(x)
    for i, columns in enumerate(holding):
        program += pulp.lpSum(columns) == 1, f"practice_{i}"
    for label, columns in sorted(keeping.items()):
        program += pulp.lpSum(columns) <= 1, f"name_{label}"
    if span.networks_min > 1:
        program += pulp.lpSum(chosen) >= span.networks_min, "networks_min"
    if span.networks_max < n:
        program += pulp.lpSum(chosen) <= span.networks_max, "networks_max"
    for limit_max, field in (
        (span.exceptions_max, "exceptions"), (span.moves_max, "moves"), (span.moved_max, "moved"),
    ):  # fmt: skip
        amounts = [(x, getattr(c, field)) for x, c in zip(chosen, candidates, strict=True)]
        spent = [amount * x for x, amount in amounts if amount]
        if limit_max is not None and spent:
            program += pulp.lpSum(spent) <= limit_max, field
    table = strengths(n, candidates, cuts)
    for k, cut in enumerate(cuts):
        rows = slice(*table.indptr[k : k + 2])
        if table.indices[rows].size:
            pairs = zip(table.indices[rows].tolist(), table.data[rows].tolist(), strict=True)
            met = pulp.LpAffineExpression([(chosen[i], held) for i, held in pairs])
            program += met <= limit(cut), f"cut_{k}"
    return program


def choose(
    n: int,
    candidates: Sequence[Candidate],
    span: Span,
    *,
    price: int = 0,
    cuts: Sequence[Cut] = (),
    start: Sequence[Candidate] = (),
    cancelled: Callable[[], bool] | None = None,
    options: Mapping[str, object] | None = None,
    seed: int = 1,
) -> tuple[Solution, list[Candidate]]:
    """The cheapest partition out of the candidates, and what the solver says of it.

    ``start`` is a known partition, all of whose candidates are in the list.
    """
    covered = {i for candidate in candidates for i in candidate.members}
    if len(covered) < n:
        from optimise.problem.plan import Status

        return Solution(Status.INFEASIBLE), []
    program = state(n, candidates, span, price=price, cuts=cuts)
    wanted = set(start)
    known = {f"x{k}": float(c in wanted) for k, c in enumerate(candidates)} if start else None
    solution = solve_program(
        program, start=known, cancelled=cancelled, seed=seed, options={**EXACT, **(options or {})}
    )
    chosen = [c for k, c in enumerate(candidates) if solution.values.get(f"x{k}", 0.0) > 0.5]
    return solution, chosen
