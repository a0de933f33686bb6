"""Notifications of the desktop: off by default, refused in words, one for a solve that ended."""

import json

import pytest

from pcn_planner.views.drafting import solve_panel
from pcn_planner.views.parts import desktop
from tests.support import small_study
from tests.support.draft_page import TIMEOUT_S, at, press, said


@pytest.fixture
def session(tmp_path):
    return small_study.session(tmp_path)


def frames(app) -> list[str]:
    """What the frames for notifications are told."""
    told = [json.loads(one.proto.json_args) for one in app.get("component_instance")]
    return [str(one) for one in told if "pcnNotify" in str(one)]


def opened(session):
    """The drawer of rules, with the switch."""
    return press(at(session), "rules")


def test_nothing_asks_the_browser_until_the_switch_is_on(session) -> None:
    app = opened(session)
    assert not app.toggle(key=desktop.TOGGLE).value
    assert frames(app) == []
    app.toggle(key=desktop.TOGGLE).set_value(True).run()
    assert not app.exception
    assert "may ask you" in said(app)
    assert len(frames(at_on(session))) == 1


def at_on(session, state: str = "granted"):
    app = at(session)
    app.session_state[desktop.ASKED], app.session_state[desktop.STATE] = True, state
    return app.run()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("granted", "Your browser allows it."), ("denied", "does not allow notifications"),
        ("default", "does not allow notifications"), ("missing", "knows no notifications"),
        ("<img>", "does not allow notifications"),
    ],
)  # fmt: skip
def test_what_the_browser_answers_is_said_in_words(session, state, words) -> None:
    assert words in said(press(at_on(session, state), "rules"))


def test_a_solve_that_ends_is_told_to_the_frame_once_and_only_where_wanted(session) -> None:
    app = at_on(session)
    solve_panel.begin(session, solve_panel.OPTIMISED)
    session.run.wait(TIMEOUT_S)
    app.run()
    assert not app.exception
    [told] = frames(app)
    assert "Optimised: 4 networks" in told
    first = app.session_state[desktop.TOLD]["id"]
    assert app.run().session_state[desktop.TOLD]["id"] == first


def test_what_is_told_cannot_leave_the_script() -> None:
    text = desktop.Told({"id": "1", "words": "</script><img src=x>"}).told
    assert "<" not in text
