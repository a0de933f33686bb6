"""A person's way through the app, with every click counted and the time taken."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from benchmarks.app_browser import idle
from tests.support import page_steps

CHOOSE = 2  #: clicks that a file takes: the button, and the file in the computer's own window
MAP = 'iframe[title*="st_folium"]'


@dataclass
class Journey:
    """What was done on a page: ``clicks`` with the pointer, keys for text not counted."""

    page: Page
    clicks: int = 0
    begun: float = field(default_factory=time.monotonic)

    def press(self, what: str | Locator) -> None:
        """Press a button or a link."""
        page_steps.press(self.page, what)
        self.clicks += 1

    def turn_to(self, name: str) -> None:
        """Turn to a page of the bar, or behind its last word, which is one click more."""
        shown = self.page.get_by_role("link", name=name, exact=True).first.is_visible()
        page_steps.turn_to(self.page, name)
        self.clicks += 1 if shown else 2

    def give(self, label: str, *paths: Path) -> None:
        """Choose files for the place with this label, all at once."""
        box = self.page.get_by_test_id("stFileUploader").filter(has_text=label)
        box.locator("input[type=file]").set_input_files(list(paths))
        self.clicks += CHOOSE
        if len(paths) == 1:  # of several the place names a few only
            expect(box.get_by_text(paths[0].name).first).to_be_attached()
        idle(self.page)

    def take_back(self, label: str) -> None:
        """Take the file out of the place with this label."""
        box = self.page.get_by_test_id("stFileUploader").filter(has_text=label)
        box.get_by_role("button", name="Remove").click()
        idle(self.page)

    def write(self, field_: Locator, text: str) -> None:
        """Click into a field and write."""
        field_.fill(text)
        field_.press("Tab")
        self.clicks += 1
        idle(self.page)

    def pick(self, code: str) -> None:
        """Click a practice on the map until its card is there."""
        dot = self.page.frame_locator(MAP).locator(f'.pcn-practice[aria-label^="{code} "]').first
        ringed = self.page.frame_locator(MAP).locator(f'.pcn-chosen[aria-label^="{code} "]')
        for _ in range(page_steps.TRIES):
            idle(self.page)
            dot.dispatch_event("click")
            try:
                expect(ringed).to_have_count(1, timeout=20_000)
            except AssertionError:
                continue
            self.clicks += 1
            idle(self.page)
            return
        raise AssertionError(f"clicks on {code} chose nothing")

    def take(self, button: Locator) -> Download:
        """Press what downloads a file."""
        with self.page.expect_download() as waiting:
            button.click()
        self.clicks += 1
        return waiting.value

    def told(self, who: str) -> str:
        """What is recorded of the journey."""
        return f"journey: {who}: {self.clicks} clicks, {time.monotonic() - self.begun:.0f} s"
