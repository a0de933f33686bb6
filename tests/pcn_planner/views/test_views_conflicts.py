"""The trust's view, run without a browser, also where data are missing."""

import re

import pytest

from pcn_planner.views.parts import memo
from tests.support import app_pages


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture
def work(area):
    return app_pages.session(area, app_pages.PLAN)


def words(page):
    return " ".join(
        str(one.value) for kind in ("info", "text", "caption") for one in page.get(kind)
    )


def test_it_asks_for_data_first():
    page = app_pages.run("conflicts", app_pages.session())
    assert "Start" in page.info[0].value
    assert not page.exception


def test_it_asks_for_teams_where_none_are_known(tmp_path):
    area = app_pages.study(tmp_path, team=None)
    page = app_pages.run("conflicts", app_pages.session(area, app_pages.PLAN))
    assert "No community teams are known" in page.info[0].value
    assert not page.metric


def test_it_asks_for_a_plan_where_there_is_none(tmp_path):
    area = app_pages.study(tmp_path, current=None)
    page = app_pages.run("conflicts", app_pages.session(area))
    assert "No plan yet" in page.info[0].value


def test_the_figures_are_those_of_the_plan(work):
    page = app_pages.run("conflicts", work)
    assert not page.exception
    # Network B: P05 belongs to T1 (11,000), P06 to P08 to T2.
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures == {
        "Patients of another team, by list": "11,000",
        "Networks that need several teams": "1 of 4",
        "Teams in several networks": "2 of 2",
        "Practices run from another team": "1",
    }


def test_the_largest_conflict_is_told_with_its_practices_and_its_mend(work):
    page = app_pages.run("conflicts", work)
    assert "11,000 patients of network B" in words(page)
    assert "SURGERY P05 (P05)" in words(page)
    assert page.dataframe[0].value.loc[0, "where"] == "B (Harbour)"
    assert list(page.dataframe[0].value["rank"]) == [1, 2, 3]


def test_conflicts_of_one_kind_can_be_shown_alone(work):
    page = app_pages.run("conflicts", work)
    page.session_state["conflict_kinds"] = ["Team split"]
    page.run()
    assert set(page.dataframe[0].value["kind"]) == {"Team split"}


def test_todays_networks_can_be_looked_at_instead(work):
    page = app_pages.run("conflicts", work)
    page.session_state["conflict_plan"] = "Today's networks"
    page.run()
    assert page.metric[1].value.endswith("of 4")
    assert "X2" in str(page.dataframe[0].value)


def test_without_a_draft_todays_networks_are_shown(area):
    page = app_pages.run("conflicts", app_pages.session(area))
    assert not page.exception
    assert "X1" in app_pages.frames(page)[0]
    assert "Harbour" not in app_pages.frames(page)[0]


def test_a_plan_without_conflicts_says_so(tmp_path):
    area = app_pages.study(tmp_path, team="ccg_code")
    page = app_pages.run("conflicts", app_pages.session(area, app_pages.PLAN))
    assert page.success[0].value.startswith("No conflicts")
    assert page.metric[0].value == "0"


def test_nothing_is_changed_and_three_files_can_be_taken_away(work):
    before = work.project.changes()
    page = app_pages.run("conflicts", work)
    assert work.project.changes() == before
    assert app_pages.labels(page, "download_button") == [
        "Conflicts (CSV)", "Matrix (CSV)", "Page to print",
    ]  # fmt: skip


def test_the_map_stands_in_a_frame_that_fetches_nothing(work):
    page = app_pages.run("conflicts", work)
    (frame,) = app_pages.frames(page)
    assert "Content-Security-Policy" in frame
    assert not re.search(r"<(script|link|img|iframe)[^>]*\s(src|href)=", frame)


def test_where_homes_are_not_known_that_is_said(work):
    page = app_pages.run("conflicts", work)
    assert "It takes small areas" in words(page) or "it takes small areas" in words(page)


def test_slow_things_are_made_once_for_the_same_plan(work):
    page = app_pages.run("conflicts", work)
    first = page.session_state[memo.KEY]["conflict map"][1]
    page.run()
    assert page.session_state[memo.KEY]["conflict map"][1] is first


def test_the_conflicts_of_the_draft_stand_beside_those_of_today(work):
    page = app_pages.run("conflicts", work)
    [both] = [one.value for one in page.dataframe if "here" in one.value and "kind" in one.value]
    assert both["here"].sum() > 0
    assert (both["change"] == both["there"] - both["here"]).all()


def test_where_there_is_one_plan_alone_two_are_not_shown(area):
    page = app_pages.run("conflicts", app_pages.session(area))
    assert "There is only one plan" in words(page)
