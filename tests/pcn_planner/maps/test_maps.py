"""The page of a plan's map: self-contained, always the same, small."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.crs import BNG
from pcn_planner.maps import plan_map
from pcn_planner.proposal.tables import network_table
from tests.support.drawn_plan import plan


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert plan_map.to_html(plan_map.plan_map(plan())) == plan_map.to_html(
        plan_map.plan_map(plan())
    )


def test_saving_twice_gives_the_same_page() -> None:
    drawn = plan_map.plan_map(plan())
    assert plan_map.to_html(drawn) == plan_map.to_html(drawn)


def test_the_page_names_no_address_to_fetch_from(tmp_path) -> None:
    plan_map.save_offline(plan_map.plan_map(plan()), tmp_path / "map.html")
    text = (tmp_path / "map.html").read_text(encoding="utf-8")
    markup = re.sub("<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["'](?!#)(?!data:)""", markup)
    assert not re.findall(r"url\((?!data:|#|\"?#)", text.split("<body>")[0])
    assert "<link" not in text
    assert "sourceMappingURL" not in text


def test_colours_are_carried_over_from_an_earlier_map() -> None:
    earlier = {"N1": "#99DDFF", "N2": "#EEDD88", "N3": "#44BB99"}
    assert plan_map.network_colours(plan(), keep=earlier) == earlier


def test_a_map_for_the_app_asks_for_leaflet_where_the_app_serves_it() -> None:
    drawn = plan_map.base_map(plan().areas, leaflet_url="/app/static")
    head = drawn.get_root().render().split("<body>")[0]
    assert re.findall(r'(?:src|href)="(.*?)"', head) == [
        "/app/static/leaflet.js", "/app/static/leaflet.css",
    ]  # fmt: skip
    assert (plan_map.leaflet_folder() / "leaflet.js").is_file()


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
    assert len(plan_map.to_html(plan_map.plan_map(tables)).encode()) < 3_000_000


def test_a_network_without_land_stands_in_the_list_and_stops_nothing() -> None:
    whole = plan()
    bare = whole.areas.geometry.where(whole.areas.index != "N1", shapely.Polygon())
    html = plan_map.to_html(plan_map.plan_map(replace(whole, areas=whole.areas.set_geometry(bare))))
    boxes = re.findall('data-box="([^"]*)"', html)
    assert len(boxes) == 2
    assert all(np.isfinite([float(value) for value in box.split(",")]).all() for box in boxes)
    assert "North West PCN" in html
