"""No network encloses another, or part of one."""

from collections.abc import Iterator, Mapping

import networkx as nx

from optimise.problem.rules import DOUGHNUTS
from optimise.verify.approvals import approved
from optimise.verify.case import Case, Finding


def no_doughnuts(case: Case) -> Iterator[Finding]:
    """From every practice outside a network the outside can be reached without crossing it.

    The outside is the coast, the outline, and every other border unit. Practices from which it
    cannot be reached at all, by the neighbours known, are enclosed by nobody.
    """
    if not case.rules.no_doughnuts or case.outer is None:
        return
    land, touching = _land(case)
    beside = {code: set(land[code]) for code in land}
    parts = [set(part) for part in nx.connected_components(land)]
    part_of = {code: part for part in parts for code in part if part & touching}
    for network_id, codes in case.networks.items():
        if _stands(case, codes) or approved(case, codes, DOUGHNUTS):
            continue
        around = set().union(*(part_of.get(code, set()) for code in codes)) - set(codes)
        enclosed = sorted(around - _reached(beside, around & touching, around))
        if enclosed:
            where = sorted({case.network_of.get(code, "no network") for code in enclosed})
            message = f"Network {network_id} encloses {case.people(enclosed)} ({', '.join(where)})"
            yield Finding("no_doughnuts", network_id, codes, case.size(enclosed), message)


def _stands(case: Case, codes: tuple[str, ...]) -> bool:
    alone = len(codes) == 1 and codes[0] in case.rules.alone
    return alone or frozenset(codes) in case.fixed


def _reached(beside: Mapping[str, set[str]], start: set[str], allowed: set[str]) -> set[str]:
    """Practices that can be reached from some practices by way of allowed ones."""
    reached, waiting = set(start), list(start)
    while waiting:
        fresh = (beside[waiting.pop()] & allowed) - reached
        reached |= fresh
        waiting += fresh
    return reached


def _land(case: Case) -> "tuple[nx.Graph[str], set[str]]":
    """Neighbours inside units, and the practices that touch the outside."""
    land: nx.Graph[str] = nx.Graph()
    land.add_nodes_from(case.patients)
    touching = set(case.outer or ()) & set(case.patients)
    for a, b in case.graph.edges:
        if a not in case.patients or b not in case.patients:
            continue
        if all(unit_of.get(a) == unit_of.get(b) for _, unit_of in case.levels):
            land.add_edge(a, b)
        else:
            touching |= {a, b}
    return land, touching
