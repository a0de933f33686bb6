"""GeoJSON against RFC 7946, section by section."""

import contextlib
import gzip
import json
import sqlite3
import struct
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from boundaries.crs import BNG, WGS84
from boundaries.errors import DataError
from boundaries.files.outlines import geojson, shapes
from boundaries.territories import land as outlines

HOLED = shapely.Polygon(
    [(400_000, 300_000), (400_000, 310_000), (410_000, 310_000), (410_000, 300_000)],
    holes=[[(404_000, 304_000), (406_000, 304_000), (406_000, 306_000), (404_000, 306_000)]],
)


def frame(*shapes, **columns) -> gpd.GeoDataFrame:
    ids = pd.Index([f"00{k}" for k in range(len(shapes))], name="id", dtype=str)
    table = pd.DataFrame(columns, index=ids)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(list(shapes), index=ids, crs=BNG))


def rings(document):
    for feature in document["features"]:
        for polygon in shapely.get_parts(shape(feature["geometry"])):
            yield polygon.exterior, polygon.interiors


def test_rings_are_right_handed_and_closed() -> None:  # section 3.1.6
    document = geojson.to_json(frame(HOLED, shapely.MultiPolygon([HOLED])))
    found = list(rings(document))
    assert len(found) == 2
    for outer, inner in found:
        assert outer.is_ccw
        assert [ring.is_ccw for ring in inner] == [False]
    for ring in document["features"][0]["geometry"]["coordinates"]:
        assert ring[0] == ring[-1]
        assert len(ring) >= 4


def test_there_is_no_crs_and_the_extent_is_in_degrees() -> None:  # sections 4 and 5
    document = geojson.to_json(frame(HOLED))
    assert "crs" not in document
    west, south, east, north = document["bbox"]
    assert -2.1 < west < east < -1.7
    assert 52.5 < south < north < 52.8
    assert document["bbox"] == list(shape(document["features"][0]["geometry"]).bounds)


def test_members_are_those_of_the_standard() -> None:  # sections 3.2, 3.3 and 6.1
    document = geojson.to_json(frame(HOLED, name=["A"]), metadata={"bound": np.float64("nan")})
    assert list(document) == ["type", "metadata", "bbox", "features"]
    feature = document["features"][0]
    assert list(feature) == ["type", "id", "geometry", "properties"]
    assert feature["id"] == "000"
    assert feature["properties"] == {"name": "A"}
    assert document["metadata"] == {"bound": None}


@pytest.mark.parametrize("decimals", [5, 6, 7])
def test_coordinates_have_the_decimals_asked_for(decimals: int) -> None:  # section 11.2
    document = geojson.to_json(frame(HOLED), decimals=decimals)
    numbers = np.array(document["features"][0]["geometry"]["coordinates"][0]).ravel()
    assert (numbers == numbers.round(decimals)).all()


def test_shared_borders_stay_shared() -> None:
    left, right = (
        shapely.box(400_000, 3e5, 401_234.567, 3e5 + 1),
        shapely.box(401_234.567, 3e5, 4.1e5, 3e5 + 1),
    )
    document = geojson.to_json(frame(left, right), decimals=6)
    shapes = [shape(feature["geometry"]) for feature in document["features"]]
    assert shapely.coverage_is_valid(shapes)


def test_a_sliver_thinner_than_the_rounding_does_not_make_an_invalid_polygon() -> None:
    sliver = shapely.Polygon(
        [(4e5, 3e5), (4.01e5, 3e5), (4.01e5, 3.01e5), (4.005e5, 3e5 + 1e-4), (4e5, 3.01e5)]
    )
    bow = shapely.Polygon([(4e5, 3e5), (4.01e5, 3e5), (4.01e5, 3e5 + 0.001), (4e5, 3e5 + 0.002)])
    document = geojson.to_json(frame(sliver, bow), decimals=5)
    first, second = (feature["geometry"] for feature in document["features"])
    assert shape(first).is_valid
    assert second is None


