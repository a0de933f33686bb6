from itertools import combinations

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.real_data import ABSENT, REAL
from boundaries.adjacency import catchments
from boundaries.adjacency import graph as adjacency
from boundaries.errors import DataError
from boundaries.practices import sites
from boundaries.territories import draw as territories
from tests.support.depth import examples
from tests.support.places import (
    branches_at,
    frame,
    land,
    point,
    points,
    practices_at,
    registered,
    shape,
    tiles,
    units_of,
)

SQUARE = land((0, 0, 10_000, 10_000))
spread = st.lists(point, min_size=1, max_size=12, unique=True)


def graph_of(practices, **geography):
    outline = geography.pop("outline", None)
    drawn = territories.build(
        practices,
        units=geography.get("units"),
        branches=geography.get("branches"),
        outline=outline,
    )
    return adjacency.build(practices, drawn, **geography)


def borders_of(graph):
    return {tuple(sorted((a, b))): d["border_m"] for a, b, d in graph.edges(data=True)}


def shared_length(one, other):
    """Metres of line in what two polygons have in common, by plain geometry."""
    parts = shapely.get_parts(shapely.intersection(one, other))
    return float(shapely.length(parts[shapely.get_dimensions(parts) == 1]).sum())


@given(spread)
@settings(max_examples=examples(everyday=5, deep=25))
def test_borders_are_those_of_the_territories(places):
    practices = practices_at(places)
    drawn = territories.build(practices, outline=SQUARE)
    found = borders_of(adjacency.build(practices, drawn))
    for a, b in combinations(practices.index, 2):
        length = shared_length(drawn.geometry[a], drawn.geometry[b])
        if practices.geometry[a].distance(practices.geometry[b]) <= sites.SAME_PREMISES_M:
            assert found[a, b] == 0.0  # a wall of one building is no border
        elif not 0.5 < length < 1.5:
            assert found.get((a, b), 0.0) == pytest.approx(length if length > 1 else 0.0, abs=0.2)


@given(points, st.lists(st.tuples(st.integers(0, 13), point), max_size=4), st.data())
@settings(max_examples=examples(everyday=5, deep=25))
def test_edges_stay_in_units_and_join_each_of_them(places, extra, data):
    practices = practices_at(places)
    names = data.draw(st.lists(st.sampled_from("XYZ"), min_size=len(places), max_size=len(places)))
    units = units_of(practices, names)
    branches = branches_at([f"A{k:03d}" for k, _ in extra], [where for _, where in extra])
    outline = data.draw(st.sampled_from([None, SQUARE]))
    graph = graph_of(practices, units=units, branches=branches, outline=outline)
    assert list(graph) == list(practices.index)
    assert all(units[a] == units[b] and a != b for a, b in graph.edges)
    assert nx.number_connected_components(graph) == units.nunique()
    assert all(d["reasons"] for _, _, d in graph.edges(data=True))


@given(points)
@settings(max_examples=examples(everyday=5, deep=25))
def test_practices_at_one_point_are_neighbours_and_have_the_same_ones(places):
    practices = practices_at(places)
    graph = graph_of(practices)
    for a, b in combinations(practices.index, 2):
        if practices.geometry[a].equals(practices.geometry[b]):
            assert "shared_premises" in graph.edges[a, b]["reasons"]
            assert set(graph[a]) - {b} == set(graph[b]) - {a}


def test_corners_are_no_borders():
    corners = practices_at([(2_500, 2_500), (7_500, 2_500), (2_500, 7_500), (7_500, 7_500)])
    assert borders_of(graph_of(corners, outline=SQUARE)) == {
        ("A000", "A001"): 5_000,
        ("A000", "A002"): 5_000,
        ("A001", "A003"): 5_000,
        ("A002", "A003"): 5_000,
    }


def test_a_branch_in_another_practices_building_is_shared_premises():
    practices = practices_at([(1_000, 5_000), (5_000, 5_000), (9_000, 5_000)])
    graph = graph_of(practices, branches=branches_at(["A000"], [(9_000, 5_000)]), outline=SQUARE)
    assert graph.edges["A000", "A002"]["reasons"] == ("shared_premises",)
    assert graph.edges["A000", "A001"]["border_m"] == pytest.approx(20_000, abs=0.1)


