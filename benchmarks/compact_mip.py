"""The same job as one compact integer program: who goes to which hub, held together by flows.

Assignment to hubs with a flow that proves contiguity, after Shirabe, T. (2009), "Districting
modeling with exact contiguity constraints", Environment and Planning B 36(6), 1053-1066. Every
network is known by its hub, a member practice; each other member sends one unit of flow to the
hub through members only. Beside column generation it is slow, but it shares nothing with it:
it is the second opinion in the tests and the rival in the benchmark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import networkx as nx
import pandas as pd
import pulp

from benchmarks.compact_model import Model, Prices, build, travel_cost
from optimise.milp import Solution, solve_program
from optimise.problem.plan import Status
from optimise.problem.rules import Group, Rules


@dataclass(frozen=True)
class CompactResult:
    """Fewest patients in exceptions, least cost among such plans, and what is proven of both.

    ``exceptions`` and ``cost`` belong to ``networks``; the bounds hold for any plan (that of
    the cost for any plan with as few exceptions). Unknown is ``None``.
    """

    status: Status
    networks: tuple[Group, ...] = ()
    exceptions: int | None = None
    exceptions_bound: float | None = None
    cost: int | None = None
    cost_bound: float | None = None


def solve_compact(
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    prices: Prices,
    *,
    units: Mapping[str, str] | None = None,
    price_per_network: int = 0,
    time_limit: float | None = None,
) -> CompactResult:
    """Solve one area: first the fewest patients in exceptions, then the least cost.

    Parameters
    ----------
    practices
        Index ``practice_code``, column ``patients``.
    graph
        Neighbours; practices that are not in it touch nobody.
    rules
        Band, number of networks, together, apart, fixed, alone, waivers. Weights are not read.
    prices
        (practice, hub) -> cost in whole units, for every pair inside one border unit.
    units
        Practice code -> border unit that no network leaves.
    price_per_network
        Added once for each network, in the same units.
    time_limit
        Seconds for each of the two solves.
    """
    patients = {str(code): int(practices["patients"][code]) for code in sorted(practices.index)}
    unit_of = dict(units) if units is not None else dict.fromkeys(patients, "")
    kept = _kept(rules)
    if not _kept_is_possible(kept, rules, patients, unit_of):
        return CompactResult(Status.INFEASIBLE)
    fixed_cost = sum(_hub_cost(group, prices) for group in kept) + price_per_network * len(kept)
    free = {c: w for c, w in patients.items() if not any(c in group for group in kept)}
    if not free:
        return _all_kept(kept, rules, fixed_cost)
    model = build(free, unit_of, graph, _without(rules, kept))
    cost = fixed_cost + travel_cost(model, prices, price_per_network)
    return _lexicographic(model, cost, kept, time_limit)


def _kept(rules: Rules) -> tuple[Group, ...]:
    """Networks that are given: fixed ones and practices set apart."""
    groups = [*rules.fixed, *((code,) for code in rules.alone)]
    return tuple(sorted({tuple(sorted(set(group))) for group in groups}))


def _kept_is_possible(
    kept: tuple[Group, ...], rules: Rules, patients: Mapping[str, int], unit_of: Mapping[str, str]
) -> bool:
    placed = [code for group in kept for code in group]
    asked = {*placed, *(code for group in rules.together for code in group)}
    if len(set(placed)) < len(placed) or not asked <= set(patients):
        return False
    return all(
        len({unit_of[code] for code in group}) == 1
        and all(set(g) <= set(group) or not set(g) & set(group) for g in rules.together)
        and all(len(set(g) & set(group)) <= 1 for g in rules.apart)
        for group in kept
    )


def _all_kept(kept: tuple[Group, ...], rules: Rules, cost: int) -> CompactResult:
    """The one plan there is where every practice's network is given."""
    least, most = rules.networks or (None, None)
    if len(kept) < (least or 0) or (most is not None and len(kept) > most):
        return CompactResult(Status.INFEASIBLE)
    return CompactResult(Status.OPTIMAL, kept, 0, 0.0, cost, float(cost))


def _without(rules: Rules, kept: tuple[Group, ...]) -> Rules:
    """The rules left for the other practices; the number of networks is less by those kept."""
    placed = {code for group in kept for code in group}
    least, most = rules.networks or (None, None)
    return replace(
        rules,
        together=tuple(g for g in rules.together if not set(g) & placed),
        apart=tuple(tuple(sorted(set(g) - placed)) for g in rules.apart),
        networks=(
            None if least is None else least - len(kept),
            None if most is None else most - len(kept),
        ),
    )


def _hub_cost(group: Iterable[str], prices: Prices) -> int:
    members = sorted(group)
    return min(sum(prices[code, hub] for code in members) for hub in members)


def _lexicographic(
    model: Model,
    cost: pulp.LpAffineExpression,
    kept: tuple[Group, ...],
    time_limit: float | None,
) -> CompactResult:
    missed = pulp.lpSum(model.missed)
    model.program.setObjective(missed)
    first = solve_program(model.program, time_limit=time_limit)
    if not first.values:
        return CompactResult(first.status, exceptions_bound=first.bound)
    exceptions = round(first.objective or 0)
    model.program += missed <= exceptions
    model.program.setObjective(cost)
    second = solve_program(model.program, time_limit=time_limit, start=first.values)
    return _result(model, kept, first, second)


def _result(
    model: Model, kept: tuple[Group, ...], first: Solution, second: Solution
) -> CompactResult:
    proven = first.status == second.status == Status.OPTIMAL
    groups: dict[str, list[str]] = {}
    for (code, hub), variable in model.to_hub.items():
        if second.values and second.values[variable.name] == 1:
            groups.setdefault(hub, []).append(code)
    return CompactResult(
        status=Status.OPTIMAL if proven else Status.FEASIBLE if groups else Status.NO_PLAN,
        networks=tuple(sorted([*kept, *(tuple(sorted(group)) for group in groups.values())])),
        exceptions=round(first.objective or 0),
        exceptions_bound=first.bound,
        cost=None if second.objective is None else round(second.objective),
        cost_bound=second.bound,
    )