def test_missing_and_odd_values_become_json() -> None:
    table = frame(None, HOLED, share=[np.inf, 0.5], count=[np.int64(3), 4], when=[pd.NaT, "x"])
    table["list"] = [("a", "b"), None]
    document = json.loads(geojson.dumps(geojson.to_json(table)))
    first, second = (feature["properties"] for feature in document["features"])
    assert first == {"share": None, "count": 3, "when": None, "list": ["a", "b"]}
    assert second == {"share": 0.5, "count": 4, "when": "x", "list": None}
    assert document["features"][0]["geometry"] is None


def test_the_same_table_gives_the_same_bytes_one_feature_a_line(tmp_path) -> None:
    one, other = tmp_path / "one.geojson", tmp_path / "other.geojson"
    geojson.write(one, frame(HOLED, HOLED))
    geojson.write(other, frame(HOLED, HOLED))
    assert one.read_bytes() == other.read_bytes()
    assert len(one.read_text().splitlines()) == 4


def test_gdal_reads_what_is_written(tmp_path) -> None:
    path = tmp_path / "plan.geojson"
    geojson.write(path, frame(HOLED, name=["Tŷ Elli"]))
    read = pyogrio.read_dataframe(path)
    assert read.crs == WGS84
    assert read["name"].tolist() == ["Tŷ Elli"]
    assert read.to_crs(BNG).geometry[0].hausdorff_distance(HOLED) < 0.05


@given(st.lists(st.tuples(st.floats(1e5, 6e5), st.floats(1e5, 9e5)), min_size=1, max_size=20))
def test_points_come_back_within_a_centimetre(places) -> None:
    table = frame(*[shapely.Point(xy) for xy in places])
    document = geojson.to_json(table)
    back = gpd.GeoSeries([shape(f["geometry"]) for f in document["features"]], crs=WGS84).to_crs(
        BNG
    )
    assert back.distance(table.geometry.reset_index(drop=True)).max() < 0.01


@pytest.mark.parametrize("name", ["areas.geojson", "areas.geojson.gz"])
def test_reading_back_gives_the_table(tmp_path, name: str) -> None:
    table = frame(HOLED, shapely.Point(4e5, 3e5), name=["A", "Ł"], patients=[1, 2])
    path = tmp_path / name
    text = geojson.dumps(geojson.to_json(table))
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    read = shapes.read(path)
    assert read["name"].tolist() == ["A", "Ł"]
    assert read["patients"].tolist() == ["1", "2"]
    assert read.crs == WGS84
    moved = read.geometry.to_crs(BNG).set_axis(table.index).hausdorff_distance(table.geometry)
    assert moved.max() < 0.05


def written(tmp_path, document) -> object:
    path = tmp_path / "odd.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def collection(*coordinates, **members):
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": None}
        for at in coordinates
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def test_a_crs_member_from_before_the_standard_is_honoured(tmp_path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    read = shapes.read(written(tmp_path, collection([400_000, 300_000], crs=crs)))
    assert read.crs == BNG
    assert read.geometry.iloc[0].equals_exact(shapely.Point(400_000, 300_000), 1e-6)
    crs = {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/27700"}}
    assert shapes.read(written(tmp_path, collection([400_000, 300_000], crs=crs))).crs == BNG
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    read = shapes.read(written(tmp_path, collection([-2.0, 52.6], crs=crs)))
    assert read.crs == WGS84


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (collection([-2, 52], crs={"properties": {"name": "EPSG:0"}}), "no coordinate reference"),
        (collection([-2, 52], crs="here"), "crs member '' is not understood"),
        (collection("ab"), "cannot be read"),
        ({"type": "Feature"}, "not a GeoJSON FeatureCollection"),
        ([], "holds no shapes"),
        ({"type": "FeatureCollection", "features": [1]}, "not a GeoJSON FeatureCollection"),
        ("{", "not valid JSON"),
        ("\x00\x01", "holds no shapes"),
        ('<?xml version="1.0"?><kml xmlns="x"/>', "it is KML"),
        (collection([-2, 52], exceededTransferLimit=True), "cut it off after 1 feature"),
        (collection([-2, 52], properties={"exceededTransferLimit": True}), "cut it off after 1"),
        (collection([-2, 52], numberMatched=140), "after 1 feature of 140"),
    ],
)
def test_files_that_cannot_be_used_are_refused(tmp_path, document, what: str) -> None:
    with pytest.raises(DataError, match=what):
        shapes.read(written(tmp_path, document))


