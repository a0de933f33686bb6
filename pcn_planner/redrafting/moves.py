"""Which practice goes where in a redraft, and what would be lost without that move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from optimise.problem import criteria, sizes
from pcn_planner.proposal import today
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench


@dataclass(frozen=True)
class Move:
    """One practice that changes its network; ``reason`` says what would be so without it."""

    practice_code: str
    name: str
    network_before: str
    network_after: str
    patients: int
    reason: str


def moves_of(bench: Workbench, made: Proposal) -> tuple[Move, ...]:
    """The moves of a plan whose networks have the ids of those they continue, largest first."""
    assert made.tables is not None
    plan, now = dict(made.tables.assignment), today.assignment(bench.study)
    practices = bench.study.practices
    moved = [code for code, network in plan.items() if now.get(code, network) != network]
    found = [
        Move(
            code, str(practices["name"][code]), now[code], plan[code],
            int(practices["patients"][code]), reason(bench, made, code, now[code]),
        )
        for code in moved
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda move: (-move.patients, move.practice_code)))


def reason(bench: Workbench, made: Proposal, code: str, before: str) -> str:
    """What would be worse if this practice alone stayed where it is today."""
    assert made.tables is not None
    plan = dict(made.tables.assignment)
    after = plan[code]
    undone = {**plan, code: before}
    names = {str(key): str(name) for key, name in made.tables.networks["name"].items()}
    for network in (after, before):
        for worse in _worse(bench, names.get(network, network), network, plan, undone):
            return worse
    return _gain(bench, plan, undone, (after, before))


def _worse(
    bench: Workbench, name: str, network: str, plan: Mapping[str, str], undone: Mapping[str, str]
) -> Iterator[str]:
    """What would be wrong with a network without the move, and is not with it."""
    rules, practices = bench.rules, bench.study.practices
    counted = sizes.of(practices, rules.size)
    with_it, without = _members(plan, network), _members(undone, network)
    size = int(counted[without].sum()) if without else 0
    kept = int(counted[with_it].sum()) if with_it else 0
    if not without:
        yield f"{name} does not exist without it"
    elif size < rules.floor and size < kept:
        yield f"{name} falls {'' if kept >= rules.floor else 'further '}below the floor without it"
    elif size > rules.ceiling and size > kept:
        yield f"{name} is {'' if kept <= rules.ceiling else 'further '}above the ceiling without it"
    graph = bench.study.graph
    if with_it and without and _pieces(graph, without) > _pieces(graph, with_it):
        yield f"{name} is in pieces without it"


def _gain(
    bench: Workbench, plan: Mapping[str, str], undone: Mapping[str, str], both: tuple[str, str]
) -> str:
    """Patients aligned, or travel saved, by a move that no size and no piece asks for."""
    problem = bench.problem

    def total(of: Mapping[str, str], name: str) -> float:
        rows = [problem.rows(_members(of, network)) for network in both if _members(of, network)]
        return sum(criteria.CRITERIA[name].measure(problem, own) for own in rows)

    aligned = total(undone, "alignment") - total(plan, "alignment")
    nearer = total(undone, "travel") - total(plan, "travel")
    if aligned > 0:
        return f"{aligned:,.0f} more patients are in a network that their team leads"
    if nearer > 0:
        return f"travel is {nearer:,.0f} {problem.travel_unit.total} less"
    return "it makes room for another move"


def _members(assignment: Mapping[str, str], network: str) -> list[str]:
    return sorted(code for code, n in assignment.items() if n == network)


def _pieces(graph: "nx.Graph[str]", codes: list[str]) -> int:
    own = nx.Graph(graph.subgraph(codes))
    own.add_nodes_from(codes)
    return nx.number_connected_components(own)
