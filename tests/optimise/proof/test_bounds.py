"""Bounds never promise less than is possible: of one network, and of a whole plan."""

from itertools import combinations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Area, Span, prepare
from optimise.candidates.arrays import FREE, TAKEN
from optimise.candidates.bounds import knapsack, penalty, sized_constant
from optimise.candidates.candidate import Candidate
from optimise.candidates.sizes import exception_patients, regimes, size_cost
from optimise.proof.pricing.duals import Duals, prices
from optimise.proof.pricing.generation import UNCOVERED, Generation
from optimise.proof.pricing.stand_ins import cost_at_most
from optimise.units.asked import contradiction, span_of
from tests.support.depth import examples
from tests.support.oracles import number_allowed
from tests.support.plans import plans
from tests.support.priced_areas import Priced, every_candidate, priced_areas, priced_duals


def ready(drawn: Priced, exceptional: bool) -> Area:
    frozen = drawn.problem()
    assume(not contradiction(frozen))
    return prepare(frozen, exceptional=exceptional)


def regime_prices(area: Area, waived: bool, price: int):
    """The prices of one regime without duals: nothing but the penalty on sizes."""
    n = len(area)
    nothing = np.zeros(0, np.int64)
    regime = area.regimes[-1 if waived else 0]
    return prices(area, regime, Duals(np.zeros(n, np.int64), 0, 0, nothing, nothing), (), price)


@settings(max_examples=examples(everyday=12, deep=60))
@given(
    priced_areas(most=4), st.sampled_from([None, 0, 700, 60_000]), st.integers(0, 400), st.data()
)
def test_the_penalty_on_sizes_is_what_size_and_exceptions_cost(drawn, excused, price, data):
    problem = drawn.problem()
    for k, regime in enumerate(regimes(problem, np.ones(len(problem), bool), excused)):
        breaks, slopes, base = regime.penalty(price)
        assert (np.diff(slopes) >= 0).all(), "the bounds hold for convex penalties only"
        size = np.array([data.draw(st.integers(int(breaks[0]), int(breaks[-1])))])
        steps = np.clip(size[0] - breaks[:-1], 0, np.diff(breaks))
        missed = exception_patients(problem.rules, size, waived=k == 1)
        expected = size_cost(problem.rules, size)[0] + price * missed[0]
        assert base + (slopes * steps).sum() == expected


@settings(max_examples=examples(everyday=30, deep=150))
@given(priced_areas(most=6), st.data())
def test_no_completion_is_worth_more_than_its_bounds(drawn, data):
    area = ready(drawn, exceptional=data.draw(st.booleans()))
    n, patients = len(area), area.problem.size
    seen = regime_prices(area, data.draw(st.booleans()), data.draw(st.integers(0, 400)))
    values = np.array(data.draw(st.lists(st.integers(-(10**7), 10**7), min_size=n, max_size=n)))
    taken = sorted(data.draw(st.sets(st.integers(0, n - 1))))
    size = int(patients[taken].sum())
    assume(size <= seen.size_breaks[-1])
    state = np.full(n, FREE, np.uint8)
    state[taken] = TAKEN
    density = values / patients
    gain, marginal = knapsack(
        seen, np.argsort(-density, kind="stable"), density, patients, state, size
    )
    sized = sized_constant(seen, marginal)
    reduced = values - marginal * patients
    free = [i for i in range(n) if i not in taken]
    loose = reduced[taken].sum() + np.maximum(0, reduced[free]).sum() + sized
    for m in range(len(free) + 1):
        for more in map(list, combinations(free, m)):
            whole = size + int(patients[more].sum())
            if seen.size_breaks[0] <= whole <= seen.size_breaks[-1]:
                worth = values[more].sum() - penalty(seen, whole)
                assert worth <= gain + 1
                assert values[taken].sum() + worth <= loose + 1


def least(found: list[list[Candidate]], drawn: Priced, span: Span, price: int) -> int | None:
    """Least cost in quanta of the plans that keep the limits on the whole."""
    most = span.exceptions_max
    costs = [
        sum(c.cost + price * c.exceptions for c in plan)
        for plan in found
        if number_allowed(len(plan), drawn.rules)
        and (most is None or sum(c.exceptions for c in plan) <= most)
    ]
    return min(costs, default=None)


@settings(max_examples=examples(everyday=20, deep=100))
@given(st.data())
def test_any_prices_bound_every_plan_from_below(data):
    drawn = data.draw(priced_areas(most=5))
    exceptional = data.draw(st.booleans())
    area = ready(drawn, exceptional=exceptional)
    asked = drawn.rules.networks or (None, None)
    wanted = (asked[0] or 1, len(area) if asked[1] is None else asked[1])
    span = span_of(area.problem, wanted, area)
    found = plans(every_candidate(drawn, exceptional), len(area))
    price = data.draw(st.sampled_from([0, 160]))
    if span is None:
        assert exceptional or least(found, drawn, Span(1, len(area), exceptions_max=0), 0) is None
        return
    level = data.draw(st.none() | st.integers(0, 60_000)) if exceptional else None
    span = Span(span.networks_min, span.networks_max, level)
    generation = Generation(area, span, price=price)
    duals, cuts = data.draw(priced_duals(len(area), generation.names))
    if level is None:
        duals = Duals(duals.practices, duals.networks, 0, duals.names, duals.cuts)
    generation.cuts = cuts
    _, whole, bound = generation._price(duals, 2**62)
    assert whole
    best = least(found, drawn, span, price)
    assert best is None or bound <= best


@settings(max_examples=examples(everyday=12, deep=60))
@given(st.data())
def test_a_converged_bound_is_below_the_best_plan_and_proves_when_there_is_none(data):
    drawn = data.draw(priced_areas(most=5))
    area = ready(drawn, exceptional=True)
    price = data.draw(st.sampled_from([0, 160, 800]))
    asked = drawn.rules.networks or (None, None)
    wanted = (asked[0] or 1, len(area) if asked[1] is None else asked[1])
    span = span_of(area.problem, wanted, area)
    assume(span is not None)
    found = plans(every_candidate(drawn, exceptional=True), len(area))
    best = least(found, drawn, span, price)
    generation = Generation(area, span, price=price)
    covered = generation.cover()
    if best is None:
        return
    assert covered
    assert generation.elastic <= UNCOVERED
    generation.add_cuts()
    generation.converge()
    assert generation.bound <= best <= cost_at_most(area, price)
