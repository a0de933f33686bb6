"""What is minimised in whole units is what is counted, up to what rounding can do and no more."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.problem import criteria, rounding
from optimise.problem.problem import Problem
from optimise.solve import solve
from tests.support.depth import examples
from tests.support.priced_areas import Priced, priced_areas

#: As people write them: quarters, thirds, and prices so small that they only count in sums.
ODD = (0.001, 0.0033, 0.333, 1 / 3, 0.25, 1.75, 2.05)


@st.composite
def oddly_weighted(draw: st.DrawFn) -> Priced:
    area = draw(priced_areas(most=6))
    weights = {name: draw(st.sampled_from(ODD)) for name in area.rules.weights}
    weights["balance"] = draw(st.sampled_from(ODD))
    return replace(area, rules=replace(area.rules, weights=weights))


def counted(asked: Problem, networks: list[tuple[str, ...]]) -> float:
    """The weighted criteria of a plan; of layers with names, each at its own weight."""
    rows = criteria.of_networks(asked, [asked.rows(codes) for codes in networks])
    layers = [f"alignment:{name}" for name in asked.layers if name]
    weights = {n: w for n, w in asked.rules.weights.items() if n in criteria.CRITERIA}
    if layers:
        weights.pop("alignment", None)
        weights |= {n: asked.rules.alignment_weight(n.partition(":")[2]) for n in layers}
    return sum(weight * row[name] for name, weight in weights.items() for row in rows)


@settings(max_examples=examples(everyday=25, deep=400))
@given(oddly_weighted())
def test_an_objective_differs_from_its_criteria_by_rounding_alone(area):
    asked = area.problem()
    result = solve(asked)
    if result.plan is None:
        return
    networks = list(result.plan.networks.values())
    most = rounding.most(asked, len(networks))
    assert result.objective == pytest.approx(counted(asked, networks), abs=most + 1e-6)


@pytest.mark.parametrize("weight", [0.0033, 0.333, 1.75])
def test_a_price_a_patient_with_four_decimals_is_counted_as_it_is(weight):
    assert criteria.SCALE * weight == pytest.approx(round(criteria.SCALE * weight))