def test_a_practice_outside_its_border_has_neighbours_in_its_own_unit():
    """A002 of unit X lies deep in Y's polygon."""
    practices = practices_at([(1_000, 2_000), (1_000, 8_000), (9_000, 5_000), (8_000, 5_000)])
    units = units_of(practices, "XXXY")
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["X", "Y"])
    graph = graph_of(practices, units=units, outline=boxes)
    assert set(graph["A002"]) == {"A000", "A001"}
    assert set(graph["A003"]) == set()


def test_far_practices_along_the_rim_are_no_neighbours():
    """A shallow arc: its ends would touch far outside if the land had no end."""
    arc = practices_at([(0, 0), (5_000, 300), (10_000, 400), (15_000, 300), (20_000, 0)])
    assert not graph_of(arc).has_edge("A000", "A004")


def test_an_island_is_cut_off_and_told_its_nearest():
    main = shape([(0, 0), (9e3, 0), (9e3, 9e3), (0, 9e3)])
    island = shape([(11e3, 0), (15e3, 0), (15e3, 9e3), (11e3, 9e3)])
    practices = practices_at([(1_000, 1_000), (8_000, 1_000), (12_000, 1_000)], patients=20_000)
    units = units_of(practices, "XXX")
    graph = graph_of(practices, units=units, outline=frame(main, island))
    assert set(graph["A002"]) == set()
    (row,) = adjacency.cut_off(practices, graph, units).to_dict("records")
    assert (row["practices"], row["nearest_own"], row["distance_own_m"]) == ("A002", "A001", 4_000)
    assert row["remedy"] == "Link A002 to A001 (4.0 km) with --links"


def test_a_unit_too_small_for_a_network_is_told_who_is_across_the_border():
    practices = practices_at([(0, 0), (1_000, 0), (3_500, 0)], patients=14_000)
    units = units_of(practices, "XXY")
    table = adjacency.cut_off(practices, graph_of(practices, units=units), units)
    assert table["practices"].tolist() == ["A000, A001", "A002"]
    assert table["from_other"].tolist() == ["A001", "A002"]
    assert table["distance_other_m"].tolist() == [2_500, 2_500]
    assert "across the border, such as A001 with A002 (2.5 km)" in table["remedy"][0]


def test_nobody_is_cut_off_from_a_unit_that_is_large_enough():
    practices = practices_at([(0, 0), (1_000, 0), (9_000, 0)], patients=30_000)
    units = units_of(practices, "XXY")
    assert adjacency.cut_off(practices, graph_of(practices, units=units), units).empty


def test_a_lone_practice_without_others_has_nothing_to_link():
    practices = practices_at([(0, 0)])
    units = units_of(practices, "X")
    (remedy,) = adjacency.cut_off(practices, graph_of(practices), units)["remedy"]
    assert remedy == "There is no other practice to join: lower the floor"


def drawn_by_registrations(practices, rows, areas):
    return territories.from_registrations(practices, registered(rows), areas)


def test_territories_of_small_areas_give_their_own_borders():
    practices = practices_at([(500, 500), (2_500, 500), (3_500, 500)])
    rows = [("A000", "S00_00", 9), ("A000", "S01_00", 9), ("A001", "S02_00", 9)]
    drawn = drawn_by_registrations(practices, [*rows, ("A002", "S03_00", 9)], tiles(4, 1))
    graph = adjacency.build(practices, drawn)
    assert borders_of(graph) == {("A000", "A001"): 1_000, ("A001", "A002"): 1_000}


def test_territories_with_vertices_of_their_own_are_noded():
    """The middle of the left square's side is a corner of two squares on the right."""
    practices = practices_at([(500, 500), (1_500, 250), (1_500, 750)])
    boxes = land((0, 0, 1e3, 1e3), (1e3, 0, 2e3, 500), (1e3, 500, 2e3, 1e3), index=practices.index)
    assert borders_of(adjacency.build(practices, boxes)) == {
        ("A000", "A001"): 500,
        ("A000", "A002"): 500,
        ("A001", "A002"): 1_000,
    }


