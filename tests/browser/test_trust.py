"""A trust loads its teams' footprints, reads the conflicts, changes nothing, takes files away."""

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.support.locations import DEMO
from tests.support.page_steps import press, seen, turn_to

pytestmark = pytest.mark.browser
expect.set_options(timeout=240_000)  # a busy machine is no failure


def upload(page: Page, label: str, path: Path) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text=label)
    box.locator("input[type=file]").set_input_files(path)
    expect(box.get_by_text(path.name)).to_be_visible()


def load(page: Page, url: str) -> None:
    page.goto(url)
    upload(page, "Practices: code", DEMO / "practices.csv")
    expect(page.get_by_text("All 120 rows can be used.")).to_be_visible()
    upload(page, "Practices: code", DEMO / "footprints.geojson")
    expect(page.get_by_text("footprints of teams").first).to_be_attached()
    press(page, "Load these files")
    expect(page.get_by_text(re.compile("Loaded 120 practices"))).to_be_visible()


def take(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_from_footprints_to_a_list_of_conflicts(page: Page, app_url, tmp_path) -> None:
    load(page, app_url)
    turn_to(page, "Conflicts")
    expect(page.get_by_role("heading", name="Conflicts with community teams")).to_be_visible()
    expect(page.get_by_text("What would mend it")).to_be_visible()
    matrix = page.get_by_role("region", name="Patients by community team and network")
    expect(matrix.locator("tbody tr").nth(20)).to_be_attached()
    expect(page.frame_locator("iframe").first.locator(".pcn-practice").first).to_be_visible()

    conflicts = pd.read_csv(take(page, "Conflicts (CSV)", tmp_path))
    assert list(conflicts["rank"]) == list(range(1, len(conflicts) + 1))
    assert conflicts.loc[~conflicts["small"], "patients"].is_monotonic_decreasing
    first = f"{conflicts['patients'].iloc[0]:,} patients"
    expect(seen(page, re.compile(first))).to_be_visible()

    counted = pd.read_csv(take(page, "Matrix (CSV)", tmp_path), keep_default_na=False)
    shown = matrix.locator("tfoot td").last.inner_text()
    assert f"{counted.set_index('team_id').to_numpy().sum():,}" == shown

    sheet = take(page, "Page to print", tmp_path).read_text(encoding="utf-8")
    assert first in sheet
    assert "<script" not in sheet


def test_looking_at_conflicts_applies_nothing(page: Page, app_url) -> None:
    page.goto(app_url)
    press(page, "Load the demo area")
    status = page.locator(".st-key-status")
    expect(status).to_contain_text("of another team")  # the last of its signs
    expect(status).to_be_visible()  # a hidden page has no inner text
    before = status.inner_text()
    turn_to(page, "Conflicts")
    press(page, "Team split")
    expect(page.get_by_text(re.compile("Conflict \\d+: team split"))).to_be_visible()
    press(page, page.get_by_role("tab", name="Nurses"))
    press(page, page.get_by_role("tab", name="Registered and resident"))
    turn_to(page, "Draft")
    expect(status).to_contain_text("Coverage")
    expect(status).to_have_text(before, use_inner_text=True)
