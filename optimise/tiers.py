"""Levels above the networks: units of one level are the practices of the next.

The optimum of each level is proven given the level below it. A bound over both levels together
comes from practices alone: whatever the networks are, a place is a connected set of practices
of its band, so that the best division of practices into places costs no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from optimise.candidates.area import prepare
from optimise.problem.criteria import SCALE
from optimise.problem.plan import Result
from optimise.problem.problem import Floats, Problem
from optimise.progress import Limits
from optimise.proof import centres
from optimise.solve import solve
from optimise.stopping import Watch
from optimise.units.asked import span_of

PRACTICES_MAX = 60  #: practices whose division into places is solved; of more it is bounded
BOUND_S = 60.0  #: seconds that it may take


@dataclass(frozen=True)
class Joint:
    """Both levels together: what they cost, the least that any plan of both can cost.

    In the unit that travel is counted in, by the two levels' own weights; ``bound`` and ``gap``
    are ``None`` where they are not known.
    """

    objective: float
    bound: float | None
    gap: float | None

    @property
    def proven(self) -> bool:
        """Whether no plan of both levels is better by one cost unit."""
        return self.bound is not None and self.objective - self.bound < 0.1


def graph_of_units(graph: "nx.Graph[str]", unit_of: Mapping[str, str]) -> "nx.Graph[str]":
    """Units that have neighbouring members; every unit is a node."""
    out: nx.Graph[str] = nx.Graph()
    out.add_nodes_from(sorted(set(unit_of.values())))
    for a, b in sorted(tuple(sorted(edge)) for edge in graph.edges):
        if a in unit_of and b in unit_of and unit_of[a] != unit_of[b]:
            out.add_edge(unit_of[a], unit_of[b])
    return out


def to_hubs(problem: Problem, hubs: Sequence[int], groups: Sequence[Sequence[int]]) -> Floats:
    """Travel of each group's patients to each hub, ``[hub, group]``, in ``problem.travel_unit``."""
    known = problem.travel_km if problem.travel_minutes is None else problem.travel_minutes
    if known is not None:
        each = known[np.array(hubs)]
    else:
        step = problem.place_km[np.array(hubs)][:, None, :] - problem.place_km[None, :, :]
        each = np.sqrt((step * step).sum(axis=2)) * problem.patients
    sums: Floats = np.stack([each[:, list(rows)].sum(axis=1) for rows in groups], axis=1)
    return sums


def division(practices: Problem) -> Result | None:
    """The best places of practices, whatever the networks; ``None`` for too many practices."""
    few = len(practices) <= PRACTICES_MAX
    return solve(practices, limits=Limits(time_s=BOUND_S)) if few else None


def least_cost(practices: Problem, found: Result | None) -> float | None:
    """No division of practices into places costs less; ``None`` where that is not known.

    ``found`` is their ``division``. Places made of networks are some of these divisions: each is
    connected, in the band, and has its hub at a practice. In the unit that travel is counted in.
    """
    if found is None:
        return by_centres(practices)
    if found.exceptions_patients or found.bound is None:
        return None
    return found.bound


def by_centres(practices: Problem) -> float | None:
    """Least cost of a division by a model that ignores contiguity, for any number of practices."""
    parts = practices.parts()
    least = 0
    for _, part in parts:
        asked = practices.rules.networks or (None, None)
        few, many = asked if len(parts) == 1 else (None, None)
        area = prepare(part, exceptional=False)
        span = span_of(part, (few or 1, len(part) if many is None else many), area)
        if span is None or not centres.states(area):
            return None
        known = centres.rise(area, span, [], Watch())
        if known is None:
            return None
        least += known.bound
    return least / SCALE


def joint(parts: Sequence[float], bounds: Sequence[float | None]) -> Joint:
    """The levels' costs and bounds added up."""
    cost = sum(parts)
    if any(bound is None for bound in bounds):
        return Joint(cost, None, None)
    least = sum(bound for bound in bounds if bound is not None)
    return Joint(cost, least, max(0.0, cost - least) / abs(cost) if cost else 0.0)
