"""A folder of downloads dropped at once: recognised, the gap named, filled, and begun with."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle
from tests.support.locations import DEMO
from tests.support.page_steps import press

pytestmark = pytest.mark.browser
expect.set_options(timeout=240_000)  # a busy machine is no failure

FIRST = ("gp-reg-pat-prac-all.csv", "gp-reg-pat-prac-map.csv", "epcn.xlsx", "footprints.geojson")
PLACES = "postcode_coordinates.csv"


def drop(page: Page, *files: Path) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text="Practices: code")
    box.locator("input[type=file]").set_input_files(list(files))
    idle(page)


def test_downloads_dropped_at_once_become_a_study(page: Page, app_url) -> None:
    page.goto(app_url)
    drop(page, *(DEMO / name for name in FIRST))
    expect(page.get_by_text("No file says where the practices are")).to_be_visible()
    expect(page.get_by_role("button", name="Load these files")).to_have_count(0)
    expect(page.get_by_text("What the files are")).to_be_visible()

    drop(page, DEMO / PLACES)
    expect(page.get_by_text("All 120 rows can be used.")).to_be_visible()
    expect(page.get_by_text("No file says where the practices are")).to_have_count(0)
    press(page, "Load these files")
    expect(page.get_by_text("Loaded 120 practices with 900,000 patients.")).to_be_visible()
    press(page, page.get_by_role("link", name="Conflicts", exact=True))
    expect(page.get_by_role("heading", name="Conflicts with community teams")).to_be_visible()
