"""Stronger rows from fractional solutions: minimum separators by maximum flow.

For a pair of ends that some row already keeps together, the separator of least fractional weight
gives the row most broken. Areas are split in two nodes with the weight as capacity between them
(Menger); capacities are whole millionths, so that no rounding leaves a trickle.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from boundaries.network_areas.numbering import Homes
from boundaries.network_areas.pieces import Ints
from boundaries.network_areas.repair import Floats, MapGround
from optimise.network_areas.cuts import Neighbours, row_through
from optimise.network_areas.max_flow import fill
from optimise.network_areas.program import Block, Ends, Kind, Pair, ProgramRow
from optimise.network_areas.relaxation import AllotmentRelaxation

UNIT = 1_000_000
BROKEN_BY = 1e-3
#: Later rounds gain nearly nothing: on the demo area 15 and 60 end at the same map and bound, after
#: 1.2 and 14.5 CPU seconds.
ROUNDS = 15
_WIDE = 1_000_000_000
Owed = Mapping[str, float]


class Separators:
    """Least-weight separators of one tiling under one weighting of its areas.

    An area without weight is never crossed: the flow runs over the areas with weight and their
    neighbours alone. Node v is the way into an area, m + v the way out, 2m whatever is to be
    reached.

    Parameters
    ----------
    near
        Neighbours of every area.
    weight
        (n,) in 0 .. 1.
    """

    def __init__(self, near: Neighbours, weight: Floats) -> None:
        self._near, self._weight = near, weight

    def least(self, area: int, reach: Ints) -> tuple[float, list[int]]:
        """Weight and areas of the least separator that parts ``area`` from all of ``reach``.

        The separator may hold areas of ``reach``, not ``area``.
        """
        if self._weight[area] < 1 / UNIT:  # what starts there need not cross it
            crossed = self._weight.copy()
            crossed[area] = 1.0
            return Separators(self._near, crossed).least(area, reach)
        arcs = self._arcs
        start, m = arcs.m + arcs.local[area], arcs.m
        left = arcs.capacity.copy()
        left[arcs.arrival[[arcs.local[v] for v in reach.tolist() if v in arcs.local]]] = _WIDE
        by, queue = np.empty((2, 2 * m + 1), dtype=np.int64)
        flow = fill(arcs.start, arcs.target, arcs.reverse, left, start, 2 * m, by, queue)
        reached = by != -1
        cut = arcs.areas[reached[:m] & ~reached[m : 2 * m]]
        return flow / UNIT, [int(v) for v in cut if v != area]

    def wide_way(self, area: int, reach: Ints, least: float) -> bool:
        """Whether a single path from ``area`` to ``reach`` has ``least`` weight all along."""
        open_to, goal = (self._weight >= least).tolist(), set(reach.tolist())
        queue = [area]
        while queue:
            for u in self._near[queue.pop()]:
                if open_to[u]:
                    if u in goal:
                        return True
                    open_to[u] = False
                    queue.append(u)
        return False

    @cached_property
    def _arcs(self) -> "_Arcs":
        units = np.rint(self._weight * UNIT).astype(np.int64)
        heavy = np.flatnonzero(units).tolist()
        areas = np.array(sorted({*heavy, *(u for v in heavy for u in self._near[v])}), dtype=int)
        local = {v: k for k, v in enumerate(areas.tolist())}
        m = len(areas)
        ways = [(m + k, local[u]) for v, k in local.items() for u in self._near[v] if u in local]
        out, into = np.array(ways, dtype=np.int64).reshape(-1, 2).T
        every, there = np.arange(m), np.full(m, 2 * m)
        one = np.concatenate([every, out, m + every])
        other = np.concatenate([m + every, into, there])
        room = np.concatenate([units[areas], np.full(len(out), _WIDE), np.zeros(m, dtype=int)])
        source = np.concatenate([one, other])
        order = np.argsort(source, kind="stable")
        place = np.argsort(order)
        twin = np.concatenate([place[len(one) :], place[: len(one)]])
        return _Arcs(
            m, areas, local,
            start=np.searchsorted(source[order], np.arange(2 * m + 2)),
            target=np.concatenate([other, one])[order],
            reverse=twin[order],
            capacity=np.concatenate([room, np.zeros(len(one), dtype=int)])[order],
            arrival=place[m + len(out) : len(one)],
        )  # fmt: skip


class _Arcs(NamedTuple):
    """Arcs and their reverses by where they begin; ``arrival[k]`` leaves area k for the end."""

    m: int
    areas: Ints
    local: dict[int, int]
    start: Ints
    target: Ints
    reverse: Ints
    capacity: Ints
    arrival: Ints


class Strengthener:
    """Finds the rows that a block's linear relaxation breaks."""

    def __init__(self, ground: MapGround, homes: Homes, price: float) -> None:
        self.ground, self.homes, self.price = ground, homes, price
        self._best = ground.best()

    def rows(self, block: Block, stopped: Callable[[], bool]) -> list[ProgramRow]:
        """Rows for the ends that the block knows, round by round until none is broken.

        Only rows that still bind at the end are returned.
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
            ways = {k: self._ways(share) for k, share in shares.items()}
            broken = (self._broken(e, shares[e.network], ways[e.network], owed) for e in ends)
            new = [row for row in dict.fromkeys(broken) if row is not None and row not in known]
            if not new:
                break
            relaxation.add(new)
            found.update(dict.fromkeys(new))
            known.update(new)
        else:
            relaxation.solve()  # the last rows may have columns that no solution knows yet
        return [row for row in found if relaxation.slack(row) < BROKEN_BY]

    def _ways(self, share: Floats) -> tuple[Separators, Separators]:
        """Ways through a network's own share, and around it over gaps."""
        tiling = self.ground.tiling
        return (
            Separators(tiling.neighbours, share),
            Separators(tiling.neighbours_over_gaps, 1 - share),
        )

    def _broken(
        self, ends: Ends, share: Floats, ways: tuple[Separators, Separators], owed: Owed
    ) -> ProgramRow | None:
        """The row for these ends that the fractional solution breaks most, if any."""
        area, other = ends.area, ends.other
        debt = row_through(self.ground, ends, ()).debt
        needed = -owed.get(debt, 0.0) if debt else 0.0
        separators, reach = ways[0], np.array([other])
        if ends.kind is Kind.OUTSIDE:
            needed += 1 - share[area]
            separators, reach = ways[1], self.ground.tiling.coast
        elif ends.kind is Kind.HOME:
            needed += share[area]
            reach = np.asarray(self.homes[ends.network, other], dtype=np.int64)
        else:
            needed += share[area] + share[other] - 1
        if needed <= BROKEN_BY or separators.wide_way(area, reach, needed - BROKEN_BY):
            return None
        least, cut = separators.least(area, reach)
        return row_through(self.ground, ends, cut) if least < needed - BROKEN_BY else None

    def _share(self, network: int, x: Mapping[Pair, float]) -> Floats:
        """x[., network] over all areas; areas in no row are with their best network."""
        share: Floats = (self._best == network).astype(float)
        share[sorted({area for area, _ in x})] = 0.0
        for (area, k), value in x.items():
            if k == network:
                share[area] = min(max(value, 0.0), 1.0)
        return share
