"""Colours of networks: neighbours differ, for colour-blind people too."""

from itertools import combinations

import geopandas as gpd
import networkx as nx
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.crs import BNG
from pcn_planner.maps import palette

JUST_NOTICEABLE = 2.3  # M. Mahy, L. Van Eycken and A. Oosterlinck, 1994


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    nodes = [f"N{k}" for k in range(draw(st.integers(1, 14)))]
    pairs = list(combinations(nodes, 2))
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    if pairs:
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=60)))
    return graph


@given(graphs())
def test_neighbours_never_share_a_colour(graph: nx.Graph) -> None:
    chosen = palette.colours(graph)
    assert set(chosen) == set(graph)
    assert all(chosen[a] != chosen[b] for a, b in graph.edges)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_nodes_and_edges_changes_nothing(graph: nx.Graph, random) -> None:
    nodes, edges = list(graph), [edge[::-1] for edge in graph.edges]
    random.shuffle(nodes)
    random.shuffle(edges)
    shuffled = nx.Graph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(edges)
    assert palette.colours(shuffled) == palette.colours(graph)


@given(graphs(), st.data())
def test_colours_are_kept_where_nothing_clashes(graph: nx.Graph, data: st.DataObject) -> None:
    before = palette.colours(graph)
    pairs = list(combinations(graph, 2))
    changed = graph.copy()
    changed.add_edges_from(data.draw(st.lists(st.sampled_from(pairs), max_size=1)) if pairs else [])
    after = palette.colours(changed, keep=before)
    clashing = {n for a, b in changed.edges for n in (a, b) if before[a] == before[b]}
    assert all(after[a] != after[b] for a, b in changed.edges)
    assert {n for n in changed if after[n] != before[n]} <= clashing


def test_a_map_of_triangles_needs_no_colour_beyond_the_palette() -> None:
    chosen = palette.colours(nx.triangular_lattice_graph(6, 12))
    assert set(chosen.values()) <= set(palette.PALETTE)


@pytest.mark.parametrize("networks", [9, 24, 25, 70])
def test_more_mutual_neighbours_than_colours_still_differ(networks: int) -> None:
    chosen = palette.colours(nx.complete_graph(networks))
    assert len(set(chosen.values())) == networks


def test_one_network_next_to_all_others_does_not_use_up_the_colours() -> None:
    chosen = palette.colours(nx.star_graph(1_300))
    assert set(chosen.values()) <= set(palette.PALETTE)


@given(st.integers(1, 3_000))
def test_there_are_always_enough_different_colours(count: int) -> None:
    found = palette.shades(count)
    assert len(set(found)) == len(found) >= count


def test_an_empty_map_has_no_colours() -> None:
    assert palette.colours(nx.Graph()) == {}


def test_every_pair_of_the_palette_can_be_told_apart_by_everyone() -> None:
    pairs = combinations([*palette.PALETTE, palette.NONE], 2)
    assert min(palette.difference(a, b) for a, b in pairs) > 4 * JUST_NOTICEABLE


def test_difference_is_that_of_the_eye_that_sees_least() -> None:
    red, green = "#CC4444", "#6F8F30"
    normal = palette._lab(red, 0) - palette._lab(green, 0)
    assert palette.difference(red, green) < 0.5 * float((normal**2).sum() ** 0.5)
    assert palette.difference("#000000", "#FFFFFF") == pytest.approx(100, abs=1)


def test_neighbours_on_a_map_differ_by_more_than_the_palette_at_large() -> None:
    graph = nx.triangular_lattice_graph(6, 12)
    worst = min(palette.difference(a, b) for a, b in combinations(palette.PALETTE, 2))
    chosen = palette.colours(graph)
    assert min(palette.difference(chosen[a], chosen[b]) for a, b in graph.edges) > worst


def test_networks_across_an_estuary_or_a_bridge_are_neighbours() -> None:
    boxes = [
        (0, 0, 900, 900),
        (1_300, 0, 2_000, 900),
        (9_000, 0, 9_900, 900),
        (20_000, 0, 21_000, 9),
    ]
    areas = gpd.GeoDataFrame(geometry=[shapely.box(*b) for b in boxes], index=list("ABCD"), crs=BNG)
    assert set(palette.network_graph(areas).edges) == {("A", "B")}
    practices = nx.Graph([("p", "q"), ("p", "r"), ("x", "y")])
    assignment = {"p": "A", "q": "A", "r": "C"}
    joined = palette.network_graph(areas, practices, assignment)
    assert {frozenset(edge) for edge in joined.edges} == {frozenset("AB"), frozenset("AC")}
    assert set(joined) == set("ABCD")
