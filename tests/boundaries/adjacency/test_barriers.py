import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.adjacency import barriers
from boundaries.adjacency import graph as adjacency
from boundaries.errors import DataError
from boundaries.territories import draw as territories
from tests.support.depth import examples
from tests.support.places import (
    BNG,
    ORIGIN,
    frame,
    land,
    line,
    points,
    practices_at,
    shape,
    units_of,
)

TOWN = land((0, 0, 10_000, 10_000))
FOUR = practices_at([(2_000, 2_000), (8_000, 2_000), (2_000, 8_200), (8_000, 8_000)])


def edges_with(practices, *shapes, outline=TOWN, units=None):
    drawn = territories.build(practices, units=units, outline=outline)
    graph = adjacency.build(practices, drawn, units=units, barriers=frame(*shapes))
    return graph, {tuple(sorted(edge)) for edge in graph.edges}


def test_a_river_through_the_town_parts_its_banks():
    graph, edges = edges_with(FOUR, line([(-100, 5_100), (10_100, 5_100)]))
    assert edges == {("A000", "A001"), ("A002", "A003")}
    assert ("A000", "A002") in graph.graph["cut"]
    assert graph.graph["notes"] == [f"Barriers cut {len(graph.graph['cut'])} pairs of neighbours."]


def test_an_estuary_polygon_parts_its_banks_also_beyond_its_mouth():
    """Without a coast the hull reaches round the mouth; the way round is too long to count."""
    estuary = shape([(3_500, -9_000), (6_500, -9_000), (6_500, 7_000), (3_500, 7_000)])
    banks = practices_at([(2_000, 0), (8_000, 0), (2_000, 4_000), (8_000, 4_000), (5_000, 9_500)])
    _, edges = edges_with(banks, estuary, outline=None)
    west, east = {"A000", "A002"}, {"A001", "A003"}
    assert not [edge for edge in edges if set(edge) & west and set(edge) & east]
    assert {("A002", "A004"), ("A003", "A004")} <= edges


def test_a_creek_that_ends_between_two_practices_blocks_nothing():
    two = practices_at([(2_000, 5_000), (8_000, 5_000)])
    _, edges = edges_with(two, line([(5_000, 4_000), (5_000, 6_000)]))
    assert edges == {("A000", "A001")}


def test_a_meander_on_the_way_blocks_nothing():
    """The straight way crosses the river twice, both practices are on its north bank."""
    bends = [(-100, 1_000), (4_000, 1_000), (5_000, 5_300), (6_000, 1_000), (10_100, 1_000)]
    two = practices_at([(2_000, 5_000), (8_000, 5_000)])
    _, edges = edges_with(two, line(bends))
    assert edges == {("A000", "A001")}


def test_a_motorway_along_the_shared_border_cuts_it():
    two = practices_at([(2_000, 5_000), (8_000, 5_000)])
    _, edges = edges_with(two, line([(5_000, -100), (5_000, 10_100)]))
    assert edges == set()


side = st.integers(0, 10_000)


@given(side, side, points)
@settings(max_examples=examples(everyday=8, deep=40))
def test_a_straight_river_makes_two_towns(west, east, places):
    """Nobody is a neighbour across it, and each bank stays in one piece."""
    bank = [(y - west) - (east - west) * x / 10_000 for x, y in places]
    assume(all(abs(away) > 10 for away in bank))
    river = line([(-100, west - (east - west) / 100), (10_100, east + (east - west) / 100)])
    practices = practices_at(places)
    graph, edges = edges_with(practices, river)
    north = {code for code, away in zip(practices.index, bank, strict=True) if away > 0}
    assert not [edge for edge in edges if len(north & set(edge)) == 1]
    banks = [part for part in (north, set(practices.index) - north) if part]
    assert nx.number_connected_components(graph) == len(banks)


