"""Small areas to networks: whole maps, the best of them, and what is said when none is perfect."""

import itertools

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.network_areas.draw import area_graph
from optimise.network_areas.allocate import allocate
from optimise.problem.plan import Status
from tests.support.depth import examples
from tests.support.tilings import (
    faults,
    grid_graph,
    random_homes,
    random_patients,
    random_voronoi,
    small_cases,
)


def random_case(count, networks, seed):
    """Graph, patients and homes of a random tiling."""
    small = random_voronoi(count, seed)
    patients = random_patients(small, networks, seed)
    return area_graph(small), patients, random_homes(patients, seed)


def labels_of(allocation):
    return allocation.area_network.to_dict()


def inside(patients, labels):
    return sum(int(patients.at[area, network]) for area, network in labels.items())


def short_of_a_home(homes, labels):
    return [n for n, areas in homes.items() if all(labels[a] != n for a in areas)]


def best_by_hand(graph, patients, homes):
    """Most patients inside over all whole maps in which everyone has a home, if there are any."""
    places, networks = sorted(graph), list(patients.columns)
    worth = {(a, n): int(patients.at[a, n]) for a in places for n in networks}
    best = None
    for choice in itertools.product(networks, repeat=len(places)):
        labels = dict(zip(places, choice, strict=True))
        most = sum(worth[pair] for pair in labels.items())
        if (best is None or most > best) and not short_of_a_home(homes, labels):
            best = best if faults(graph, labels) else most
    return best


@settings(max_examples=examples(everyday=5, deep=15))
@given(small_cases())
def test_no_whole_map_keeps_more_patients_inside(case):
    graph, patients, homes = case
    allocation = allocate(graph, patients, homes)
    labels = labels_of(allocation)
    assert faults(graph, labels) == []
    assert allocation.proven
    most = best_by_hand(graph, patients, homes)
    assert (most is None) == bool(short_of_a_home(homes, labels))
    assert allocation.patients_inside == inside(patients, labels)
    if most is not None:
        assert allocation.patients_inside == most
    assert allocation.patients_inside <= allocation.patients_bound <= allocation.patients_plurality


@settings(max_examples=examples(everyday=4, deep=12))
@given(st.integers(5, 70), st.integers(2, 7), st.integers(0, 10_000))
def test_every_map_of_a_random_tiling_is_a_partition_into_whole_areas(count, networks, seed):
    graph, patients, homes = random_case(count, networks, seed)
    allocation = allocate(graph, patients, homes, time_limit=1)
    labels = labels_of(allocation)
    assert sorted(labels) == sorted(graph)
    assert faults(graph, labels) == []
    assert allocation.patients_inside == inside(patients, labels)
    assert allocation.patients_inside <= allocation.patients_bound <= allocation.patients_plurality


@settings(max_examples=examples(everyday=4, deep=10))
@given(st.integers(5, 70), st.integers(2, 7), st.integers(0, 10_000))
def test_stopped_at_once_the_map_is_whole_and_claims_no_proof_beyond_its_bound(count, k, seed):
    graph, patients, homes = random_case(count, k, seed)
    hasty = allocate(graph, patients, homes, cancelled=lambda: True)
    assert faults(graph, labels_of(hasty)) == []
    assert hasty.patients_inside <= hasty.patients_bound
    if hasty.proven:
        assert hasty.patients_inside == hasty.patients_plurality


@settings(max_examples=examples(everyday=4, deep=10))
@given(st.integers(5, 70), st.integers(2, 7), st.integers(0, 10_000))
def test_nearly_enough_is_within_the_gap_and_whole(count, k, seed):
    graph, patients, homes = random_case(count, k, seed)
    exact, near = allocate(graph, patients, homes), allocate(graph, patients, homes, gap=0.05)
    assert faults(graph, labels_of(near)) == []
    assert near.gap <= 0.05 or near.patients_inside == exact.patients_inside
    assert near.patients_inside <= exact.patients_inside <= near.patients_bound


