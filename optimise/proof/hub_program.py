"""The model of Hess et al. (1965) as an integer program over the pairs that fixing has left.

Every practice goes to one hub, every hub that is opened keeps the band. Networks hang together by
rows that are added where a solution breaks them: who goes to a hub has somebody with it among the
neighbours that part them (Oehrlein and Haunert 2017).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx
import pulp

from optimise.candidates.area import Area
from optimise.candidates.candidate import Candidate
from optimise.milp import Solution, solve_program
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.plan import Status
from optimise.problem.problem import NONE
from optimise.proof.fixing import Pairs
from optimise.stopping import Watch

ROUNDS = 60  #: of rows on contiguity
NODES_MAX = 500  #: of one program: a limit in time would be another one on a busy machine

Variables = dict[tuple[int, int], pulp.LpVariable]
Sets = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Found:
    """A bound in quanta on every plan; the program's best networks, if they are in one piece."""

    bound: int
    sets: Sets = ()


def best(area: Area, pairs: Pairs, plan: Sequence[Candidate], watch: Watch, seed: int) -> Found:
    """The program's best plan and its bound, or what is known of it once the watch says stop.

    Parameters
    ----------
    area, watch, seed
        What is planned, who may stop it, and the seed of the solver.
    pairs
        See ``fixing.left``.
    plan
        The best plan known, whose cost was what the fixing went by.
    """
    above = sum(one.cost for one in plan)
    program, held = _program(area, pairs)
    graph: nx.Graph[int] = nx.Graph(area.problem.edges.tolist())
    graph.add_nodes_from(range(len(area)))
    searched = {row for _, row in held}
    apart = [one.members for one in plan if not searched & set(one.members)]
    start, least = _start(held, pairs, plan), 0
    for _ in range(ROUNDS):
        solution = solve_program(
            program, start=start, cancelled=watch.stopped, seed=seed,
            options={"mip_max_nodes": NODES_MAX},
        )  # fmt: skip
        if solution.status is Status.INFEASIBLE:
            return Found(above)
        sets = _sets(solution, held)
        least = max(least, min(above, _bound(solution, sets, pairs)))
        broken = list(_cut_off(graph, sets))
        if sets and not broken:
            return Found(least, (*(tuple(sorted(rows)) for rows in sets.values()), *apart))
        if solution.status is not Status.OPTIMAL:
            break
        for hub, row, gate in broken:
            ways = [held[hub, x] for x in gate if (hub, x) in held]
            program += held[hub, row] <= pulp.lpSum(ways)
    return Found(least)


def _program(area: Area, pairs: Pairs) -> tuple[pulp.LpProblem, Variables]:
    program, size = pulp.LpProblem("hubs", pulp.LpMinimize), area.problem.size
    held = {
        (hub, row): program.add_variable(f"x_{hub}_{row}", cat=pulp.LpBinary)
        for hub, costs in pairs.costs.items() for row in costs
    }  # fmt: skip
    opened = pulp.lpSum(held[hub, hub] for hub in pairs.costs)
    paid = (pairs.costs[hub][row] / SCALE * one for (hub, row), one in held.items())
    program += pulp.lpSum(paid) + pairs.each / SCALE * opened
    program += opened >= pairs.networks[0]
    program += opened <= pairs.networks[1]
    hubs_of: dict[int, list[int]] = {}
    for hub, row in held:
        hubs_of.setdefault(row, []).append(hub)
    for row in (area.regimes[0].allowed == 1).nonzero()[0].tolist():
        program += pulp.lpSum(held[hub, row] for hub in hubs_of.get(row, ())) == 1
    for hub, costs in pairs.costs.items():
        patients = pulp.lpSum(int(size[row]) * held[hub, row] for row in costs)
        program += patients >= pairs.band[0] * held[hub, hub]
        program += patients <= pairs.band[1] * held[hub, hub]
        for row in costs:
            if row != hub:
                program += held[hub, row] <= held[hub, hub]
    _as_asked(program, held, area, pairs)
    return program, held


def _as_asked(program: pulp.LpProblem, held: Variables, area: Area, pairs: Pairs) -> None:
    """State which practices are kept together and apart; further rules only make plans dearer."""
    ground = area.ground
    for hub, costs in pairs.costs.items():
        for row in costs:
            group, start = ground.group[row], ground.apart_starts
            for other in (ground.group == group).nonzero()[0].tolist() if group != NONE else ():
                program += held[hub, row] <= held.get((hub, other), 0)
            for other in ground.apart[start[row] : start[row + 1]].tolist():
                if row < other and (hub, other) in held:
                    program += held[hub, row] + held[hub, other] <= 1


def _start(held: Variables, pairs: Pairs, plan: Sequence[Candidate]) -> dict[str, float] | None:
    """The best plan known as a solution; ``None`` where fixing has ruled it out."""
    chosen = set()
    for one in plan:
        hubs = [hub for hub in one.members if set(one.members) <= set(pairs.costs.get(hub, ()))]
        if not hubs:
            continue  # a network that no search meets, else the count below tells it
        hub = min(hubs, key=lambda at: (sum(pairs.costs[at][i] for i in one.members), at))
        chosen |= {(hub, row) for row in one.members}
    rows = {row for _, row in held}
    if {row for _, row in chosen} != rows:
        return None
    return {one.name: float(pair in chosen) for pair, one in held.items()}


def _bound(solution: Solution, sets: dict[int, list[int]], pairs: Pairs) -> int:
    """What the plans that are left cost at least; the costs of an optimum are added up again."""
    if solution.status is Status.OPTIMAL:
        paid = sum(pairs.costs[hub][row] for hub, rows in sets.items() for row in rows)
        return paid + pairs.each * len(sets) + pairs.apart
    if solution.bound is None:
        return 0
    return math.floor(solution.bound * SCALE) - QUANTA + pairs.apart


def _sets(solution: Solution, held: Variables) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for (hub, row), one in held.items():
        if solution.values and solution.values[one.name] > 0.5:
            found.setdefault(hub, []).append(row)
    return found


def _cut_off(
    graph: "nx.Graph[int]", sets: dict[int, list[int]]
) -> Iterator[tuple[int, int, list[int]]]:
    """Practices in a piece without its hub, and the fewest neighbours that part the two."""
    for hub, rows in sets.items():
        for piece in nx.connected_components(graph.subgraph(rows)):
            if hub in piece:
                continue
            around = nx.node_boundary(graph, piece)
            beyond = nx.node_connected_component(graph.subgraph(set(graph) - around), hub)
            gate = sorted(x for x in around if beyond & set(graph[x]))
            yield from ((hub, row, gate) for row in sorted(piece))
