"""Work lasts: a reload, a second tab, another server on the folder, a file taken elsewhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import serving, upload
from pcn_planner.projects import folder
from tests.support.page_steps import named, press, turn_to

pytestmark = pytest.mark.browser

START = "today's networks"


def last(page: Page, what: str):
    return page.get_by_text(re.compile(rf"^Last: {re.escape(what)} · "))


def blank(page: Page) -> None:
    press(page, "Start from")
    press(page, "Blank: no networks")
    expect(last(page, "blank")).to_be_visible()


def begin(page: Page, url: str) -> None:
    """The demo area, with one change; the address names its project."""
    page.goto(url)
    press(page, "Load the demo area")
    expect(last(page, START)).to_be_visible()
    blank(page)
    page.wait_for_url(re.compile(r"/draft\?project="))


def taken_home(page: Page, to: Path) -> Path:
    """Download the project from the page Start."""
    turn_to(page, "Start")
    press(page, page.get_by_role("button", name="Project"))
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download the project")).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_draft_outlasts_reload_second_tab_and_server(page: Page, app_url, tmp_path) -> None:
    begin(page, app_url)
    page.reload()
    expect(last(page, "blank")).to_be_visible()
    press(page, "Undo")
    expect(last(page, START)).to_be_visible()

    second = page.context.new_page()
    second.goto(page.url)
    expect(second.get_by_text("open in another tab")).to_be_visible()
    press(page, "Redo")
    expect(last(second, "blank")).to_be_visible()
    press(second, "Undo")
    expect(second.get_by_text("only follows; nothing was changed")).to_be_visible()
    press(second, "Write here")
    press(second, "Undo")
    expect(last(second, START)).to_be_visible()
    second.close()

    with serving(tmp_path / "other.log") as again:
        page.goto(page.url.replace(app_url, again))
        expect(last(page, START)).to_be_visible()
        press(page, "Redo")
        expect(last(page, "blank")).to_be_visible()
        page.goto("about:blank")


def test_a_project_taken_elsewhere_is_undone_to_its_first_change(
    page: Page, app_url, tmp_path, monkeypatch
) -> None:
    begin(page, app_url)
    file = taken_home(page, tmp_path)
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "elsewhere"))
    with serving(tmp_path / "other.log") as fresh:
        page.goto(fresh)
        upload(page, "A project (.pcn)", file)
        press(page, "Open the plan")
        expect(last(page, "blank")).to_be_visible()
        for _ in range(2):
            press(page, "Undo")
        expect(named(page, "Undo")).to_be_disabled()
        turn_to(page, "History")
        expect(page.get_by_text("The list as CSV")).to_be_visible()
        page.goto("about:blank")
    assert [one.name for one in folder.projects(tmp_path / "elsewhere")] == [file.stem]
