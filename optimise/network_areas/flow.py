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

from boundaries.network_areas.numbering import Homes
from boundaries.network_areas.pieces import Ints
from boundaries.network_areas.repair import Floats, MapGround
from optimise.network_areas.cuts import Neighbours, row_through
from optimise.network_areas.program import Block, Ends, Kind, Pair, ProgramRow
from optimise.network_areas.relaxation import AllotmentRelaxation

UNIT = 1_000_000
BROKEN_BY = 1e-3
ROUNDS = 60
_WIDE = 1_000_000_000


class Separators:
    """Least-weight separators on one tiling; node 2n gathers whatever is to be reached."""

    def __init__(self, n: int, edges: Ints, near: Neighbours) -> None:
        a, b = edges.T
        self._near = near
        every = np.arange(n)
        source = np.concatenate([every, n + a, n + b, n + every])
        target = np.concatenate([n + every, b, a, np.full(n, 2 * n)])
        order = np.lexsort((target, source))
        self.n = n
        self._target = target[order].astype(np.int32)
        self._start = np.searchsorted(source[order], np.arange(2 * n + 2)).astype(np.int32)
        self._wide = np.full(len(order), _WIDE, dtype=np.int32)
        self._through = np.flatnonzero(order < n)
        self._area = order[self._through]
        self._arrival = np.flatnonzero(self._target == 2 * n)

    def least(self, weight: Floats, area: int, reach: Ints) -> tuple[float, list[int]]:
        """Weight and areas of the least separator that parts ``area`` from all of ``reach``.

        ``weight`` (n,) in 0 .. 1. The separator may hold areas of ``reach``, not ``area``.
        """
        capacity = self._wide.copy()
        capacity[self._through] = np.rint(weight[self._area] * UNIT)
        capacity[np.delete(self._arrival, reach)] = 0
        size = 2 * self.n + 1
        network = csr_array((capacity, self._target, self._start), shape=(size, size))
        flow = maximum_flow(network, self.n + area, 2 * self.n)
        reached = self._reached(network - flow.flow, self.n + area)
        cut = np.flatnonzero(reached[: self.n] & ~reached[self.n : 2 * self.n])
        return flow.flow_value / UNIT, [int(v) for v in cut if v != area]

    def wide_way(self, weight: Floats, area: int, reach: Ints, least: float) -> bool:
        """Whether a single path from ``area`` to ``reach`` has ``least`` weight all along."""
        open_to, goal = (weight >= least).tolist(), set(reach.tolist())
        queue = [area]
        while queue:
            for u in self._near[queue.pop()]:
                if open_to[u]:
                    if u in goal:
                        return True
                    open_to[u] = False
                    queue.append(u)
        return False

    def _reached(self, residual: csr_array, start: int) -> NDArray[np.bool_]:
        left = csr_array(residual)
        left.data = np.maximum(left.data, 0)
        left.eliminate_zeros()
        reached = np.zeros(2 * self.n + 1, dtype=bool)
        reached[breadth_first_order(left, start, return_predecessors=False)] = True
        return reached


class Strengthener:
    """Finds the rows that a block's linear relaxation breaks."""

    def __init__(self, ground: MapGround, homes: Homes, price: float) -> None:
        tiling = ground.tiling
        self.ground, self.homes, self.price = ground, homes, price
        self._within = Separators(tiling.n, tiling.edges, tiling.neighbours)
        self._across = Separators(tiling.n, tiling.edges_over_gaps, tiling.neighbours_over_gaps)
        self._best = ground.best()

    def rows(self, block: Block, stopped: Callable[[], bool]) -> list[ProgramRow]:
        """Rows for the ends that the block knows, round by round until none is broken.

        Only those are returned that still bind at the end.
        """
        found: dict[ProgramRow, None] = {}
        ends = dict.fromkeys(row.ends for row in block.rows if row.ends is not None)
        relaxation, known = AllotmentRelaxation(self.ground, block, self.price), set(block.rows)
        for _ in range(ROUNDS):
            x, owed = relaxation.solve()
            whole = not any(BROKEN_BY < value < 1 - BROKEN_BY for value in x.values())
            if whole or stopped():
                break
            shares = {k: self._share(k, x) for k in sorted({e.network for e in ends})}
            broken = (self._broken(e, shares[e.network], owed) for e in ends)
            new = [row for row in dict.fromkeys(broken) if row is not None and row not in known]
            if not new:
                break
            relaxation.add(new)
            found.update(dict.fromkeys(new))
            known.update(new)
        else:
            relaxation.solve()  # the last rows may have columns that no solution knows yet
        return [row for row in found if relaxation.slack(row) < BROKEN_BY]

    def _broken(self, ends: Ends, share: Floats, owed: Mapping[str, float]) -> ProgramRow | None:
        """The row for these ends that the fractional solution breaks most, if any."""
        area, other = ends.area, ends.other
        debt = row_through(self.ground, ends, ()).debt
        needed = -owed.get(debt, 0.0) if debt else 0.0
        separators, weight, reach = self._within, share, np.array([other])
        if ends.kind is Kind.OUTSIDE:
            needed += 1 - share[area]
            separators, weight, reach = self._across, 1 - share, self.ground.tiling.coast
        elif ends.kind is Kind.HOME:
            needed += share[area]
            reach = np.asarray(self.homes[ends.network, other], dtype=np.int64)
        else:
            needed += share[area] + share[other] - 1
        if needed <= BROKEN_BY or separators.wide_way(weight, area, reach, needed - BROKEN_BY):
            return None
        least, cut = separators.least(weight, area, reach)
        return row_through(self.ground, ends, cut) if least < needed - BROKEN_BY else None

    def _share(self, network: int, x: Mapping[Pair, float]) -> Floats:
        """x[., network] over all areas; areas in no row are with their best network."""
        share: Floats = (self._best == network).astype(float)
        share[sorted({area for area, _ in x})] = 0.0
        for (area, k), value in x.items():
            if k == network:
                share[area] = min(max(value, 0.0), 1.0)
        return share
