"""One app for several people: a project is its maker's, until it is given away by a link."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, serving
from pcn_planner.projects import folder, scenarios
from pcn_planner.projects.project import Project
from pcn_planner.views.begin.history import COMMENT
from tests.support.page_steps import press, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]
expect.set_options(timeout=60_000)  # a busy machine is no failure
SHARED = "127.0.0.2"  # this computer, by another name than those that mean one person


@contextmanager
def person(chromium):
    """A browser of somebody's own."""
    context = chromium.new_context(viewport={"width": 1_440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def start(page: Page) -> None:
    press(page, page.get_by_role("link", name="Start", exact=True).first)
    expect(page.get_by_text("Your own files")).to_be_visible()


def link(page: Page, kind: str) -> str:
    """Make a link of a kind on the page Start."""
    press(page, page.get_by_role("button", name="Share"))
    page.get_by_role("combobox", name="A link").click()
    page.get_by_role("option", name=kind).click()
    idle(page)
    press(page, "Make the link")
    made = page.get_by_test_id("stCode")
    expect(made).to_be_visible()
    address = made.inner_text().strip()
    page.keyboard.press("Escape")
    return address


def test_a_project_is_its_makers_until_given_by_a_link(chromium, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "projects"))
    with (
        serving(tmp_path / "app.log", SHARED) as url,
        person(chromium) as ada,
        person(chromium) as ben,
    ):
        ada.goto(url)
        press(ada, "Load the demo area")
        ada.wait_for_url(re.compile(r"/draft\?project="))
        address = ada.url
        start(ada)
        expect(ada.get_by_text("Recent projects")).to_be_visible()

        ben.goto(address)
        expect(ben.get_by_text("This project is open to those who made it")).to_be_visible()
        start(ben)
        expect(ben.get_by_text("Recent projects")).to_have_count(0)

        given = link(ada, "To look at it")
        ben.goto(given.replace("/?", "/draft?"))
        expect(ben.get_by_text("given to you to look at")).to_be_visible()
        press(ben, ben.get_by_role("button", name=re.compile("^Undo")))
        expect(ben.get_by_text("nothing was changed")).to_be_visible()

        press(ada, ada.get_by_role("button", name="Share"))
        press(ada, "Revoke")
        expect(ada.get_by_text("The link is revoked")).to_be_visible()
        ben.goto(address)
        expect(ben.get_by_text("This project is open to those who made it")).to_be_visible()

        [path] = (tmp_path / "projects").glob("*.pcn")
        scenarios.set_status(Project.open(path), "approved", author="Ada")
        ada.goto(address)
        start(ada)
        frozen = link(ada, "To read one approved scenario, for consultation")
        ben.goto(frozen)
        expect(ben.get_by_text("approved. This page is for reading only")).to_be_visible()
        expect(ben.get_by_role("link", name="Draft", exact=True)).to_have_count(0)
        for one in (ada, ben):
            one.goto("about:blank")
    assert "Traceback" not in (tmp_path / "app.log").read_text()


def comment(page: Page, words: str) -> None:
    """Write a comment on the page History; once more where the page was made anew meanwhile."""
    turn_to(page, "History")
    for _ in range(3):
        page.get_by_label("The comment", exact=True).fill(words)
        page.get_by_label("The comment", exact=True).press("Tab")
        idle(page)
        press(page, COMMENT)
        idle(page)
        if not page.get_by_text("There is no comment yet").is_visible():
            return


def test_of_two_editors_in_two_browsers_none_silently_wins(chromium, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "projects"))
    with (
        serving(tmp_path / "app.log", SHARED) as url,
        person(chromium) as ada,
        person(chromium) as ben,
    ):
        ada.goto(url)
        press(ada, "Load the demo area")
        ada.wait_for_url(re.compile(r"/draft\?project="))
        start(ada)
        ben.goto(link(ada, "To edit it").replace("/?", "/draft?"))
        expect(ben.get_by_text("open in another tab")).to_be_visible()

        comment(ada, "first of Ada")
        comment(ben, "lost of Ben")
        expect(ben.get_by_text("only follows; nothing was changed")).to_be_visible()
        press(ben, "Write here")
        comment(ben, "first of Ben")
        comment(ada, "lost of Ada")
        expect(ada.get_by_text("only follows; nothing was changed")).to_be_visible()

        [path] = (tmp_path / "projects").glob("*.pcn")
        said = [note.text for note in Project.open(path).state().notes]
        assert said == ["first of Ada", "first of Ben"]
        for one in (ada, ben):
            expect(
                one.get_by_text("The draft first of Ben").filter(visible=True).first
            ).to_be_visible()
            one.goto("about:blank")
    assert "Traceback" not in (tmp_path / "app.log").read_text()
