"""What can be pressed stands still: a page that an address opens comes up whole."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, load_demo

pytestmark = pytest.mark.browser

#: how far the browser says things that were to be seen have moved, by itself and summed up
WATCH = """window.moved = 0;
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({type: 'layout-shift', buffered: true});"""
GOOD = 0.25  #: above 0.7 where style sheet or parts come after the words; below 0.03 where not


def test_nothing_moves_under_the_pointer_while_an_address_opens(page: Page, app_url) -> None:
    load_demo(page, app_url)
    project = page.url.partition("?")[2]
    page.add_init_script(WATCH)
    for name in ("", "draft"):
        page.goto(f"{app_url}/{name}?{project}")
        expect(page.locator(".st-key-next_step button")).to_be_visible()
        idle(page)
        page.wait_for_timeout(1_000)
        assert page.evaluate("window.moved") < GOOD, name or "start"


def test_what_is_told_covers_no_map_and_moves_none(page: Page, app_url) -> None:
    load_demo(page, app_url)
    told, land = page.locator(".st-key-notice"), page.locator(".st-key-map")
    for width in (1_440, 1_200):
        page.set_viewport_size({"width": width, "height": 900})
        idle(page)
        words, drawn = told.bounding_box(), land.bounding_box()
        assert words["height"] > 0
        assert drawn["x"] + drawn["width"] <= words["x"]
    page.get_by_role("button", name="Dismiss").click()
    expect(told.get_by_role("alert")).to_have_count(0)
    idle(page)
    assert land.bounding_box() == drawn
