"""What a move does beyond its two networks: whom they enclose, who leaves today's networks."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True)
class Land:
    """Neighbours within border units, and the practices that touch the outside.

    Every other border unit counts as outside too. Practices from which the outside cannot be
    reached at all are enclosed by nobody, and have no neighbours here.
    """

    near: Mapping[str, frozenset[str]]
    shore: frozenset[str]

    @classmethod
    def of(cls, graph: "nx.Graph[str]", units: Mapping[str, str], outer: Set[str]) -> "Land":
        """Read a graph of practices; without ``units`` all of them are of one."""
        land: nx.Graph[str] = nx.Graph()
        land.add_nodes_from(graph)
        inner = [(a, b) for a, b in graph.edges if not units or units[a] == units[b]]
        land.add_edges_from(inner)
        across = {code for pair in set(graph.edges) - set(inner) for code in pair}
        shore = frozenset(across | (set(outer) & set(graph)))
        parts = (part for part in nx.connected_components(land) if part & shore)
        return cls({code: frozenset(land[code]) for part in parts for code in part}, shore)

    def enclosed(self, members: Set[str]) -> set[str]:
        """Practices that reach the shore by way of the members alone."""
        seen, shut = set(members), set[str]()
        nothing: frozenset[str] = frozenset()
        around = {code for one in members for code in self.near.get(one, nothing)} - seen
        for start in sorted(around):
            if start not in seen:
                part = self._spread(start, seen)
                seen |= part
                shut |= part if part.isdisjoint(self.shore) else set()
        return shut

    def _spread(self, start: str, seen: Set[str]) -> set[str]:
        """All practices that can be reached from one without crossing those seen."""
        part, waiting = {start}, [start]
        while waiting:
            fresh = self.near[waiting.pop()] - seen - part
            part |= fresh
            waiting += fresh
        return part


def moved(
    current: Mapping[str, str], assignment: Mapping[str, str], each: Mapping[str, int]
) -> int:
    """What changes network when networks are named after today's in the best way, each once.

    ``each`` is what a practice counts: 1, or its patients.
    """
    known = sorted(set(assignment) & set(current))
    was, before = np.unique([current[code] for code in known], return_inverse=True)
    now, after = np.unique([assignment[code] for code in known], return_inverse=True)
    counts = [each[code] for code in known]
    shared = np.zeros((len(was), len(now)), dtype=np.int64)
    np.add.at(shared, (before, after), counts)
    return int(sum(counts) - shared[linear_sum_assignment(shared, maximize=True)].sum())
