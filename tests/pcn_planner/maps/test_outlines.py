"""A geometry drawn many times is kept once, and no longer than somebody draws it."""

import gc
import json

import geopandas as gpd
from shapely.geometry import box

from boundaries.crs import BNG
from pcn_planner.maps import features, outlines
from tests.support import drawn_plan


def squares(*west: float) -> gpd.GeoDataFrame:
    shapes = [box(x, 400_000, x + 900, 400_900) for x in west]
    return gpd.GeoDataFrame(geometry=shapes, index=[f"N{k}" for k in range(len(west))], crs=BNG)


def drawn(table: gpd.GeoDataFrame) -> list[outlines.Outline]:
    shown = features.layer(table, [{"style": {}}] * len(table))
    return [one["geometry"] for one in shown.data["features"]]


def test_what_a_move_leaves_as_it_was_is_not_kept_again():
    before, after = drawn(squares(400_000, 402_000)), drawn(squares(400_000, 407_000))
    assert before[0] is after[0]
    assert before[1] != after[1]


def test_an_outline_is_its_geometry_and_its_text():
    [one] = drawn(squares(411_000))
    assert json.loads(one.text) == json.loads(json.dumps(one))
    assert one["type"] == "Polygon"


def test_what_nobody_draws_any_more_is_forgotten():
    name = outlines.outline({"type": "Point", "coordinates": [1.5, 52.25]}).digest
    gc.collect()
    assert name not in outlines._standing


def test_what_has_no_geometry_has_no_feature():
    table = squares(421_000, 423_000)
    table.loc["N1", "geometry"] = None
    assert len(drawn(table)) == 1


def test_a_plan_with_a_network_without_land_is_drawn():
    plan = drawn_plan.plan()
    assert drawn(plan.areas)
