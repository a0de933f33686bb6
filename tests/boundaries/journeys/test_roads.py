"""Minutes found on roads: speeds, junctions, snapping, pairs that no road joins."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.journeys import journeys, road_times, roads, told
from tests.support.depth import examples
from tests.support.osm_extract import pbf
from tests.support.places import BNG, line, practices_at, units_of


def road_file(lines, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[line(points) for points in lines], crs=BNG)


def found(lines, points, **columns):
    """Minutes as a table (from, to) of practices beside roads at 60 km an hour."""
    columns = columns or {"speed_kph": [60] * len(lines)}
    table = road_times.found(roads.read(road_file(lines, **columns)), practices_at(points), None)
    return table, table.pivot(index="from_code", columns="to_code", values="minutes")


def test_the_way_goes_along_the_road_and_joins_where_lines_share_a_point():
    _, minutes = found(
        [[(0, 0), (6_000, 0)], [(6_000, 0), (6_000, 3_000)]], [(0, 0), (6_000, 3_000)]
    )
    assert minutes.loc["A000", "A001"] == pytest.approx(9.0)


def test_a_line_that_ends_within_another_is_a_junction_and_a_bridge_is_none():
    through = [[(0, 0), (3_000, 0), (6_000, 0)], [(3_000, 0), (3_000, 4_000)]]
    over = [[(0, 0), (6_000, 0)], [(3_000, -1_000), (3_000, 4_000)]]
    _, joined = found(through, [(6_000, 0), (3_000, 4_000)])
    assert joined.loc["A000", "A001"] == pytest.approx(7.0)
    table, _ = found(over, [(6_000, 0), (3_000, 4_000)])
    assert table.empty


def test_practices_on_one_piece_of_road_reach_each_other_along_it():
    _, minutes = found([[(0, 0), (10_000, 0)]], [(2_000, 0), (7_000, 0), (7_500, 0)])
    assert minutes.loc["A000", "A001"] == pytest.approx(5.0)
    assert minutes.loc["A001", "A002"] == pytest.approx(0.5)


def test_the_way_from_the_road_is_walked_and_told():
    table, minutes = found([[(0, 0), (6_000, 0)]], [(0, 50), (6_000, 600)])
    walked = 650 / 1000 / road_times.WALK_KPH * 60
    assert minutes.loc["A000", "A001"] == pytest.approx(6.0 + walked)
    assert table.attrs["notes"][-2].endswith("325 m away in the median, 600 m at most.")
    assert table.attrs["notes"][-1].endswith("more than 500 m away: A001 (600 m).")


def test_a_pair_that_no_road_joins_gets_the_rule_for_missing_times_and_is_named():
    table, _ = found([[(0, 0), (3_000, 0)], [(9_000, 0), (12_000, 0)]],
                     [(0, 0), (3_000, 0), (9_000, 0)])  # fmt: skip
    practices = practices_at([(0, 0), (3_000, 0), (9_000, 0)])
    made = journeys.build(table, practices)
    missing = made.missing(units_of(practices, "XXX"))
    assert set(missing["from_code"]) == {"A000", "A001", "A002"}
    assert len(missing) == 4
    said = " ".join(told.sentences(made, units_of(practices, "XXX")))
    assert "4 pairs that a network could use have no time" in said
    assert "by the mode road" in said


@pytest.mark.parametrize(
    ("columns", "kph"),
    [
        ({"speed_mph": ["30"]}, 48.28),
        ({"maxspeed": ["30 mph"]}, 48.28),
        ({"maxspeed": ["50"]}, 50.0),
        ({"maxspeed": ["signals"], "highway": ["trunk_link"]}, 72.0),
        ({"road_function": ["Minor Road"]}, 44.0),
        ({"fclass": ["moon road"]}, 32.0),
        ({"name": ["High Street"]}, 48.0),
    ],
)
def test_speeds_are_those_of_a_column_else_of_the_class(columns, kph):
    assert roads.read(road_file([[(0, 0), (9, 9)]], **columns))["kph"][0] == pytest.approx(
        kph, abs=0.01
    )


def test_what_speeds_were_taken_is_said_and_paths_are_left_out():
    lines = [[(0, 0), (9, 9)]] * 3
    read = roads.read(road_file(lines, highway=["primary", "footway", "moon_road"]))
    assert len(read) == 2
    assert read.attrs["notes"][1:] == [
        "Roads: speeds by class, in km an hour: Primary 56; moon road 32.",
        "Roads: 1 are not for cars and are left out.",
    ]


def test_nobody_turns_in_from_a_motorway():
    lines = [[(0, 100), (6_000, 100)], [(0, 400), (6_000, 400)]]
    table, minutes = found(lines, [(0, 0), (6_000, 0)], highway=["motorway", "primary"])
    walked = 2 * 400 / 1000 / road_times.WALK_KPH * 60
    assert minutes.loc["A000", "A001"] == pytest.approx(6 / 56 * 60 + walked)
    assert "400 m away in the median" in table.attrs["notes"][-1]


@pytest.mark.parametrize(
    ("shapes", "columns", "said"),
    [
        ([shapely.Point(1, 1)], {}, "something else than lines"),
        ([line([(0, 0), (9, 9)])], {"highway": ["steps"]}, "no road for cars"),
        ([line([(0, 0), (9, 9)])], {"speed": ["30"]}, "does not say its unit"),
        ([line([(0, 0), (9, 9)])], {"speed_kph": ["900"]}, "no car drives"),
    ],
)
def test_odd_roads_are_refused(shapes, columns, said):
    with pytest.raises(DataError, match=said):
        roads.read(gpd.GeoDataFrame(columns, geometry=shapes, crs=BNG))


def test_roads_of_another_place_are_refused():
    with pytest.raises(DataError, match="100 km from the practices"):
        found([[(100_000, 0), (100_500, 0)]], [(0, 0), (500, 0)])


def test_an_extract_of_openstreetmap_is_read_with_classes_and_limits(tmp_path):
    path = tmp_path / "roads.osm.pbf"
    corners = {1: (-1.9, 52.5), 2: (-1.88, 52.5), 3: (-1.86, 52.5), 4: (-1.86, 52.52)}
    ways = [
        ([1, 2, 3], {"highway": "primary", "maxspeed": "40 mph", "name": "High Street"}),
        ([3, 4], {"highway": "residential"}),
        ([1, 4], {"highway": "footway"}),
        ([2, 4], {"waterway": "river"}),
    ]
    path.write_bytes(pbf(corners, ways))
    found = roads.read(path)
    assert len(found) == 2
    assert found.crs.to_epsg() == 27700
    named = gpd.GeoDataFrame(
        {"highway": ["primary", "residential"], "maxspeed": ["40 mph", ""]},
        geometry=[shapely.LineString([corners[k] for k in ids]) for ids, _ in ways[:2]], crs=4326,
    )  # fmt: skip
    assert found["kph"].tolist() == roads.read(named)["kph"].tolist()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x00\x00\x0d\n\tOSMHeader\x18" + bytes(80), "cannot be read|has no roads"),
        (pbf({1: (0.0, 52.0), 2: (0.1, 52.0)}, [([1, 2], {"waterway": "river"})]), "has no roads"),
    ],
)
def test_an_extract_that_is_broken_or_without_roads_is_refused(content, said, tmp_path):
    path = tmp_path / "roads.pbf"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        roads.read(path)
    with pytest.raises(DataError, match="no such file"):
        roads.read(tmp_path / "absent.osm.pbf")


def test_an_extract_without_its_reader_names_the_remedy(tmp_path, monkeypatch):
    path = tmp_path / "roads.pbf"
    path.write_bytes(pbf({1: (0.0, 52.0), 2: (0.1, 52.0)}, [([1, 2], {"highway": "primary"})]))
    monkeypatch.setattr(roads.pyogrio, "list_drivers", lambda: {"GPKG": "rw"})
    with pytest.raises(DataError, match="without its reader") as refused:
        roads.read(path)
    assert "Export its roads as a GeoPackage" in refused.value.remedy


@settings(max_examples=examples(everyday=15, deep=200))
@given(st.data())
def test_shortest_ways_are_those_of_another_library(data):
    """Streets of a grid, some missing, at random speeds; practices at its corners."""
    side = st.integers(0, 3)
    streets, graph = [], nx.Graph()
    for x in range(4):
        for y in range(4):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < 4 and y + dy < 4 and data.draw(st.integers(0, 3)):
                    kph = data.draw(st.sampled_from([20, 30, 60]))
                    streets.append(([(x, y), (x + dx, y + dy)], kph))
                    graph.add_edge((x, y), (x + dx, y + dy), minutes=60 / kph)
    at = data.draw(st.lists(st.tuples(side, side), min_size=2, max_size=4, unique=True))
    at = [place for place in at if place in graph]
    if len(at) < 2:
        return
    lines = [[(1_000 * x, 1_000 * y) for x, y in points] for points, _ in streets]
    table, _ = found(lines, [(1_000 * x, 1_000 * y) for x, y in at],
                     speed_kph=[kph for _, kph in streets])  # fmt: skip
    told_minutes = {(a, b): m for a, b, m in table.itertuples(index=False)}
    for i, a in enumerate(at):
        for j, b in enumerate(at):
            pair = (f"A{i:03d}", f"A{j:03d}")
            if i == j or not nx.has_path(graph, a, b):
                assert pair not in told_minutes
                continue
            least = nx.shortest_path_length(graph, a, b, weight="minutes")
            assert np.isclose(told_minutes[pair], least)
