"""The search for candidate networks, held against a plain look at every set of practices."""

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from boundaries.errors import DataError
from optimise.candidates.area import Area, Span, prepare
from optimise.candidates.candidate import Candidate
from optimise.candidates.sizes import largest
from optimise.problem import problem
from optimise.problem.criteria import SCALE
from optimise.problem.problem import NONE
from optimise.problem.rules import Rules
from optimise.proof.pricing.generation import Generation
from optimise.units.asked import contradiction
from tests.support.depth import examples
from tests.support.every_candidate import all_candidates
from tests.support.oracles import is_kept
from tests.support.priced_areas import Priced, every_candidate, priced_areas, priced_duals


def possible(area: Priced) -> problem.Problem:
    """The problem, unless its rules contradict each other."""
    assume(not contradiction(area.problem()))
    return area.problem()


@settings(max_examples=examples(everyday=24, deep=120))
@given(priced_areas(most=7), st.booleans())
def test_all_candidates_are_those_that_the_rules_allow(area, exceptional):
    ready = prepare(possible(area), exceptional=exceptional)
    assert all_candidates(ready) == every_candidate(area, exceptional)


def fewest_outside(area: Area, members: tuple[int, ...]) -> int:
    """Patients that a network and what it leaves behind put outside the band at least."""
    patients, rules = area.problem.size, area.problem.rules
    graph = nx.Graph(area.problem.edges.tolist())
    graph.add_nodes_from(range(len(patients)))
    standing = {i for given in area.given for i in given}
    above = {i for i, w in enumerate(patients) if w > largest(rules)}
    graph.remove_nodes_from(set(members) | standing | above)
    totals = [int(sum(patients[i] for i in part)) for part in nx.connected_components(graph)]
    own = [] if (standing | above) & set(members) else [int(sum(patients[i] for i in members))]
    return sum(
        min(max(0, k * rules.floor - t, t - k * largest(rules)) for k in numbers)
        for t, numbers in [*((t, range(12)) for t in totals), *((t, [1]) for t in own)]
    )


@settings(max_examples=examples(everyday=24, deep=120))
@given(st.data())
def test_exactly_the_candidates_within_the_gap_are_found(data):
    drawn = data.draw(priced_areas(most=6))
    exceptional = data.draw(st.booleans())
    excused = data.draw(st.sampled_from([None, 0, 900, 25_000])) if exceptional else 0
    area = prepare(possible(drawn), exceptional=exceptional, excused=excused)
    generation = Generation(area, Span(1, len(area)), price=data.draw(st.sampled_from([0, 160])))
    names = len(drawn.problem().current.names) if drawn.rules.weights.get("change") else 0
    duals, cuts = data.draw(priced_duals(len(area), names))
    generation.duals, generation.cuts = duals, cuts
    gap = data.draw(st.sampled_from([0, 1_600, 3_000_000, 30_000_000]))
    wanted = {
        candidate
        for candidate in every_candidate(drawn, exceptional)
        if duals.value(candidate, cuts, generation.price) > -gap
    }
    found = set(generation.within(gap, 100_000))
    assert {c for c in found if c.label == NONE or c in wanted} <= wanted
    missed = wanted - found
    if excused is None:
        assert not missed
    elif drawn.rules.floor_waived:
        assert all(candidate.exceptions > excused for candidate in missed)
    else:
        assert all(fewest_outside(area, candidate.members) > excused for candidate in missed)


def row_of(*thousands: int, rules: Rules) -> problem.Problem:
    codes = [f"P{k:02d}" for k in range(len(thousands))]
    practices = gpd.GeoDataFrame(
        {"patients": [1_000 * t for t in thousands]},
        index=pd.Index(codes, name="practice_code"),
        geometry=[Point(1_000 * k, 0) for k in range(len(codes))],
        crs="EPSG:27700",
    )
    return problem.build(practices, nx.path_graph(codes), rules)


def test_candidates_of_a_row_by_hand():
    area = prepare(row_of(20, 15, 40, rules=Rules(weights={"travel": 1.0})), exceptional=False)
    assert all_candidates(area) == [
        Candidate((0, 1), NONE, 15_000 * SCALE, 0),
        Candidate((2,), NONE, 0, 0),
    ]


def test_too_many_candidates_are_refused_with_a_remedy():
    area = prepare(row_of(*[10] * 12, rules=Rules()), exceptional=False)
    assert len(all_candidates(area, limit=27)) == 10 + 9 + 8
    with pytest.raises(DataError, match="more than 26 possible networks"):
        all_candidates(area, limit=26)


def test_a_practice_above_the_ceiling_is_alone_or_takes_neighbours_up_to_the_slack():
    problem_of = row_of(60, 8, 5, rules=Rules())
    inside = all_candidates(prepare(problem_of, exceptional=False))
    assert [c.members for c in inside if 0 in c.members] == [(0,)]
    outside = all_candidates(prepare(problem_of, exceptional=True))
    large = {c.members: c.exceptions for c in outside if 0 in c.members}
    assert large == {(0,): 10_000, (0, 1): 18_000}


def test_kept_networks_are_candidates_whatever_they_are():
    rules = Rules(fixed=(("P00", "P02"),), alone=("P03",))
    found = all_candidates(prepare(row_of(5, 35, 6, 2, rules=rules), exceptional=False))
    assert [c.members for c in found] == [(0, 2), (1,), (3,)]
    assert all(is_kept(frozenset(f"P0{i}" for i in c.members), rules) for c in found[::2])
