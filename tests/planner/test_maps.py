"""The map of a plan: what is in it, and what a real browser with no network shows of it."""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_plan import EAST, NORTH, SIDE, plan, practices, square
from playwright.sync_api import Page, sync_playwright

from boundaries.crs import BNG
from planner import map_layers, map_shapes, map_texts, maps
from planner.plan_tables import network_table

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
ATTACKS = {
    "P1": "<script>window.pwned = 1</script>",
    "P2": '"><img src=x onerror="window.pwned = 1">',
    "P3": "{{ 7 * 7 }} {% raw %}",
    "P4": "`${window.pwned = 1}` \\u003c </script><script>window.pwned = 1</script>",
    "P5": "' onmouseover='window.pwned = 1",
}


def features(group: folium.FeatureGroup) -> list[dict]:
    layers = [child for child in group._children.values() if isinstance(child, folium.GeoJson)]
    return [feature for layer in layers for feature in layer.data["features"]]


# What the layers hold


def test_areas_outside_the_band_are_hatched_and_dashed_besides_their_colour() -> None:
    tables = plan()
    group = map_layers.areas_layer(tables.areas, tables.networks, maps.network_colours(tables))
    styles = [(f["id"], f["properties"]["style"]) for f in features(group)]
    hatches = {key: s["fillColor"] for key, s in styles if "dashArray" in s}
    assert hatches == {"N1": "url(#pcn-below)", "N3": "url(#pcn-above)"}
    fills = {key: s["fillColor"] for key, s in styles if "dashArray" not in s}
    assert len(set(fills.values())) == 3


def test_labels_say_the_status_in_a_symbol_and_the_list_in_figures() -> None:
    rows = plan().networks.to_dict("index")
    assert "▼" in map_texts.network_label("N1", rows["N1"])
    assert "▲" in map_texts.network_label("N3", rows["N3"])
    in_band = map_texts.network_label("N2", rows["N2"])
    assert "40,000" in in_band
    assert "North East" in in_band
    assert not set("▲▼") & set(in_band)


def test_areas_in_pieces_are_labelled_on_every_piece_the_largest_first() -> None:
    pieces = shapely.MultiPolygon([square(3, 0), square(0, 0, width=2)])
    speck = square(5, 5).buffer(-4_995)
    shapes = [pieces, shapely.MultiPolygon([speck, square(5, 0)])]
    places = map_shapes.label_places(gpd.GeoDataFrame(geometry=shapes, index=["A", "B"], crs=BNG))
    assert places.index.tolist() == ["A", "A", "B"]
    assert places["main"].tolist() == [True, False, True]
    assert square(0, 0, width=2).contains(places.geometry.iloc[0])
    assert places["reach_m"].tolist() == pytest.approx([SIDE / 2] * 3, rel=0.02)


def test_labels_of_a_crescent_lie_inside_it() -> None:
    crescent = shapely.Point(0, 0).buffer(1_000).difference(shapely.Point(400, 0).buffer(900))
    places = map_shapes.label_places(gpd.GeoDataFrame(geometry=[crescent], index=["A"], crs=BNG))
    assert crescent.contains(places.geometry.iloc[0])


def test_practices_at_one_address_stand_side_by_side() -> None:
    dots = map_shapes.dots(practices())
    alone = dots.loc[["P1", "P4", "P5"], ["shift_x", "shift_y"]]
    assert not alone.to_numpy().any()
    two, three = dots.loc["P2"], dots.loc["P3"]
    apart = np.hypot(two["shift_x"] - three["shift_x"], two["shift_y"] - three["shift_y"])
    assert apart >= two["radius"] + three["radius"]


@pytest.mark.parametrize("together", [2, 3, 7])
def test_no_circle_of_a_shared_address_hides_another(together: int) -> None:
    many = gpd.GeoDataFrame(
        {"patients": np.linspace(500, 60_000, together).astype("int64")},
        geometry=[shapely.Point(EAST, NORTH)] * together,
        crs=BNG,
    )
    dots = map_shapes.dots(many)
    centres, radius = dots[["shift_x", "shift_y"]].to_numpy(), dots["radius"].to_numpy()
    for i in range(together):
        for j in range(i):
            apart = np.hypot(*(centres[i] - centres[j]))
            assert apart + 0.2 >= radius[i] + radius[j]


