"""Stronger rows from fractional solutions: minimum separators by maximum flow.

For a pair of ends that some row already keeps together, the separator of least fractional weight
gives the row most broken. Areas are split in two nodes with the weight as capacity between them
(Menger); capacities are millionths, because scipy's flow takes integers.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from boundaries.repair import Floats, Ground
from boundaries.tiling import Ints, Tiling
from optimise.allocation_cuts import link, shut_in
from optimise.allocation_program import Block, Pair, Row, state
from optimise.milp import solve_program

UNIT = 1_000_000
BROKEN_BY = 1e-3
ROUNDS = 60
_WIDE = 1_000_000_000


class Separators:
    """Least-weight separators on one tiling; node 2n is everything outside (face 0)."""

    def __init__(self, tiling: Tiling, edges: Ints) -> None:
        n, (a, b) = tiling.n, edges.T
        source = np.concatenate([np.arange(n), n + a, n + b, n + tiling.coast])
        target = np.concatenate([n + np.arange(n), b, a, np.full(len(tiling.coast), 2 * n)])
        order = np.lexsort((target, source))
        self.n = n
        self._target = target[order].astype(np.int32)
        self._start = np.searchsorted(source[order], np.arange(2 * n + 2)).astype(np.int32)
        self._wide = np.full(len(order), _WIDE, dtype=np.int32)
        self._through = np.flatnonzero(order < n)
        self._area = order[self._through]

    def least(self, weight: Floats, area: int, other: int | None) -> tuple[float, list[int]]:
        """Weight and areas of the least separator between ``area`` and ``other`` (or face 0).

        ``weight`` (n,) in 0 .. 1; the two must not be neighbours.
        """
        capacity = self._wide.copy()
        capacity[self._through] = np.rint(weight[self._area] * UNIT)
        size = 2 * self.n + 1
        network = csr_array((capacity, self._target, self._start), shape=(size, size))
        flow = maximum_flow(network, self.n + area, 2 * self.n if other is None else other)
        reached = self._reached(network - flow.flow, self.n + area)
        cut = np.flatnonzero(reached[: self.n] & ~reached[self.n : 2 * self.n])
        return flow.flow_value / UNIT, [int(v) for v in cut if v != area]

    def _reached(self, residual: csr_array, start: int) -> NDArray[np.bool_]:
        left = csr_array(residual)
        left.data = np.maximum(left.data, 0)
        left.eliminate_zeros()
        reached = np.zeros(2 * self.n + 1, dtype=bool)
        reached[breadth_first_order(left, start, return_predecessors=False)] = True
        return reached


ByEnds = Mapping[int, Separators]


def separators_by_ends(tiling: Tiling) -> ByEnds:
    """For rows with two ends (within a network) and one (all others, over gaps too)."""
    across = Separators(tiling, tiling.edges_over_gaps)
    return {2: Separators(tiling, tiling.edges), 1: across}


def strengthen(
    ground: Ground, block: Block, separators: ByEnds, stopped: Callable[[], bool]
) -> list[Row]:
    """Rows that the block's linear relaxation breaks, round by round until it breaks none."""
    found: dict[Row, None] = {}
    for _ in range(ROUNDS):
        if stopped():
            break
        x = _relaxed(ground, Block(block.rows + tuple(found)))
        before = len(found)
        if any(BROKEN_BY < value < 1 - BROKEN_BY for value in x.values()):
            ends = _ends(block)
            found.update(dict.fromkeys(_broken(ground, ends, x, separators)))
        if len(found) == before:
            break
    return [row for row in found if row not in set(block.rows)]


def _relaxed(ground: Ground, block: Block) -> dict[Pair, float]:
    problem, names = state(ground, block, relaxed=True)
    values = solve_program(problem).values
    return {pair: values.get(name, 0.0) for pair, name in names.items()}


def _ends(block: Block) -> dict[tuple[int, tuple[int, ...]], Row]:
    """One row for each network and pair of ends."""
    return {(row.less[0][1], row.ends): row for row in block.rows if row.ends}


def _broken(
    ground: Ground,
    ends: Mapping[tuple[int, tuple[int, ...]], Row],
    x: Mapping[Pair, float],
    separators: ByEnds,
) -> list[Row]:
    """For each pair of ends the row that the fractional solution breaks most, if any."""
    held: dict[int, Floats] = {}
    rows = []
    for (network, pair), row in ends.items():
        if network not in held:
            held[network] = _share(ground, network, x)
        share = held[network]
        needed = 1 - share[pair[0]] if len(pair) == 1 else share[list(pair)].sum() - 1
        if needed <= BROKEN_BY:
            continue
        weight = 1 - share if len(pair) == 1 else share
        least, cut = separators[len(pair)].least(
            weight, pair[0], pair[1] if len(pair) > 1 else None
        )
        if least < needed - BROKEN_BY:
            rows.append(_like(ground, row, network, cut))
    return rows


def _like(ground: Ground, row: Row, network: int, cut: list[int]) -> Row:
    """A row of the same kind and ends through another separator."""
    if len(row.ends) == 1:
        return shut_in(ground, network, row.ends[0], cut, row.price or 0.0)
    return link(network, row.ends[0], row.ends[1], cut)


def _share(ground: Ground, network: int, x: Mapping[Pair, float]) -> Floats:
    """x[., network] over all areas; areas in no row are with their best network."""
    share: Floats = (ground.best() == network).astype(float)
    named: Ints = np.array(sorted({a for a, _ in x}), dtype=np.int64)
    share[named] = 0.0
    for (area, k), value in x.items():
        if k == network:
            share[area] = min(max(value, 0.0), 1.0)
    return share
