"""An analyst brings a published table with bad rows, mends it, plans, and opens the plan in GIS."""

from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from playwright.sync_api import Page, expect

from tests.support.locations import DEMO
from tests.support.page_steps import press, turn_to

pytestmark = pytest.mark.browser
expect.set_options(timeout=240_000)  # a busy machine is no failure

SOLVE_MS = 420_000
NO_LIST, NO_PLACE = "Z80004", "Z80006"


def published() -> pd.DataFrame:
    """The lists of one CCG as NHS England prints them, with coordinates joined by postcode."""
    lists = pd.read_csv(DEMO / "gp-reg-pat-prac-all.csv", dtype=str)
    places = pd.read_csv(DEMO / "postcode_coordinates.csv", dtype=str)
    places = places[["postcode", "easting", "northing"]].rename(columns=str.upper)
    one = lists[lists["CCG_CODE"] == "Z1A"].merge(places, on="POSTCODE", validate="m:1")
    return one.set_index("CODE", drop=False)


def spoilt(table: pd.DataFrame) -> pd.DataFrame:
    out = table.copy()
    out.loc[NO_LIST, "NUMBER_OF_PATIENTS"] = "n/a"
    out.loc[NO_PLACE, "EASTING"] = ""
    return out


def upload(page: Page, path: Path) -> None:
    box = page.get_by_test_id("stFileUploader").filter(has_text="Practices: code")
    box.locator("input[type=file]").set_input_files(path)


def mend(marked: Path, good: pd.DataFrame, path: Path) -> None:
    """Fill the marked cells in, as a person would in a spreadsheet."""
    table = pd.read_csv(marked, dtype=str, keep_default_na=False)
    wrong = table.loc[table["problem"] != "", "CODE"]
    assert list(wrong) == [NO_LIST, NO_PLACE]
    assert (table.loc[wrong.index, "remedy"] != "").all()
    for at, code in wrong.items():
        for column in ("NUMBER_OF_PATIENTS", "EASTING", "NORTHING"):
            table.loc[at, column] = good.loc[code, column]
    table.to_csv(path, index=False)


def test_from_a_table_with_bad_rows_to_a_geopackage(page: Page, app_url, tmp_path) -> None:
    good = published()
    spoilt(good).to_csv(tmp_path / "gp-reg-pat-prac-all.csv", index=False)
    page.goto(app_url)
    upload(page, tmp_path / "gp-reg-pat-prac-all.csv")
    expect(page.get_by_text("2 of 36 rows cannot be used.")).to_be_visible()
    expect(page.get_by_role("button", name="Load these files")).to_be_disabled()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the table with these rows marked").click()
    waiting.value.save_as(tmp_path / "marked.csv")

    mend(tmp_path / "marked.csv", good, tmp_path / "mended.csv")
    page.goto(app_url)
    upload(page, tmp_path / "mended.csv")
    expect(page.get_by_text("All 36 rows can be used.")).to_be_visible()
    press(page, "Load these files")
    expect(page.get_by_text("Loaded 36 practices with 352,423 patients.")).to_be_visible()

    turn_to(page, "Draft")
    press(page, "Optimise")
    expect(page.get_by_text("Optimised:")).to_be_visible(timeout=SOLVE_MS)

    turn_to(page, "Export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="plan.gpkg").click()
    waiting.value.save_as(tmp_path / "plan.gpkg")
    layers = {str(name) for name, _ in pyogrio.list_layers(tmp_path / "plan.gpkg")}
    assert {"networks", "practices"} <= layers
    networks = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="networks")
    assert networks.crs.to_epsg() == 27_700
    assert networks["patients"].sum() == good["NUMBER_OF_PATIENTS"].astype(int).sum()
    assert networks.geometry.is_valid.all()
    practices = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="practices")
    assert set(practices["practice_code"]) == set(good.index)
