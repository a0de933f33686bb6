"""Small areas from every kind of file, repaired where they can be, refused where not."""

import contextlib
import gzip
import json
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.real_data import ABSENT, REAL
from boundaries import crs
from boundaries.errors import DataError
from boundaries.files import columns
from boundaries.population import small_areas
from tests.support.depth import examples
from tests.support.locations import SAMPLES

LSOAS = SAMPLES / "lsoa_2011.geojson"


def assert_sound(areas: gpd.GeoDataFrame) -> None:
    assert areas.crs == crs.BNG
    assert areas.index.name == "area_code"
    assert areas.index.is_unique
    assert areas.is_valid.all()
    assert areas.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_plain():
    areas = small_areas.read(LSOAS)
    assert_sound(areas)
    assert list(areas.columns) == ["name", "LADCD", "geometry"]
    assert areas.loc["E01007001", "name"] == "Hathermouth 001A"
    assert areas.attrs == {"notes": [], "code_column": "LSOA11CD"}
    # A cell of 0.01 degrees at 52.6 N: some 676 m by 1,112 m.
    assert areas.area.iloc[0] == pytest.approx(676 * 1112, rel=0.01)


@pytest.mark.parametrize("kind", ["geojson.gz", "gpkg", "gpkg.gz", "shp", "shp.zip", "folder.zip"])
def test_every_container_gives_the_same(kind, tmp_path):
    expected = small_areas.read(LSOAS)
    areas = small_areas.read(packed(kind, tmp_path))
    assert_sound(areas)
    assert list(areas.index) == list(expected.index)
    assert list(areas["name"]) == list(expected["name"])
    assert areas.symmetric_difference(expected).area.max() < 1


def packed(kind: str, folder: Path) -> Path:
    whole = gpd.read_file(LSOAS).to_crs(crs.BNG)
    if kind == "geojson.gz":
        (folder / "areas.geojson.gz").write_bytes(gzip.compress(LSOAS.read_bytes()))
        return folder / "areas.geojson.gz"
    if kind.startswith("gpkg"):
        whole.to_file(folder / "areas.gpkg")
        (folder / "areas.gpkg.gz").write_bytes(gzip.compress((folder / "areas.gpkg").read_bytes()))
        return folder / f"areas.{kind}"
    parts = folder / "areas" / "inside"
    parts.mkdir(parents=True)
    whole.to_file(parts / "areas.shp")
    if kind == "shp":
        return parts / "areas.shp"
    root = parts if kind == "shp.zip" else folder / "areas"
    return Path(shutil.make_archive(str(folder / "packed"), "zip", root))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("lsoa_2021.geojson", "LSOA21CD"),
        ("wards.geojson", "wardCode"),
        ("welsh_letters_bom.geojson", "wardCode"),
    ],
)
def test_code_columns_of_ons(name, column):
    areas = small_areas.read(SAMPLES / name)
    assert areas.attrs["code_column"] == column


@pytest.mark.parametrize(
    ("present", "code", "name"),
    [
        (["objectid", "lsoa11cd", "lsoa11nm"], "lsoa11cd", "lsoa11nm"),
        (["LSOA21CD", "LSOA21NM", "LADCD_ACTIVE"], "LSOA21CD", "LSOA21NM"),
        (["lsoa_code", "lsoa_name", "ccg_code"], "lsoa_code", "lsoa_name"),
        (["LAD25CD", "WD25NM", "WD25CD"], "WD25CD", "WD25NM"),
        (["wardCode", "wardName", "ladCode"], "wardCode", "wardName"),
        (["OA21CD", "LSOA21CD"], "OA21CD", None),
        (["msoa11cd", "msoa11nm"], "msoa11cd", "msoa11nm"),
        (["area_code", "name"], "area_code", "name"),
    ],
)
def test_names_that_ons_uses(present, code, name):
    found = columns.suggest(present, ("area_code", "area_name"))
    assert found["area_code"] == code
    if name:
        assert found["area_name"] == name


def test_welsh_letters_and_bom():
    areas = small_areas.read(SAMPLES / "welsh_letters_bom.geojson")
    assert areas["name"].iloc[0] == "Llanfair-yng-Nghŵyr"


def test_columns_named_by_the_user():
    with pytest.raises(DataError, match="no column is known as the areas' code among ref, label"):
        small_areas.read(SAMPLES / "area_code_unknown_column.geojson")
    renamed = gpd.read_file(SAMPLES / "area_code_unknown_column.geojson")
    with pytest.raises(DataError, match=r"Call the column .* area_code"):
        small_areas.read(renamed)
    assert "E01007001" in small_areas.read(renamed.rename(columns={"ref": "area_code"})).index
    areas = small_areas.read(
        SAMPLES / "area_code_unknown_column.geojson", code_column="ref", name_column="label"
    )
    assert areas.loc["E01007001", "name"] == "x"
    with pytest.raises(DataError, match="no column 'code'"):
        small_areas.read(LSOAS, code_column="code")


