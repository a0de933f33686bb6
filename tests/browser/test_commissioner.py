"""A commissioner drafts networks for the demo area, from loading to a file for the map people."""

import re

import geopandas as gpd
import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import idle
from tests.support.page_steps import TRIES, press, seen, turn_to
from tests.support.request_log import leaving

pytestmark = pytest.mark.browser

SOLVE_MS, MAP_MS = 420_000, 1_500
MOVED = "Z80033"


def status(page: Page):
    return page.locator(".st-key-status")


def map_of(page: Page):
    return page.frame_locator('iframe[title*="st_folium"]')


def pane(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()


def begin(page: Page, url: str) -> None:
    page.goto(url)
    press(page, "Load the demo area")
    expect(status(page)).to_contain_text("Coverage")
    expect(map_of(page).locator(".pcn-practice")).to_have_count(120)


def set_rules(page: Page, tab: str, label: str, value: int, said: str) -> None:
    """Change one of the rules in their drawer; the line over the map then says so."""
    press(page, "Rules")
    page.get_by_role("tab", name=tab).click()
    field = page.get_by_role("spinbutton", name=label).first
    field.fill(str(value))
    field.press("Tab")
    press(page, "Use these rules")
    expect(seen(page, said)).to_be_visible()


def solve(page: Page, verb: str, done: str) -> None:
    """Start a solve; what came of it stands on the page until dismissed."""
    press(page, verb)
    outcome = page.get_by_text(done)
    expect(outcome).to_be_visible(timeout=SOLVE_MS)
    turn_to(page, "Conflicts")
    expect(outcome).to_be_visible()
    turn_to(page, "Draft")
    expect(status(page)).to_be_visible()
    press(page, "Dismiss")
    expect(outcome).to_be_hidden()


def choose(page: Page, code: str) -> None:
    """Click a practice on the map, which stands still a little after the page around it."""
    for _ in range(TRIES):
        idle(page)
        map_of(page).locator(f'.pcn-practice[aria-label^="{code}"]').click(force=True)
        page.wait_for_timeout(MAP_MS)
        idle(page)
        if page.get_by_text("Neighbouring networks").count():
            return
    raise AssertionError(f"clicks on {code} chose nothing")


def move(page: Page) -> str:
    """Make the first move offered, legal or not; its network."""
    legal = page.get_by_role("button", name="Move here")
    anyway = page.get_by_role("button", name="Move anyway")
    expect(legal.or_(anyway).first).to_be_visible()
    if legal.count():
        press(page, legal.first)
    else:
        press(page, anyway.first)
        press(page, "Move all the same")
    last = page.get_by_text(re.compile(rf"Last: {MOVED} moved to \S+"))
    expect(last).to_be_visible()
    found = re.search(r"moved to (\S+)", last.inner_text())
    assert found is not None
    return found[1]


def lock(page: Page, why: str) -> None:
    page.get_by_role("textbox", name="Why it stays").fill(why)
    page.get_by_role("textbox", name="Why it stays").press("Tab")
    press(page, "Lock")
    expect(page.get_by_text(f"Locked. {why}")).to_be_visible()


def test_from_loading_to_a_file_for_the_map_people(page: Page, app_url, tmp_path) -> None:
    begin(page, app_url)
    expect(status(page)).to_contain_text("networks outside")
    set_rules(page, "Size and number", "At least (patients)", 29_000, "29,000 to 50,000")
    press(page, "Undo")
    expect(seen(page, "30,000 to 50,000")).to_be_visible()
    set_rules(page, "When to stop", "After (seconds)", 300, "at most 300 s")
    solve(page, "Optimise", "Optimised:")
    expect(status(page)).to_contain_text("120 of 120 practices")
    expect(status(page)).to_contain_text("Borders none crossed")

    choose(page, MOVED)
    target = move(page)
    lock(page, "shares its premises")
    solve(page, "Repair", "Repaired:")
    expect(status(page)).to_contain_text("Contiguous all in one piece")
    pane(page, "Practice")
    expect(seen(page, re.compile(rf"^{target} "))).to_be_visible()

    press(page, "Undo")
    expect(page.get_by_text("Last: lock practice")).to_be_visible()
    press(page, "Redo")
    expect(page.get_by_text("Last: repaired")).to_be_visible()

    turn_to(page, "Compare")
    expect(page.get_by_text("Compare two plans")).to_be_visible()
    expect(page.get_by_text(re.compile(r"practices? of \d+ moves?, .* patients"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"22 networks(, as before| become \d+)"))).to_be_visible()

    turn_to(page, "Export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="networks.geojson").click()
    path = tmp_path / "networks.geojson"
    waiting.value.save_as(path)
    networks = gpd.read_file(path)
    assert networks["network_id"].is_unique
    assert networks["patients"].sum() == 900_000
    assert target in set(networks["network_id"])
    assert networks.geometry.is_valid.all()


def test_panning_reruns_nothing(page: Page, app_url) -> None:
    frames: list[str] = []
    page.on("websocket", lambda one: one.on("framesent", lambda data: frames.append(str(data))))
    begin(page, app_url)
    page.wait_for_timeout(3_000)
    before = len(frames)
    box = page.locator('iframe[title*="st_folium"]').bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 220, steps=5)
    page.mouse.up()
    map_of(page).get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(2_000)
    assert len(frames) == before


def test_the_watch_over_requests_knows_what_leaves() -> None:
    here = ["http://localhost:8501/a", "data:image/png;base64,AA", "ws://localhost:1/_stcore"]
    assert leaving(here) == []
    assert leaving([*here, "https://cdn.example.org/leaflet.js"]) == [
        "https://cdn.example.org/leaflet.js"
    ]
