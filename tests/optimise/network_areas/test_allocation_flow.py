"""Separators and linear relaxations behind the map of small areas, against networkx and PuLP."""

import networkx as nx
import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.network_areas.pieces import Tiling
from boundaries.network_areas.repair import MapGround
from optimise.milp import solve_program
from optimise.network_areas.cuts import Anchors, contiguity_rows, doughnut_rows, separator
from optimise.network_areas.flow import UNIT, Separators
from optimise.network_areas.program import Block, blocks, state
from optimise.network_areas.relaxation import AllotmentRelaxation
from tests.support.depth import examples
from tests.support.tilings import grid_graph


def sheet(columns, rows):
    graph = grid_graph(columns, rows)
    return Tiling.of_graph(graph, sorted(graph))


def cut_by_networkx(tiling, weight, area, reach):
    """Least weight of areas, other than ``area``, that part it from ``reach``."""
    flow = nx.DiGraph()
    for v in range(tiling.n):
        flow.add_edge((v, 0), (v, 1), capacity=round(weight[v] * UNIT))
    for a, b in tiling.edges.tolist():
        flow.add_edge((a, 1), (b, 0))
        flow.add_edge((b, 1), (a, 0))
    for v in reach:
        flow.add_edge((v, 1), "there")
    return nx.minimum_cut_value(flow, (area, 1), "there") / UNIT


@settings(max_examples=examples(everyday=8, deep=40))
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_the_least_separator_is_least_and_separates(columns, rows, data):
    tiling = sheet(columns, rows)
    share = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    weight = np.array(data.draw(st.lists(share, min_size=tiling.n, max_size=tiling.n)))
    area, *reach = data.draw(st.permutations(range(tiling.n)))[: data.draw(st.integers(2, 4))]
    separators = Separators(tiling.neighbours, weight)
    least, cut = separators.least(area, np.array(reach))
    assert least == pytest.approx(cut_by_networkx(tiling, weight, area, reach))
    assert weight[cut].sum() == pytest.approx(least)
    rest = tiling.graph.subgraph(set(range(tiling.n)) - set(cut))
    assert not any(v in rest and nx.has_path(rest, area, v) for v in reach)
    if separators.wide_way(area, np.array(reach), 0.5):
        assert least >= 0.5


@settings(max_examples=examples(everyday=8, deep=40))
@given(st.integers(2, 5), st.integers(2, 5), st.data())
def test_a_separator_parts_and_has_nobody_too_many(columns, rows, data):
    tiling = sheet(columns, rows)
    a, b = data.draw(st.permutations(range(tiling.n)))[:2]
    every = np.ones(tiling.n, dtype=bool)
    cut = separator(tiling.neighbours, np.array([a]), np.array([b]), every)
    if b in cut:
        assert b in tiling.neighbours[a]
        return
    parted = tiling.graph.subgraph(set(range(tiling.n)) - cut)
    assert not nx.has_path(parted, a, b)
    for v in cut:
        assert nx.has_path(tiling.graph.subgraph(set(parted) | {v}), a, b)


def noisy(columns, rows, seed):
    tiling = sheet(columns, rows)
    weights = np.random.default_rng(seed).integers(0, 50, (tiling.n, 3)).astype(float)
    ground = MapGround.open(tiling, weights, {})
    labels = ground.best()
    found = contiguity_rows(ground, labels, {}, Anchors(ground)) + doughnut_rows(ground, labels)
    return ground, found


@pytest.mark.parametrize("seed", range(5))
def test_rows_forbid_the_map_they_were_made_from(seed):
    ground, rows = noisy(5, 5, seed)
    labels = ground.best()
    for row in rows:
        held = sum(bool(labels[a] == k) for a, k in row.more)
        assert held - sum(bool(labels[a] == k) for a, k in row.less) < row.at_least


@pytest.mark.parametrize("seed", range(5))
def test_the_relaxation_grown_row_by_row_is_that_of_the_program(seed):
    ground, rows = noisy(5, 5, seed)
    for block in blocks(rows):
        problem, _ = state(ground, block, 1e6)
        for variable in problem.variables():
            variable.cat = pulp.LpContinuous
        whole = solve_program(problem)
        grown = AllotmentRelaxation(ground, Block(block.rows[:1]), 1e6)
        grown.solve()
        grown.add(block.rows[1:])
        x, owed = grown.solve()
        worth = sum(ground.weights[pair] * value for pair, value in x.items())
        assert worth - 1e6 * sum(owed.values()) == pytest.approx(whole.objective)
        assert all(grown.slack(row) > -1e-6 for row in block.rows)


@pytest.mark.parametrize("seed", range(5))
def test_blocks_share_no_area_and_hold_every_row(seed):
    _, rows = noisy(8, 8, seed)
    parts = blocks(dict.fromkeys(rows))
    assert sorted(map(repr, (r for b in parts for r in b.rows))) == sorted(map(repr, set(rows)))
    named = [area for block in parts for area in block.named]
    assert len(named) == len(set(named))
