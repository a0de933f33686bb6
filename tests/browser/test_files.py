"""A folder of downloads dropped at once: recognised, the gap named, filled, and begun with."""

import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle
from tests.support import children
from tests.support.locations import DEMO
from tests.support.page_steps import named, press

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


def readers() -> list[psutil.Process]:
    """The processes in which the app reads workbooks."""
    return children.running("workbook_process", recursive=True)


@contextmanager
def reader_held():
    """The reader of a workbook as soon as there is one, at rest until the block ends."""
    end = time.monotonic() + 120
    while not (held := readers()) and time.monotonic() < end:
        time.sleep(0.005)
    assert held, "no workbook was read"
    held[0].send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(psutil.Error):  # who stopped the reading may have ended it
            held[0].send_signal(signal.SIGCONT)


def large_workbook(path: Path) -> Path:
    """A table of practices that takes a while to be read."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Practices")
        sheet.write_row(0, 0, ["practice_code", "list_size", "easting", "northing", "note"])
        for at in range(1, 40_001):
            place = (370_000 + at % 200 * 100, 430_000 + at // 200 * 100)
            sheet.write_row(at, 0, [f"X{at:05d}", 5_000 + at % 97, *place, f"row {at}"])
    return path


@pytest.mark.deep
def test_reading_shows_how_far_it_is_and_is_stopped_and_begun_again(
    page: Page, app_url, tmp_path
) -> None:
    path = large_workbook(tmp_path / "practices.xlsx")
    page.goto(app_url)
    box = page.get_by_test_id("stFileUploader").filter(has_text="Practices: code")
    idle(page)
    box.locator("input[type=file]").set_input_files([path])
    with reader_held():
        expect(page.get_by_text("Reading practices.xlsx")).to_be_visible()
        named(page, "Stop reading").click()
        expect(page.get_by_text("Reading was stopped. Nothing was loaded.")).to_be_visible()
        expect(page.get_by_role("button", name="Load these files")).to_have_count(0)
    press(page, "Read the files")
    expect(page.get_by_text("Which column is what")).to_be_visible()
