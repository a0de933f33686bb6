"""Posts are shared out fairly and with fewest changes of team, as trying everything shows."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from pcn_planner.staff import allot, check
from tests.support.depth import examples

TEAMS, NETWORKS = ("T1", "T2", "T3"), ("A", "B", "C")


@st.composite
def cases(draw):
    teams = TEAMS[: draw(st.integers(1, 3))]
    networks = NETWORKS[: draw(st.integers(1, 3))]
    steps = {team: draw(st.integers(0, 4)) for team in teams}
    weights = {key: Fraction(draw(st.integers(0, 9)), draw(st.integers(1, 3))) for key in networks}
    leads = {key: draw(st.sampled_from([*TEAMS, ""])) for key in networks}
    if not any(weights.values()):
        weights[networks[0]] = Fraction(1)
    return steps, weights, leads


def splits(count, parts):
    """Every way to put ``count`` things into ``parts`` places."""
    if parts == 1:
        return [(count,)]
    return [(n, *rest) for n in range(count + 1) for rest in splits(count - n, parts - 1)]


def by_trying(steps, weights, leads):
    """Least (changes, sum of roundings) over every allotment in which none is a step off."""
    total, whole, best = sum(steps.values()), sum(weights.values()), None
    for rows in product(*(splits(n, len(weights)) for n in steps.values())):
        got = dict(zip(weights, map(sum, zip(*rows, strict=True)), strict=True))
        off = {key: abs(got[key] - total * weights[key] / whole) for key in weights}
        if any(one >= 1 for one in off.values()):
            continue
        changes = sum(
            n for team, row in zip(steps, rows, strict=True)
            for key, n in zip(weights, row, strict=True) if leads[key] != team
        )  # fmt: skip
        worth = changes, sum(off.values())
        best = worth if best is None or worth < best else best
    return best


@settings(max_examples=examples(everyday=25, deep=400), deadline=None)
@given(cases())
def test_no_allotment_is_fairer_with_as_few_changes(case):
    steps, weights, leads = case
    found = allot.allot(steps, weights, leads)
    assert check.findings(found.steps, steps, weights) == []
    changes = sum(n for (team, key), n in found.steps.items() if leads[key] != team)
    total, whole = sum(steps.values()), sum(weights.values())
    got = {key: sum(n for (_, k), n in found.steps.items() if k == key) for key in weights}
    off = sum(abs(got[key] - total * weights[key] / whole) for key in weights)
    assert found.changing == changes
    assert (changes, off) == by_trying(steps, weights, leads)


def test_without_any_caseload_it_is_refused():
    with pytest.raises(DataError, match="no network has any caseload"):
        allot.allot({"T1": 2}, {"A": Fraction(0)}, {})


def test_the_check_finds_posts_lost_gained_unfair_and_strange():
    weights = {"A": Fraction(1), "B": Fraction(1)}
    assert check.findings({("T", "A"): 1, ("T", "B"): 1}, {"T": 2}, weights) == []
    assert len(check.findings({("T", "A"): 1}, {"T": 2}, weights)) == 2
    assert len(check.findings({("T", "A"): 2}, {"T": 2}, weights)) == 2
    assert "Z is unknown." in check.findings({("T", "Z"): 2}, {"T": 2}, weights)
