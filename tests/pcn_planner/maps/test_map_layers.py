"""What the layers of the map hold, and how its shapes are made ready for the screen."""

import re

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.crs import BNG
from pcn_planner.maps import (
    layers as map_layers,
)
from pcn_planner.maps import (
    plan_map,
)
from pcn_planner.maps import (
    shapes as map_shapes,
)
from pcn_planner.maps import (
    texts as map_texts,
)
from pcn_planner.proposal.tables import network_table
from pcn_planner.study.planned_words import Words
from tests.support.drawn_plan import EAST, NORTH, SIDE, plan, practices, square


def features(group: folium.FeatureGroup) -> list[dict]:
    layers = [child for child in group._children.values() if isinstance(child, folium.GeoJson)]
    return [feature for layer in layers for feature in layer.data["features"]]


def test_areas_outside_the_band_are_hatched_and_dashed_besides_their_colour() -> None:
    tables = plan()
    group = map_layers.areas_layer(
        tables.areas, tables.networks, plan_map.network_colours(tables), said=str
    )
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
    all_but_premises = tables.graph.number_of_edges() - 1  # P2 and P3 are at one place
    assert len(features(map_layers.links_layer(*places))) == all_but_premises


def test_what_was_clicked_can_be_told_from_its_tooltip() -> None:
    row = {"name": "A · B", "patients": 1}
    shown = re.sub("<.*?>", "", map_texts.practice_line("P1", row, None))
    assert map_texts.clicked(shown) == "P1"
    assert map_texts.clicked(None) is None


def test_a_practice_in_no_network_is_drawn_grey_and_says_so() -> None:
    tables = plan()
    group = map_layers.practices_layer(
        practices(), {}, tables.networks, {}, chosen=["P4"], said=str
    )
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


def test_names_of_levels_are_text_on_the_map():
    square = shapely.box(400_000, 300_000, 410_000, 310_000)
    areas = gpd.GeoDataFrame(
        {"name": ["<img src=x>"], "patients": [280_756]}, index=["P"], geometry=[square],
        crs="EPSG:27700",
    )  # fmt: skip
    drawn = map_layers.level_layer("place_id", areas)
    told = str([one.data for one in drawn._children.values()])
    assert "<img" not in told
    assert "&lt;img src=x&gt;" in told
    assert "280,756" in told


def test_maps_of_small_areas_speak_of_residents_and_neighbourhoods() -> None:
    tables, said = plan(), Words("areas").said
    colours = plan_map.network_colours(tables)
    dots = map_layers.practices_layer(practices(), {}, tables.networks, {}, said=said)
    areas = map_layers.areas_layer(tables.areas, tables.networks, colours, said=said)
    drawn = [one["properties"] for group in (dots, areas) for one in features(group)]
    tips = [one["tooltip"] for one in drawn if "tooltip" in one]
    assert all("residents" in tip for tip in tips)
    assert not any("patients" in tip or "network" in tip for tip in tips)