def test_circles_grow_in_area_with_the_list() -> None:
    assert map_shapes.radius_px(40_000) == pytest.approx(2 * map_shapes.radius_px(10_000), abs=0.1)
    assert 0 < map_shapes.radius_px(0) < map_shapes.radius_px(1_000_000) < 30


def test_neighbours_simplified_together_keep_one_border() -> None:
    x = np.linspace(0, 10_000, 400)
    wave = np.column_stack([x, 5_000 + 40 * np.sin(x / 60)])
    lower = shapely.Polygon([*wave, (10_000, 0), (0, 0)])
    upper = shapely.Polygon([*wave, (10_000, 10_000), (0, 10_000)])
    frame = gpd.GeoDataFrame(geometry=[lower, upper], crs=BNG)
    out = map_shapes.simplified(frame, 30.0)
    assert shapely.coverage_is_valid(out.geometry.to_numpy())
    assert shapely.get_num_coordinates(out.geometry).sum() < 400
    assert shapely.get_num_coordinates(frame.geometry).sum() > 800


def test_only_links_that_rest_on_crossings_alone_are_crossings() -> None:
    tables = plan()
    tables.graph.edges["P1", "P2"]["reasons"] = ("border_m", "bridge")
    places = tables.practices, tables.graph, tables.assignment
    group = map_layers.links_layer(*places, reasons=map_layers.CROSSINGS)
    assert [f["properties"]["tooltip"] for f in features(group)] == [
        "<b>P1</b> and <b>P5</b> · bridge or crossing (Toll bridge)"
    ]
    assert len(features(map_layers.links_layer(*places))) == tables.graph.number_of_edges()


def test_what_was_clicked_can_be_told_from_its_tooltip() -> None:
    row = {"name": "A · B", "patients": 1}
    shown = re.sub("<.*?>", "", map_texts.practice_line("P1", row, None))
    assert map_texts.clicked(shown) == "P1"
    assert map_texts.clicked(None) is None


def test_a_practice_in_no_network_is_drawn_grey_and_says_so() -> None:
    tables = plan()
    group = map_layers.practices_layer(practices(), {}, tables.networks, {}, chosen=["P4"])
    shown = features(group)
    assert all("in no network" in feature["properties"]["tooltip"] for feature in shown)
    chosen = [f["id"] for f in shown if "pcn-chosen" in f["properties"]["icon"]["kind"]]
    assert chosen == ["P4"]


def test_networks_are_counted_from_their_practices() -> None:
    table = plan().networks
    assert table["patients"].to_dict() == {"N1": 25_000, "N2": 40_000, "N3": 60_000}
    assert table["practices"].tolist() == [1, 2, 2]
    assert table["in_band"].tolist() == [False, True, False]
    assert table["name"].tolist() == ["North West PCN", "North East PCN", "N3"]
    edges = network_table(
        practices(), {c: c for c in practices().index}, floor=10_000, ceiling=25_000
    )
    assert edges["in_band"].to_dict() == {
        "P1": True,
        "P2": True,
        "P3": True,
        "P4": False,
        "P5": True,
    }


# The page


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("maps")
    maps.save_offline(maps.plan_map(plan()), out / "map.html")
    hostile = plan(names=ATTACKS, title=ATTACKS["P1"], caveats=[ATTACKS["P3"], ATTACKS["P4"]])
    hostile.networks["name"] = list(ATTACKS.values())[:3]
    hostile.footprints.teams["name"] = ATTACKS["P2"]
    hostile.conflicts["kind"] = ATTACKS["P4"]
    hostile.graph.edges["P1", "P5"]["note"] = ATTACKS["P2"]
    maps.save_offline(maps.plan_map(hostile), out / "hostile.html")
    return out


def test_the_same_plan_gives_the_same_bytes(pages) -> None:
    assert maps.to_html(maps.plan_map(plan())) == (pages / "map.html").read_text(encoding="utf-8")


