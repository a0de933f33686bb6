"""A plan out of few candidates is a plan that the rules allow."""

from hypothesis import assume, given, settings

from optimise.candidates.area import prepare
from optimise.problem.rules import Rules
from optimise.units.asked import contradiction, span_of
from optimise.units.other_plans.last_resort import plan_of_few
from tests.optimise.candidates.test_search import row_of
from tests.support.depth import examples
from tests.support.every_candidate import all_candidates
from tests.support.redrafts import redrafts


@settings(max_examples=examples(everyday=10, deep=150), deadline=None)
@given(redrafts(most=6))
def test_its_networks_are_candidates_and_hold_everybody_once(drawn):
    problem = drawn.problem()
    assume(not contradiction(problem))
    area = prepare(problem, exceptional=True)
    span = span_of(problem, (1, len(problem)), area)
    found = [] if span is None else plan_of_few(area, span, (), 1)
    assume(found)
    known = {(c.members, c.label): c for c in all_candidates(area)}
    assert all(known[c.members, c.label] == c for c in found)
    assert sorted(i for c in found for i in c.members) == list(range(len(area)))


def test_practices_that_no_network_in_the_band_holds_have_a_plan_too():
    area = prepare(row_of(10, 10, 45, 10, rules=Rules()), exceptional=True)
    span = span_of(area.problem, (1, 4), area)
    assert span is not None
    found = plan_of_few(area, span, (), 1)
    assert sorted(i for c in found for i in c.members) == [0, 1, 2, 3]
