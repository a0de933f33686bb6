"""What a repair looks at: the networks near those of a draft that break a rule."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.verify.case import Finding
from pcn_planner.proposal.workbench import Workbench

REACH = 2  #: networks from one that breaks a rule; further ones stay as they are


def practices(
    bench: Workbench, placed: Mapping[str, str], findings: Iterable[Finding]
) -> frozenset[str]:
    """Practices of the networks at most ``REACH`` away from one that breaks a rule.

    All of the study where nothing breaks one, or where a rule speaks of all networks together.

    Parameters
    ----------
    bench
        The draft laid out.
    placed
        Practice code -> network id, of the practices that have one.
    findings
        What is wrong with it.
    """
    everyone = frozenset(map(str, bench.study.practices.index))
    if _of_all(bench.rules):
        return everyone
    graph, near = bench.study.graph, set[str]()
    for one in findings:
        named = {one.network_id, *(placed.get(code) for code in one.practices)}
        near |= {str(network) for network in named if network}
    loose = everyone - placed.keys()
    near |= {placed[b] for a in loose & set(graph) for b in graph[a] if b in placed}
    for _ in range(REACH):
        inside = [code for code in graph if placed.get(code) in near]
        near |= {placed[b] for a in inside for b in graph[a] if b in placed}
    return frozenset(c for c in everyone if placed.get(c) in near) | loose if near else everyone


def _of_all(rules: Rules) -> bool:
    limits = (rules.networks, rules.moves_max, rules.patients_moved_max, rules.team_band)
    return any(limit is not None for limit in limits)


def problem(whole: Problem, codes: frozenset[str]) -> Problem:
    """The problem over some practices; land next to the others is open, as the coast is."""
    inside = np.array([code in codes for code in whole.codes])
    part = whole.subset(np.flatnonzero(inside).tolist())
    if part.outer is None:
        return part
    across = whole.edges[inside[whole.edges[:, 0]] != inside[whole.edges[:, 1]]]
    outer = part.outer.copy()
    outer[np.isin(np.flatnonzero(inside), across)] = 1
    return replace(part, outer=outer)
