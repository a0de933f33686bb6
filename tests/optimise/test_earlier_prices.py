"""A solve that begins from the prices of an earlier one comes to the same plan, sooner."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.problem.earlier import EarlierCut, EarlierPrices, EarlierSet, prices_over
from optimise.problem.labels import layers_of
from optimise.problem.plan import Result, Status
from optimise.problem.problem import Labels, Problem
from optimise.proof.pricing.generation import Generation
from optimise.solve import solve
from tests.support.depth import examples
from tests.support.middle_areas import middle_area
from tests.support.redrafts import redrafts

WEIGHTS = {"travel": 1.0, "count": 500_000.0}
STAY = 10_000.0


def figures(result: Result) -> tuple[Status, int | None, float | None]:
    return result.status, result.exceptions_patients, result.objective


def drafted(problem: Problem, result: Result, **moved: str) -> Problem:
    """The problem of repairing a plan in which some practices were moved to others' networks."""
    at = result.plan.assignment
    now = [at[moved.get(code, code)] for code in problem.codes]
    names = tuple(sorted(set(now)))
    current = Labels(np.array([names.index(name) for name in now], np.int64), names)
    rules = replace(problem.rules, weights={**problem.rules.weights, "change": STAY})
    return replace(problem, current=current, rules=rules, earlier=result.prices)


def middle(n: int, seed: int) -> Problem:
    area = middle_area(n, seed)
    return replace(area, rules=replace(area.rules, weights=WEIGHTS)).problem()


@settings(max_examples=examples(everyday=2, deep=25), deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_a_draft_with_one_move_is_repaired_as_without_earlier_prices(seed, data):
    asked = middle(14, seed)
    before = solve(asked)
    if before.plan is None:
        return
    one, other = data.draw(st.sampled_from(asked.edges.tolist()))
    edited = drafted(asked, before, **{asked.codes[one]: asked.codes[other]})
    afresh = solve(replace(edited, earlier=()))
    assert figures(solve(edited)) == figures(afresh)


def test_a_draft_that_nothing_betters_is_proven_without_a_relaxation():
    asked = middle(16, 12)
    before = solve(asked)
    assert before.status is Status.OPTIMAL
    with patch.object(Generation, "converge", side_effect=AssertionError):
        after = solve(drafted(asked, before))
    assert figures(after) == figures(before)
    assert set(after.plan.networks.values()) == set(before.plan.networks.values())


def test_a_plan_to_begin_from_keeps_no_names_where_none_is_worth_anything():
    asked = middle(14, 3)
    before = solve(asked)
    drawn = drafted(asked, before)
    start = tuple(map(asked.rows, before.plan.networks.values()))
    again = replace(asked, current=drawn.current, start=start, earlier=before.prices)
    assert figures(solve(again)) == figures(before)


@settings(max_examples=examples(everyday=5, deep=60), deadline=None)
@given(redrafts(most=6), st.data())
def test_prices_decide_nothing_however_wrong_they_are(area, data):
    asked = area.problem()
    before = solve(asked)
    wrong = tuple(data.draw(spoilt(one)) for one in before.prices)
    assert figures(solve(replace(asked, earlier=wrong))) == figures(before)


@st.composite
def spoilt(draw, one: EarlierPrices) -> EarlierPrices:
    """Prices of the same practices, of any size, with cuts that no plan need keep, any sets."""
    codes = sorted(one.practices)
    price = st.integers(-(10**9), 10**9)
    sets = st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique=True)
    cuts = st.builds(
        lambda members, networks, paid: EarlierCut(tuple(sorted(members)), networks, paid),
        sets, st.integers(0, 4), st.integers(0, 10**9),
    )  # fmt: skip
    names = st.sampled_from([None, *sorted(one.names), "a name that nothing has"])
    any_sets = st.lists(st.sampled_from(codes), min_size=1, unique=True)
    near = st.builds(lambda rows, name: EarlierSet(tuple(sorted(rows)), name), any_sets, names)
    return replace(
        one,
        practices={code: draw(price) for code in codes},
        networks=draw(price),
        exceptions=draw(st.integers(0, 10**9)),
        names={name: draw(st.integers(0, 10**9)) for name in one.names},
        moves=draw(st.integers(0, 10**9)),
        moved=draw(st.integers(0, 10**6)),
        cuts=(*one.cuts, *draw(st.lists(cuts, max_size=3))),
        divides=draw(st.booleans()),
        sets=(*one.sets, *draw(st.lists(near, max_size=6))),
    )


@settings(max_examples=examples(everyday=4, deep=50), deadline=None)
@given(redrafts(most=7), st.integers(0, 4))
def test_a_step_of_a_redraft_is_the_same_with_the_sets_of_the_one_before(area, moves):
    drawn = area.problem()
    before = solve(replace(drawn, rules=replace(drawn.rules, moves_max=moves)))
    after = replace(drawn, rules=replace(drawn.rules, moves_max=moves + 1))
    assert figures(solve(replace(after, earlier=before.prices))) == figures(solve(after))


def test_sets_that_were_looked_at_near_todays_networks_are_kept():
    asked = middle(14, 12)
    plan = solve(asked)
    near = drafted(asked, plan)
    halves = pd.Series(["east", "west"] * 7, index=list(near.codes))
    teams = layers_of(halves, near.codes, near.patients)
    rules = replace(near.rules, moves_max=2, weights={**near.rules.weights, "alignment": 5.0})
    found = solve(replace(near, rules=rules, layers=teams, earlier=()))
    sets = {one for prices in found.prices for one in prices.sets}
    kept = {frozenset(one.practices): one.name for one in sets if one.name is not None}
    assert all(frozenset(group) in kept for group in found.plan.networks.values())
    assert not any(prices.sets for prices in plan.prices)  # far from today's they are many


CUT = EarlierCut(("a", "b"), 0, 7)
WHOLE = EarlierPrices("cost", {"a": 1, "b": 2, "c": 3}, networks=5, cuts=(CUT,))


def test_prices_of_a_larger_area_serve_a_part_of_it():
    found = prices_over([WHOLE], "cost", ["b", "c"])
    assert found == replace(WHOLE, practices={"b": 2, "c": 3}, cuts=())


def test_prices_of_parts_are_put_together():
    other = EarlierPrices("cost", {"d": 4}, networks=-1, names={"N": 2})
    found = prices_over([WHOLE, other], "cost", ["a", "b", "c", "d"])
    assert found.practices == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert (found.networks, found.names, found.cuts) == (-1, {"N": 2}, (CUT,))


@pytest.mark.parametrize(
    ("stage", "codes"), [("exceptions", ["a"]), ("cost", ["a", "z"])],
    ids=["another stage", "a practice without a price"],
)  # fmt: skip
def test_prices_that_do_not_serve_are_left(stage, codes):
    assert prices_over([WHOLE], stage, codes) is None
