"""Practices that a column says nothing of are on no side, of no place, and named."""

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from shapely.geometry import Point

from optimise.problem import criteria, problem
from optimise.problem.rules import Rules
from optimise.problem.stated import blanks, without_effect
from optimise.solve import solve

CODES = ["P01", "P02", "P03", "P04"]


def asked(ward: list[str], rules: Rules, need: "list[float] | None" = None) -> problem.Problem:
    table = gpd.GeoDataFrame(
        {"name": CODES, "patients": [20_000, 21_000, 20_000, 19_000], "ward": ward},
        index=pd.Index(CODES, name="practice_code"),
        geometry=[Point(1000 * k, 0) for k in range(4)],
        crs="EPSG:27700",
    )
    scores = None if need is None else pd.Series(need, index=table.index)
    return problem.build(table, nx.path_graph(CODES, create_using=nx.Graph), rules, need=scores)


SOFT = Rules(soft_borders={"ward": 2.0}, weights={"borders": 1.0})


def test_who_has_no_ward_is_on_no_side_of_its_border():
    made = solve(asked(["w1", "", "", ""], SOFT))
    assert made.objective == made.bound == 0
    parted = asked(["w1", "w2", "w1", ""], SOFT)
    assert solve(parted).objective == 2 * 20_000
    assert criteria.borders(parted, (0, 1)) == 2 * 20_000
    assert criteria.borders(parted, (2, 3)) == 0


def test_they_are_named_with_what_that_means():
    (said,) = blanks.sentences(asked(["w1", "w2", "", ""], SOFT))
    assert said == (
        "2 practices with 39,000 patients (P03, P04): ward is blank there, so no side of that "
        "border has them."
    )
    whole = Rules(kept_whole={"ward": 1.0}, weights={"split": 1.0})
    (said,) = blanks.sentences(asked(["w1", "w1", "w1", ""], whole))
    assert said.startswith("1 practice with 19,000 patients (P04): ward is blank there")
    mixed = Rules(weights={"mix": 1.0})
    (said,) = blanks.sentences(asked([""] * 4, mixed, [1.0, 2.0, float("nan"), 4.0]))
    assert "(P03): need is blank there, so they count as of the average need" in said


@pytest.mark.parametrize("rules", [Rules(), Rules(soft_borders={"ward": 0.0})])
def test_columns_that_do_not_count_are_not_told(rules):
    assert blanks.sentences(asked(["w1", "", "w2", ""], rules)) == []


def test_a_border_with_one_side_and_blanks_has_no_effect():
    assert any("runs nowhere" in one for one in without_effect.sentences(
        asked(["w1", "", "w1", ""], SOFT)
    ))  # fmt: skip
