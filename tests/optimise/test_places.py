"""Practices divided into places round hubs: whole, in the band, and no dearer than those given."""

from dataclasses import replace

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimise import places, tiers
from optimise.problem import problem
from optimise.problem.rules import Rules
from tests.support.depth import examples
from tests.support.priced_areas import Priced, priced_areas

ANY = Rules(floor=1, ceiling=10**7, oversize_slack=0, weights={"travel": 1.0})


def cost(practices: problem.Problem, found: list[tuple[int, ...]]) -> float:
    return sum(float(tiers.to_hubs(practices, one, [one]).min()) for one in map(list, found))


@settings(max_examples=examples(everyday=8, deep=150), deadline=None)
@given(priced_areas(most=9, criteria=("travel",)), st.data())
def test_places_are_whole_in_the_band_and_better(area: Priced, data: st.DataObject) -> None:
    codes = list(area.practices.index)
    assume(len(codes) > 3)
    graph = nx.path_graph(codes)  # its halves are whole, and more ways lead between them
    pairs = st.tuples(st.sampled_from(codes), st.sampled_from(codes)).filter(lambda p: p[0] < p[1])
    graph.add_edges_from(data.draw(st.lists(pairs, max_size=6)))
    middle = len(codes) // 2
    halves = [codes[:middle], codes[middle:]]
    sizes = [int(area.practices["patients"][half].sum()) for half in halves]
    band = replace(ANY, floor=max(1, min(sizes)), ceiling=max(sizes))
    asked = problem.build(area.practices, graph, band, travel_km=area.travel_km)
    networks = problem.build(area.practices, graph, ANY, travel_km=area.travel_km)
    first = [tuple(sorted(map(codes.index, half))) for half in halves]
    found = places.divided(asked, networks, first)
    assert found is not None
    assert sorted(row for one in found for row in one) == list(range(len(codes)))
    for one in found:
        assert nx.is_connected(graph.subgraph([codes[row] for row in one]))
        assert band.floor <= int(asked.size[list(one)].sum()) <= band.ceiling
    assert cost(asked, found) <= cost(asked, first) * (1 + 2 * places.NEAR) + 1e-6
    assert places.divided(asked, networks, first) == found
