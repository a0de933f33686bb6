"""Border units in several components: solved apart, the answer is that of the whole."""

from unittest.mock import patch

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from shapely.geometry import Point

from optimise.problem import problem
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from optimise.progress import Limits
from optimise.solve import solve
from optimise.units import components as parting
from optimise.units.components import components
from tests.support.depth import examples
from tests.support.priced_areas import Priced, priced_areas
from tests.support.proven import assert_best_of_all

ISLAND = ["P6", "P7"]


def shore(rules: Rules) -> problem.Problem:
    """Six practices in a row, and two of 12,000 together on an island."""
    codes = [f"P{k}" for k in range(8)]
    lists = [20_000] * 6 + [6_000] * 2
    practices = gpd.GeoDataFrame(
        {"patients": lists, "name": codes},
        index=codes,
        geometry=[Point(1_000 * k, 0) for k in range(8)],
        crs="EPSG:27700",
    )
    practices.index.name = "practice_code"
    graph = nx.path_graph(codes[:6])
    graph.add_edge(*ISLAND)
    return problem.build(practices, graph, rules, current=pd.Series("now", index=codes))


def everything(made: problem.Problem) -> list[list[int]]:
    return components(made, (1, len(made)))


def test_the_smaller_component_comes_first():
    assert everything(shore(Rules())) == [[6, 7], [0, 1, 2, 3, 4, 5]]


@pytest.mark.parametrize(
    "rules",
    [
        Rules(together=(("P0", "P7"),)),
        Rules(fixed=(("P5", "P6"),)),
        Rules(weights={"travel": 1.0, "change": 1.0}),
    ],
    ids=["kept together", "fixed", "names are worth keeping"],
)
def test_what_a_rule_joins_is_solved_as_one(rules):
    assert everything(shore(rules)) == [list(range(8))]


def test_a_limited_number_of_networks_joins_all():
    made = shore(Rules(networks=(4, 4)))
    assert components(made, (4, 4)) == [list(range(8))]


def test_an_island_is_declared_and_the_rest_is_proven():
    told: list[tuple[float | None, float | None]] = []
    result = solve(
        shore(Rules(weights={"travel": 1.0})),
        progress=lambda step: told.append((step.objective, step.bound)),
    )
    assert result.status is Status.OPTIMAL
    assert result.exceptions_patients == result.exceptions_bound == 18_000
    assert [row.practices for row in result.exceptions] == [tuple(ISLAND)]
    assert told[-1] == (result.objective, result.bound)
    assert all(bound <= result.objective for _, bound in told if bound is not None)


def test_stopped_at_once_nothing_is_claimed_of_what_was_not_looked_at():
    result = solve(shore(Rules(weights={"travel": 1.0})), limits=Limits(time_s=0.0))
    assert result.status is not Status.OPTIMAL
    placed = set() if result.plan is None else set(result.plan.assignment)
    assert placed in (set(), {f"P{k}" for k in range(8)})


@settings(max_examples=examples(everyday=12, deep=60))
@given(priced_areas(most=6, criteria=("travel", "alignment", "balance", "count", "mix")))
def test_together_or_apart_the_answer_is_the_best_of_all(area: Priced):
    apart = assert_best_of_all(area)
    with patch.object(parting, "components", lambda made, _: [list(range(len(made)))]):
        whole = assert_best_of_all(area)
    assert (apart.status, apart.objective) == (whole.status, whole.objective)
    assert apart.exceptions_bound == whole.exceptions_bound