def test_a_zip_of_kml_is_named_and_how_to_convert_it(tmp_path) -> None:
    path = tmp_path / "areas.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", '<?xml version="1.0"?><kml xmlns="x"/>')
    with pytest.raises(DataError, match=r"KMZ, a zip of KML.*save the layer as GeoJSON"):
        shapes.read(path)


@pytest.mark.parametrize("said", [b"nameofcolumn", b"nameoflayer", b"wordinacell"])
def test_a_geopackage_whose_texts_are_none_any_more_is_damaged(tmp_path, said) -> None:
    path = tmp_path / "areas.gpkg"
    frame = gpd.GeoDataFrame({"nameofcolumn": ["wordinacell"]}, geometry=[HOLED], crs=WGS84)
    frame.to_file(path, layer="nameoflayer")
    path.write_bytes(path.read_bytes().replace(said, b"\xbd" + said[1:]))
    with pytest.raises(DataError, match="damaged"):
        shapes.read(path)


def test_utf_16_is_read(tmp_path) -> None:
    path = tmp_path / "odd.geojson"
    path.write_text(json.dumps(collection([-2.0, 52.6])), encoding="utf-16")
    assert len(shapes.read(path)) == 1


@pytest.mark.parametrize("lost", [".shx", ".dbf"])
def test_a_shapefile_without_its_companions_says_which(tmp_path, lost) -> None:
    frame(shapely.box(0, 0, 1, 1), code=["A"]).to_file(tmp_path / "areas.shp")
    (tmp_path / "areas").with_suffix(lost).unlink()
    with pytest.raises(DataError, match=f"without its {lost}"):
        shapes.read(tmp_path / "areas.shp")


def test_an_absent_file_is_refused(tmp_path) -> None:
    with pytest.raises(DataError, match="no such file"):
        shapes.read(tmp_path / "absent.geojson")


def test_ids_that_occur_twice_are_refused() -> None:
    table = frame(HOLED, HOLED).set_axis(["A", "A"])
    with pytest.raises(DataError, match="more than once: A"):
        geojson.to_json(table)


def test_halves_of_characters_become_a_sign_that_files_take() -> None:
    """JSON may name them, and no file takes them: a whole plan was lost when it was written."""
    point = {"type": "Point", "coordinates": [-2, 53]}
    features = [
        {"type": "Feature", "geometry": point, "properties": {"name": name}}
        for name in ("odd \ud800", "caf\u00e9 \U0001f600")
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    assert "\\ud83d\\ude00" in text  # a whole character in two halves stays
    found = geojson.parse(text.encode(), "odd.geojson")
    assert found["name"].tolist() == ["odd ?", "caf\u00e9 \U0001f600"]


SQUARE = [[[-2.0, 53.0], [-1.9, 53.0], [-1.9, 53.1], [-2.0, 53.1], [-2.0, 53.0]]]
POLYGON = {"type": "Polygon", "coordinates": SQUARE}
FEATURE = {"type": "Feature", "properties": {"name": "land"}, "geometry": POLYGON}


def parsed(document) -> gpd.GeoDataFrame:
    text = document if isinstance(document, str) else json.dumps(document)
    return geojson.parse(text.encode(), "x.geojson")


@pytest.mark.parametrize(
    ("document", "features"),
    [
        (FEATURE, 1),
        (POLYGON, 1),
        ({"type": "GeometryCollection", "geometries": [POLYGON]}, 1),
        (f"{json.dumps(FEATURE)}\n{json.dumps(FEATURE)}\n\n", 2),
        (f"\x1e{json.dumps(FEATURE)}\n\x1e{json.dumps(FEATURE)}\n", 2),
    ],
    ids=["a_feature", "a_geometry", "a_collection", "one_a_line", "a_text_sequence"],
)
def test_geojson_that_is_no_collection_of_features_is_read(document, features):
    found = parsed(document)
    assert len(found) == features
    assert found.union_all().bounds == (-2.0, 53.0, -1.9, 53.1)


def test_measures_behind_the_height_are_left_aside():
    measured = [[[*at, 12.5, 3] for at in SQUARE[0]]]
    found = parsed({**FEATURE, "geometry": {"type": "Polygon", "coordinates": measured}})
    assert found.geometry.iloc[0].has_z
    assert found.union_all().bounds == (-2.0, 53.0, -1.9, 53.1)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"type": "Topology", "objects": {}, "arcs": []}, "is TopoJSON, not GeoJSON"),
        ({"geometryType": "esriGeometryPolygon", "features": []}, "is Esri JSON, not GeoJSON"),
        ({**FEATURE, "geometry": {"rings": SQUARE}}, "feature 1: it names no type of geometry"),
        (
            json.dumps(FEATURE).replace("-2.0, 53.0", "NaN, 53.0", 1),
            "feature 1: its coordinates are no numbers",
        ),
        (f"{json.dumps(FEATURE)}\nand more", "is not valid JSON"),
    ],
)
def test_what_only_looks_like_geojson_is_called_what_it_is(document, what: str) -> None:
    with pytest.raises(DataError) as refused:
        parsed(document)
    assert what in str(refused.value)


