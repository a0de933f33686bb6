"""Whether an approved network of today excuses what a network breaks, and has not got worse."""

import networkx as nx

from optimise.problem.rules import PIECES, SIZE, Approval
from optimise.verify.case import Case


def approved(case: Case, codes: tuple[str, ...], kind: str) -> bool:
    """Whether a network may break a rule of this kind because it was approved to.

    It must be the network of today or a part of it; below the floor, the network of today or
    more than it. Pieces must come from different pieces of today's network.
    """
    return any(
        kind in one.kinds and _no_worse(case, set(codes), one, kind) for one in case.rules.approved
    )


def _no_worse(case: Case, own: set[str], one: Approval, kind: str) -> bool:
    today = set(one.practices) & set(case.patients)
    if kind == SIZE and case.counts(own) < case.rules.floor:
        return own >= set(one.practices) and case.counts(today) < case.rules.floor
    if kind == PIECES and own > today:  # what is approved below the floor may gain there
        below = SIZE in one.kinds and case.counts(own) < case.rules.floor
        return below and len(_pieces(case, own)) <= len(_pieces(case, today))
    if not own <= today:
        return False
    if kind != PIECES:
        return True
    before = _pieces(case, today)
    firsts = [min(piece) for piece in _pieces(case, own)]
    origins = {k for k, piece in enumerate(before) if not piece.isdisjoint(firsts)}
    return len(origins) == len(firsts)


def _pieces(case: Case, codes: set[str]) -> list[set[str]]:
    """Connected pieces of some practices in the graph of neighbours."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    graph.add_edges_from((a, b) for a, b in case.graph.edges(codes) if a in codes and b in codes)
    return [set(piece) for piece in nx.connected_components(graph)]
