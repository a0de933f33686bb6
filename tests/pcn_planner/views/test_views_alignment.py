"""The price of alignment, run without a browser."""

from dataclasses import replace

import pytest

from pcn_planner.views.plans import alignment
from tests.support import app_pages


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture
def drawn(area):
    """A page whose strip of two plans is finished, and the session behind it."""
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("alignment", work)
    page.multiselect[0].set_value([0.0, 100.0])
    page.select_slider[0].set_value(None).run()
    page.button[0].click().run()
    assert page.session_state[alignment.KEY].run.wait(600)
    return page.run(), work


def test_it_asks_for_data_first():
    assert "Start" in app_pages.run("alignment", app_pages.session()).info[0].value


def test_it_asks_for_teams_where_none_are_known(tmp_path):
    area = app_pages.study(tmp_path, team=None)
    page = app_pages.run("alignment", app_pages.session(area))
    assert "No community teams are known" in page.info[0].value
    assert not page.button


def test_nothing_is_solved_before_it_is_asked_for(area):
    page = app_pages.run("alignment", app_pages.session(area))
    assert not page.exception
    assert app_pages.labels(page, "button") == ["Draw the strip"]
    assert not page.metric


def test_no_price_no_strip(area):
    page = app_pages.run("alignment", app_pages.session(area))
    page.multiselect[0].set_value([]).run()
    assert page.button[0].disabled


def test_the_strip_shows_each_plan_with_its_proof(drawn):
    page, _ = drawn
    assert not page.exception
    said = " ".join(one.value for one in page.markdown)
    assert "Travel only" in said
    assert "No team split" in said
    assert said.count("proven best") == 2
    assert [m.value for m in page.metric if m.label == "Patients of another team, by list"][
        -1
    ] == "0"
    assert list(page.dataframe[0].value["alignment_weight_km"]) == [0.0, 100.0]


def test_opening_a_plan_makes_it_the_draft_and_undo_brings_back_the_one_before(drawn):
    page, work = drawn
    page.button(key="open 100").click().run()
    assert not page.exception
    assert "No team split: this plan is now the draft" in work.notice.text
    assert work.rules.weights["alignment"] == 100.0
    assert work.proposal.totals["alignment"] == 0
    assert work.proposal.status == "optimal"
    work.undo()
    work.undo()
    assert work.proposal.plan.assignment == app_pages.PLAN


def test_a_strip_of_other_rules_is_marked_as_old(drawn):
    page, work = drawn
    work.set_rules(replace(app_pages.WITHIN, floor=25_000))
    page.run()
    assert "rules have changed" in page.warning[0].value


def test_a_failing_solve_is_told_and_leaves_the_draft(area, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("out of memory")

    monkeypatch.setattr("optimise.solver_process.solve", broken)
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("alignment", work)
    page.button[0].click().run()
    assert page.session_state[alignment.KEY].run.wait(60)
    page.run()
    assert "out of memory" in page.error[0].value
    assert work.proposal.plan.assignment == app_pages.PLAN
