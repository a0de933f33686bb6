"""Checks of a level above the networks: it nests, keeps its band, and is in one piece."""

from collections.abc import Collection, Iterator, Mapping

import networkx as nx

from optimise.problem.plan import ExceptionRow
from optimise.verify.case import Finding

Band = tuple[int, int]


def nesting(
    lower: Mapping[str, str],
    upper: Mapping[str, str],
    patients: Mapping[str, int],
    graph: "nx.Graph[str]",
    band: Band,
    declared: Collection[ExceptionRow] = (),
) -> tuple[Finding, ...]:
    """What is wrong with a level, from the practices up.

    Parameters
    ----------
    lower, upper
        Practice code -> unit of the level below, and of this level.
    patients
        Practice code -> what the band counts.
    graph
        Neighbouring practices.
    band
        Least and greatest size of a unit of this level.
    declared
        Units outside the band by the plan's own word.
    """
    known = {row.network_id for row in declared}
    return (
        *_nests(lower, upper, patients),
        *_sizes(upper, patients, band, known),
        *_pieces(upper, patients, _together(graph, lower)),
    )


def _nests(
    lower: Mapping[str, str], upper: Mapping[str, str], patients: Mapping[str, int]
) -> Iterator[Finding]:
    for unit in sorted(set(lower.values())):
        codes = tuple(sorted(code for code, own in lower.items() if own == unit))
        parents = {upper.get(code, "") for code in codes}
        if parents == {""} or len(parents) > 1:
            size = sum(patients[code] for code in codes)
            said = ", ".join(sorted(parent or "none" for parent in parents))
            yield Finding("nesting", unit, codes, size, f"{unit} is in several units: {said}")


def _sizes(
    upper: Mapping[str, str], patients: Mapping[str, int], band: Band, known: Collection[str]
) -> Iterator[Finding]:
    for unit in sorted(set(upper.values())):
        codes = tuple(sorted(code for code, own in upper.items() if own == unit))
        size = sum(patients[code] for code in codes)
        if not band[0] <= size <= band[1] and unit not in known:
            message = f"{unit} has {size:,}, not {band[0]:,} to {band[1]:,}"
            yield Finding("band", unit, codes, max(band[0] - size, size - band[1]), message)


def _together(graph: "nx.Graph[str]", lower: Mapping[str, str]) -> "nx.Graph[str]":
    """Graph of neighbours, where practices of one lower unit count as one piece in any case."""
    joined = graph.copy()
    first: dict[str, str] = {}
    for code, unit in sorted(lower.items()):
        joined.add_edge(code, first.setdefault(unit, code))
    return joined


def _pieces(
    upper: Mapping[str, str], patients: Mapping[str, int], graph: "nx.Graph[str]"
) -> Iterator[Finding]:
    for unit in sorted(set(upper.values())):
        codes = sorted(code for code, own in upper.items() if own == unit)
        left, waiting = set(codes[1:]), codes[:1]
        while waiting:
            here = waiting.pop()
            near = left & set(graph[here]) if here in graph else set()
            left -= near
            waiting += sorted(near)
        if left:
            size = sum(patients[code] for code in left)
            message = f"{unit} is in several pieces: {', '.join(sorted(left))} lie apart"
            yield Finding("contiguity", unit, tuple(codes), size, message)
