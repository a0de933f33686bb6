"""What a real browser with no network shows of a plan's map."""

import re
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page

from pcn_planner.maps import plan_map
from tests.support.drawn_plan import ATTACKS, hostile_plan, plan


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("maps")
    plan_map.save_offline(plan_map.plan_map(plan()), out / "map.html")
    plan_map.save_offline(plan_map.plan_map(hostile_plan()), out / "hostile.html")
    return out


def _until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's policy forbids the evaluation that playwright polls by."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


@pytest.fixture
def opened(chromium, pages):
    """Open a page offline; gives the page, its requests and its errors."""
    context = chromium.new_context(viewport={"width": 1_440, "height": 900}, offline=True)
    page = context.new_page()
    page.requests_seen, page.errors_seen = [], []
    page.on("request", lambda request: page.requests_seen.append(request.url))
    page.on("pageerror", lambda error: page.errors_seen.append(str(error)))
    page.on("console", lambda line: page.errors_seen.append(line.text))

    def goto(name: str) -> Page:
        page.goto((pages / name).as_uri())
        _until(page, "!!document.querySelector('.pcn-label .pcn-full, .pcn-label .pcn-tiny')")
        return page

    yield goto
    context.close()


@pytest.mark.browser
def test_the_map_draws_with_no_network_and_requests_nothing(opened, pages) -> None:
    page = opened("map.html")
    assert page.requests_seen == [(pages / "map.html").as_uri()]
    assert page.errors_seen == []
    assert page.locator(".pcn-practice").count() == 5
    assert page.locator(".leaflet-overlay-pane path").count() >= 5
    assert page.locator(".leaflet-control-scale").is_visible()
    labels = page.locator(".pcn-label:not(:has(.pcn-place))").all_inner_texts()
    assert labels[0].split("\n")[0].startswith("N3 ▲")


@pytest.mark.browser
def test_everything_on_the_map_is_also_in_a_table(opened) -> None:
    page = opened("map.html")
    for one in page.locator("details summary").all():
        one.click()
    told = page.locator(".pcn-panel").inner_text()
    facts = [
        "North West PCN", "25,000", "▼ below the floor", "▲ above the ceiling", "Surgery P4",
        "South", "12.50", "team_split", "N1;N2", "900", "Toll bridge",
    ]  # fmt: skip
    assert [fact for fact in facts if fact not in told] == []
    head = page.locator(".pcn-head").inner_text()
    assert "3 networks of 5 practices, 125,000 registered patients: 1 inside the band" in head
    assert "Indicative: areas drawn as squares." in head
    owed = "Fictional data. Place names: GeoNames, CC BY 4.0"
    assert page.locator(".pcn-foot").inner_text() == owed


@pytest.mark.browser
def test_hostile_names_are_shown_as_text_and_never_run(opened) -> None:
    page = opened("hostile.html")
    assert page.title() == ATTACKS["P1"]
    assert page.locator("h1").inner_text() == ATTACKS["P1"]
    for label in page.locator(".leaflet-control-layers label").all():
        label.locator("input").set_checked(True)
    for at in range(5):
        marker = page.locator(".pcn-practice").nth(at)
        marker.focus()
        page.keyboard.press("Enter")
        shown = page.locator(".pcn-popup caption").last.inner_text()
        assert shown in set(ATTACKS.values())
        marker.dispatch_event("mouseover")
    page.locator("details summary", has_text="Practices").click()
    cells = page.locator("details table td").all_inner_texts()
    assert set(ATTACKS.values()) <= {one.replace("\n", "") for one in cells}
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x]").count() == 0
    assert [one for one in page.errors_seen if "Content Security" not in one] == []


@pytest.mark.browser
def test_no_script_but_the_page_s_own_may_run(opened) -> None:
    page = opened("map.html")
    page.evaluate(
        """() => { const one = document.createElement("script");
        one.textContent = "window.pwned = 1"; document.body.append(one); }"""
    )
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in one for one in page.errors_seen)


@pytest.mark.browser
def test_tables_lead_to_the_map_by_keyboard(opened) -> None:
    page = opened("map.html")
    shown = "Object.values(window).find((one) => one instanceof L.Map)"
    zoom = f"{shown}.getZoom()"
    before = page.evaluate(zoom)
    page.locator("button[data-box]").first.focus()
    page.keyboard.press("Enter")
    _until(page, f"{zoom} > {before} + 0.5")
    _until(page, f"!{shown}._animatingZoom")
    page.locator(".pcn-home button").click()
    _until(page, f"Math.abs({zoom} - {before}) < 0.2")


@pytest.mark.browser
def test_labels_do_not_cover_each_other(opened) -> None:
    page = opened("map.html")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".pcn-label > div:not(.pcn-place)")]
        .filter((one) => getComputedStyle(one).visibility === "visible")
        .map((one) => one.getBoundingClientRect()).map((r) => [r.x, r.y, r.right, r.bottom])"""
    )
    shapes = [shapely.box(*box) for box in boxes]
    assert len(shapes) == 3
    assert sum(a.intersection(b).area for a in shapes for b in shapes if a is not b) < 4


@pytest.mark.browser
def test_layers_can_be_switched_on(opened) -> None:
    page = opened("map.html")
    names = page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    assert [name.strip() for name in names] == [
        "Place names", "Network areas", "Borders no network crosses", "Community team areas",
        "Conflicts with community teams", "Neighbouring practices", "Bridges and given links",
        "Practices", "Network labels",
    ]  # fmt: skip
    assert page.locator(".pcn-team").count() == 0
    page.get_by_label("Community team areas").check()
    assert "South" in page.locator(".pcn-team").inner_text()
    hatched = page.locator('.leaflet-overlay-pane path[fill="url(#pcn-conflict)"]')
    assert hatched.count() == 0
    page.get_by_label("Conflicts with community teams").check()
    assert hatched.count() == 1


@pytest.mark.browser
def test_printing_opens_the_tables_and_puts_the_map_on_the_first_page(opened, tmp_path) -> None:
    page = opened("map.html")
    page.pdf(path=tmp_path / "plan.pdf", prefer_css_page_size=True)
    data = (tmp_path / "plan.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert len(boxes) >= 2
    assert all(float(width) > float(height) for width, height in boxes)  # A4 landscape
    assert page.locator("details[open]").count() == 0  # closed again afterwards


@pytest.mark.browser
def test_practices_can_be_reached_and_read_without_a_mouse(opened) -> None:
    page = opened("map.html")
    markers = page.locator(".pcn-practice")
    names = sorted(one.get_attribute("aria-label") for one in markers.all())
    assert names[0] == "P1 · Surgery P1 · 25,000 patients · network N1"
    assert {one.get_attribute("role") for one in markers.all()} == {"button"}
    assert {one.get_attribute("tabindex") for one in markers.all()} == {"0"}
    assert page.locator(".pcn-label[tabindex]").count() == 0
