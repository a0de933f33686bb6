"""The proven optimum: against every plan there is, and against a compact integer program."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from shapely.geometry import Point

from benchmarks.compact_mip import solve_compact
from optimise.problem import problem
from optimise.problem.criteria import UNITS
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from optimise.progress import Progress
from optimise.proof import branching
from optimise.proof import outcome as exact
from optimise.solve import solve
from optimise.stopping import LOOK_EVERY_S
from tests.support.depth import examples
from tests.support.middle_areas import Middle, middle_area
from tests.support.priced_areas import Priced, priced_areas, timed_areas
from tests.support.proven import assert_best_of_all, assert_verified


@settings(max_examples=examples(everyday=26, deep=130))
@given(priced_areas(most=7))
def test_the_optimum_is_the_best_of_all_plans(area: Priced):
    assert_best_of_all(area)


@settings(max_examples=examples(everyday=12, deep=150))
@given(timed_areas(most=7))
def test_the_optimum_in_patient_minutes_is_the_best_of_all_plans(area: Priced):
    assert_best_of_all(area)


@contextmanager
def branching_alone() -> Iterator[None]:
    with (
        patch.object(exact, "ASSUMED_GAPS", ()),
        patch.object(exact, "CUT_ROUNDS", 0),
        patch.object(branching, "NODE_SETS_A_PRACTICE", 0),
        patch.object(exact, "TRIES", 0),
    ):
        yield


@settings(max_examples=examples(everyday=12, deep=60))
@given(priced_areas(most=6))
def test_branching_alone_finds_the_best_of_all_plans(area: Priced):
    with branching_alone():
        assert_best_of_all(area)


@pytest.mark.parametrize("way", [nullcontext, branching_alone])
@settings(max_examples=examples(everyday=12, deep=60))
@given(priced_areas(most=6))
def test_no_bound_told_on_the_way_is_above_the_optimum(way, area: Priced):
    told: list[Progress] = []
    with way():
        result = solve(area.problem(), progress=told.append)
    if result.objective is None:
        assert result.status is not Status.OPTIMAL
    else:
        assert sum(highest(told).values()) <= result.objective + len(area.units) / UNITS


def test_a_bound_without_a_name_is_not_told_as_that_of_all_plans():
    codes = list("ABCD")
    points = [Point(1_000 * k, 0) for k in range(4)]
    table = gpd.GeoDataFrame(
        {"name": codes, "patients": 20_000}, index=codes, geometry=points, crs="EPSG:27700"
    )
    asked = problem.build(
        table,
        nx.Graph([("A", "B"), ("C", "D")]),
        Rules(weights={"change": 0.1}),
        units=pd.Series(list("XXYY"), index=codes),
        current=pd.Series("L", index=codes),  # it goes on once, on one side of the border
    )
    told: list[Progress] = []
    with branching_alone():
        result = solve(asked, progress=told.append)
    assert result.objective == pytest.approx(4_000.0)
    assert result.status is Status.OPTIMAL
    assert sum(highest(told).values()) <= result.objective


def highest(told: list[Progress]) -> dict[str, float]:
    """The best bound told of each border unit that has told one before it was done."""
    out: dict[str, float] = {}
    for step in told:
        if step.bound is not None and step.phase != "done":
            out[step.unit] = max(step.bound, out.get(step.unit, step.bound))
    return out


@pytest.mark.parametrize("seed", range(examples(everyday=6, deep=12)))  # odd ones in several units
@pytest.mark.parametrize("further", [0, 4, 12])
def test_a_stop_loses_no_bound_that_was_told(seed, further):
    area, told, stop = middle_area(14, seed), list[Progress](), threading.Event()
    since = []

    def listen(step: Progress) -> None:
        told.append(step)
        if set(highest(told)) == set(area.units):
            since.append(step)
        if len(since) == further + 1:
            stop.set()
            time.sleep(3 * LOOK_EVERY_S)  # until the stop has been seen

    with branching_alone():
        result = solve(area.problem(), progress=listen, cancelled=stop.is_set)
    assert set(highest(told)) == set(area.units)
    assert result.bound is not None
    assert result.bound >= sum(highest(told).values()) - len(area.units) / UNITS


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


@pytest.mark.parametrize("seed", range(examples(everyday=12, deep=50)))
def test_a_compact_integer_program_finds_the_same(seed):
    assert_as_the_compact_program(middle_area(10 + seed % 3, seed))
