"""Shapes drawn on the map, and what the map is turned to."""

import geopandas as gpd
import pytest
import shapely

from pcn_planner.maps.live import drawn
from tests.support import small_study


@pytest.fixture(scope="module")
def practices(tmp_path_factory) -> gpd.GeoDataFrame:
    return small_study.study(tmp_path_factory.mktemp("area")).practices


def feature(shape: shapely.Geometry) -> dict[str, object]:
    at = gpd.GeoSeries([shape], crs="EPSG:27700").to_crs("EPSG:4326").iloc[0]
    return {"type": "Feature", "geometry": shapely.geometry.mapping(at)}


def test_what_lies_inside_is_found(practices) -> None:
    west = shapely.box(399_000, 401_000, 403_000, 407_000)
    assert drawn.inside(practices, feature(west)) == (
        "R0C0", "R0C1", "R1C0", "R1C1", "R2C0", "R2C1",
    )  # fmt: skip


def test_a_lasso_that_crosses_itself_selects_what_both_its_halves_hold(practices) -> None:
    bow = shapely.Polygon([(399e3, 407e3), (403e3, 401e3), (399e3, 401e3), (403e3, 407e3)])
    assert set(drawn.inside(practices, feature(bow))) == {"R0C0", "R0C1", "R2C0", "R2C1"}


@pytest.mark.parametrize(
    "shape",
    [None, {}, {"geometry": None}, {"geometry": {"type": "Point", "coordinates": [0, 0]}}],
)
def test_what_is_no_polygon_selects_nothing(practices, shape) -> None:
    assert drawn.inside(practices, shape) == ()


def test_what_was_clicked_is_told_from_what_was_drawn() -> None:
    clicked = {"type": "Feature", "properties": {"tooltip": "P1"}, "geometry": {"type": "Point"}}
    assert not drawn.is_drawn(clicked)
    assert not drawn.is_drawn(None)
    assert not drawn.is_drawn({"properties": None})
    assert drawn.is_drawn({"type": "Feature", "properties": {"drawn": 1}})


def test_a_practice_that_was_dragged_is_told_with_the_network_under_it() -> None:
    areas = gpd.GeoDataFrame(
        index=["A", "B"], crs="EPSG:27700",
        geometry=[shapely.box(400e3, 400e3, 401e3, 401e3), shapely.box(401e3, 400e3, 402e3, 401e3)],
    )  # fmt: skip
    for place, network in ((401_500, "B"), (400_500, "A"), (409_000, "")):
        shape = feature(shapely.Point(place, 400_500))
        shape["properties"] = {"dragged": "P1", "drawn": 1}
        assert drawn.dropped(areas, shape) == ("P1", network)
    assert drawn.dropped(areas, None) is None
    assert drawn.dropped(areas, {"properties": {"drawn": 1}}) is None
