"""GerryChain: short bursts of ReCom, the best plan of each burst the start of the next.

Cannon, S., Goldbloom-Helzner, A., Gupta, V., Matthews, J. N., Suwal, B. (2023), "Voting rights,
Markov chains, and optimization by short bursts", Methodology and Computing in Applied
Probability 25. The number of networks must be given to it; several are tried.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Any

import networkx as nx
import numpy as np

from benchmarks.components import coded, neighbours, split
from benchmarks.measure import Answer
from optimise.problem.criteria import hub_cost
from optimise.problem.problem import Problem

MEAN_SIZES = (33_000, 36_000, 40_000)  #: one run each: the number of networks these sizes give
BURST, BURSTS = 10, 60  #: steps in a burst, bursts in a run
TREES = 200  #: spanning trees tried before a pair of networks is left as it is
STARTS = (0.25, 0.25, 0.5, 0.5, 0.9)  #: shares by which sizes in a first plan may miss the mean
EXCUSE = 1e9  #: price of one patient outside the band: more than any difference in travel
Plan = list[list[int]]
Judge = Callable[[frozenset[int]], float]


def solve(problem: Problem) -> Answer:
    """The best plan of short bursts in each connected part."""
    parts, score = split(problem), _judge(problem)
    found = [_best(problem, part, score) for part in parts.open]
    if not all(found):
        return Answer("no first plan")
    groups = [*parts.settled, *(group for plan in found for group in plan)]
    return Answer("heuristic", coded(problem, groups))


def _judge(problem: Problem) -> Judge:
    """Patients outside the band, then weighted distance, of a network; each counted once."""
    costs, rules = hub_cost(problem), problem.rules

    @cache
    def score(members: frozenset[int]) -> float:
        rows = sorted(members)
        size = int(problem.patients[rows].sum())
        missed = max(0, rules.floor - size, size - rules.ceiling)
        return EXCUSE * missed + float(costs[np.ix_(rows, rows)].sum(axis=1).min())

    return score


def _total(plan: Plan, score: Judge) -> float:
    return sum(score(frozenset(group)) for group in plan)


def _best(problem: Problem, part: list[int], score: Judge) -> Plan:
    """The best plan of one part over several numbers of networks; empty where none started."""
    plans = [_run(problem, part, number, score) for number in _numbers(problem, part)]
    return min(filter(None, plans), key=lambda plan: _total(plan, score), default=[])


def _numbers(problem: Problem, part: list[int]) -> list[int]:
    """How many networks to try: inside what the band allows, if it allows any."""
    total, rules = int(problem.patients[part].sum()), problem.rules
    least, most = -(-total // rules.ceiling), total // rules.floor
    wanted = {max(1, round(total / size)) for size in MEAN_SIZES}
    return sorted({min(max(k, least), most) for k in wanted} if least <= most else wanted)


def _run(problem: Problem, part: list[int], number: int, score: Judge) -> Plan:
    """Short bursts from a random first plan: the best plan seen, or nothing."""
    from gerrychain import Graph
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals.tree_proposals import MetagraphError

    if number == 1:
        return [part]
    inside = nx.Graph(neighbours(problem).subgraph(part))
    nx.set_node_attributes(inside, {k: int(problem.patients[k]) for k in part}, "patients")
    draw = random.Random(1)
    start = _first(Graph.from_networkx(inside), number, draw)
    if start is None:
        return []
    search = SingleMetricOptimizer(
        _proposal(problem),
        _constraints(problem, start),
        start,
        lambda partition: _total(_plan_of(partition), score),
        maximize=False,
        rng=draw,
    )
    with suppress(MetagraphError):  # no two networks can be divided anew: the best so far stands
        for _ in search.short_bursts(BURST, BURSTS):
            pass
    return _plan_of(search.best_part)


def _first(graph: Any, number: int, draw: random.Random) -> Any:
    """A random plan of so many networks, as even as can be had; ``None`` where none is found."""
    from gerrychain import Partition
    from gerrychain.partition import recursive_tree_part
    from gerrychain.tree import PopulationBalanceError, bipartition_tree
    from gerrychain.updaters import Tally

    mean = sum(graph.node_data(k)["patients"] for k in graph.node_indices) / number
    cut = partial(bipartition_tree, max_attempts=TREES)
    for share in STARTS:
        with suppress(RuntimeError, PopulationBalanceError):
            labels = recursive_tree_part(
                graph, range(number), mean, "patients", share, bipartition_tree_fn=cut, rng=draw
            )
            return Partition(graph, labels, {"size": Tally("patients", alias="size")})
    return None


def _proposal(problem: Problem) -> Callable[..., Any]:
    """ReCom: two neighbouring networks joined and divided anew, both inside the band."""
    from gerrychain.proposals import recom
    from gerrychain.tree import bipartition_tree

    floor, ceiling = problem.rules.floor, problem.rules.ceiling
    cut = partial(bipartition_tree, max_attempts=TREES, allow_pair_reselection=True)
    middle = (floor + ceiling) / 2
    share = (ceiling - floor) / 2 / middle
    return partial(
        recom, pop_col="patients", pop_target=middle, epsilon=share, bipartition_tree_fn=cut
    )


def _constraints(problem: Problem, start: Any) -> list[Callable[..., bool]]:
    """Contiguity and the band, as far as the first plan keeps it."""
    from gerrychain.constraints import Bounds, contiguous

    sizes = list(start["size"].values())
    least, most = min(problem.rules.floor, *sizes), max(problem.rules.ceiling, *sizes)
    return [contiguous, Bounds(lambda partition: partition["size"].values(), (least, most))]


def _plan_of(partition: Any) -> Plan:
    row = partition.graph.original_nx_node_id_for_internal_node_id
    return sorted(sorted(int(row(k)) for k in nodes) for nodes in partition.parts.values())