def test_the_same_input_gives_the_same_map():
    graph, patients, homes = random_case(40, 4, 3)
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    once = allocate(graph, patients, homes)
    again = allocate(shuffled, patients.iloc[::-1, ::-1], homes)
    pd.testing.assert_series_equal(once.area_network, again.area_network)


def sheet(side, **most):
    """A sheet of squares; each network has 10 patients in its squares and 1 elsewhere."""
    graph = grid_graph(side, side)
    columns = {n: [10 if a in own else 1 for a in sorted(graph)] for n, own in most.items()}
    return graph, pd.DataFrame(columns, index=sorted(graph))


def test_a_network_in_the_middle_of_another_gets_a_way_out():
    graph, patients = sheet(5, P=[], Q=["22"])
    patients["P"] = 10
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["22"]})
    held = [a for a, n in labels_of(allocation).items() if n == "Q"]
    assert "22" in held
    assert len(held) == 3
    assert faults(graph, labels_of(allocation)) == []
    assert allocation.patients_inside == 22 * 10 + 10 + 2
    assert allocation.patients_plurality == 250
    assert (allocation.status, allocation.gap) == (Status.OPTIMAL, 0.0)


def test_two_networks_with_their_practices_in_one_small_area_both_keep_land():
    graph, patients = sheet(3, P=["11"], Q=["11", "12"])
    allocation = allocate(graph, patients, {"P": ["11"], "Q": ["11"]})
    assert set(labels_of(allocation).values()) == {"P", "Q"}
    assert len([note for note in allocation.notes if "practices outside its area" in note]) == 1


def test_a_network_with_a_practice_and_no_patients_still_keeps_its_home():
    graph, patients = sheet(3, P=["00"], Q=[])
    patients["Q"] = 0
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["22"]})
    assert [a for a, n in labels_of(allocation).items() if n == "Q"] == ["22"]


def test_a_home_without_patients_counts_as_land():
    graph = grid_graph(2, 2)
    patients = pd.DataFrame({"P": [9, 9, 6, 3], "Q": [5, 5, 0, 0]}, index=sorted(graph))
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["00", "11"]})
    assert labels_of(allocation) == {"00": "P", "01": "P", "10": "P", "11": "Q"}
    assert allocation.patients_inside == 24


def test_more_networks_than_small_areas_says_who_has_none():
    graph = grid_graph(1, 1)
    patients = pd.DataFrame({"P": [5], "Q": [7]}, index=["00"])
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["00"]})
    assert labels_of(allocation) == {"00": "Q"}
    assert any(note.startswith("P has no area") for note in allocation.notes)
    assert allocation.proven


def two_islands():
    graph = nx.disjoint_union(grid_graph(2, 2), grid_graph(1, 2))
    return nx.relabel_nodes(graph, dict(enumerate(["a1", "a2", "a3", "a4", "b1", "b2"])))


def test_an_island_without_a_practice_goes_whole_to_the_network_of_most_of_its_people():
    graph = two_islands()
    patients = pd.DataFrame({"P": [9, 9, 0, 0, 9, 0], "Q": [0, 0, 9, 9, 4, 6]}, index=sorted(graph))
    allocation = allocate(graph, patients, {"P": ["a1"], "Q": ["a4"]})
    labels = labels_of(allocation)
    assert labels["b1"] == labels["b2"] == "Q"
    assert any("Q has areas on more than one island" in note for note in allocation.notes)
    assert any(note.startswith("b1 has no practice") for note in allocation.notes)


def test_an_island_is_shared_by_the_networks_with_a_practice_on_it():
    graph = two_islands()
    patients = pd.DataFrame({"P": [9, 9, 0, 0, 9, 0], "Q": [0, 0, 9, 9, 4, 6]}, index=sorted(graph))
    homes = {"P": ["a1", "b1"], "Q": ["a4", "b2"]}
    labels = labels_of(allocate(graph, patients, homes))
    assert (labels["b1"], labels["b2"]) == ("P", "Q")


