"""The frontier of change of a small area: proven steps, moves with reasons, files."""

from itertools import pairwise

import pandas as pd
import pytest

from boundaries.errors import DataError
from optimise.problem.rules import APPROVED
from pcn_planner.proposal import today
from pcn_planner.redrafting import approvals, files, frontier
from tests.support import app_pages

RULES = app_pages.WITHIN


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture(scope="module")
def steps(area):
    return frontier.frontier(area, RULES, "travel", steps=2)


def test_no_move_is_todays_plan_and_more_moves_are_never_worse(area, steps):
    now = today.assignment(area)
    first = steps[0].made.tables.assignment
    assert {code: first[code] for code in now} == now
    for fewer, more in pairwise(steps):
        assert more.result.objective <= fewer.result.objective + 1e-6
    assert all(step.proven and step.made.verified for step in steps)


def test_no_step_moves_more_than_it_may_and_every_move_has_its_reason(steps):
    for step in steps:
        assert step.figures.practices_moved == len(step.moves) <= step.moves_max
        assert step.figures.patients_moved == sum(move.patients for move in step.moves)
        assert all(move.reason for move in step.moves)


def test_only_what_is_approved_may_stay_outside_the_rules(area):
    outside = approvals.irregular(area, RULES)
    assert outside
    steps = frontier.frontier(area, RULES, "travel", approved=(), steps=0)
    assert steps[0].made is None, "with no move, what is not approved stays outside the rules"
    some = approvals.approve(area, RULES, APPROVED, reasons=dict.fromkeys(outside, ("rural", "")))
    steps = frontier.frontier(area, RULES, "travel", approved=some.approved, steps=0)
    assert {one.reason for one in steps[0].made.rules.approved} == {"rural"}


def test_everything_is_written_and_may_be_written_again(area, steps, tmp_path):
    from pcn_planner import pipeline

    before = pipeline.judge(area, RULES, today.assignment(area)).tables
    for _ in range(2):
        files.write(steps, "travel", before, tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / files.TABLE)
    assert list(table["moves_max"]) == [0, 1, 2]
    assert (tmp_path / "out" / "step-01" / "assignment.csv").exists()
    assert "<svg" in (tmp_path / "out" / "moves-02.svg").read_text("utf-8")


def test_a_goal_or_a_network_that_is_none_is_refused(area, tmp_path):
    with pytest.raises(DataError, match="towards"):
        frontier.frontier(area, RULES, "beauty")
    with pytest.raises(DataError, match="no networks of today"):
        approvals.standing_still(area, ("Nowhere",), ())
    listed = tmp_path / "approved.csv"
    listed.write_text("network_id,reason\nNowhere,because\n", encoding="utf-8")
    with pytest.raises(DataError, match="no networks of today"):
        approvals.stated(area, RULES, str(listed))
