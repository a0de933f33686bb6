"""Lines drawn on the map with a real pointer, and a notification of the desktop."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, until, upload
from pcn_planner.views.begin import start
from pcn_planner.views.parts import desktop
from tests.support.barriers import barriers
from tests.support.page_steps import press, seen, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]

MAP = 'iframe[title*="st_folium"]'
#: keeps what the page notifies of, and notifies all the same
KEPT = """(() => {
    const real = window.Notification;
    if (!real || window.parent !== window) return;
    window.notified = [];
    window.Notification = class extends real {
        constructor(title, told) { super(title, told); window.notified.push(told.body); }
    };
})();"""


def opened(page: Page, url: str, project: Path) -> None:
    page.goto(url)
    upload(page, "A project (.pcn)", project)
    press(page, start.OPEN)
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")
    expect(page.frame_locator(MAP).locator(".pcn-practice")).to_have_count(12)
    idle(page)


def spot(page: Page, code: str) -> tuple[float, float]:
    """Where a practice is on the screen."""
    dot = page.frame_locator(MAP).locator(f'.pcn-practice[aria-label^="{code} "]').first
    box = dot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def between(page: Page, *codes: str) -> tuple[float, float]:
    """The middle of some practices on the screen."""
    spots = [spot(page, code) for code in codes]
    return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)


def tool(page: Page, name: str) -> None:
    page.frame_locator(MAP).get_by_role("button", name=re.compile(f"^{name}")).click()


def river(page: Page) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of a line between the second row of practices and the third, past both sides."""
    left, right = between(page, "R1C0", "R2C0"), between(page, "R1C3", "R2C3")
    step = (right[0] - left[0]) / 5
    return (left[0] - step, left[1]), (right[0] + step, right[1])


def kept(page: Page) -> None:
    """Say what the line is, and keep it; the map then has it and the plan is in pieces."""
    expect(seen(page, "not kept yet")).to_be_visible()
    expect(page.get_by_text(re.compile("It parts R1C0"))).to_be_visible()
    page.get_by_role("textbox", name="What it is").fill("the river")
    page.get_by_role("textbox", name="What it is").press("Tab")
    press(page, "Keep the barrier")
    expect(page.get_by_text("Last: draw barrier")).to_be_visible()
    expect(page.locator(".st-key-status")).to_contain_text("in pieces")
    idle(page)
    expect(page.frame_locator(MAP).locator('path[stroke="#6B3E00"]')).to_have_count(1)


def test_a_barrier_is_drawn_in_one_stroke_kept_and_undone(page: Page, app_url, project) -> None:
    opened(page, app_url, project)
    begin, end = river(page)
    tool(page, "Draw a barrier")
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=12)
    page.mouse.up()
    kept(page)
    assert barriers(page) == []
    press(page, "Undo")
    expect(page.locator(".st-key-status")).to_contain_text("all in one piece")
    idle(page)
    expect(page.frame_locator(MAP).locator('path[stroke="#6B3E00"]')).to_have_count(0)


def test_a_barrier_is_drawn_click_by_click_and_chooses_nothing(
    page: Page, app_url, project
) -> None:
    opened(page, app_url, project)
    begin, end = river(page)
    tool(page, "Draw a barrier")
    for at in (begin, between(page, "R1C1", "R2C1"), end):
        page.mouse.click(*at)
    page.keyboard.press("Enter")
    kept(page)


def test_a_link_is_drawn_from_one_practice_to_another(page: Page, app_url, project) -> None:
    opened(page, app_url, project)
    tool(page, "Link two practices")
    page.mouse.click(*spot(page, "R0C0"))
    page.mouse.click(*spot(page, "R2C0"))
    pair = page.get_by_test_id("stMultiSelect").filter(has_text="Two practices")
    expect(pair).to_contain_text("R0C0")
    expect(pair).to_contain_text("R2C0")
    page.get_by_role("textbox", name="Why", exact=True).last.fill("a footbridge")
    page.get_by_role("textbox", name="Why", exact=True).last.press("Tab")
    press(page, "Make neighbours")
    expect(page.get_by_text("Last: link")).to_be_visible()


@pytest.mark.parametrize("allowed", [True, False])
def test_the_desktop_is_notified_once_of_a_solve_that_ended_where_it_is_allowed(
    page: Page, app_url, project, allowed
) -> None:
    page.context.add_init_script(KEPT)
    if allowed:
        page.context.grant_permissions(["notifications"])
    opened(page, app_url, project)
    press(page, "Rules")
    press(page, page.get_by_role("tab", name="When to stop"))
    page.get_by_test_id("stCheckbox").filter(has_text=desktop.LABEL).locator("label").click()
    word = desktop.WORDS["granted"] if allowed else desktop.REFUSED
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-desktop iframe")).to_have_count(1)
    press(page, "Rules")
    press(page, page.get_by_role("tab", name="When to stop"))
    expect(page.get_by_text(word)).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    press(page, "Optimise")
    turn_to(page, "Conflicts")
    expect(page.get_by_text(re.compile("^Optimised: "))).to_be_visible()
    idle(page)
    if allowed:
        until(page, "window.notified.length > 0")
    turn_to(page, "Draft")
    expect(page.frame_locator(f".st-key-map {MAP}").locator(".pcn-practice")).to_have_count(12)
    idle(page)
    found = page.evaluate("window.notified || []")
    assert [one.partition(":")[0] for one in found] == (["Optimised"] if allowed else [])
