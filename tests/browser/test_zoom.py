"""Every page at 200 % and at 400 %: nothing to be scrolled sideways, and what to do is reached."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, upload
from pcn_planner.views import shell
from pcn_planner.views.begin import start
from pcn_planner.views.papers import documents
from tests.support.page_steps import press

pytestmark = [pytest.mark.browser, pytest.mark.deep]

#: a screen of 1,440 x 900 at 200 %, and one of 1,280 x 1,024 at 400 %, in points
ZOOMS = {"200 %": (720, 450), "400 %": (320, 256)}
#: page -> what a person does there first
ACTIONS = {
    "start": "Load the demo area", "redraft": "Find the steps", "draft": "Optimise",
    "conflicts": "Page to print", "compare": "Swipe", "documents": documents.MAKE,
    "export": "Everything as one zip", "scenarios": "Branch", "history": "Go back to this point",
}  # fmt: skip
#: how much wider than the window anything is that would have to be scrolled sideways
TOO_WIDE = """() => Math.max(...[
    document.documentElement,
    ...document.querySelectorAll(".stApp, .stMain, .stMainBlockContainer"),
].map((one) => one.scrollWidth - one.clientWidth))"""
OUT = """(one) => { const at = one.getBoundingClientRect();
    return at.width < 24 || at.height < 24 || at.left < -1 || at.right > innerWidth + 1; }"""


@pytest.mark.parametrize("zoom", list(ZOOMS))
def test_every_page_fits_and_its_action_is_reached(page: Page, app_url, project, zoom) -> None:
    page.goto(app_url)
    upload(page, "A project (.pcn)", project)
    press(page, start.OPEN)
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")
    key = re.search(r"project=[^&]+", page.url)
    assert key is not None
    width, height = ZOOMS[zoom]
    page.set_viewport_size({"width": width, "height": height})
    wide, hidden = {}, {}
    for name, *_ in shell.PAGES:
        page.goto(f"{app_url}/{'' if name == 'start' else name}?{key[0]}")
        shown = page.locator(".st-key-status" if name == "draft" else "h1").first
        expect(shown).to_be_visible()
        idle(page)
        wide[name] = page.evaluate(TOO_WIDE)
        if name in ACTIONS:
            action = page.get_by_role("button", name=re.compile(f"^{ACTIONS[name]}"))
            action = action.or_(page.get_by_role("radio", name=ACTIONS[name])).first
            action.scroll_into_view_if_needed()
            hidden[name] = action.evaluate(OUT)
    assert {name: px for name, px in wide.items() if px > 1} == {}
    assert [name for name, out in hidden.items() if out] == []