def test_saving_twice_gives_the_same_page() -> None:
    drawn = maps.plan_map(plan())
    assert maps.to_html(drawn) == maps.to_html(drawn)


def test_the_page_names_no_address_to_fetch_from(pages) -> None:
    text = (pages / "map.html").read_text(encoding="utf-8")
    markup = re.sub("<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["'](?!#)(?!data:)""", markup)
    assert not re.findall(r"url\((?!data:|#|\"?#)", text.split("<body>")[0])
    assert "<link" not in text
    assert "sourceMappingURL" not in text


def test_colours_are_carried_over_from_an_earlier_map() -> None:
    earlier = {"N1": "#99DDFF", "N2": "#EEDD88", "N3": "#44BB99"}
    assert maps.network_colours(plan(), keep=earlier) == earlier


def test_a_map_for_the_app_asks_for_leaflet_where_the_app_serves_it() -> None:
    drawn = maps.base_map(plan().areas, leaflet_url="/app/static")
    head = drawn.get_root().render().split("<body>")[0]
    assert re.findall(r'(?:src|href)="(.*?)"', head) == [
        "/app/static/leaflet.js", "/app/static/leaflet.css",
    ]  # fmt: skip
    assert (maps.leaflet_folder() / "leaflet.js").is_file()


def test_birmingham_fits_into_three_megabytes() -> None:
    """180 practices on a ring, 35 wavy areas of 4,000 points each, and 500 links."""
    turn = np.linspace(0, 2 * np.pi, 181)[:-1]
    many = gpd.GeoDataFrame(
        {"name": "A surgery with a rather long name", "patients": 9_000},
        index=pd.Index([f"M{k:05d}" for k in range(180)], name="practice_code"),
        geometry=shapely.points(4e5 + 9e3 * np.cos(turn), 3e5 + 9e3 * np.sin(turn)),
        crs=BNG,
    )
    assignment = {code: f"U{k // 6:05d}" for k, code in enumerate(many.index)}
    wave = np.linspace(0, 2 * np.pi, 4_000)
    radius = 800 + 5 * np.sin(300 * wave)
    ring = np.column_stack([radius * np.cos(wave), radius * np.sin(wave)])
    keys = pd.Index(sorted(set(assignment.values())), name="network_id")
    shapes = [shapely.Polygon(ring + np.array([4e5 + 2e3 * k, 3e5])) for k in range(len(keys))]
    tables = replace(
        plan(),
        practices=many,
        assignment=assignment,
        networks=network_table(many, assignment, floor=30_000, ceiling=50_000),
        areas=gpd.GeoDataFrame(geometry=shapes, index=keys, crs=BNG),
        graph=None,
    )
    assert len(maps.to_html(maps.plan_map(tables)).encode()) < 3_000_000


# In a real browser, with no network


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("no Chromium; install the package chromium")
        pytest.skip("no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def _until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's policy forbids the evaluation that playwright polls by."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {condition}")


@pytest.fixture
def opened(browser, pages):
    """Open a page offline; gives the page, its requests and its errors."""
    context = browser.new_context(viewport={"width": 1_440, "height": 900}, offline=True)
    page = context.new_page()
    page.requests_seen, page.errors_seen = [], []
    page.on("request", lambda request: page.requests_seen.append(request.url))
    page.on("pageerror", lambda error: page.errors_seen.append(str(error)))
    page.on("console", lambda line: page.errors_seen.append(line.text))

    def goto(name: str) -> Page:
        page.goto((pages / name).as_uri())
        page.wait_for_function(
            "document.querySelector('.pcn-label .pcn-full, .pcn-label .pcn-tiny')"
        )
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
    assert page.locator(".pcn-label").all_inner_texts()[0].split("\n")[0].startswith("N3 ▲")


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
    assert page.locator(".pcn-foot").inner_text() == "Fictional data."


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
        """() => [...document.querySelectorAll(".pcn-label > div")]
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
        "Network areas", "Borders no network crosses", "Community team areas",
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
