"""A commissioner, a trust and an analyst from an empty page to papers, every click counted."""

import io
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from pcn_planner.views.papers import documents
from tests.support.journey import Journey
from tests.support.locations import DEMO
from tests.support.page_steps import seen

pytestmark = [pytest.mark.browser, pytest.mark.deep]

PATIENCE_MS = 420_000
MOST_CLICKS = 25
FILES = "Practices: code"


def spreadsheet(folder: Path) -> Path:
    """The demo's practices as a workbook, as a commissioner keeps them."""
    path = folder / "our practices.xlsx"
    pd.read_csv(DEMO / "practices.csv", dtype=str).to_excel(path, index=False)
    return path


def facts(folder: Path) -> Path:
    path = folder / "network_facts.csv"
    keys = pd.read_csv(DEMO / "practices.csv", dtype=str)["pcn_code"].dropna().unique()
    rows = [(key, f"Dr {key}", "Payee", "Agreed by the board") for key in sorted(keys)]
    names = ["network_id", "clinical_director", "nominated_payee", "reason"]
    pd.DataFrame(rows, columns=names).to_csv(path, index=False)
    return path


def loaded(page: Page, url: str, *files: Path) -> Journey:
    page.goto(url)
    out = Journey(page)
    out.give(FILES, *files)
    expect(page.get_by_text("All 120 rows can be used.")).to_be_visible(timeout=PATIENCE_MS)
    out.press("Load these files")
    expect(page.get_by_text("Loaded 120 practices")).to_be_visible(timeout=PATIENCE_MS)
    return out


def from_today(way: Journey) -> None:
    """Begin the draft with today's networks."""
    way.turn_to("Draft")
    way.press("Start from")
    way.press("Today's networks")
    expect(way.page.get_by_text("Last: today's networks")).to_be_visible(timeout=PATIENCE_MS)
    way.page.keyboard.press("Escape")


def packed(way: Journey) -> zipfile.ZipFile:
    """Make the pack and take it away."""
    way.press(documents.MAKE)
    ready = way.page.get_by_role("button", name=re.compile("The pack as one zip"))
    expect(ready).to_be_visible(timeout=PATIENCE_MS)
    content = Path(way.take(ready).path()).read_bytes()
    return zipfile.ZipFile(io.BytesIO(content))


def ended(way: Journey, who: str) -> None:
    print(way.told(who))
    assert way.clicks <= MOST_CLICKS


def moved(way: Journey, code: str, why: str) -> None:
    """Move a practice to the first network offered, and say why."""
    way.pick(code)
    legal = way.page.get_by_role("button", name=re.compile("^Move here"))
    anyway = way.page.get_by_role("button", name="Move anyway")
    expect(legal.or_(anyway).first).to_be_visible()
    if legal.count():
        way.press(legal.first)
    else:
        way.press(anyway.first)
        way.press(way.page.get_by_role("button", name="Move all the same"))
    expect(seen(way.page, f"Last: {code} moved to")).to_be_visible()
    way.write(way.page.get_by_role("textbox", name="Why it moved"), why)


def test_a_commissioner_from_a_spreadsheet_and_a_team_file_to_the_change_pack(
    page: Page, app_url, tmp_path
) -> None:
    way = loaded(page, app_url, spreadsheet(tmp_path), DEMO / "footprints.geojson")
    way.press(page.get_by_role("button", name=re.compile("^Next: see what a redraft")))
    expect(page.get_by_role("heading", name="Redraft")).to_be_visible()
    way.write(page.get_by_role("spinbutton", name="Most moves"), "1")
    way.press("Find the steps")
    expect(page.get_by_role("button", name="Open this plan as the draft")).to_be_visible(
        timeout=PATIENCE_MS
    )
    way.press("Open this plan as the draft")
    expect(page.get_by_text(re.compile("is now the draft"))).to_be_visible(timeout=PATIENCE_MS)
    way.turn_to("Draft")
    for code, why in (("Z80033", "nearer to its patients"), ("Z80010", "shares a nurse team")):
        moved(way, code, why)
    way.turn_to("Conflicts")
    expect(page.get_by_text("What would mend it")).to_be_visible(timeout=PATIENCE_MS)
    way.turn_to("Documents")
    way.give("Facts from a file", facts(tmp_path))
    assert any("change" in name for name in packed(way).namelist())
    ended(way, "commissioner, spreadsheet and team file to change pack")


def test_a_trust_from_team_areas_to_a_decision_and_the_pack(page: Page, app_url) -> None:
    way = loaded(page, app_url, DEMO / "practices.csv", DEMO / "footprints.geojson")
    from_today(way)
    way.turn_to("Conflicts")
    expect(page.get_by_text("What would mend it")).to_be_visible(timeout=PATIENCE_MS)
    way.write(page.get_by_role("textbox", name="Comment"), "the two leads meet in May")
    way.press(page.get_by_role("combobox", name=re.compile("Decision")))
    way.press(page.get_by_role("option", name="To be negotiated"))
    way.press("Keep the decision")
    expect(page.get_by_text("The conflict is to be negotiated")).to_be_visible()
    way.turn_to("Documents")
    assert packed(way).namelist()
    ended(way, "trust, team areas to decision and pack")


PUBLISHED = ("gp-reg-pat-prac-all.csv", "gp-reg-pat-prac-map.csv", "postcode_coordinates.csv")


def taken(way: Journey, name: str, folder: Path) -> Path:
    """One of the files of the page Export, once it is written."""
    ready = way.page.get_by_role("button", name=name, exact=True)
    expect(ready).to_be_visible(timeout=PATIENCE_MS)
    path = folder / name
    way.take(ready).save_as(path)
    return path


def test_an_analyst_from_published_files_to_geojson_a_workbook_and_the_pack(
    page: Page, app_url, tmp_path
) -> None:
    way = loaded(page, app_url, *(DEMO / name for name in PUBLISHED))
    way.turn_to("Draft")
    way.press("Optimise")
    expect(page.get_by_text("Optimised:")).to_be_visible(timeout=PATIENCE_MS)
    way.turn_to("Export")
    networks = gpd.read_file(taken(way, "networks.geojson", tmp_path))
    assert networks["network_id"].is_unique
    assert networks["patients"].sum() == 900_000
    way.turn_to("Documents")
    pack = packed(way)
    [book] = [name for name in pack.namelist() if name.endswith("networks.xlsx")]
    sheets = pd.read_excel(io.BytesIO(pack.read(book)), sheet_name=None, engine="openpyxl")
    assert any(len(sheet) >= len(networks) for sheet in sheets.values())
    ended(way, "analyst, published files to GeoJSON, workbook and pack")
