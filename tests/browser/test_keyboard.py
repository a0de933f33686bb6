"""The page Draft with the keyboard alone: choose, move, undo, lock, list of keys."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, upload
from pcn_planner.views.begin import start
from tests.support.page_steps import press, seen

pytestmark = [pytest.mark.browser, pytest.mark.deep]


def key(page: Page, *names: str) -> None:
    """Press keys, each once the page stands still."""
    for name in names:
        idle(page)
        page.keyboard.press(name)
        page.wait_for_timeout(300)
    idle(page)


def opened(page: Page, url: str, project: Path) -> None:
    page.goto(url)
    upload(page, "A project (.pcn)", project)
    press(page, start.OPEN)
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")


def chosen(page: Page, code: str) -> None:
    """Find a practice by its code, as somebody does who cannot see the map."""
    page.get_by_role("radio", name="Practice").or_(
        page.get_by_role("button", name="Practice", exact=True)
    ).first.press("Enter")
    idle(page)
    search = page.get_by_role("combobox", name=re.compile("Practices"))
    search.press_sequentially(code)
    found = re.compile(rf"^{code}\b")
    expect(page.get_by_role("option")).to_have_text([found])  # the list follows what is typed
    search.press("Enter")
    idle(page)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_text("Neighbouring networks")).to_be_visible()


def test_a_practice_is_found_moved_and_moved_back_without_a_pointer(
    page: Page, app_url, project
) -> None:
    opened(page, app_url, project)
    chosen(page, "R0C1")
    key(page, "m")
    expect(seen(page, "Last: R0C1 moved to")).to_be_visible()
    key(page, "Control+z")
    expect(page.get_by_text("Last: R0C1 moved to")).to_have_count(0)
    key(page, "Control+y")
    expect(seen(page, "Last: R0C1 moved to")).to_be_visible()
    key(page, "l")
    expect(seen(page, "Last: lock practice")).to_be_visible()


def test_a_question_mark_lists_the_keys_and_typing_one_does_not(
    page: Page, app_url, project
) -> None:
    opened(page, app_url, project)
    expect(page.frame_locator('iframe[title*="st_folium"]').locator(".pcn-tools")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    key(page, "?")
    expect(page.get_by_text("The next problem", exact=True)).to_be_visible()
    key(page, "Escape")
    expect(page.get_by_text("The next problem", exact=True)).to_be_hidden()
