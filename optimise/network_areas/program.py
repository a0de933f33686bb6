"""The integer program behind network areas: rows found wanting, stated only where they bind.

x[i, k] = 1 when small area i goes to network k; maximise the patients inside. A pair (i, k) that
no row mentions only matters when it is the best of its kind for area i, so the program holds
the pairs in rows and one best other pair for each area. It falls into blocks that share no area,
and the sum of their bounds is a bound for the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import networkx as nx
import numpy as np
import pulp

from boundaries.network_areas.repair import MapGround

Pair = tuple[int, int]


class Kind(StrEnum):
    """What must hang together: two areas, an area and a home, all others and the outside."""

    PAIR = "pair"
    HOME = "home"
    OUTSIDE = "outside"


class Ends(NamedTuple):
    """What a row keeps together, to look for stronger rows of its kind.

    ``other`` is the second area (``PAIR``) or the stretch of land of the homes (``HOME``).
    """

    kind: Kind
    network: int
    area: int
    other: int


@dataclass(frozen=True)
class ProgramRow:
    """``sum of more - sum of less >= at_least``, or owe what is missing.

    Rows of one ``debt`` owe the same thing, which is paid once.
    """

    more: tuple[Pair, ...]
    less: tuple[Pair, ...]
    at_least: int
    debt: str | None = None
    ends: Ends | None = None


@dataclass(frozen=True)
class Block:
    """Rows that share areas, directly or through others."""

    rows: tuple[ProgramRow, ...]

    @cached_property
    def named(self) -> dict[int, set[int]]:
        """Area -> networks that the rows name there."""
        named: dict[int, set[int]] = {}
        for row in self.rows:
            for area, network in row.more + row.less:
                named.setdefault(area, set()).add(network)
        return dict(sorted(named.items()))


def blocks(rows: Iterable[ProgramRow]) -> list[Block]:
    """Part the rows into independent programs, in the order of their first row."""
    rows = list(rows)
    linked: nx.Graph[int | str] = nx.Graph()
    for number, row in enumerate(rows):
        linked.add_edges_from((number, f"area_{a}") for a, _ in row.more + row.less)
        linked.add_edges_from([(number, row.debt)] if row.debt else [])
    groups = [sorted(n for n in g if isinstance(n, int)) for g in nx.connected_components(linked)]
    return [Block(tuple(rows[n] for n in group)) for group in sorted(groups)]


def state(ground: MapGround, block: Block, price: float) -> tuple[pulp.LpProblem, dict[Pair, str]]:
    """State one block in PuLP; returns the program and the names of x[area, network].

    What is owed costs ``price`` a piece.
    """
    problem = pulp.LpProblem("network_areas", pulp.LpMaximize)
    x: dict[Pair, pulp.LpVariable] = {}
    for area, named in block.named.items():
        networks = open_to(ground, area, named)
        for k in networks:
            x[area, k] = problem.add_variable(f"x_{area}_{k}", cat=pulp.LpBinary)
        problem += pulp.LpAffineExpression([(x[area, k], 1) for k in networks]) == 1
    debts = dict.fromkeys(row.debt for row in block.rows if row.debt)
    owed = {debt: problem.add_variable(f"owed_{debt}", cat=pulp.LpBinary) for debt in debts}
    for row in block.rows:
        signed = [(p, 1) for p in row.more] + [(p, -1) for p in row.less]
        terms = [(x[p], sign) for p, sign in signed if p in x]
        terms += [(owed[row.debt], 1)] if row.debt else []
        problem += pulp.LpAffineExpression(terms) >= row.at_least
    gain = [(variable, float(ground.weights[pair])) for pair, variable in x.items()]
    problem.setObjective(pulp.LpAffineExpression(gain + [(v, -price) for v in owed.values()]))
    return problem, {pair: variable.name for pair, variable in x.items()}


def open_to(ground: MapGround, area: int, named: set[int]) -> list[int]:
    """Networks worth a variable: those in rows and the best other."""
    allowed = ground.allowed[area]
    others = np.where(allowed, ground.weights[area], -np.inf)
    others[sorted(named)] = -np.inf
    best = int(others.argmax())
    spare = [best] if np.isfinite(others[best]) else []
    return sorted(k for k in named if allowed[k]) + spare
