"""The page Redraft, run without a browser."""

import re

import pytest

from optimise.progress import Limits
from pcn_planner.redrafting import frontier, picture, run
from pcn_planner.views.plans import redraft, redraft_table
from tests.support import app_pages


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


def test_it_asks_for_data_first():
    assert "Start" in app_pages.run("redraft", app_pages.session()).info[0].value


def test_it_asks_for_todays_networks_where_none_are_known(tmp_path):
    area = app_pages.study(tmp_path, current=None)
    page = app_pages.run("redraft", app_pages.session(area))
    assert "not known" in page.info[0].value
    assert not page.button


def test_steps_are_shown_with_their_moves_and_one_is_opened(area):
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("redraft", work)
    page.number_input[0].set_value(2).run()
    page.button[0].click().run()
    assert page.session_state[redraft.KEY].run.wait(200)
    page = page.run()
    assert not page.exception
    assert "Patients moved" in [m.label for m in page.metric]
    assert work.today is not None
    drawn = picture.before_and_after(work.today.tables, page.session_state[redraft.KEY].steps[-1])
    fills = re.findall(r'<path d="[^"]*" fill="([^"]+)" fill-opacity', drawn)
    assert fills[: len(fills) // 2] == fills[len(fills) // 2 :], "a network has one colour"
    opened = next(b for b in page.button if b.label.startswith("Open this plan"))
    opened.click().run()
    assert work.proposal is not None
    assert not re.search(r"\b1 moves\b", f"{work.notice.text} {work.state.provenance['from']}")
    assert work.rules.moves_max is not None, "the proof is of plans that move so few"
    assert work.proposal.proposed


def test_what_is_solved_again_goes_as_far_as_was_asked(area):
    asked = run.Asked(app_pages.WITHIN, "travel")
    begun = run.start(area, asked, steps=1, limits=Limits(time_s=30.0))
    begun.run.stop()
    again = run.without(begun, ("p001",))
    again.run.stop()
    assert (again.moves_most, again.limits) == (1, Limits(time_s=30.0))
    assert again.asked.refused == ("p001",)
    assert again.run.wait(200)
    assert again.share_done == len(again.steps) / 2


def test_the_table_of_steps_is_in_words_and_has_nothing_unknown(area):
    shown, columns = redraft_table.of(
        frontier.frontier(area, app_pages.WITHIN, "travel", steps=1), "travel"
    )
    assert not [name for name in shown if "_" in name]
    assert list(shown["Practices moved, at most"]) == [0, 1]
    assert set(shown["Goal reached"]) <= {"yes", "no"}
    assert not shown.isna().all().any()
    assert "Patients moved" in columns