@pytest.mark.parametrize(
    ("crs", "meant", "remedy"),
    [
        (None, "EPSG:3857", "say so (EPSG:3857)"), (None, BNG, "say so (EPSG:27700)"),
        (BNG, WGS84, "say so (EPSG:4326)"), ("EPSG:3857", BNG, "say so (EPSG:27700)"),
    ],
)  # fmt: skip
def test_shapes_with_a_wrong_crs_are_refused_with_the_right_one(tmp_path, crs, meant, remedy):
    land = gpd.GeoSeries([shape(POLYGON)], crs=WGS84).to_crs(meant)
    member = {} if crs is None else {"crs": {"type": "name", "properties": {"name": crs}}}
    feature = {**FEATURE, "geometry": json.loads(shapely.to_geojson(land.iloc[0]))}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **member, "features": [feature]}))
    with pytest.raises(DataError, match="outside Great Britain") as refused:
        outlines.read(path)
    assert remedy in refused.value.remedy


RING = struct.pack("<I8d", 4, 0, 0, 1_000, 0, 1_000, 1_000, 0, 0)
TRIANGLE = b"\x01" + struct.pack("<II", 17, 1) + RING
SURFACES = {
    "TRIANGLE": TRIANGLE,
    "TIN": b"\x01" + struct.pack("<II", 16, 1) + TRIANGLE,
    "POLYHEDRALSURFACE": b"\x01"
    + struct.pack("<II", 15, 1)
    + b"\x01"
    + struct.pack("<II", 3, 1)
    + RING,
}


@pytest.mark.parametrize("layer_type", ["as_the_layer_says", "GEOMETRY"])
@pytest.mark.parametrize("kind", list(SURFACES))
def test_surfaces_of_three_dimensions_are_called_so(tmp_path, kind, layer_type) -> None:
    path = tmp_path / "x.gpkg"
    gpd.GeoDataFrame({"a": ["x"]}, geometry=[shape(POLYGON)], crs=BNG).to_file(path)
    with contextlib.closing(sqlite3.connect(path)) as book, book:
        for (name,) in book.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            book.execute(f'drop trigger "{name}"')
        blob = b"GP\x00\x01" + struct.pack("<i", 27700) + SURFACES[kind]
        book.execute("update x set geom = ?", (blob,))
        said = kind if layer_type != "GEOMETRY" else layer_type
        book.execute("pragma writable_schema = on")
        book.execute("update sqlite_master set sql = replace(sql, 'POLYGON', ?)", (said,))
        book.execute("update gpkg_geometry_columns set geometry_type_name = ?", (said,))
    with pytest.raises(DataError, match="surfaces of three dimensions") as refused:
        shapes.read(path)
    assert kind in str(refused.value).upper()
    assert "Make polygons" in refused.value.remedy
