"""Small areas as a graph: which pieces a map of labels falls into, and what lies inside what.

Two areas are neighbours when they share a border of positive length (rook); what is not land is
a *face*: face 0 lies all round, further faces are gaps inside. A network's area is whole when
its areas hang together, and has no doughnut when everything that is not in it still reaches
face 0. Plain arrays and ``networkx`` only: the optimiser builds on this too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
UNASSIGNED = -1
_OUTER = -1  # face 0 among the pieces, which count from 0 up; faces count down


@dataclass(frozen=True)
class Tiling:
    """Areas 0 .. n-1, ``edges`` (m, 2) of neighbours and ``shores`` (s, 2) of (area, face)."""

    n: int
    edges: Ints
    shores: Ints

    @classmethod
    def of_graph(cls, graph: "nx.Graph[str]", order: Sequence[str]) -> "Tiling":
        """Read a graph of small areas (see ``boundaries.network_areas.draw.area_graph``).

        Node attribute ``faces`` lists the faces an area touches; where it is absent a positive
        ``outside_m`` stands for face 0, and without either every area counts as touching it,
        so that no doughnut can be found.
        """
        at = {code: i for i, code in enumerate(order)}
        pairs = sorted(tuple(sorted((at[a], at[b]))) for a, b in graph.edges if a != b)
        shores = [(at[a], f) for a in order for f in _faces(graph.nodes[a])]
        return cls(len(order), _table(pairs), _table(shores))

    @cached_property
    def graph(self) -> "nx.Graph[int]":
        """The areas as a graph on 0 .. n-1."""
        graph: nx.Graph[int] = nx.empty_graph(self.n)
        graph.add_edges_from(self.edges.tolist())
        return graph

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For every area its neighbours in ascending order."""
        return tuple(tuple(sorted(self.graph[v])) for v in range(self.n))

    @cached_property
    def edges_over_gaps(self) -> Ints:
        """``edges`` and every two areas on the same gap: how what is not in a network connects."""
        pairs = {(a, b) for a, b in self.edges.tolist()}
        for face in np.unique(self.shores[self.shores[:, 1] > 0, 1]):
            round_it = np.unique(self.shores[self.shores[:, 1] == face, 0]).tolist()
            pairs.update(combinations(round_it, 2))
        return _table(sorted(pairs))

    @cached_property
    def neighbours_over_gaps(self) -> tuple[tuple[int, ...], ...]:
        """``neighbours`` along ``edges_over_gaps``."""
        return replace(self, edges=self.edges_over_gaps).neighbours

    @cached_property
    def coast(self) -> Ints:
        """Areas on the outer shore (face 0), ascending."""
        return np.unique(self.shores[self.shores[:, 1] == 0, 0])

    @cached_property
    def parts(self) -> Ints:
        """For every area the number of its connected component (mainland, islands)."""
        return pieces(self, np.zeros(self.n, dtype=np.int64))


def _faces(attributes: dict[str, object]) -> tuple[int, ...]:
    faces = attributes.get("faces")
    if isinstance(faces, tuple):
        return faces
    outside_m = attributes.get("outside_m", 1.0)
    return (0,) if isinstance(outside_m, int | float) and outside_m > 0 else ()


def _table(pairs: Sequence[tuple[int, ...]]) -> Ints:
    return np.asarray(pairs, dtype=np.int64).reshape(-1, 2)


def pieces(tiling: Tiling, labels: Ints) -> Ints:
    """Number the connected pieces of equal label (n,); piece numbers follow the first area."""
    a, b = tiling.edges[labels[tiling.edges[:, 0]] == labels[tiling.edges[:, 1]]].T
    joined = coo_array((np.ones(len(a)), (a, b)), shape=(tiling.n, tiling.n))
    _, found = connected_components(joined, directed=False)
    return np.asarray(found, dtype=np.int64)


def minor_pieces(
    tiling: Tiling, labels: Ints, weights: NDArray[np.float64], parts: Ints
) -> list[tuple[int, Ints, Ints]]:
    """List ``(label, main piece, minor piece)`` for every label in pieces.

    ``parts`` (n, k) numbers for every area and label the stretch of land on which that label
    must hang together (an island each; -1 for none, see
    ``boundaries.network_areas.repair.MapGround``). The main piece has the greatest ``weights``
    (n,), then most areas.
    """
    groups: dict[tuple[int, int], list[Ints]] = {}
    for areas in _members(pieces(tiling, labels)):
        label = int(labels[areas[0]])
        part = int(parts[areas, label].max()) if label != UNASSIGNED else UNASSIGNED
        if part != UNASSIGNED:
            groups.setdefault((label, part), []).append(areas)
    found = []
    for (label, _), several in sorted(groups.items()):
        ranked = sorted(several, key=lambda c: (-weights[c].sum(), -len(c), c[0]))
        found += [(label, ranked[0], minor) for minor in ranked[1:]]
    return found


def _members(piece: Ints) -> list[Ints]:
    """List the areas of each piece."""
    order = np.argsort(piece, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(piece[order])) + 1)


def enclosed(tiling: Tiling, labels: Ints) -> list[tuple[int, Ints, Ints]]:
    """List ``(label, ring, inside)``: areas of other labels that a piece of ``label`` shuts in.

    ``ring`` is the whole piece, ``inside`` one connected set of what it cuts off from face 0.
    """
    piece = pieces(tiling, labels)
    graph = _piece_graph(tiling, piece)
    if _OUTER not in graph:
        return []
    found = []
    for ring in sorted(p for p in nx.articulation_points(graph) if p >= 0):
        here = np.flatnonzero(piece == ring)
        if labels[here[0]] != UNASSIGNED:
            shut = _shut_in(graph, ring)
            found += [(int(labels[here[0]]), here, np.flatnonzero(np.isin(piece, p))) for p in shut]
    return found


def _shut_in(graph: "nx.Graph[int]", ring: int) -> list[list[int]]:
    """Connected sets of pieces next to ``ring`` that it cuts off from face 0."""
    rest = graph.subgraph(p for p in graph if p != ring)
    near = set(graph[ring])
    parts = sorted(sorted(part) for part in nx.connected_components(rest))
    return [part for part in parts if _OUTER not in part and part[-1] >= 0 and near & set(part)]


def _piece_graph(tiling: Tiling, piece: Ints) -> "nx.Graph[int]":
    """Pieces (0, 1, ...) and faces (-1 outside, -2, ... gaps) that share a border."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(int(piece.max(initial=-1)) + 1))
    across = np.unique(piece[tiling.edges], axis=0)
    graph.add_edges_from(across[across[:, 0] != across[:, 1]].tolist())
    areas, faces = tiling.shores.T
    shores = np.unique(np.column_stack([piece[areas], -1 - faces]), axis=0)
    graph.add_edges_from(shores.tolist())
    return graph
