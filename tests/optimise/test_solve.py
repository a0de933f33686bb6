"""The proven optimum: against every plan there is, and against a compact integer program."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from middle_areas import Middle, middle_area
from priced_areas import Priced, priced_areas
from proven import assert_best_of_all, assert_verified

from benchmarks.compact_mip import solve_compact
from optimise import branching, exact
from optimise.criteria import UNITS
from optimise.plan import Status
from optimise.solve import solve


@settings(max_examples=130)
@given(priced_areas(most=7))
def test_the_optimum_is_the_best_of_all_plans(area: Priced):
    assert_best_of_all(area)


@settings(max_examples=60)
@given(priced_areas(most=6))
def test_branching_alone_finds_the_best_of_all_plans(area: Priced):
    with (
        patch.object(exact, "ASSUMED_GAPS", ()),
        patch.object(exact, "CUT_ROUNDS", 0),
        patch.object(branching, "SETS_A_PRACTICE", 0),
    ):
        assert_best_of_all(area)


def assert_as_the_compact_program(area: Middle) -> None:
    compact = solve_compact(
        area.practices, area.graph, area.rules, area.prices, units=area.units.to_dict()
    )
    result = solve(area.problem())
    assert result.status is compact.status
    if compact.status is Status.INFEASIBLE:
        return
    assert result.exceptions_patients == compact.exceptions
    assert round(result.objective * UNITS) == compact.cost * UNITS
    assert_verified(area, result)


@pytest.mark.parametrize("seed", range(50))
def test_a_compact_integer_program_finds_the_same(seed):
    assert_as_the_compact_program(middle_area(10 + seed % 3, seed))
