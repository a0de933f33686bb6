"""Approvals, limits on change and doughnuts: the optimum against every plan there is."""

from hypothesis import Phase, given, settings

from tests.support.depth import examples
from tests.support.priced_areas import Priced
from tests.support.proven import assert_best_of_all
from tests.support.redrafts import redrafts

UNSHRUNK = [Phase.explicit, Phase.generate]  # small as they are; to shrink one takes minutes


@settings(max_examples=examples(everyday=10, deep=500), phases=UNSHRUNK)
@given(redrafts(most=examples(everyday=7, deep=8)))
def test_a_redraft_is_the_best_of_all_plans(area: Priced):
    assert_best_of_all(area)
