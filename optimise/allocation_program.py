"""The integer program behind network areas: rows found wanting, stated only where they bind.

x[i, k] = 1 when small area i goes to network k; maximise the patients inside. A pair (i, k) that
no row mentions only matters when it is the best of its kind for area i, so the program holds
the pairs in rows and one best other pair for each area. It falls into blocks that share no area,
and the sum of their bounds is a bound for the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import pulp

from boundaries.repair import Ground

Pair = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """``sum of more - sum of less >= at_least``, or pay ``price`` for every unit missing.

    ``ends`` says what the row keeps together, to look for stronger rows of its kind:
    ``(area, anchor)`` of one network, ``(area,)`` that must reach the outside, or nothing.
    """

    more: tuple[Pair, ...]
    less: tuple[Pair, ...]
    at_least: int
    price: float | None = None
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """Rows that share areas, directly or through others."""

    rows: tuple[Row, ...]

    @cached_property
    def named(self) -> dict[int, set[int]]:
        """Area -> networks that the rows name there."""
        named: dict[int, set[int]] = {}
        for row in self.rows:
            for area, network in row.more + row.less:
                named.setdefault(area, set()).add(network)
        return dict(sorted(named.items()))


def blocks(rows: Iterable[Row]) -> list[Block]:
    """Part the rows into independent programs, in the order of their first row."""
    rows = list(rows)
    linked: nx.Graph[tuple[str, int]] = nx.Graph()
    for number, row in enumerate(rows):
        linked.add_edges_from((("row", number), ("area", a)) for a, _ in row.more + row.less)
    groups = [sorted(n for kind, n in g if kind == "row") for g in nx.connected_components(linked)]
    return [Block(tuple(rows[n] for n in group)) for group in sorted(groups)]


def state(
    ground: Ground, block: Block, *, relaxed: bool = False
) -> tuple[pulp.LpProblem, dict[Pair, str]]:
    """State one block in PuLP; returns the program and the names of x[area, network]."""
    problem = pulp.LpProblem("network_areas", pulp.LpMaximize)
    kind = pulp.LpContinuous if relaxed else pulp.LpInteger
    x: dict[Pair, pulp.LpVariable] = {}
    for area, named in block.named.items():
        networks = _open_to(ground, area, named)
        for k in networks:
            x[area, k] = problem.add_variable(f"x_{area}_{k}", 0, 1, cat=kind)
        problem += pulp.LpAffineExpression([(x[area, k], 1) for k in networks]) == 1
    gain = [(variable, float(ground.weights[pair])) for pair, variable in x.items()]
    for number, row in enumerate(block.rows):
        signed = [(p, 1) for p in row.more] + [(p, -1) for p in row.less]
        terms = [(x[p], sign) for p, sign in signed if p in x]
        if row.price is not None:
            missing = problem.add_variable(f"missing_{number}", 0, cat=kind)
            terms.append((missing, 1))
            gain.append((missing, -row.price))
        problem += pulp.LpAffineExpression(terms) >= row.at_least
    problem.setObjective(pulp.LpAffineExpression(gain))
    return problem, {pair: variable.name for pair, variable in x.items()}


def _open_to(ground: Ground, area: int, named: set[int]) -> list[int]:
    """Networks worth a variable: those in rows and the best other."""
    allowed = ground.allowed[area]
    others = np.where(allowed, ground.weights[area], -np.inf)
    others[sorted(named)] = -np.inf
    best = int(others.argmax())
    spare = [best] if np.isfinite(others[best]) else []
    return sorted(k for k in named if allowed[k]) + spare
