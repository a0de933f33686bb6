"""What an approved network of today may become: where it may be, and what then counts."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from optimise.problem.problem import NONE, Ints, Problem, pair_lists
from optimise.problem.rules import BORDERS, DOUGHNUTS, PIECES, SIZE
from optimise.problem.standing import Standing

NOWHERE = -1


def land_of(problem: Problem, one: Standing) -> dict[str, Any]:
    """Fields of ``Ground`` as an approved network sees them.

    Approved to be in pieces, its pieces are neighbours; to cross a border, its neighbours across
    it are; to enclose others, nothing counts as enclosed.
    """
    unit, n = problem.unit.of, len(problem)
    over = problem.bridges[np.isin(problem.bridges, one.rows).all(axis=1)]
    land = np.concatenate([problem.edges, over]) if BORDERS in one.kinds else problem.edges
    joins = [
        (a, b)
        for (a, p), (b, q) in combinations(zip(one.rows, one.piece, strict=True), 2)
        if PIECES in one.kinds and p != q and (BORDERS in one.kinds or unit[a] == unit[b])
    ]
    near_starts, near = pair_lists(land, n)
    both = np.unique(np.concatenate([land, np.array(joins, np.int64).reshape(-1, 2)]), axis=0)
    starts, neighbours = pair_lists(both, n)
    piece = np.full(n if PIECES in one.kinds else 0, NOWHERE, np.int64)
    if piece.size:
        piece[list(one.rows)] = one.piece
    fields = {"starts": starts, "neighbours": neighbours, "near_starts": near_starts}
    fields |= {"near": near, "piece": piece}
    return fields | ({"reached": np.zeros(n, np.uint8)} if DOUGHNUTS in one.kinds else {})


def excused(problem: Problem, members: Sequence[int], exceptions: int) -> int:
    """Patients that an exception must excuse in a set, once approvals are taken into account."""
    rules, own = problem.rules, set(members)
    size = int(problem.size[list(members)].sum())
    for one in problem.standing:
        part = own <= set(one.rows)
        more = size < rules.floor and gains(problem, one) and own >= set(one.rows)
        if SIZE in one.kinds - one.counted and (more or (part and size > rules.ceiling)):
            exceptions = 0
        if PIECES in one.counted and (part or more):
            exceptions += _outside_largest_piece(problem, members)
    return exceptions


def gains(problem: Problem, one: Standing) -> bool:
    """Whether a network below the floor may gain practices there in ways that no search meets.

    They are excused; or it is in pieces, and what it gains leaves it so.
    """
    small = SIZE in one.kinds and one.size < problem.rules.floor and one.whole
    return small and (SIZE not in one.counted or PIECES in one.kinds)


def kin(problem: Problem) -> Ints:
    """For each practice, the number of its network that may stay above the ceiling, or -1 (n)."""
    of = np.full(len(problem), NONE, np.int64)
    for k, one in enumerate(problem.standing):
        if SIZE in one.kinds:
            of[list(one.rows)] = k
    return of


def grown(problem: Problem, one: Standing, barred: set[int]) -> Iterator[tuple[int, ...]]:
    """A network approved below the floor: as it is, then with practices it may gain below it."""
    starts, flat = problem.neighbours
    pieces = len(set(one.piece)) if PIECES in one.kinds else 1
    most = problem.rules.floor - 1
    seen = {frozenset(one.rows)}
    waiting = [frozenset(one.rows)]
    while waiting:
        members = waiting.pop()
        if _hangs_together(problem, one, members, pieces):
            yield tuple(sorted(members))
        if len(set(problem.unit.of[list(one.rows)].tolist())) > 1:
            return
        size = int(problem.size[list(members)].sum())
        for i in sorted({int(x) for u in members for x in flat[starts[u] : starts[u + 1]]}):
            more = members | {i}
            fits = size + problem.size[i] <= most
            if i not in members and i not in barred and fits and more not in seen:
                seen.add(more)
                waiting.append(more)


def _hangs_together(problem: Problem, one: Standing, members: frozenset[int], pieces: int) -> bool:
    crosses = len(set(problem.unit.of[list(members)].tolist())) > 1
    if crosses and BORDERS not in one.kinds:
        return False
    return len(pieces_of(problem, sorted(members), bridged=crosses)) <= pieces


def pieces_of(problem: Problem, members: Sequence[int], bridged: bool = True) -> list[set[int]]:
    """Connected pieces of a set, over the bridges that approved networks have too."""
    own = set(members)
    pairs = np.concatenate([problem.edges, problem.bridges]) if bridged else problem.edges
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(own)
    graph.add_edges_from(pair for pair in pairs.tolist() if own.issuperset(pair))
    return list(nx.connected_components(graph))


def _outside_largest_piece(problem: Problem, members: Sequence[int]) -> int:
    sizes = [int(problem.size[list(piece)].sum()) for piece in pieces_of(problem, members)]
    return sum(sizes) - max(sizes)


def may_be(problem: Problem, members: Sequence[int]) -> bool:
    """Whether a set is one piece, or what an approved network in pieces may become."""
    pieces = pieces_of(problem, members)
    crosses = len(set(problem.unit.of[list(members)].tolist())) > 1
    if len(pieces) == 1 and not crosses:
        return True
    for one in problem.standing:
        wanted = ({PIECES} if len(pieces) > 1 else set()) | ({BORDERS} if crosses else set())
        if set(members) <= set(one.rows) and wanted <= one.kinds:
            origin = dict(zip(one.rows, one.piece, strict=True))
            return len({frozenset(origin[i] for i in p) for p in pieces}) == len(pieces)
    return False


def reachable(outer: Ints, starts: Ints, near: Ints) -> Ints:
    """1 for practices from which the outside can be reached over land (n)."""
    reached = outer.copy()
    waiting = np.flatnonzero(outer).tolist()
    while waiting:
        u = waiting.pop()
        for x in near[starts[u] : starts[u + 1]].tolist():
            if not reached[x]:
                reached[x] = 1
                waiting.append(x)
    return reached
