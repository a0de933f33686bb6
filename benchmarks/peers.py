"""The tools that are measured, each given the same problem."""

import time
import warnings
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from benchmarks.areas import Area, tiny
from benchmarks.components import coded, neighbours, split
from benchmarks.measure import Answer, Tool
from optimise.problem.criteria import QUANTA, hub_cost, in_quanta
from optimise.problem.problem import Problem
from optimise.progress import Limits

PRICES = 2  #: solves of the compact model, each with half of the time
TOP, BUILDS, ANNEALINGS = 2, 99, 10  #: max-p: its own defaults


def _load_planner() -> None:
    import optimise.solve  # noqa: F401


def _warm_planner() -> None:
    _plan(tiny(), 120.0)


def _plan(area: Area, limit_s: float) -> Answer:
    from optimise.solve import solve

    result = solve(area.problem(), limits=Limits(gap=0.0, time_s=limit_s), seed=1)
    networks = [] if result.plan is None else list(map(list, result.plan.networks.values()))
    return Answer(str(result.status), networks, result.bound)


def _load_compact() -> None:
    import benchmarks.compact_mip  # noqa: F401


def _compact(area: Area, limit_s: float) -> Answer:
    from benchmarks.compact_mip import solve_compact

    problem = area.problem()
    found = solve_compact(
        area.practices,
        area.graph,
        area.rules,
        _prices(problem),
        units=dict(area.units),
        time_limit=limit_s / PRICES,
    )
    return Answer(str(found.status), [list(group) for group in found.networks])


def _prices(problem: Problem) -> Mapping[tuple[str, str], int]:
    """(practice, hub) -> cost in tenths of a patient-kilometre, as this tool counts it."""
    table = in_quanta(hub_cost(problem)) // QUANTA
    codes = problem.codes
    return {(a, h): int(table[j, i]) for j, h in enumerate(codes) for i, a in enumerate(codes)}


def _load_max_p() -> None:
    import spopt.region.maxp  # type: ignore[import-untyped]  # noqa: F401


def _max_p(area: Area, limit_s: float) -> Answer:  # noqa: ARG001 - it knows no limit of time
    problem = area.problem()
    parts = split(problem)
    np.random.seed(1)  # noqa: NPY002 - spopt draws from numpy's global generator
    found = [group for part in parts.open for group in _regions(problem, part)]
    return Answer("heuristic", coded(problem, [*parts.settled, *found]))


def _regions(problem: Problem, part: list[int]) -> list[list[int]]:
    """Max-p regions of one connected part: places as attributes, the floor as threshold."""
    import geopandas as gpd
    from libpysal.weights import W  # type: ignore[import-untyped]
    from spopt.region.maxp import MaxPHeuristic

    if len(part) == 1:
        return [part]
    x, y = problem.place_km[part].T
    table = gpd.GeoDataFrame(
        {"x": x, "y": y, "patients": problem.patients[part]}, geometry=gpd.points_from_xy(x, y)
    )
    graph, place = neighbours(problem), {row: k for k, row in enumerate(part)}
    near = {place[row]: sorted(place[n] for n in graph[row] if n in place) for row in part}
    model = MaxPHeuristic(
        table, W(near, silence_warnings=True), ["x", "y"], "patients", problem.rules.floor,
        TOP, BUILDS, ANNEALINGS,
    )  # fmt: skip
    model.solve()
    labels = np.asarray(model.labels_)
    return [[part[k] for k in np.flatnonzero(labels == label)] for label in np.unique(labels)]


def _load_recombination() -> None:
    import gerrychain.optimization
    import gerrychain.proposals  # noqa: F401


def _recombination(area: Area, limit_s: float) -> Answer:  # noqa: ARG001 - its steps are set
    from benchmarks import recombination

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so whenever a first plan takes many trees
        return recombination.solve(area.problem())


def _relock(area: Area, limit_s: float) -> Answer:
    """Solve, keep two neighbours together that were apart, solve again: only that is timed."""
    from optimise.solve import solve

    limits = Limits(gap=0.0, time_s=limit_s)
    first = solve(area.problem(), limits=limits, seed=1)
    if first.plan is None:
        return Answer(str(first.status))
    pair = _fitting_pair(area, first.plan.assignment)
    locked = replace(area, rules=replace(area.rules, together=(*area.rules.together, pair)))
    begun = time.perf_counter()
    second = _plan(locked, limit_s)
    return replace(second, seconds=time.perf_counter() - begun)


def _fitting_pair(area: Area, network: Mapping[str, str]) -> tuple[str, str]:
    """The first neighbours of different networks that fit into one."""
    patients, ceiling = area.practices["patients"], area.rules.ceiling
    return min(
        (min(edge), max(edge))
        for edge in area.graph.edges
        if network[edge[0]] != network[edge[1]] and patients.loc[list(edge)].sum() <= ceiling
    )


def _nothing() -> None:
    """Nothing is compiled while it runs."""


PLANNER = Tool("this tool", _load_planner, _warm_planner, _plan)
RELOCK = Tool("this tool, after one more lock", _load_planner, _warm_planner, _relock)
COMPACT = Tool("compact MIP (HiGHS)", _load_compact, _nothing, _compact)
MAX_P = Tool("spopt max-p", _load_max_p, _nothing, _max_p)
RECOM = Tool("GerryChain short bursts", _load_recombination, _nothing, _recombination)
PEERS = {"compact": "COMPACT", "max_p": "MAX_P", "recom": "RECOM"}
