"""The strip of plans against every plan there is, on an area small enough to look at all."""

import math
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from optimise.problem.plan import Result, Status
from optimise.progress import Limits
from pcn_planner.drafting.price import alignment, alignment_run
from pcn_planner.drafting.price.alignment import Step, strip
from pcn_planner.study import columns as practice_columns
from tests.support import app_pages
from tests.support.area_files import CODES, LISTS
from tests.support.depth import examples
from tests.support.oracles import best_partition

WEIGHTS = (0.0, 0.4, 1.5, 100.0)
SIZE = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))
PLACE = {code: (k // 2 * 1.0, 1.0 - k % 2) for k, code in enumerate(CODES)}
RULES = app_pages.WITHIN


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture(scope="module")
def steps(area):
    return strip(area, RULES, WEIGHTS)


def with_teams(area, teams):
    of = pd.Series(teams, index=area.practices.index, dtype="str")
    return replace(area, team=of, footprints=practice_columns.teams(of))


def misaligned(members, team):
    led = max(sum(SIZE[m] for m in members if team[m] == t) for t in {team[m] for m in members})
    return sum(SIZE[m] for m in members) - led


def travel(members):
    return min(sum(SIZE[i] * math.dist(PLACE[i], PLACE[h]) for i in members) for h in members)


def best_of_all(area, weight):
    """Least cost by looking at every plan of each commissioner's practices."""
    total = 0.0
    for unit in ("N1", "S1"):
        codes = [code for code in CODES if area.units[code] == unit]
        found = best_partition(
            area.practices.loc[codes],
            area.graph.subgraph(codes),
            RULES,
            lambda members: travel(members) + weight * misaligned(members, area.team),
        )
        total += found.cost
    return total


@settings(max_examples=examples(everyday=2, deep=5))
@given(teams=st.lists(st.sampled_from(["T1", "T2", "T3"]), min_size=14, max_size=14))
def test_every_plan_of_the_strip_is_the_best_of_all_at_its_price(area, teams):
    town = with_teams(area, teams)
    for step in strip(town, RULES, (1.5, 100.0)):
        networks = step.result.plan.networks.values()
        cost = sum(travel(m) + step.weight * misaligned(m, town.team) for m in networks)
        assert step.proven
        assert cost == pytest.approx(best_of_all(town, step.weight), abs=0.05 * len(CODES))
        assert step.totals["alignment"] == sum(misaligned(m, town.team) for m in networks)


def test_the_higher_the_price_the_fewer_are_misaligned_and_the_longer_the_travel(steps):
    assert [step.weight for step in steps] == list(WEIGHTS)
    for cheap, dear in pairwise(steps):
        assert dear.totals["alignment"] <= cheap.totals["alignment"]
        assert dear.totals["travel"] >= cheap.totals["travel"] - 0.1
        assert dear.totals["exceptions"] == cheap.totals["exceptions"]


def test_patients_of_another_team_are_counted_network_by_network(steps, area):
    for step in steps:
        networks = step.result.plan.networks
        outside = sum(misaligned(m, area.team) for m in networks.values())
        assert (step.totals["alignment"], step.counted) == (outside, "by list")
        assert step.sizes == {key: sum(SIZE[m] for m in codes) for key, codes in networks.items()}


def test_the_table_says_what_each_aligned_patient_costs(steps):
    table = alignment.build(steps)
    assert list(table["step"]) == ["Travel only", "0.4 km a patient", "1.5 km a patient",
                                   "No team split"]  # fmt: skip
    first, later = table.iloc[0], table.iloc[1:]
    saved = first["misaligned_patients"] - later["misaligned_patients"]
    assert saved.max() == 20_000
    paid = later[later["km_per_patient_aligned"].notna()].iloc[0]
    more = paid["travel_patient_km"] - first["travel_patient_km"]
    fewer = first["misaligned_patients"] - paid["misaligned_patients"]
    assert paid["km_per_patient_aligned"] == pytest.approx(more / fewer)


def test_weights_are_taken_once_each_and_lowest_first(area):
    assert [step.weight for step in strip(area, RULES, (2.0, 0.0, 2.0))] == [0.0, 2.0]


def test_a_step_without_a_plan_has_unknown_figures():
    step = Step(RULES, Result(Status.NO_PLAN), {}, {})
    row = alignment.build([step]).iloc[0]
    assert row["networks"] == 0
    assert row[["travel_patient_km", "misaligned_patients"]].isna().all()


def test_opening_a_step_gives_its_plan_and_keeps_the_proof(area, steps):
    made = alignment.opened(area, steps[-1])
    assert made.plan == steps[-1].result.plan
    assert made.status is Status.OPTIMAL
    assert made.verified
    assert made.proposed
    assert made.totals == pytest.approx(steps[-1].totals)


def test_a_step_without_a_plan_cannot_be_opened(area):
    step = Step(RULES, Result(Status.NO_PLAN), {}, {})
    with pytest.raises(DataError, match="no plan"):
        alignment.opened(area, step)


def test_a_strip_needs_teams_and_weights_that_mean_something(area):
    with pytest.raises(DataError, match="No community teams"):
        strip(replace(area, team=None, footprints=None), RULES)
    for weights in ((-1.0,), (float("nan"),), (float("inf"),), ()):
        with pytest.raises(DataError, match="no meaning"):
            strip(area, RULES, weights)


def test_progress_tells_of_every_step_and_a_stop_keeps_what_is_done(area):
    stages = []
    done = strip(
        area, RULES, WEIGHTS, told=stages.append,
        cancelled=lambda: any(len(stage.done) == 2 for stage in stages),
    )  # fmt: skip
    assert [step.weight for step in done] == list(WEIGHTS[:2])
    assert {stage.steps for stage in stages} == {4}
    assert {len(stage.done) for stage in stages} == {0, 1, 2}
    assert any(stage.progress is not None for stage in stages)


def test_a_strip_in_the_background_ends_with_all_its_steps(area):
    run = alignment_run.start(area, RULES, limits=Limits(), weights=(0.0, 100.0))
    assert run.run.wait(120)
    assert run.run.failure is None
    assert [step.weight for step in run.steps] == [0.0, 100.0]
    assert run.is_of(area, alignment.at_weight(RULES, 7.0))
    assert not run.is_of(area, replace(RULES, floor=20_000))