def test_parts_of_a_unit_on_one_land_are_joined_where_cells_touch():
    """Unit X leads at both ends, Y in between: X's practices still reach each other."""
    practices = practices_at([(500, 500), (2_500, 500), (4_500, 500)])
    units = units_of(practices, "XYX")
    rows = [("A000", "S00_00", 9), ("A000", "S01_00", 9), ("A001", "S02_00", 9)]
    rows += [("A002", "S03_00", 9), ("A002", "S04_00", 9)]
    drawn = drawn_by_registrations(practices, rows, tiles(5, 1))
    graph = adjacency.build(practices, drawn, units=units)
    assert set(graph.edges) == {("A000", "A002")}
    assert "cells of their sites touch" in graph.edges["A000", "A002"]["note"]


def test_an_island_of_small_areas_stays_apart():
    practices = practices_at([(500, 500), (4_500, 500)])
    areas = tiles(5, 1).drop(["S02_00", "S03_00"])
    rows = [("A000", "S00_00", 9), ("A000", "S01_00", 9), ("A001", "S04_00", 9)]
    drawn = drawn_by_registrations(practices, rows, areas)
    assert adjacency.build(practices, drawn).number_of_edges() == 0


@given(st.data())
@settings(max_examples=examples(everyday=5, deep=25))
def test_catchments_overlap_as_plain_loops_say(data):
    codes = [f"A{k:03d}" for k in range(5)]
    cell = st.tuples(
        st.sampled_from([*codes, "Z999"]), st.sampled_from("abcdef"), st.integers(1, 9)
    )
    rows = registered(data.draw(st.lists(cell, max_size=25)))
    units = pd.Series(data.draw(st.lists(st.sampled_from("XY"), min_size=5, max_size=5)), codes)
    found = catchments.overlaps(rows, units, 0.25)
    expected = {}
    for a, b in combinations(codes, 2):
        shares = []
        for code in (a, b):
            mine = rows[rows["practice_code"] == code]
            total = mine["patients"].sum()
            shares.append(
                {
                    x: mine["patients"][mine["area_code"] == x].sum() / total if total else 0
                    for x in "abcdef"
                }
            )
        overlap = sum(min(shares[0][x], shares[1][x]) for x in "abcdef")
        if abs(overlap - 0.25) > 1e-9 and overlap > 0.25 and units[a] == units[b]:
            expected[a, b] = overlap
    given_ = {(a, b): s for a, b, s in found.to_numpy() if abs(s - 0.25) > 1e-9}
    assert given_ == pytest.approx(expected)


def test_overlapping_catchments_are_a_reason_of_their_own():
    practices = practices_at([(500, 500), (1_500, 500), (2_500, 500)])
    rows = [("A000", "S00_00", 60), ("A000", "S02_00", 40), ("A001", "S01_00", 9)]
    rows += [("A002", "S02_00", 60), ("A002", "S00_00", 40)]
    drawn = drawn_by_registrations(practices, rows, tiles(3, 1))
    graph = adjacency.build(practices, drawn, registrations=registered(rows))
    assert graph.edges["A000", "A002"]["reasons"] == ("catchment",)
    assert graph.edges["A000", "A002"]["catchment_share"] == 0.8
    stricter = adjacency.build(
        practices, drawn, registrations=registered(rows), catchment_share_min=0.8
    )
    assert not stricter.has_edge("A000", "A002")


words = st.text("ab ,;\"'é\n", max_size=9).map(lambda text: " ".join(text.split()))
edge = st.fixed_dictionaries(
    {
        "reasons": st.sets(st.sampled_from(adjacency.edge_table.REASONS), min_size=1).map(
            lambda chosen: tuple(r for r in adjacency.edge_table.REASONS if r in chosen)
        ),
        "border_m": st.floats(0, 1e5),
        "catchment_share": st.floats(0, 1),
        "note": words,
    }
)


@given(st.dictionaries(st.sampled_from(list(combinations(["A000", "A001", "A002"], 2))), edge))
@settings(max_examples=examples(everyday=5, deep=25))
def test_a_written_graph_read_back_is_the_same(tmp_path_factory, known):
    practices = practices_at([(0, 0), (1, 1), (2, 2)])
    graph = nx.Graph()
    graph.add_nodes_from(practices.index)
    graph.add_edges_from((a, b, d) for (a, b), d in known.items())
    table = adjacency.to_table(graph)
    again = adjacency.from_table(practices, table)
    if known:
        path = tmp_path_factory.mktemp("edges") / "adjacency.csv"
        table.to_csv(path, index=False)
        again = adjacency.from_table(practices, adjacency.read_edges(path))
    assert dict(again.nodes) == dict(graph.nodes)
    assert {tuple(sorted(e)): graph.edges[e] for e in graph.edges} == {
        tuple(sorted(e)): again.edges[e] for e in again.edges
    }
    pd.testing.assert_frame_equal(adjacency.to_table(again), table)