def test_land_beyond_the_river_is_no_bridge():
    """A001's cell reaches over the river; A002 and A003 on that bank are neighbours across it."""
    river = line([(-100, 4_000), (10_100, 4_000)])
    places = [(1_000, 9_000), (5_000, 5_000), (1_000, 500), (9_000, 500)]
    _, edges = edges_with(practices_at(places), river)
    assert edges == {("A000", "A001"), ("A002", "A003")}


def test_one_building_stays_together_whatever_runs_through_it():
    two = practices_at([(5_000, 5_000), (5_000.6, 5_000)])
    _, edges = edges_with(two, line([(5_000.3, -100), (5_000.3, 10_100)]))
    assert edges == {("A000", "A001")}


def test_barriers_hold_in_every_border_unit():
    units = units_of(FOUR, "XYXY")
    _, edges = edges_with(FOUR, line([(-100, 5_100), (10_100, 5_100)]), units=units)
    assert edges == set()


def test_a_link_is_a_bridge_over_a_barrier():
    drawn = territories.build(FOUR, outline=TOWN)
    river = frame(line([(-100, 5_100), (10_100, 5_100)]))
    link = {"practice_a": "A003", "practice_b": "A001", "action": "add", "reason": "Long Bridge"}
    links = pd.DataFrame([link])
    graph = adjacency.build(FOUR, drawn, barriers=river, links=links)
    assert graph.edges["A001", "A003"]["reasons"] == ("bridge",)
    assert graph.edges["A001", "A003"]["note"] == "Long Bridge"


def given_with(river, *pairs, links=None):
    table = pd.DataFrame(pairs, columns=["practice_a", "practice_b", "reason"])
    return adjacency.from_table(FOUR, table, barriers=frame(river), links=links)


def test_barriers_cut_given_neighbours_but_not_bridges():
    graph = given_with(
        line([(-9_000, 5_100), (19_000, 5_100)]),
        ("A000", "A001", ""), ("A002", "A000", ""), ("A001", "A003", "bridge"),
    )  # fmt: skip
    assert set(graph.edges) == {("A000", "A001"), ("A001", "A003")}
    assert graph.graph["cut"] == [("A000", "A002")]
    assert graph.graph["notes"] == ["Barriers cut 1 pairs of neighbours."]


def test_links_have_the_last_word_on_given_neighbours():
    rows = [("A000", "A001", "remove", "hill"), ("A000", "A002", "add", "ferry")]
    links = pd.DataFrame(rows, columns=["practice_a", "practice_b", "action", "reason"])
    river = line([(-9_000, 5_100), (19_000, 5_100)])
    graph = given_with(river, ("A000", "A001", ""), ("A000", "A002", ""), links=links)
    assert set(graph.edges) == {("A000", "A002")}
    assert graph.edges["A000", "A002"]["note"] == "ferry"


def test_blocked_judges_each_way():
    river = frame(line([(0, 0), (0, 10_000)]))
    block = barriers.obstacle(river)
    ways = np.array(
        [
            line([(-1_000, 5_000), (1_000, 5_000)]),
            line([(-3_000, 5_000), (-1_000, 5_000)]),
            line([(-1_000, 10_000), (1_000, 10_000)]),
            line([(-1_000, 5_000), (-1_000, 5_000)]),
        ]
    )
    assert barriers.blocked(ways, block).tolist() == [True, False, False, False]


def test_barriers_are_read_in_metres(tmp_path):
    path = tmp_path / "barriers.geojson"
    frame(line([(0, 0), (500, 0)])).to_crs(4326).to_file(path)
    found = barriers.read(path)
    assert found.crs == BNG
    assert found.length.tolist() == pytest.approx([500], abs=1)


def test_a_point_is_no_barrier(tmp_path):
    path = tmp_path / "toll_booth_as_point.geojson"
    gpd.GeoDataFrame(geometry=[shapely.Point(ORIGIN)], crs=BNG).to_crs(4326).to_file(path)
    with pytest.raises(DataError, match="feature 1: Point"):
        barriers.read(path)
