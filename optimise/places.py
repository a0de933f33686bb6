"""Practices divided into places round hubs, each place in one piece, and hubs moved by turns.

Location and allocation in alternation (Cooper 1963): the division that costs least for given hubs
is an integer program whose rows on contiguity are added where they are broken; then each place
takes its best hub. A good division and no proof; the same input gives the same division.
"""

from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import pulp

from optimise.milp import solve_program
from optimise.problem import criteria
from optimise.problem.problem import Floats, Problem
from optimise.tiers import to_hubs

TURNS = 12  #: of hubs and divisions
ROUNDS = 40  #: of rows on contiguity
NODES_MAX = 200  #: of one program: a limit in time would give another division on a busy machine
TOGETHER = 8  #: members of a piece cut off that get a row each
NEAR = 1e-3  #: of the cost, that one division may be from the best

Variables = dict[tuple[int, int], pulp.LpVariable]
Places = list[tuple[int, ...]]


def divided(
    practices: Problem, networks: Problem, places: Sequence[Sequence[int]]
) -> Places | None:
    """Places of practices (rows), from those given on; ``None`` where no division is found.

    The part of each border unit of ``networks`` that a place has can be divided by its size into
    networks of their band. Where a border unit cannot have as many places of their own band as are
    given, it has as many as it can; where these allow no division, one more or fewer is tried.
    """
    graph: nx.Graph[int] = nx.Graph(practices.edges.tolist())
    graph.add_nodes_from(range(len(practices)))
    tried: list[list[int]] = [[]]
    for more in (0, 1, -1):
        hubs = _hubs(practices, places, more)
        if hubs in tried:  # the band allows one number of places alone
            continue
        tried.append(hubs)
        found = _by_turns((practices, networks), graph, hubs)
        if found is not None:
            return found
    return None


def _hubs(practices: Problem, places: Sequence[Sequence[int]], more: int) -> list[int]:
    """Hubs (rows) of the places, ``more`` of them than are given as far as the band allows that.

    The largest places of a border unit keep theirs; a further one is where patients travel most to
    the others. None at all where a unit can have no place in the band.
    """
    rules, size, unit = practices.rules, practices.size, practices.unit.of
    known = [(criteria.hub(practices, tuple(one)), int(size[list(one)].sum())) for one in places]
    out: list[int] = []
    for one in sorted({int(k) for k in unit}):
        rows = np.flatnonzero(unit == one)
        patients = int(size[rows].sum())
        least, most = -(-patients // rules.ceiling), patients // max(rules.floor, 1)
        own = sorted((-large, hub) for hub, large in known if unit[hub] == one)
        if least > most or not own:
            return []
        number = min(max(len(own) + more, least, 1), most, len(rows))
        hubs = [hub for _, hub in own[:number]]
        while len(hubs) < number:
            travel = to_hubs(practices, hubs, [[int(row)] for row in rows])
            hubs.append(int(rows[np.argmax(travel.min(axis=0))]))
        out += hubs
    return sorted(out)


def _by_turns(
    both: tuple[Problem, Problem], graph: "nx.Graph[int]", hubs: Sequence[int]
) -> Places | None:
    practices = both[0]
    found, best = None, np.inf
    for _ in range(TURNS):
        costs = to_hubs(practices, hubs, [[row] for row in range(len(practices))])
        made = _allocated(both, graph, hubs, costs)
        cost = np.inf if made is None else _cost(costs, made)
        if made is None or cost >= best - NEAR * abs(best):
            break
        found, best = made, cost
        hubs = sorted(criteria.hub(practices, tuple(one)) for one in made)
    return found


def _cost(costs: Floats, places: Places) -> float:
    return float(sum(costs[k, list(one)].sum() for k, one in enumerate(places)))


def _allocated(
    both: tuple[Problem, Problem], graph: "nx.Graph[int]", hubs: Sequence[int], costs: Floats
) -> Places | None:
    """Practices of each hub, in the order of hubs; places keep the bands and are in one piece."""
    practices = both[0]
    program, held = _program(practices, hubs, costs)
    _state_networks(program, held, both[1])
    for _ in range(ROUNDS):
        solution = solve_program(program, gap=NEAR, options={"mip_max_nodes": NODES_MAX})
        if not solution.values:
            return None
        taken = [(k, row) for (k, row), one in held.items() if solution.values[one.name] > 0.5]
        places = [tuple(sorted(row for k, row in taken if k == hub)) for hub in range(len(hubs))]
        broken = list(_cut_off(practices, graph, hubs, places))
        if not broken:
            return places
        for k, row, gate in broken:
            ways = [held[k, x] for x in gate if (k, x) in held]
            program += held[k, row] <= pulp.lpSum(ways)
    return None


def _program(
    practices: Problem, hubs: Sequence[int], costs: Floats
) -> tuple[pulp.LpProblem, Variables]:
    unit, size, rules = practices.unit.of, practices.size, practices.rules
    program = pulp.LpProblem("places", pulp.LpMinimize)
    held = {
        (k, row): program.add_variable(f"x_{k}_{row}", cat=pulp.LpBinary)
        for k, hub in enumerate(hubs) for row in range(len(practices)) if unit[row] == unit[hub]
    }  # fmt: skip
    program += pulp.lpSum(costs[k, row] * one for (k, row), one in held.items())
    for row in range(len(practices)):
        program += pulp.lpSum(held[k, row] for k in range(len(hubs)) if (k, row) in held) == 1
    for k, hub in enumerate(hubs):
        patients = pulp.lpSum(int(size[row]) * one for (at, row), one in held.items() if at == k)
        program += patients >= rules.floor
        program += patients <= rules.ceiling
        program += held[k, hub] == 1
    return program, held


def _state_networks(program: pulp.LpProblem, held: Variables, networks: Problem) -> None:
    """What a place has of a border unit makes a whole number of networks, by its size.

    Practices that may be networks by themselves, outside the band, are left aside.
    """
    rules, size = networks.rules, networks.size
    apart = {networks.row[code] for code in rules.alone} | set(np.flatnonzero(size > rules.ceiling))
    parts: dict[tuple[int, int], list[pulp.LpVariable]] = {}
    for (k, row), one in held.items():
        if row not in apart:
            parts.setdefault((k, int(networks.unit.of[row])), []).append(int(size[row]) * one)
    for (k, unit), patients in sorted(parts.items()):
        number = program.add_variable(f"n_{k}_{unit}", lowBound=0, cat=pulp.LpInteger)
        program += pulp.lpSum(patients) >= rules.floor * number
        program += pulp.lpSum(patients) <= rules.ceiling * number


def _cut_off(
    practices: Problem, graph: "nx.Graph[int]", hubs: Sequence[int], places: Places
) -> Iterator[tuple[int, int, list[int]]]:
    """Practices in a piece without its hub, and the neighbours of that piece."""
    for k, (hub, place) in enumerate(zip(hubs, places, strict=True)):
        for piece in nx.connected_components(graph.subgraph(place)):
            if hub not in piece:
                gate = sorted(nx.node_boundary(graph, piece))
                largest = sorted(piece, key=lambda row: (-int(practices.size[row]), row))
                yield from ((k, row, gate) for row in largest[:TOGETHER])
