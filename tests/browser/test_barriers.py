"""No barrier in the drawer of rules, light or dark, nor in any state of Conflicts and Draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle, load_demo
from pcn_planner.views.rules import drawer
from tests.support.barriers import COLOURS, WCAG, Rules, barriers
from tests.support.journey import Journey
from tests.support.page_steps import press, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]

TABS = ("Teams and networks", "Two plans", "Nurses", "Registered and resident", "Practices")


@pytest.fixture(params=[("light", WCAG), ("dark", COLOURS)], ids=["light", "dark"])
def rules(request, page: Page) -> Rules:
    """What is asked of one design, which the page then has."""
    design, asked = request.param
    page.emulate_media(color_scheme=design)
    return asked


def test_the_drawer_of_rules_has_no_barrier_on_any_of_its_tabs(page: Page, app_url, rules) -> None:
    load_demo(page, app_url)
    press(page, "Rules")
    found = {}
    for name in drawer.TABS:
        press(page, page.get_by_role("tab", name=name))
        found[name] = barriers(page, rules)
    assert found == {name: [] for name in drawer.TABS}


def test_conflicts_has_no_barrier_in_any_state(page: Page, app_url, rules) -> None:
    load_demo(page, app_url)
    turn_to(page, "Conflicts")
    expect(page.get_by_text("What would mend it")).to_be_visible()
    found = {"first": barriers(page, rules)}
    for name in TABS:
        press(page, page.get_by_role("tab", name=name))
        found[name] = barriers(page, rules)
    press(page, "Team split")
    found["one kind"] = barriers(page, rules)
    press(page, "Keep the decision")
    found["told"] = barriers(page, rules)
    assert found == {name: [] for name in found}


def test_the_draft_with_a_card_and_with_several_selected_has_no_barrier(
    page: Page, app_url, rules
) -> None:
    load_demo(page, app_url)
    way = Journey(page)
    way.pick("Z80033")
    found = {"card": barriers(page, rules)}
    page.locator("label").filter(has_text=re.compile("^Clicks add")).first.click()
    idle(page)
    way.pick("Z80010")
    found["several"] = barriers(page, rules)
    assert found == {"card": [], "several": []}
