"""A page that was turned to comes, though the map says something in the same moment."""

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from benchmarks.app_browser import idle, load_demo
from tests.support.journey import MAP
from tests.support.page_steps import turn_to

pytestmark = pytest.mark.browser

CODE = "Z80033"
Message = str | bytes


class Held:
    """The way from page to server, where messages can be held up and let go together."""

    def __init__(self, page: Page) -> None:
        self.on, self.kept = False, list[Message]()
        page.route_web_socket("**/_stcore/stream", self._between)

    def _between(self, route: WebSocketRoute) -> None:
        self.server = route.connect_to_server()
        route.on_message(self._sent)

    def _sent(self, message: Message) -> None:
        self.kept.append(message)
        if not self.on:
            self.let_go()

    def let_go(self) -> None:
        """Send what was held up."""
        self.on = False
        while self.kept:
            self.server.send(self.kept.pop(0))


def test_a_turn_of_the_page_outlasts_what_the_map_says_after_it(page: Page, app_url) -> None:
    way = Held(page)
    load_demo(page, app_url)
    dot = page.frame_locator(MAP).locator(f'.pcn-practice[aria-label^="{CODE} "]').first
    way.on = True
    page.get_by_role("link", name="Documents", exact=True).first.click()
    dot.dispatch_event("click")
    while len(way.kept) < 2:
        page.wait_for_timeout(50)
    way.let_go()
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()
    idle(page)
    page.wait_for_timeout(1_000)  # a second run of the script would end by now
    idle(page)
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_visible()
    turn_to(page, "Draft")
    expect(page.frame_locator(MAP).locator(".pcn-practice")).to_have_count(120)
