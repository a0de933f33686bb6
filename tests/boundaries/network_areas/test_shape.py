"""Measures of shape against figures known by hand, and practices parted from their network."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.network_areas import compactness, separation
from tests.support.places import BNG, points, practices_at

CIRCLE = shapely.Point(0, 0).buffer(1_000, quad_segs=256)
SQUARE = shapely.box(0, 0, 1_000, 1_000)
STRIP = shapely.box(0, 0, 4_000, 1_000)
L = shapely.union(shapely.box(0, 0, 2_000, 1_000), shapely.box(0, 0, 1_000, 2_000))


def drawn(**shapes):
    index = pd.Index(list(shapes), name="network_id", dtype="str")
    return gpd.GeoDataFrame(index=index, geometry=list(shapes.values()), crs=BNG)


@pytest.mark.parametrize(
    ("measure", "polygon", "expected"),
    [
        (compactness.polsby_popper, CIRCLE, 1),
        (compactness.polsby_popper, SQUARE, np.pi / 4),
        (compactness.polsby_popper, STRIP, 4 * np.pi * 4 / 100),
        (compactness.reock, CIRCLE, 1),
        (compactness.reock, SQUARE, 2 / np.pi),
        (compactness.reock, STRIP, 4 / (np.pi * 17 / 4)),
        (compactness.hull_ratio, SQUARE, 1),
        (compactness.hull_ratio, L, 3 / 3.5),
    ],
)
def test_measures_of_figures_known_by_hand(measure, polygon, expected):
    assert measure(np.array([polygon])) == pytest.approx(expected, rel=1e-3)


@given(points.filter(lambda some: len(set(some)) > 3), st.floats(0.1, 10), st.floats(-9e4, 9e4))
def test_measures_lie_in_0_to_1_and_ignore_place_and_size(some, scale, shift):
    cloud = shapely.multipoints(some).buffer(300)
    moved = shapely.transform(cloud, lambda xy: xy * scale + shift)
    for measure in (compactness.polsby_popper, compactness.reock, compactness.hull_ratio):
        [here], [there] = measure(np.array([cloud])), measure(np.array([moved]))
        assert 0 < here <= 1 + 1e-9
        assert there == pytest.approx(here, rel=1e-4)


def test_a_shape_without_land_measures_nothing():
    assert compactness.polsby_popper(np.array([shapely.Polygon()])) == [0]


def test_a_table_of_all_measures():
    ring = shapely.difference(
        shapely.box(0, 0, 3_000, 3_000), shapely.box(1_000, 1_000, 2_000, 2_000)
    )
    inside = shapely.box(1_000, 1_000, 2_000, 2_000)
    table = compactness.measures(drawn(P=ring, Q=inside))
    assert table["doughnuts"].to_dict() == {"P": 1, "Q": 0}
    assert table["area_km2"].to_dict() == {"P": 8, "Q": 1}
    assert table["perimeter_km"].to_dict() == {"P": 16, "Q": 4}
    assert compactness.doughnuts(drawn(P=ring)).empty
    assert compactness.doughnuts(drawn(P=ring, Q=inside)).to_numpy().tolist() == [
        ["P", "Q", 1_000_000]
    ]


def test_mean_distance_is_weighted_by_patients():
    places = practices_at([(0, 0), (3_000, 4_000)])
    patients = pd.DataFrame({"P": [1, 1], "Q": [3, 1], "R": [5, 0], "S": [0, 0]}, places.index)
    found = compactness.patient_distance_km(places, patients)
    assert found.iloc[:3].to_dict() == pytest.approx({"P": 2.5, "Q": 1.875, "R": 0})
    assert np.isnan(found["S"])


def test_cut_edges_count_for_both_sides():
    graph = nx.Graph()
    graph.add_edge("a", "b", border_m=100.0)
    graph.add_edge("b", "c", border_m=250.0)
    graph.add_edge("c", "d")
    table = compactness.cut_edges(graph, {"a": "P", "b": "P", "c": "Q", "d": "R"})
    assert table["cut_edges"].to_dict() == {"P": 1, "Q": 2, "R": 1}
    assert table["border_km"].to_dict() == {"P": 0.25, "Q": 0.25, "R": 0}
    assert table["inner_edges"].to_dict() == {"P": 1, "Q": 0, "R": 0}


def test_groups_that_do_not_hang_together():
    graph = nx.path_graph(["a", "b", "c", "d"])
    table = separation.groups(graph, {"a": "P", "b": "P", "c": "Q", "d": "P"})
    assert table.to_numpy().tolist() == [["P", "d", "a, b"]]
    assert separation.groups(graph, dict.fromkeys("abcd", "P")).empty


def between(at, names):
    practices = practices_at(at)
    return separation.between(practices, dict(zip(practices.index, names, strict=True)))


def test_a_practice_of_another_network_in_between_is_named():
    table = between([(0, 0), (1_000, 0), (2_000, 0), (2_000, 100)], "PQPR")
    assert table.to_numpy().tolist() == [["P", "A000", "A002", 2_000, "A001", "Q"]]


def test_a_neighbour_at_the_side_is_not_in_between():
    assert between([(0, 0), (1_000, 0), (0, 1_500)], "PPQ").empty


def test_shared_premises_part_nobody():
    assert between([(0, 0), (0, 0), (0, 0), (500, 0)], "PQPP").empty


@given(points.filter(lambda some: len(some) > 2), st.data())
def test_between_is_what_the_lune_says(some, data):
    names = data.draw(st.lists(st.sampled_from("PQ"), min_size=len(some), max_size=len(some)))
    practices = practices_at(some)
    at, assignment = practices.geometry, dict(zip(practices.index, names, strict=True))
    for row in separation.between(practices, assignment).itertuples():
        far = at[row.practice_a].distance(at[row.practice_b])
        assert row.distance_m == pytest.approx(far)
        for code in row.between.split(", "):
            assert assignment[code] != row.network_id
            assert max(at[code].distance(at[p]) for p in (row.practice_a, row.practice_b)) < far