def test_a_hard_border_keeps_areas_in_their_unit():
    graph, patients = sheet(4, P=["00"], Q=["30"])
    patients["P"] = 10
    unit = pd.Series({a: "west" if a[0] in "01" else "east" for a in graph})
    homes = {"P": ["00"], "Q": ["30"]}
    labels = labels_of(allocate(graph, patients, homes, area_units=unit))
    assert {labels[a] for a in graph if unit[a] == "west"} == {"P"}
    assert {labels[a] for a in graph if unit[a] == "east"} == {"Q"}
    free = labels_of(allocate(graph, patients, homes))
    assert [a for a, n in free.items() if n == "Q"] == ["30"]


@pytest.mark.parametrize("homes", [{"P": ["00", "30"], "Q": ["10"]}, {"P": ["00"], "Q": ["10"]}])
def test_land_that_lies_apart_is_told_and_how_many_parts_it_has(homes):
    graph, patients = sheet(4, P=["00", "30"], Q=["10"])
    unit = pd.Series({a: "outer" if a[0] in "03" else "inner" for a in graph})
    found = allocate(graph, patients, homes, area_units=unit)
    assert found.stretches == {"P": 2}
    assert any(note.startswith("P has an area of 2 parts") for note in found.notes)
    assert not any("island" in note and note.startswith("P ") for note in found.notes)
    assert allocate(graph, patients, {"P": ["00"], "Q": ["10"]}).stretches == {}


def test_a_network_of_two_units_may_cross_their_border():
    graph, patients = sheet(4, P=[], Q=["30"])
    patients["P"] = 10
    unit = pd.Series({a: "west" if a[0] in "01" else "east" for a in graph})
    units = {"P": {"west", "east"}, "Q": {"east"}}
    homes = {"P": ["00"], "Q": ["30"]}
    labels = labels_of(allocate(graph, patients, homes, area_units=unit, network_units=units))
    assert [a for a, n in labels.items() if n == "Q"] == ["30"]


def test_a_unit_inside_another_is_a_doughnut_that_is_told():
    graph, patients = sheet(3, P=[], Q=["11"])
    unit = pd.Series({a: "inner" if a == "11" else "outer" for a in graph})
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["11"]}, area_units=unit)
    assert labels_of(allocation)["11"] == "Q"
    assert "Q lies inside P: a border leaves no way out" in allocation.notes


def test_a_ring_round_a_lake_is_no_doughnut():
    graph = grid_graph(3, 3)
    graph.remove_node("11")
    for area in ("01", "10", "12", "21"):
        graph.nodes[area].update(outside_m=2.0, faces=(0, 1))
    for area in ("00", "02", "20", "22"):
        graph.nodes[area]["faces"] = (0,)
    patients = pd.DataFrame({"P": 5, "Q": 1}, index=sorted(graph))
    allocation = allocate(graph, patients, {"P": ["00"]})
    assert set(labels_of(allocation).values()) == {"P"}
    assert allocation.patients_inside == 40


def test_an_area_on_a_lake_inside_a_network_is_a_doughnut():
    graph = grid_graph(5, 5)
    graph.remove_node("22")
    for area in graph:
        rim = graph.nodes[area]["outside_m"] > 0
        graph.nodes[area]["faces"] = (0,) if rim else (1,) if area in "12 21 23 32" else ()
    patients = pd.DataFrame({"P": 5, "Q": 0}, index=sorted(graph))
    patients.loc["12", "Q"] = 9
    allocation = allocate(graph, patients, {"P": ["00"], "Q": ["12"]})
    held = sorted(a for a, n in labels_of(allocation).items() if n == "Q")
    assert held == ["02", "12"]


@pytest.mark.parametrize(
    ("patients", "homes", "said"),
    [
        (pd.DataFrame({"P": [1]}, index=["00"]), {"P": ["00"]}, "do not hold the same"),
        (pd.DataFrame(index=["00", "01"]), {}, "no network"),
        (pd.DataFrame({"P": [1, 1]}, index=["00", "01"]), {"Q": ["00"]}, "no column"),
        (pd.DataFrame({"P": [1, 1]}, index=["00", "01"]), {"P": ["77"]}, "not on the map"),
    ],
)
def test_tables_that_do_not_fit_are_refused(patients, homes, said):
    with pytest.raises(DataError, match=said):
        allocate(grid_graph(1, 2), patients, homes)
