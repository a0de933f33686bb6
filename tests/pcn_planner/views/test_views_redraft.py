"""The page Redraft, run without a browser."""

import re

import pytest

from pcn_planner.redrafting import picture
from pcn_planner.views.plans import redraft
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
    assert work.rules.moves_max is not None, "the proof is of plans that move so few"
    assert work.proposal.proposed
