"""A person's own layers: near the area alone, generalised, quiet, and what is left out is said."""

import geopandas as gpd
import pytest
import shapely

from boundaries.crs import BNG, WGS84
from boundaries.errors import DataError
from pcn_planner.maps.live import context

AREA = gpd.GeoDataFrame(geometry=[shapely.box(400_000, 400_000, 410_000, 410_000)], crs=BNG)


def lines(*rows: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"n": range(len(rows))}, geometry=[*map(shapely.LineString, rows)], crs=BNG
    )


@pytest.fixture
def package(tmp_path):
    """Roads and rivers, one road far away, and wards."""
    path = tmp_path / "own.gpkg"
    far = [(500_000, 300_000), (501_000, 300_000)]
    lines([(399_000, 405_000), (411_000, 405_000)], far).to_file(path, layer="Main roads")
    lines([(405_000, 399_000), (405_000, 411_000)]).to_file(path, layer="Rivers")
    AREA.to_crs(WGS84).to_file(path, layer="Wards")
    return path


def test_every_layer_is_cut_to_the_area_and_styled_by_its_name(package) -> None:
    found, notes = context.read(package, AREA)
    assert set(found) == {"Main roads", "Rivers", "Wards"}
    assert notes == ()
    assert found["Main roads"].geometry.length.tolist() == [10_000.0]
    assert {name: context.kind(name) for name in found} == {
        "Main roads": "road", "Rivers": "water", "Wards": "other",
    }  # fmt: skip
    assert [one.layer_name for one in context.layers(found)] == [f"Own: {name}" for name in found]


def test_a_file_of_another_area_is_refused(tmp_path) -> None:
    path = tmp_path / "far.geojson"
    lines([(500_000, 300_000), (501_000, 300_000)]).to_crs(WGS84).to_file(path)
    with pytest.raises(DataError, match="near this area"):
        context.read(path, AREA)


def test_a_file_without_any_shape_is_told_by_its_own_name(tmp_path) -> None:
    path = tmp_path / "nothing.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": '
        '[{"type": "Feature", "properties": {}, "geometry": null}]}'
    )
    with pytest.raises(DataError, match=r"^nothing\.geojson: "):
        context.read(path, AREA)


def test_a_file_whose_coordinates_are_of_another_kind_is_told_the_likely_cause(tmp_path) -> None:
    path = tmp_path / "metres.geojson"
    inside = lines([(401_000, 405_000), (409_000, 405_000)])
    inside.set_crs(WGS84, allow_override=True).to_file(path)
    with pytest.raises(DataError, match=r"near this area.*look like eastings and northings"):
        context.read(path, AREA)


def test_a_layer_of_which_nothing_is_near_is_told(tmp_path) -> None:
    path = tmp_path / "own.gpkg"
    lines([(401_000, 405_000), (409_000, 405_000)]).to_file(path, layer="Roads")
    lines([(500_000, 300_000), (501_000, 300_000)]).to_file(path, layer="Canals")
    found, notes = context.read(path, AREA)
    assert (set(found), notes) == ({"Roads"}, ("Canals: nothing of it is near this area",))


def test_what_is_no_shape_is_refused_by_name(tmp_path) -> None:
    path = tmp_path / "wards.gpkg"
    path.write_text("no package")
    with pytest.raises(DataError, match=r"wards\.gpkg"):
        context.read(path, AREA)


def test_of_too_many_features_the_largest_are_drawn_and_the_rest_counted(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(context, "MOST", 2)
    path = tmp_path / "roads.gpkg"
    rows = [[(401_000, 401_000 + k), (401_000 + 100 * k, 401_000 + k)] for k in (1, 2, 3)]
    lines(*rows).to_file(path, layer="roads")
    found, notes = context.read(path, AREA)
    assert sorted(found["roads"].geometry.length.round()) == [200, 300]
    assert "1 of 3 features are too many to draw" in notes[0]
