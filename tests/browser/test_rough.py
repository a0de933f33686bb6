"""Rough handling: double clicks, the back button, a map that missed a message, wrong files."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import draft_map, idle, load_demo
from tests.support.journey import MAP, Journey
from tests.support.page_steps import press, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]

CODE = "Z80033"


def history(page: Page) -> int:
    """How many moves the history knows."""
    turn_to(page, "History")
    idle(page)
    return page.get_by_text(re.compile("^[0-9]+: .*moved", re.IGNORECASE)).count()


def test_a_double_click_moves_once(page: Page, app_url) -> None:
    load_demo(page, app_url)
    way = Journey(page)
    way.pick(CODE)
    button = page.get_by_role("button", name=re.compile("^Move here")).first
    expect(button).to_be_visible()
    button.dblclick()
    expect(page.get_by_text(f"Last: {CODE} moved to").first).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("Last: today's networks").first).to_be_visible()


def test_the_back_button_leads_back_and_the_draft_is_as_it_was(page: Page, app_url) -> None:
    load_demo(page, app_url)
    before = page.locator(".st-key-status").inner_text()
    turn_to(page, "Conflicts")
    expect(page.get_by_role("heading", name="Conflicts with community teams")).to_be_visible()
    page.go_back()
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")
    idle(page)
    assert page.locator(".st-key-status").inner_text() == before
    expect(page.frame_locator(MAP).locator(".pcn-practice")).to_have_count(120)


def test_a_map_that_lacks_what_it_is_told_asks_for_it(page: Page, app_url) -> None:
    load_demo(page, app_url)
    way = Journey(page)
    way.pick(CODE)
    draft_map(page).evaluate("window.map.pcnForget()")
    way.pick("Z80010")
    expect(page.frame_locator(MAP).locator(".pcn-practice")).to_have_count(120)
    expect(page.frame_locator(MAP).locator(".pcn-behind")).to_have_count(0)


@pytest.mark.parametrize(
    ("turn", "label"),
    [
        ("Start", "Practices: code"), ("Start", "A project (.pcn)"),
        ("Compare", "A plan as assignment.csv"), ("Documents", "Facts from a file"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_words_wherever_it_is_given(
    page: Page, app_url, tmp_path, turn, label
) -> None:
    load_demo(page, app_url)
    turn_to(page, turn)
    if turn == "Compare":
        press(page, page.get_by_text("Compare with a file"))
    Journey(page).give(label, wrong(tmp_path, label))
    if label.startswith("A project"):
        press(page, "Open the plan")
    alert = page.get_by_test_id("stAlert").filter(has_text=re.compile("[a-z]"))
    expect(alert.first).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def wrong(folder: Path, label: str) -> Path:
    """A letter that somebody called by the wrong ending."""
    path = folder / ("letter.pcn" if label.startswith("A project") else "letter.csv")
    path.write_text("Dear colleague,\nplease find the plan attached.\n")
    return path
