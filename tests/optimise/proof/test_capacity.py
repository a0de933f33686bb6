"""Capacity cuts: no plan breaks one, and the cut is found where networks are opened by halves."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Span, prepare
from optimise.candidates.candidate import Candidate
from optimise.problem.problem import NONE
from optimise.problem.rules import Rules
from optimise.proof.capacity import Beyond, networks_that_meet, too_few
from optimise.proof.cuts import Cut, limit, strength
from optimise.proof.pricing.generation import Generation
from optimise.units.asked import contradiction
from tests.optimise.candidates.test_search import row_of
from tests.support.depth import examples
from tests.support.plans import plans
from tests.support.priced_areas import every_candidate, priced_areas


def nobody(n: int, excess: int = 0) -> Beyond:
    """No practice is in an approved network."""
    return Beyond(excess, np.full(n, NONE))


def meeting(plan: list[Candidate], cut: Cut) -> int:
    return sum(bool(set(c.members) & set(cut.members)) for c in plan)


@settings(max_examples=examples(everyday=15, deep=60))
@given(st.data())
def test_no_plan_breaks_a_cut_that_any_relaxation_leads_to(data):
    drawn = data.draw(priced_areas(most=6))
    assume(not contradiction(drawn.problem()))
    exceptional = data.draw(st.booleans())
    area = prepare(drawn.problem(), exceptional=exceptional)
    level = data.draw(st.integers(0, 30_000)) if exceptional else None
    generation = Generation(area, Span(1, len(area), level))
    candidates = every_candidate(drawn, exceptional)
    shares = [data.draw(st.sampled_from([0.0, 0.0, 0.3, 0.5])) for _ in candidates]
    cuts = too_few(area.ground, generation.beyond, candidates, np.array(shares), [])
    for plan in plans(candidates, len(area)):
        if level is None or sum(c.exceptions for c in plan) <= level:
            for cut in cuts:
                assert meeting(plan, cut) >= cut.networks
                assert sum(strength(c.members, cut) for c in plan) <= limit(cut)


def test_a_set_divided_among_too_few_networks_is_found():
    area = prepare(row_of(*[20] * 6, rules=Rules()), exceptional=False)
    halves = [Candidate(m, NONE, 0, 0) for m in ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5))]
    shares = np.full(6, 0.5)
    found = too_few(area.ground, nobody(6), halves, shares, [])
    assert set(found) == {Cut((0, 1, 2), 2), Cut((3, 4, 5), 2)}
    assert too_few(area.ground, nobody(6), halves, shares, found) == []
    assert too_few(area.ground, nobody(6, 20_000), halves, shares, []) == []


def test_whole_networks_are_enough_of_them():
    area = prepare(row_of(*[20] * 4, rules=Rules()), exceptional=False)
    plan = [Candidate((0, 1), NONE, 0, 0), Candidate((2, 3), NONE, 0, 0)]
    assert too_few(area.ground, nobody(4), plan, np.ones(2), []) == []


def test_numbers_by_hand():
    assert networks_that_meet(100_001, 50_000, 0) == 3
    assert networks_that_meet(100_001, 50_000, 1) == 2
    assert networks_that_meet(1, 50_000, 60_000) == 1


def test_an_approved_network_holds_its_own_for_nothing_beyond_a_ceiling():
    beyond = Beyond(0, np.array([0, 0, 0, 0, NONE, NONE]))
    sizes = np.full(6, 20_000)
    assert beyond.of(range(6), sizes, 50_000) == 30_000  # 80,000 of one network
    assert beyond.of((0, 1, 4, 5), sizes, 50_000) == 0
    rows = row_of(*[20] * 6, rules=Rules())
    area = prepare(rows, exceptional=False)
    halves = [Candidate(m, NONE, 0, 0) for m in ((0, 1, 2, 3), (4, 5))]
    few = np.array([0.7, 0.7])
    found = too_few(area.ground, beyond, halves, few, [])
    assert set(found) == {Cut((0, 1, 2, 3, 4), 2), Cut((0, 4, 5), 2)}
