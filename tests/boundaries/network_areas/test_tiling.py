"""Pieces and doughnuts on graphs, and the greedy repair of both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.network_areas.draw import area_graph
from boundaries.network_areas.pieces import UNASSIGNED, Tiling, enclosed, minor_pieces, pieces
from boundaries.network_areas.repair import MapGround, faults, improve, repair
from tests.support.depth import examples
from tests.support.tilings import faults as faults_by_hand
from tests.support.tilings import grid_graph, random_patients, random_voronoi


def sheet(columns, rows):
    graph = grid_graph(columns, rows)
    return graph, Tiling.of_graph(graph, sorted(graph))


def whole_land(tiling, networks):
    return np.zeros((tiling.n, networks), dtype=np.int64)


@settings(max_examples=examples(everyday=12, deep=60))
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_a_map_has_faults_where_a_walk_by_hand_finds_them(columns, rows, data):
    graph, tiling = sheet(columns, rows)
    labels = np.array(data.draw(st.lists(st.integers(0, 2), min_size=tiling.n, max_size=tiling.n)))
    minor = minor_pieces(tiling, labels, np.ones(tiling.n), whole_land(tiling, 3))
    rings = enclosed(tiling, labels)
    said = set(faults_by_hand(graph, dict(zip(sorted(graph), labels.tolist(), strict=True))))
    assert {f"{label} is in pieces" for label, _, _ in minor} == {s for s in said if "piece" in s}
    shut = {f"{label} shuts others in" for label, _, _ in rings}
    assert shut <= said
    if not minor:
        assert shut == said


def test_pieces_are_numbered_by_label_and_contact():
    _, tiling = sheet(4, 1)
    assert pieces(tiling, np.array([0, 1, 1, 0])).tolist() == [0, 1, 1, 2]


def test_the_main_piece_is_the_heaviest():
    _, tiling = sheet(4, 1)
    weights = np.array([9.0, 0, 1, 1])
    [(label, main, minor)] = minor_pieces(
        tiling, np.array([0, 1, 0, 0]), weights, whole_land(tiling, 2)
    )
    assert (label, main.tolist(), minor.tolist()) == (0, [0], [2, 3])


def test_unassigned_land_is_nobodys_piece_and_nobodys_ring():
    _, tiling = sheet(3, 3)
    labels = np.full(9, UNASSIGNED)
    labels[4] = 0
    assert minor_pieces(tiling, labels, np.ones(9), whole_land(tiling, 1)) == []
    assert enclosed(tiling, labels) == []


def test_a_corner_does_not_join():
    _, tiling = sheet(2, 2)
    labels = np.array([0, 1, 1, 0])
    assert len(minor_pieces(tiling, labels, np.ones(4), whole_land(tiling, 2))) == 2


@settings(max_examples=examples(everyday=8, deep=40))
@given(st.integers(5, 80), st.integers(1, 6), st.integers(0, 10_000))
def test_repair_makes_any_map_whole_and_improving_never_loses(count, networks, seed):
    small = random_voronoi(count, seed)
    graph = area_graph(small)
    codes = sorted(graph)
    weights = random_patients(small, networks, seed).loc[codes].to_numpy(dtype=float)
    rng = np.random.default_rng(seed)
    places = rng.choice(count, size=min(networks, count), replace=False)
    ground = MapGround.open(
        Tiling.of_graph(graph, codes), weights, dict(enumerate(int(p) for p in places))
    )
    mended = repair(ground, rng.integers(0, networks, count))
    better = improve(ground, mended)
    assert faults(ground, mended) == faults(ground, better) == 0
    assert ground.inside(better) >= ground.inside(mended)
    assert faults_by_hand(graph, dict(zip(codes, better.tolist(), strict=True))) == []


def test_repair_leaves_a_whole_map_alone():
    _, tiling = sheet(4, 2)
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    weights = np.eye(2)[labels]
    ground = MapGround.open(tiling, weights, {0: 0, 1: 7})
    assert repair(ground, labels).tolist() == labels.tolist()


@pytest.mark.parametrize("side", [3, 5])
def test_a_network_shut_in_gets_the_cheapest_way_out(side):
    _, tiling = sheet(side, side)
    middle = side * side // 2
    weights = np.tile([10.0, 1.0], (side * side, 1))
    weights[middle] = [1.0, 10.0]
    weights[side // 2, 0] = 5.0  # the cheapest door
    ground = MapGround.open(tiling, weights, {0: 0, 1: middle})
    labels = repair(ground, ground.best())
    held = np.flatnonzero(labels == 1).tolist()
    assert held == [row * side + side // 2 for row in range(side // 2 + 1)]
