"""Candidates out of a list, held against those of the search and against every plan."""

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Area, Span, prepare
from optimise.candidates.candidate import Candidate
from optimise.candidates.listing.walk import EVERYTHING
from optimise.problem.problem import NONE
from optimise.problem.rules import Rules
from optimise.proof.pricing import listings
from optimise.proof.pricing.duals import Duals
from optimise.proof.pricing.generation import Generation
from optimise.proof.pricing.listings import Listings, View, list_area, narrowed, sets_near
from optimise.units.asked import contradiction
from tests.optimise.candidates.test_search import row_of
from tests.support.depth import examples
from tests.support.priced_areas import priced_areas, priced_duals
from tests.support.proven import assert_best_of_all
from tests.support.redrafts import redrafts

ROOM = (100_000, 100_000)
GAPS = st.sampled_from([0, 1_600, 3_000_000, 30_000_000, 2**45])
UNSHRUNK = [Phase.explicit, Phase.generate]


def ready(data, drawn, excused=None) -> Area:
    problem = drawn.problem()
    assume(not contradiction(problem))
    return prepare(problem, exceptional=data.draw(st.booleans()), excused=excused)


def priced(data, area: Area) -> Generation:
    """A generation at any prices, which looks for its candidates by search."""
    generation = Generation(area, Span(1, len(area)), price=data.draw(st.sampled_from([0, 160])))
    duals, cuts = data.draw(priced_duals(len(area), generation.names))
    generation.duals, generation.cuts, generation.bound = duals, cuts, 0
    return generation


def seen(generation: Generation, dividing: bool = True) -> View:
    assert generation.duals is not None
    return generation.view(generation.duals, dividing)


def listed(generation: Generation, threshold: int = EVERYTHING) -> Listings:
    found = list_area(seen(generation), ROOM, threshold)
    assert found is not None
    return found


def held(generation: Generation, gap: int) -> set[Candidate]:
    """Candidates within a gap, but for names that none of their practices bears today.

    Those are never better than no name; a search may meet them, and a list does not.
    """
    found, current = generation.within(gap, 100_000), generation.area.problem.current
    assert found is not None
    of = np.full(len(generation.area), NONE) if current is None else current.of
    listed_anyway = set(generation.listed)
    return {
        c for c in found if c.label == NONE or c.label in of[list(c.members)] or c in listed_anyway
    }


@settings(max_examples=examples(everyday=12, deep=150), phases=UNSHRUNK)
@given(st.data())
def test_a_list_has_the_candidates_that_the_search_finds(data):
    drawn = data.draw(st.one_of(redrafts(most=6), priced_areas(most=6)))
    generation = priced(data, ready(data, drawn, data.draw(st.sampled_from([None, 0, 900]))))
    assume(not generation.area.near_today)
    gap = data.draw(GAPS)
    wanted = held(generation, gap)
    generation.source.listings = listed(generation)
    assert held(generation, gap) == wanted
    generation.source.listings = listed(generation, -gap)
    assert held(generation, gap) == wanted
    near = sets_near(seen(generation), 10**9, -gap, 2**60)
    assert near is not None
    generation.source.listings = near
    assert held(generation, gap) == wanted
    whole = listed(generation)
    generation.source.listings = narrowed(seen(generation), whole, -gap, 2**60)
    assert len(generation.source.listings) <= len(whole)
    assert held(generation, gap) == wanted


def values(generation: Generation, candidates: list[Candidate]) -> list[int]:
    assert generation.duals is not None
    return generation.duals.values(candidates, generation.cuts, generation.price).tolist()


@settings(max_examples=examples(everyday=8, deep=100), phases=UNSHRUNK)
@given(st.data())
def test_no_candidate_is_worth_more_than_the_most_that_a_list_tells(data):
    generation = priced(data, ready(data, data.draw(redrafts(most=6))))
    assume(not generation.area.near_today)
    every = generation.within(2**45, 100_000) or []
    worth = dict(zip(every, values(generation, every), strict=True))
    apart = set(generation.listed)  # of these some may be on the list too
    generation.source.listings = listed(generation)
    limits = np.array([10**9, 10**9, 1], np.int64)
    best = generation.source.search(seen(generation), 0, limits).best.max(initial=0)
    assert max([0, *(v for c, v in worth.items() if c not in apart)]) <= best


@settings(max_examples=examples(everyday=6, deep=100), phases=UNSHRUNK)
@given(redrafts())
def test_a_redraft_out_of_sets_near_its_bound_is_the_best_of_all_plans(area):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "LIST_AFTER", 2**60)
        patch.setattr(listings, "NEAR_AFTER", 0)
        patch.setattr(listings, "NEAR", 1.0)
        assert_best_of_all(area)


@pytest.mark.parametrize("limit", ["NEAR_SETS", "visits"])
def test_more_sets_near_a_bound_than_are_few_are_no_list(monkeypatch, limit):
    area = prepare(row_of(*[10] * 12, rules=Rules()), exceptional=False)
    generation = Generation(area, Span(1, 12))
    nothing = np.zeros(0, np.int64)
    generation.duals = Duals(np.zeros(12, np.int64), 0, 0, nothing, nothing)
    found = sets_near(seen(generation, dividing=False), 10**6, EVERYTHING, 2**60)
    assert found is not None
    assert len(list_area(seen(generation, dividing=False), ROOM)) >= len(found) >= 10 + 9 + 8
    monkeypatch.setattr(listings, "NEAR_SETS", 26 if limit == "NEAR_SETS" else 27)
    visits = 3 if limit == "visits" else 10**6
    assert sets_near(seen(generation, dividing=False), visits, EVERYTHING, 2**60) is None


@settings(max_examples=examples(everyday=6, deep=100), phases=UNSHRUNK)
@given(redrafts())
def test_a_redraft_out_of_lists_is_the_best_of_all_plans(area):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listings, "LIST_AFTER", 0)
        patch.setattr(listings, "SETS_A_VISIT", 100_000)
        patch.setattr(listings, "SHORT", 0)
        assert_best_of_all(area)


def test_more_sets_than_there_is_room_for_are_no_list():
    area = prepare(row_of(*[10] * 12, rules=Rules()), exceptional=False)
    generation = Generation(area, Span(1, 12))
    nothing = np.zeros(0, np.int64)
    generation.duals = Duals(np.zeros(12, np.int64), 0, 0, nothing, nothing)
    met = sum(12 - size for size in range(5))  # connected sets of one to five in a row
    assert list_area(seen(generation), (1_000, met)) is None
    found = list_area(seen(generation), (1_000, met + 1))
    assert found is not None
    assert sum(int((one.cost < 2**31 - 1).sum()) for one in found.regimes) == 10 + 9 + 8
    assert list_area(seen(generation), (20, 1_000)) is None


@pytest.mark.parametrize(("weight", "room"), [(1.0, True), (1e5, False)])
def test_costs_that_a_list_has_no_room_for_are_no_list(weight, room):
    area = prepare(row_of(20, 20, 20, rules=Rules(weights={"travel": weight})), exceptional=False)
    generation = Generation(area, Span(1, 3))
    nothing = np.zeros(0, np.int64)
    generation.duals = Duals(np.zeros(3, np.int64), 0, 0, nothing, nothing)
    assert (list_area(seen(generation), ROOM) is not None) is room
