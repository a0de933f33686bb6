"""Plans without a solver: legal, repeatable, and never worse than their start."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Area, Span, prepare
from optimise.local_search.first_plan import first_plan, improve, nearest_sets
from optimise.problem.criteria import keep_names
from optimise.problem.problem import Labels, Problem, TeamPatients
from optimise.problem.rules import Rules
from optimise.proof.pricing.generation import Watch
from tests.support.depth import examples
from tests.support.oracles import exception_patients, is_legal, partitions, subsets

LISTS = st.sampled_from([1, 4, 7, 9, 12, 16, 18, 22, 27, 31, 38, 44, 57, 66])
WEIGHTS = st.sampled_from(
    [
        {"travel": 1.0},
        {"travel": 1.0, "change": 0.7, "alignment": 0.4},
        {"inertia": 0.3, "balance": 0.2, "count": 900.0},
        {"mix": 1.0, "borders": 1.0},
    ]
)
ANYTHING = Span(0, 99)


@st.composite
def problems(draw: st.DrawFn, most: int = 7) -> Problem:
    """Areas with tiny, ordinary and oversize lists, in one piece or several."""
    n = draw(st.integers(1, most))
    codes = tuple("ABCDEFGHIJKL"[:n])
    numbers = st.integers(0, n - 1)
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=3 * n))
    edges = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    group = st.lists(st.sampled_from(codes), unique=True, min_size=2, max_size=3)
    groups = st.lists(group.map(tuple), max_size=1) if n > 1 else st.just([])
    labels = st.lists(st.integers(-1, 2), min_size=n, max_size=n)
    together, apart = draw(groups), draw(groups)
    patients = np.array([1_000 * draw(LISTS) + k for k in range(n)], np.int64)
    teams = pd.Series(draw(st.lists(st.sampled_from(["", *"PQR"]), min_size=n, max_size=n)), codes)
    named = [Labels(np.array(draw(labels), np.int64), ("P", "Q", "R")) for _ in range(2)]
    return Problem(
        codes=codes,
        patients=patients,
        place_km=np.array([[draw(st.integers(0, 9)), draw(st.integers(0, 9))] for _ in codes])
        / 1.0,
        edges=np.array(edges, np.int64).reshape(-1, 2),
        unit=Labels(np.zeros(n, np.int64), ("all",)),
        rules=Rules(
            ceiling_soft=draw(st.booleans()),
            together=tuple(together),
            apart=tuple(apart),
            floor_waived=tuple(draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))),
            soft_borders={"town": 0.5},
            weights=draw(WEIGHTS),
        ),
        layers={"": TeamPatients.from_table(teams, codes, patients)},
        current=named[0],
        soft={"town": named[1]},
        need=np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))) / 10.0,
    )


def legal_sets(problem: Problem, exceptional: bool) -> dict[frozenset[int], int]:
    """Every set that may be a network, said once more in plain words -> patients excused."""
    graph = nx.Graph([(problem.codes[a], problem.codes[b]) for a, b in problem.edges])
    graph.add_nodes_from(problem.codes)
    lists = dict(zip(problem.codes, problem.size.tolist(), strict=True))
    rules = problem.rules
    ceiling = rules.ceiling + (rules.oversize_slack if rules.ceiling_soft else 0)
    found = {}
    for members in subsets(list(problem.codes)):
        excused, large = exception_patients(members, lists, rules), max(lists[c] for c in members)
        if excused is None or not is_legal(members, graph, rules, None):
            continue
        if large <= ceiling and (excused > 0 and not exceptional):
            continue
        if (
            large <= ceiling
            and sum(lists[c] for c in members) > rules.ceiling + rules.oversize_slack
        ):
            continue
        found[frozenset(problem.row[c] for c in members)] = excused
    return found


def worth(area: Area, plan) -> tuple[int, int]:
    kept = np.array(keep_names(area.problem, plan), np.int64)
    return int(area.exceptions(plan).sum()), int(area.costs(plan, kept).sum())


def best_worth(area: Area, span: Span) -> tuple[int, int] | None:
    """Least exceptions and cost of all plans, or nothing where there is no plan."""
    legal = legal_sets(area.problem, area.exceptional)
    starting = {i: [s for s in legal if min(s) == i] for i in range(len(area))}
    plans = [[sorted(s) for s in p] for p in partitions(list(range(len(area))), starting)]
    counted = (p for p in plans if span.networks_min <= len(p) <= span.networks_max)
    return min((worth(area, p) for p in counted), default=None)


def assert_legal(area: Area, plan, span: Span) -> None:
    assert sorted(i for s in plan for i in s) == list(range(len(area)))
    assert span.networks_min <= len(plan) <= span.networks_max
    legal = legal_sets(area.problem, area.exceptional)
    assert [s for s in plan if frozenset(s) not in legal] == []
    graph = nx.Graph(area.problem.edges.tolist())
    assert all(len(s) == 1 or nx.is_connected(graph.subgraph(s)) for s in plan)


@settings(max_examples=examples(everyday=12, deep=60))
@given(problems(), st.booleans(), st.integers(0, 3), st.integers(1, 7))
def test_a_first_plan_is_legal_and_excuses_no_more_than_it_must(problem, exceptional, least, most):
    area, span = prepare(problem, exceptional=exceptional), Span(least, most)
    plan, best = first_plan(area, span, seed=5, restarts=2), best_worth(area, span)
    assert (plan is None) == (best is None)
    if plan is not None and best is not None:
        assert_legal(area, plan, span)
        assert best <= worth(area, plan)
        assert worth(area, plan)[0] == best[0]


@settings(max_examples=examples(everyday=5, deep=25))
@given(problems(most=6))
def test_on_a_handful_of_practices_the_plan_is_the_best_there_is(problem):
    area = prepare(problem, exceptional=True)
    plan, best = first_plan(area, ANYTHING, seed=1, restarts=2), best_worth(area, ANYTHING)
    assert (None if plan is None else worth(area, plan)) == best


@settings(max_examples=examples(everyday=6, deep=30))
@given(problems(most=10), st.integers(0, 5))
def test_improving_keeps_the_rules_and_is_never_worse(problem, seed):
    area = prepare(problem, exceptional=True)
    start = first_plan(area, ANYTHING, seed=seed, restarts=1)
    if start is not None:
        better = improve(area, ANYTHING, start, seed=seed, moves=500)
        assert_legal(area, better, ANYTHING)
        assert worth(area, better) <= worth(area, start)
        assert better == improve(area, ANYTHING, start, seed=seed, moves=500)


@settings(max_examples=examples(everyday=5, deep=25))
@given(problems(most=8), st.booleans())
def test_nearest_sets_are_legal_and_each_comes_once(problem, exceptional):
    area = prepare(problem, exceptional=exceptional)
    sets, kept = nearest_sets(area)
    legal = legal_sets(problem, exceptional)
    assert len(set(sets)) == len(sets) == len(kept)
    assert [s for s in sets if frozenset(s) not in legal] == []


def grid(side: int, size: int = 8_000, **rules) -> Area:
    """Practices a kilometre apart on a square; each touches those beside, above and below."""
    spots = [(x, y) for x in range(side) for y in range(side)]
    edges = [
        (a, b)
        for a, b in combinations(range(len(spots)), 2)
        if abs(spots[a][0] - spots[b][0]) + abs(spots[a][1] - spots[b][1]) == 1
    ]
    return prepare(
        Problem(
            codes=tuple(f"P{k:03}" for k in range(len(spots))),
            patients=np.array([size + 37 * (k % 11) for k in range(len(spots))], np.int64),
            place_km=np.array(spots, float),
            edges=np.array(edges, np.int64).reshape(-1, 2),
            unit=Labels(np.zeros(len(spots), np.int64), ("all",)),
            rules=Rules(**rules),
        ),
        exceptional=False,
    )


def test_the_same_seed_gives_the_same_plan_and_other_seeds_are_tried():
    area, span = grid(8), Span(1, 17)
    plans = [first_plan(area, span, seed=s, restarts=1) for s in (3, 3, 4)]
    assert plans[0] == plans[1]
    both = first_plan(area, span, seed=3, restarts=2)
    assert both in (plans[0], plans[2])
    assert worth(area, both) == min(worth(area, plans[0]), worth(area, plans[2]))


@pytest.mark.parametrize("networks", [11, 13, 16])
def test_the_number_of_networks_can_be_given(networks):
    plan = first_plan(grid(8), Span(networks, networks), seed=1, restarts=1)
    assert plan is not None
    assert len(plan) == networks


def test_a_plan_drawn_badly_on_a_grid_is_bettered():
    area, span = grid(8), Span(1, 17)
    rows = [tuple(range(4 * k, 4 * k + 4)) for k in range(16)]
    better = improve(area, span, rows, seed=1, moves=50_000)
    assert worth(area, better) < worth(area, rows)


def test_exceptions_beyond_what_is_allowed_are_no_plan():
    area = grid(2, size=70_000)
    assert first_plan(area, Span(1, 4), seed=1, restarts=1) == [(0,), (1,), (2,), (3,)]
    excused = int(area.exceptions([(0,), (1,), (2,), (3,)]).sum())
    assert first_plan(area, Span(1, 4, excused), seed=1, restarts=1) is not None
    assert first_plan(area, Span(1, 4, excused - 1), seed=1, restarts=1) is None


def test_an_area_below_the_floor_has_no_plan_inside_the_band():
    assert first_plan(grid(1), Span(1, 1), seed=1, restarts=2) is None


def test_more_pieces_than_networks_have_no_plan():
    area = grid(2)
    assert first_plan(area, Span(0, 0), seed=1, restarts=1) is None


def test_a_raised_flag_ends_the_search_with_what_there_is():
    area, watch = grid(8), Watch()
    start = first_plan(area, Span(1, 17), seed=1, restarts=1)
    watch.flag[0] = 1
    assert start is not None
    assert improve(area, Span(1, 17), start, seed=1, moves=10**9, watch=watch) == start
    hasty = first_plan(area, Span(1, 17), seed=1, restarts=10**9, watch=watch)
    if hasty is not None:
        assert_partition(area, hasty)


def assert_partition(area: Area, plan) -> None:
    assert sorted(i for s in plan for i in s) == list(range(len(area)))


def test_a_start_that_costs_nothing_still_makes_exceptions_dear():
    problem = Problem(
        codes=tuple("ABCD"),
        patients=np.array([1_000, 57_001, 1_002, 1_003], np.int64),
        place_km=np.array([[0.0, 0.0], [0.0, 3.0], [0.0, 0.0], [0.0, 0.0]]),
        edges=np.array([[0, 1]], np.int64),
        unit=Labels(np.zeros(4, np.int64), ("all",)),
        rules=Rules(weights={"travel": 1.0}),
    )
    area = prepare(problem, exceptional=True)
    assert first_plan(area, ANYTHING, seed=5, restarts=1) == [(0, 1), (2,), (3,)]
