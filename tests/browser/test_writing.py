"""Letters that a person has typed and not yet left stay, whatever comes and goes on the page."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, upload
from pcn_planner.views.begin import start
from pcn_planner.views.begin.history import COMMENT
from tests.support.page_steps import TRIES, press, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]
TYPED = "the two leads meet in M"
#: page -> what is pressed there to reach a field, and the field
FIELDS = {
    "History": ("", "[aria-label='The comment']"),
    "Conflicts": ("", "[aria-label='Comment']"),
    "Documents": ("Page for the public, in the same pack", "[aria-label='Organisation that asks']"),
    "Draft": ("Wishes", ".st-key-wish_why input"),
}


@pytest.mark.parametrize("name", list(FIELDS))
def test_what_is_typed_outlasts_what_another_tab_does(page: Page, app_url, project, name) -> None:
    page.goto(app_url)
    upload(page, "A project (.pcn)", project)
    press(page, start.OPEN)
    expect(page.locator(".st-key-status")).to_contain_text("Coverage")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("open in another tab")).to_be_visible()
    expect(other.locator(".st-key-status")).to_contain_text("Coverage")
    idle(other)
    turn_to(other, name)
    opened, field_of = FIELDS[name]
    if opened:
        press(other, other.get_by_text(opened, exact=True).first)
    field = other.locator(field_of)
    expect(field).to_be_visible()
    idle(other)
    for _ in range(TRIES):  # the page may still settle under the pointer
        field.click()
        if field.evaluate("one => document.activeElement === one"):
            break
    other.keyboard.type(TYPED)
    expect(field).to_have_value(TYPED)

    turn_to(page, "History")  # what is done there, the other tab is told of
    page.get_by_label("The comment", exact=True).fill("seen by the board")
    page.get_by_label("The comment", exact=True).press("Tab")
    press(page, COMMENT)
    expect(page.get_by_text("The comment is in the project.")).to_be_visible()
    if name == "History":
        seen = other.get_by_text("seen by the board").filter(visible=True)
        expect(seen.first).to_be_visible()
    page.goto("about:blank")  # then it takes over, so that its warning goes
    expect(other.get_by_text("open in another tab")).to_have_count(0)
    idle(other)
    expect(field).to_have_value(TYPED)
    other.keyboard.type("ay")
    expect(field).to_have_value(re.compile("^" + TYPED + "ay$"))
    other.close()
