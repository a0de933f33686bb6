"""Names of towns and villages beneath a map."""

import json

import geopandas as gpd
import shapely

from data import make_places
from pcn_planner.maps import places


def box(*bounds: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.box(*bounds)], crs="EPSG:27700")


def test_the_table_holds_the_towns_of_england_where_they_are() -> None:
    table = places.table().set_index("name")
    birmingham = table.loc["Birmingham"]
    assert birmingham["people"] > 1_000_000
    assert birmingham.geometry.distance(shapely.Point(406_700, 286_800)) < 3_000
    assert places.table()["people"].is_monotonic_decreasing
    assert len(places.table()) > 5_000


def test_the_largest_places_near_come_first_and_no_more_than_a_map_holds() -> None:
    around = box(340_000, 240_000, 460_000, 350_000)
    few = places.near(around)
    assert few["name"].tolist()[0] == "Birmingham"
    assert len(few) == places.MOST
    assert few.geometry.within(around.geometry.iloc[0]).all()


def test_invented_ground_has_no_names_and_owes_nothing() -> None:
    sea = box(600_000, 400_000, 640_000, 440_000)
    assert places.places_layer(sea) is None
    assert places.attribution(sea) == []


def test_names_are_escaped_and_owed(monkeypatch) -> None:
    named = gpd.GeoDataFrame(
        {"name": ["<b>Much Wenlock"], "people": [2_800]},
        geometry=[shapely.Point(362_000, 300_000)], crs="EPSG:27700",
    )  # fmt: skip
    monkeypatch.setattr(places, "table", lambda: named)
    around = box(360_000, 299_000, 364_000, 301_000)
    drawn = places.places_layer(around)
    assert drawn is not None
    text = json.dumps(next(iter(drawn._children.values())).data)
    assert "&lt;b&gt;Much Wenlock" in text
    assert "<b>Much" not in text
    assert places.attribution(around) == [places.ATTRIBUTION]


def test_a_place_named_twice_is_kept_once(tmp_path) -> None:
    one = {"name": "Ash ", "countrycode": "GB", "admin1code": "ENG", "population": 900}
    rows = {
        "1": {**one, "latitude": 51.0, "longitude": -1.0},
        "2": {**one, "latitude": 51.001, "longitude": -1.001, "population": 1_200},
        "3": {**one, "latitude": 53.0, "longitude": -1.0, "admin1code": "SCT"},
    }
    path = tmp_path / "cities500.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    found = make_places.places(path)
    assert found["name"].tolist() == ["Ash"]
    assert found["people"].tolist() == [1_200]
