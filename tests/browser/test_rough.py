"""Rough handling: double clicks, the back button, a map that missed a message, wrong files."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import draft_map, idle, load_demo
from tests.support.journey import MAP, Journey
from tests.support.page_steps import press, seen, turn_to

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
    expect(seen(page, f"Last: {CODE} moved to")).to_be_visible()
    press(page, "Undo")
    expect(seen(page, "Last: today's networks")).to_be_visible()


def test_the_back_button_leads_back_and_the_draft_is_as_it_was(page: Page, app_url) -> None:
    load_demo(page, app_url)
    expect(page.locator(".st-key-status")).to_be_visible()  # a hidden page has no inner text
    before = page.locator(".st-key-status").inner_text()
    turn_to(page, "Conflicts")
    expect(page.get_by_role("heading", name="Conflicts with community teams")).to_be_visible()
    page.go_back()
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")
    idle(page)
    expect(page.locator(".st-key-status")).to_have_text(before, use_inner_text=True)
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
    ("turn", "places"),
    [
        ("Start", [("", "Practices: code"), ("", "A project (.pcn)")]),
        ("Draft", [("Start from", "An exported plan"), ("Layers", "Your own layers")]),
        ("Compare", [("Compare with a file", "A plan as assignment.csv")]),
        ("Documents", [("", "Facts from a file")]),
        ("Documents", [("", "Adjusted and weighted")]),
        ("Documents", [("Staff of community teams", "Staff of teams")]),
        ("Documents", [("", "Files that people sent back")]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_words_wherever_it_is_given(
    page: Page, app_url, tmp_path, turn, places
) -> None:
    load_demo(page, app_url)
    turn_to(page, turn)
    for opened, label in places:
        if opened:
            press(page, page.get_by_text(opened).first)
        letter, way = wrong(tmp_path, label), Journey(page)
        way.give(label, letter)
        if label in ASKED:
            press(page, ASKED[label])
        said = "Choose the columns" if label.startswith("Practices") else letter.name
        told = page.get_by_test_id("stAlert").filter(has_text=said).first
        expect(told).to_be_visible()
        if label in ASKED:  # what comes of a press is seen where the press was
            expect(told).to_be_in_viewport()
        expect(page.get_by_text("Traceback")).to_have_count(0)
        if turn != "Draft":  # there its menu has folded away
            way.take_back(label)


#: what is pressed once a file is given, where something is
ASKED = {"A project (.pcn)": "Open the plan", "An exported plan": "Start from this file"}
#: the ending that a place for files takes, where it is not that of a table
ENDINGS = {"A project": "pcn", "Your own layers": "geojson", "Files that people": "json"}


def wrong(folder: Path, label: str) -> Path:
    """A letter that somebody called by the wrong ending, under a name of its own for each place."""
    ending = next((one for begun, one in ENDINGS.items() if label.startswith(begun)), "csv")
    path = folder / f"letter-{len(list(folder.glob('letter-*')))}.{ending}"
    path.write_text("Dear colleague,\nplease find the plan attached.\n")
    return path


def test_over_a_slow_network_a_double_click_moves_once_and_the_map_is_whole(
    page: Page, app_url
) -> None:
    slow = {"offline": False, "latency": 400, "downloadThroughput": 100_000,
            "uploadThroughput": 50_000}  # fmt: skip
    load_demo(page, app_url)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    Journey(page).pick(CODE)
    button = page.get_by_role("button", name=re.compile("^Move here")).first
    expect(button).to_be_visible()
    button.dblclick()
    expect(seen(page, f"Last: {CODE} moved to")).to_be_visible()
    expect(page.frame_locator(MAP).locator(".pcn-practice")).to_have_count(120)
    press(page, "Undo")
    expect(seen(page, "Last: today's networks")).to_be_visible()
