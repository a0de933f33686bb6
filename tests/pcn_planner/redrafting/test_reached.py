"""When a redraft has come as far as any plan can, and what the band counts in its figures."""

from dataclasses import replace

import pytest

from optimise.problem.plan import Status
from pcn_planner import pipeline
from pcn_planner.redrafting import frontier
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

BAND = "all networks in the band"
STAYS = replace(small_study.RULES, stay=("R1C1",))


def read(folder, change):
    path = folder / "practices.csv"
    path.write_text("\n".join(map(change, small_study.table().splitlines())), encoding="utf-8")
    return pipeline.load(Inputs(path, within=("ccg_code",), current="pcn_code"))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """R1C1 has 40,000 patients: 7,000 above the ceiling by itself, 23,000 with its network."""
    folder = tmp_path_factory.mktemp("large")
    return read(folder, lambda line: line.replace(",9000,", ",40000,"))


def test_what_no_plan_mends_does_not_stand_against_the_goal(large):
    steps = frontier.frontier(large, STAYS, "band", steps=4)
    assert [step.figures.patients_outside_band for step in steps] == [23_000, 15_000, 7_000]
    assert {step.figures.patients_unavoidable for step in steps} == {7_000}
    assert [frontier.reached(step, "band") for step in steps] == [False, False, True]
    assert frontier.sentence(steps, "band") == (
        f"Move 2 practices, 16,000 patients: {BAND} but for 7,000 patients on lists above the "
        "ceiling by themselves; no plan does it with 1."
    )
    # One move allows all that none allows: its proof holds for both.
    for at, sure in ((0, True), (1, False)):
        found = [
            replace(step, result=replace(step.result, status=Status.FEASIBLE)) if k == at else step
            for k, step in enumerate(steps)
        ]
        assert ("no plan does it" in frontier.sentence(found, "band")) is sure


def test_what_is_left_and_what_of_it_no_plan_mends_is_said(large):
    steps = frontier.frontier(large, STAYS, "band", steps=1)
    assert frontier.sentence(steps, "band") == (
        f"With 1 move at most this is not reached: {BAND}. 7,000 of the 15,000 patients left are "
        "on lists above the ceiling by themselves; no plan mends that."
    )


def test_where_one_practice_may_move_it_is_the_large_one_that_counts_as_moved(large):
    """The two small ones moving would be fewer patients, but they are two."""
    step = frontier.frontier(large, small_study.RULES, "band", steps=1)[-1]
    assert step.proven
    assert step.made.verified
    assert [(move.practice_code, move.network_before) for move in step.moves] == [("R1C1", "B")]
    assert step.figures.patients_moved == 40_000


def test_figures_and_reasons_are_of_what_the_band_counts(tmp_path):
    """By weight, network A has 36,000 and network B 18,000, though both have 24,000 patients."""
    weights = {"pcn_code": "weight", "A": "12000", "B": "6000", "C": "8000", "D": "8000"}
    study = read(tmp_path, lambda line: f"{line},{weights[line.split(',')[6]]}")
    steps = frontier.frontier(study, replace(small_study.RULES, size="weight"), "band", steps=1)
    assert [step.figures.patients_outside_band for step in steps] == [3_000, 0]
    (move,) = steps[1].moves
    assert move.network_before == "A"
    assert move.reason.endswith("is above the ceiling without it")
