"""What a person is writing stays in its field, whatever the page is made anew for."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import conflict_key
from pcn_planner.views.parts import being_written
from tests.support import app_pages

VIEWS = Path(being_written.__file__).parents[1]
WRITTEN_INTO = {"text_input", "text_area", "chat_input"}
KEY = "field"


def page():
    import streamlit as st

    from pcn_planner.views.parts import being_written

    held = st.session_state
    if not held.get("elsewhere"):
        being_written.field(held["work"], "Why", "field", held.get("stored", ""))


@pytest.fixture
def app():
    out = AppTest.from_function(page)
    out.session_state["work"] = Session()
    return out.run()


def wrote(app, text):
    return app.text_input(key=KEY).set_value(text).run()


def held(app, text):
    """The project holds another text from now on."""
    app.session_state["stored"] = text
    return app.run()


def brought(app, monkeypatch, answer):
    monkeypatch.setattr(Session, "brought", answer)


def test_a_turn_to_another_page_and_back_keeps_what_was_written(app):
    wrote(app, "ask the board")
    app.session_state["elsewhere"] = True
    app.run()
    assert not app.text_input
    app.session_state["elsewhere"] = False
    app.run()
    assert app.text_input(key=KEY).value == "ask the board"


def test_what_the_project_holds_is_shown_until_somebody_writes_and_after_undo(app):
    assert held(app, "kept").text_input(key=KEY).value == "kept"
    wrote(app, "better")
    assert held(app, "better").text_input(key=KEY).value == "better"
    assert held(app, "kept").text_input(key=KEY).value == "kept"
    assert not app.caption


def test_a_change_by_another_editor_takes_nothing_from_who_is_writing(app, monkeypatch):
    wrote(app, "mine")
    brought(app, monkeypatch, answer=True)
    held(app, "<theirs>")
    assert app.text_input(key=KEY).value == "mine"
    assert "In the project: " in app.caption[0].value
    assert "theirs" in app.caption[0].value


def test_a_field_that_may_be_written_into_is_not_changed_under_the_hand_of_a_person(
    app, monkeypatch
):
    brought(app, monkeypatch, answer=True)
    assert held(app, "theirs").text_input(key=KEY).value == ""
    assert "theirs" in app.caption[0].value


def test_text_for_one_project_does_not_stand_in_the_next(app):
    wrote(app, "of the first")
    app.session_state["work"].key = "another"
    assert app.run().text_input(key=KEY).value == ""


def test_a_comment_on_a_conflict_outlasts_a_change_of_the_draft(tmp_path):
    work = app_pages.session(app_pages.study(tmp_path), app_pages.PLAN)
    shown = app_pages.run("conflicts", work)
    [comment] = [one for one in shown.text_input if one.label == "Comment"]
    comment.set_value("the leads meet in May")
    work.record(draft.decide(conflict_key("team_split", "T1"), "accept", "agreed"))
    shown.run()
    assert [one.value for one in shown.text_input if one.label == "Comment"] == [
        "the leads meet in May"
    ]


def test_every_field_for_words_is_one_whose_words_are_kept():
    bare = {
        path.name
        for path in VIEWS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in WRITTEN_INTO
    }
    assert bare == set()


def test_a_wish_half_written_outlasts_a_turn_to_another_pane_and_goes_when_it_is_added(tmp_path):
    work = app_pages.session(app_pages.study(tmp_path), app_pages.PLAN)
    shown = app_pages.run("draft", work)
    shown.session_state["pane"] = "Wishes"
    shown.run()
    shown.text_input(key="wish_why").set_value("one partnership").run()
    for pane in ("Networks", "Wishes"):
        shown.session_state["pane"] = pane
        shown.run()
    assert shown.text_input(key="wish_why").value == "one partnership"
    codes = shown.multiselect(key="wish_practices").options[:2]
    shown.multiselect(key="wish_practices").set_value([one.split()[0] for one in codes]).run()
    shown.button(key="wish_add").click().run()
    assert work.state.together[0].reason == "one partnership"
    assert shown.text_input(key="wish_why").value == ""
