"""Arrows from practices that move to their new networks."""

import geopandas as gpd
import pytest
import shapely

from pcn_planner.maps import arrows


def test_an_arrow_begins_at_the_practice_and_ends_before_its_goal() -> None:
    start, goal = shapely.Point(0, 0), shapely.Point(3_000, 4_000)
    shaft, head = arrows.arrow(start, goal).geoms
    assert shaft.coords[0] == (0, 0)
    tip = shapely.Point(head.exterior.coords[0])
    assert tip.distance(shapely.LineString([start, goal])) == pytest.approx(0, abs=1e-6)
    assert tip.distance(start) == pytest.approx(arrows.SHARE * 5_000)
    assert head.area > 0


def test_a_practice_at_its_goal_has_a_dot() -> None:
    here = shapely.Point(5, 5)
    assert arrows.arrow(here, here).contains(here)


def test_only_practices_that_move_have_arrows() -> None:
    practices = gpd.GeoDataFrame(
        index=["a", "b"], geometry=[shapely.Point(0, 0), shapely.Point(9_000, 0)], crs="EPSG:27700"
    )
    areas = gpd.GeoDataFrame(
        index=["N", "M"], crs="EPSG:27700",
        geometry=[shapely.box(-1e3, -1e3, 1e3, 1e3), shapely.box(8e3, -1e3, 1e4, 1e3)],
    )  # fmt: skip
    made = arrows.arrows_layer(practices, areas, {"b": "N"})
    [layer] = made._children.values()
    assert [one["id"] for one in layer.data["features"]] == ["b"]
    assert not arrows.arrows_layer(practices, areas, {})._children


def test_no_arrow_leads_to_a_network_without_land() -> None:
    practices = gpd.GeoDataFrame(index=["a"], geometry=[shapely.Point(0, 0)], crs="EPSG:27700")
    areas = gpd.GeoDataFrame(index=["N"], geometry=[shapely.Polygon()], crs="EPSG:27700")
    assert not arrows.arrows_layer(practices, areas, {"a": "N"})._children