def read(tmp_path, text):
    path = tmp_path / "adjacency.csv"
    path.write_text(text)
    return adjacency.read_edges(path)


THREE = practices_at([(0, 0), (1, 1), (2, 2)])


def test_pairs_alone_are_given_neighbours_in_either_order(tmp_path):
    table = read(tmp_path, "practice_b,practice_a\nA000,A001\nA001,A000\nA001,A002\n")
    graph = adjacency.from_table(THREE, table)
    assert set(graph.edges) == {("A000", "A001"), ("A001", "A002")}
    assert {d["reasons"] for _, _, d in graph.edges(data=True)} == {("given",)}


def test_given_pairs_across_a_hard_border_are_left_out_and_counted(tmp_path):
    table = read(tmp_path, "practice_a,practice_b\nA000,A001\nA001,A002\n")
    graph = adjacency.from_table(THREE, table, units=units_of(THREE, "XXY"))
    assert set(graph.edges) == {("A000", "A001")}
    assert graph.graph["notes"] == ["Given neighbours: 1 pairs across a hard border are left out."]


def test_given_pairs_with_practices_left_out_are_counted(tmp_path):
    table = read(tmp_path, "practice_a,practice_b\nA000,A001\nA001,B999\nB999,B998\n")
    graph = adjacency.from_table(THREE, table, left_out=["B999", "B998"])
    assert graph.graph["notes"] == [
        "Given neighbours: 2 pairs with practices left out are left out."
    ]


def test_a_pair_of_nobody_is_refused_by_file_and_row(tmp_path):
    table = read(tmp_path, "practice_a,practice_b\nA000,A001\nA001,B999\n")
    with pytest.raises(DataError, match=r"adjacency\.csv: pairs name .*: row 3: B999"):
        adjacency.from_table(THREE, table)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("practice_a,practice_b\nA000,B001\n", "not in the practice table: row 2: B001"),
        ("practice_a,practice_b\nA000,A000\n", "to itself: row 2: A000"),
        ("practice_a,other\nA000,A001\n", "no column practice_b"),
        ("practice_a,practice_b,reason\nA000,A001,road\n", "row 2: road"),
        ("practice_a,practice_b,border_m\nA000,A001,far\n", "row 2: far"),
        ("practice_a,practice_b,border_m\nA000,A001,-5\n", "row 2: -5"),
    ],
    ids=["unknown_code", "itself", "column_missing", "reason_unknown", "text", "negative"],
)
def test_edges_that_cannot_be_used_are_refused(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        adjacency.from_table(THREE, read(tmp_path, text))


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_catchments_see_networks_that_cells_break():
    """Of the 13 networks that formed in Pennine Lancashire cells break more than patients do."""
    folder = REAL / "pennine_lancashire_2020"
    table = pd.read_csv(folder / "practices.csv", dtype=str).set_index("practice_code")
    table = table[table["list_size"].notna()]
    xy = table[["easting", "northing"]].astype(float).to_numpy()
    practices = gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs="EPSG:27700")
    areas = gpd.read_file(folder / "lsoa11.geojson").set_index("lsoa11cd").to_crs(27700)
    areas.geometry = areas.make_valid()
    raw = pd.read_csv(folder / "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz")
    rows = registered(raw[["PRACTICE_CODE", "LSOA_CODE", "Number.of.Patients"]].to_numpy())
    rows = rows.astype({"patients": "int64"})
    units = table["ccg_code"]
    by_cells = graph_of(practices, units=units)
    drawn = territories.from_registrations(practices, rows, areas)
    by_patients = adjacency.build(practices, drawn, units=units, registrations=rows)
    assert broken(by_cells, table["pcn_code"]) == 5
    assert broken(by_patients, table["pcn_code"]) == 1
    assert nx.number_connected_components(by_patients) == 2


def broken(graph, networks):
    members = [graph.subgraph(part.index) for _, part in networks.groupby(networks)]
    return sum(not nx.is_connected(network) for network in members)
