"""Plans that come up while a bound is raised."""

import pytest

from optimise.candidates.area import Span, prepare
from optimise.problem.rules import Rules
from optimise.proof.outcome import Outcome, raise_bound
from optimise.proof.pricing.generation import Generation
from optimise.stopping import StoppedError, Watch
from tests.optimise.candidates.test_search import row_of


def test_a_plan_met_while_the_bound_rises_outlives_a_stop():
    area = prepare(row_of(*[10] * 12, rules=Rules(weights={"travel": 1.0})), exceptional=False)
    watch, told = Watch(), list[Outcome]()
    generation = Generation(area, Span(1, 12), watch=watch)
    assert generation.cover()

    def offer(found: Outcome) -> None:
        told.append(found)
        watch.flag[0] = 1

    with pytest.raises(StoppedError):
        raise_bound(generation, Outcome(), 0.0, lambda _: Outcome(), offer)
    assert len(told) == 1
    assert sorted(i for c in told[0].chosen for i in c.members) == list(range(12))
    assert told[0].bound is None
