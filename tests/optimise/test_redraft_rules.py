"""Approvals, limits on change and doughnuts: the optimum against every plan there is."""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from shapely.geometry import Point

from optimise.problem.rules import BORDERS, SIZE, Approval, Rules
from tests.support.depth import examples
from tests.support.priced_areas import Priced
from tests.support.proven import assert_best_of_all, best_of_all
from tests.support.redrafts import redrafts

UNSHRUNK = [Phase.explicit, Phase.generate]  # small as they are; to shrink one takes minutes


@settings(max_examples=examples(everyday=10, deep=500), phases=UNSHRUNK)
@given(redrafts(most=examples(everyday=7, deep=8)))
def test_a_redraft_is_the_best_of_all_plans(area: Priced):
    assert_best_of_all(area)


def across(rules: Rules, *, counted: tuple[str, ...] = ()) -> Priced:
    """A, B and C with 30, 12 and 65 thousand patients 1 km and 9 km apart; A is in another unit.

    All are in network L today, which may stay across the border and as large as it is.
    """
    codes = pd.Index(list("ABC"), name="practice_code")
    practices = gpd.GeoDataFrame(
        {"patients": [30_000, 12_000, 65_000], "name": codes, "ccg_code": ["Y", "X", "X"]},
        index=codes, geometry=[Point(1_000 * km, 0) for km in (0, 1, 10)], crs="EPSG:27700",
    )  # fmt: skip
    approval = Approval("L", ("A", "B", "C"), (BORDERS, SIZE), "as it was agreed", counted=counted)
    blank = pd.Series("", index=codes)
    asked = Rules(
        floor=rules.floor, ceiling=rules.ceiling, ceiling_soft=rules.ceiling_soft,
        oversize_slack=rules.oversize_slack, floor_waived=rules.floor_waived, approved=(approval,),
        within=("ccg_code",), weights={"travel": 1.0, "count": 40_000.0},
    )  # fmt: skip
    return Priced(
        practices, nx.Graph([("A", "B"), ("B", "C")]), asked, blank,
        pd.Series("L", index=codes), pd.Series(float("nan"), index=codes),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "counted"),
    [
        (Rules(floor=45_000, ceiling=60_000, floor_waived=("A", "B")), ()),
        (Rules(20_000, 40_000, ceiling_soft=True, oversize_slack=5_000), (SIZE,)),
    ],
    ids=["the floor is waived", "the ceiling is soft"],
)
def test_part_of_an_approved_network_may_be_what_its_practices_may(rules, counted):
    """A and B go together, though it is the approval alone that lets them cross the border."""
    found = assert_best_of_all(across(rules, counted=counted))
    assert set(found.plan.networks.values()) == {("A", "B"), ("C",)}


def test_practices_kept_together_that_must_stay_apart_have_no_plan():
    """What is barred is dearer than all else; shares of it by patients must not overflow."""
    stay = ("A", "B")
    area = across(Rules(floor=20_000, ceiling=50_000, floor_waived=stay))
    both = area.practices.loc[list(stay)].assign(patients=[45_000, 8_000], ccg_code="X")
    rules = replace(
        area.rules, approved=(), together=(stay,), stay=stay, patients_moved_max=6_222,
        oversize_slack=10_000, weights={"borders": 1.0}, soft_borders={"place": 1.0},
    )  # fmt: skip
    blank = pd.Series("", index=both.index)
    area = Priced(
        both.assign(place=""), nx.Graph(["AB"]), rules, blank, pd.Series({"A": "K", "B": "L"}),
        pd.Series(float("nan"), index=both.index),
    )  # fmt: skip
    assert best_of_all(area) is None
    assert_best_of_all(area)
