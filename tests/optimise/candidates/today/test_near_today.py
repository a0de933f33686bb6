"""The search near today's networks, held against all candidates that few moves lead to."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Area, is_near, prepare
from optimise.candidates.candidate import Candidate
from optimise.problem.problem import NONE
from optimise.proof.pricing.generation import Generation
from optimise.units.asked import contradiction, span_of
from tests.support.depth import examples
from tests.support.every_candidate import all_candidates
from tests.support.priced_areas import priced_duals
from tests.support.redrafts import redrafts


def moves_of(area: Area, candidate: Candidate) -> int:
    """Practices that come into a network, and those of the one it continues that leave it."""
    current, members = area.problem.current.of, list(candidate.members)
    here = current[members]
    come = ((here != NONE) & (here != candidate.label)).sum()
    own = (current == candidate.label).sum() if candidate.label != NONE else 0
    return int(come + own - (here == candidate.label).sum() * (candidate.label != NONE))


def those_who_stay(area: Area, candidate: Candidate) -> bool:
    current, rules = area.problem.current.of, area.problem.rules
    stay = set(area.problem.rows(rules.stay)) & set(candidate.members)
    return all(current[i] in (NONE, candidate.label) for i in stay)


@settings(max_examples=examples(everyday=8, deep=250))
@given(st.data())
def test_exactly_the_networks_that_few_moves_lead_to_are_found(data):
    drawn = data.draw(redrafts(most=6))
    problem = replace(drawn.problem(), rules=replace(drawn.rules, moves_max=data.draw(MOVES)))
    assume(not contradiction(problem) and is_near(problem))
    area = prepare(problem, exceptional=data.draw(st.booleans()))
    span = span_of(problem, (1, len(problem)), area)
    assume(span is not None)
    generation = Generation(area, span, price=data.draw(st.sampled_from([0, 160])))
    duals, cuts = data.draw(priced_duals(len(area), generation.names))
    duals = replace(duals, moves=data.draw(DEAR), moved=data.draw(st.sampled_from([0, 100])))
    generation.duals, generation.cuts, generation.bound = duals, cuts, 0
    gap = data.draw(st.sampled_from([0, 1_600, 3_000_000, 30_000_000, 2**50]))
    every = [c for c in all_candidates(area) if moves_of(area, c) <= problem.rules.moves_max]
    worth = duals.values(every, cuts, generation.price)
    wanted = {c for c, value in zip(every, worth, strict=True) if value > -gap}
    found = set(generation.within(gap, 100_000))
    assert {c for c in wanted if those_who_stay(area, c)} <= found
    assert found <= wanted | set(generation.listed)
    assert np.isin([c.label for c in found], area.modes.kept).all()


MOVES = st.integers(0, 4)
DEAR = st.sampled_from([0, 160_000, 2_000_000])
