"""Alternatives to the draft, run without a browser."""

import pytest

from optimise.alternatives import Wish
from pcn_planner import pipeline
from pcn_planner.drafting.running import near_best
from pcn_planner.views.plans import alternatives
from tests.support import app_pages


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture(scope="module")
def best(area):
    return pipeline.propose(area, app_pages.WITHIN)


def drafted(area, best):
    work = app_pages.session(area)
    work.take(best, "test")
    return work


@pytest.fixture
def sought(area, best):
    """A page whose search is finished, and the session behind it."""
    work = drafted(area, best)
    page = app_pages.run("alternatives", work)
    page.number_input(key="near_apart").set_value(1).run()
    page.select_slider(key="near_share").set_value(5.0).run()
    page.button[0].click().run()
    assert page.session_state[alternatives.KEY].run.wait(240)
    return page.run(), work


def test_it_asks_for_data_and_for_a_plan_first(area):
    assert "Start" in app_pages.run("alternatives", app_pages.session()).info[0].value
    assert "Draft" in app_pages.run("alternatives", app_pages.session(area)).info[0].value


def test_a_draft_without_a_bound_has_none(area):
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("alternatives", work)
    page.button[0].click().run()
    assert alternatives.KEY not in page.session_state
    assert "proven bound" in work.notice.text


def test_alternatives_are_told_shown_and_opened(sought):
    page, work = sought
    assert not page.exception
    run = page.session_state[alternatives.KEY]
    assert run.run.failure is None
    plans = run.run.made.plans.plans
    assert run.run.made.picture.startswith(b"\x89PNG")
    assert any("within 5.00%" in one.value for one in page.markdown)
    assert len(page.dataframe[0].value) == len(plans)
    assert len(plans) > 1
    before = dict(work.proposal.plan.assignment)
    page.button(key="near_open_1").click().run()
    assert dict(work.proposal.plan.assignment) == dict(plans[1].plan.assignment) != before


def test_a_wish_that_means_nothing_is_refused(area, best, tmp_path):
    from boundaries.errors import DataError

    with pytest.raises(DataError, match="cannot be asked for"):
        near_best.start(best, Wish(99, 0.02, 1), tmp_path)