def test_invalid_shapes_are_repaired_and_said_so():
    areas = small_areas.read(SAMPLES / "invalid_polygon_and_collection.geojson")
    assert_sound(areas)
    assert areas.attrs["notes"] == ["2 invalid shapes repaired: E01007001, E01007002."]
    # A bow tie keeps the two triangles it crosses itself into: half of its square.
    square = small_areas.read(LSOAS)
    assert areas.area.iloc[0] == pytest.approx(square.area.iloc[0] / 2, rel=0.01)
    assert areas.area.iloc[1] == pytest.approx(square.area.iloc[1])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("area_code_twice.geojson", r"used more than once: feature 1 \(E01007001\).*feature 4"),
        ("area_code_blank.geojson", "1 area has no code in LSOA11CD: feature 4"),
        ("point_for_an_area.geojson", r"1 area is not polygons: feature 3 \(E01007003\): Point"),
        ("area_in_paris.geojson", r"1 area outside Great Britain: feature 3 \(E01007003\)"),
        ("plain.csv", "holds no shapes"),
        ("binary_rubbish.csv", "holds no shapes"),
        ("workbook_of_something_else.xlsx", "holds no shapes"),
        ("geojson_cut_off.geojson", "not valid JSON"),
        ("empty.csv", "is empty"),
    ],
)
def test_refused(name, what):
    with pytest.raises(DataError, match=what):
        small_areas.read(SAMPLES / name)


def test_shapes_without_crs_are_refused(tmp_path):
    gpd.read_file(LSOAS).to_crs(crs.BNG).to_file(tmp_path / "areas.shp")
    (tmp_path / "areas.prj").unlink()
    with pytest.raises(DataError, match="coordinate reference system"):
        small_areas.read(tmp_path / "areas.shp")


def test_shapes_in_no_place_on_earth_are_refused(tmp_path):
    site = 'LOCAL_CS["the builder\'s grid",UNIT["metre",1]]'
    gpd.read_file(LSOAS).set_crs(site, allow_override=True).to_file(tmp_path / "areas.gpkg")
    with pytest.raises(DataError, match="cannot be brought from"):
        small_areas.read(tmp_path / "areas.gpkg")


def test_zips_of_something_else_are_refused(tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("../readme.txt", "nothing")
    with pytest.raises(DataError, match="holds 0 files of shapes"):
        small_areas.read(other)
    other.write_bytes(other.read_bytes()[:40])
    with pytest.raises(DataError, match="damaged zip"):
        small_areas.read(other)


def test_damaged_geopackage_is_refused(tmp_path):
    gpd.read_file(LSOAS).to_file(tmp_path / "areas.gpkg")
    whole = (tmp_path / "areas.gpkg").read_bytes()
    (tmp_path / "areas.gpkg").write_bytes(whole[:200])
    with pytest.raises(DataError, match="cannot be read as shapes"):
        small_areas.read(tmp_path / "areas.gpkg")


def damaged(data: bytes, edits: list[tuple[int, int]]) -> bytes:
    changed = bytearray(data)
    for position, byte in edits:
        changed[position % len(changed)] = byte
    return bytes(changed)


edits = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6)


@pytest.mark.parametrize("kind", ["geojson.gz", "shp.zip", "geojson"])
@settings(max_examples=examples(everyday=12, deep=60))
@given(edits=edits)
def test_no_changed_byte_does_worse_than_a_data_error(kind, edits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    source = LSOAS if kind == "geojson" else packed(kind, folder)
    broken = folder / "broken"
    broken.write_bytes(damaged(source.read_bytes(), edits))
    with contextlib.suppress(DataError):
        assert_sound(small_areas.read(broken))


def test_a_hole_that_lies_nowhere_on_earth_is_refused(tmp_path):
    """The bounds of a polygon are those of its outer ring, so they do not tell."""
    whole = json.loads(LSOAS.read_text())
    rings = whole["features"][0]["geometry"]["coordinates"]
    rings = rings[0] if whole["features"][0]["geometry"]["type"] == "MultiPolygon" else rings
    far = [[-100_001.9, 53.6], *rings[0][1:4]]
    rings.append([*far, far[0]])
    (tmp_path / "areas.geojson").write_text(json.dumps(whole))
    with pytest.raises(DataError, match="outside Great Britain"):
        small_areas.read(tmp_path / "areas.geojson")


@pytest.mark.parametrize("number", ["NaN", "1e999"])
def test_coordinates_that_are_not_finite_are_refused(number, tmp_path):
    text = LSOAS.read_text()
    first = text[text.index("[[[") + 3 :].partition(",")[0]
    (tmp_path / "areas.geojson").write_text(text.replace(first, number, 1))
    with pytest.raises(DataError, match=r"cannot be read|area without a place"):
        small_areas.read(tmp_path / "areas.geojson")


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
@pytest.mark.parametrize(
    ("file", "count", "repaired"),
    [
        ("pennine_lancashire_2020/lsoa11.geojson", 343, 1),
        ("pennine_lancashire_2020/wards_2018.geojson", 106, 0),
        ("birmingham_solihull_2024/lsoa21.geojson", 793, 0),
        ("national/boundaries_ccg_2020-04_500m.geojson", 135, 0),
    ],
)
def test_real_polygons(file, count, repaired):
    areas = small_areas.read(REAL / file)
    assert_sound(areas)
    assert len(areas) == count
    assert len(areas.attrs["notes"]) == repaired
    assert not shapely.is_empty(areas.geometry.to_numpy()).any()
