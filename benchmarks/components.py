"""What is left to tools that know one connected area, a floor and perhaps a ceiling."""

from dataclasses import dataclass

import networkx as nx

from optimise.problem.problem import Ints, Problem


@dataclass(frozen=True)
class Split:
    """An area cut into what needs no choice and the connected parts that do. Row numbers.

    ``settled`` are practices above the ceiling, each its own network, and parts that hold too
    few patients for one network; ``open`` are the other parts. Peers that know neither
    exceptions nor borders are so given only what they can answer.
    """

    settled: list[list[int]]
    open: list[list[int]]


def split(problem: Problem) -> Split:
    """Cut a problem at its borders, gaps and oversized practices."""
    rules, patients = problem.rules, problem.patients
    large = [k for k in range(len(problem)) if patients[k] > rules.ceiling]
    graph = neighbours(problem)
    graph.remove_nodes_from(large)
    parts = sorted(sorted(part) for part in nx.connected_components(graph))
    small = [part for part in parts if int(patients[part].sum()) < rules.floor]
    return Split([*([k] for k in large), *small], [part for part in parts if part not in small])


def neighbours(problem: Problem) -> "nx.Graph[int]":
    """The neighbour graph on row numbers, without edges across borders."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(problem)))
    graph.add_edges_from(map(tuple, problem.edges.tolist()))
    return graph


def coded(problem: Problem, groups: "list[list[int]] | list[Ints]") -> list[list[str]]:
    """Groups of rows as sorted groups of practice codes, in order."""
    return sorted(sorted(problem.codes[k] for k in group) for group in groups)
