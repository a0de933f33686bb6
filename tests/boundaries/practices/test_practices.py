"""The practice table at the door: sound files read, each kind of bad file refused by name."""

import gzip

import geopandas as gpd
import pandas as pd
import pytest

from boundaries import crs
from boundaries.errors import DataError
from boundaries.practices import table as practices
from tests.support.locations import SAMPLES

PLAIN = SAMPLES / "plain.csv"
OWN_COLUMNS = {
    "practice_code": "ref",
    "practice_name": "label",
    "list_size": "heads",
    "easting": "x",
    "northing": "y",
}


def assert_like_plain(table: gpd.GeoDataFrame, within_m: float = 0.001) -> None:
    plain = practices.read(PLAIN)
    practices.check(table)
    assert list(table.index) == list(plain.index)
    assert list(table["patients"]) == list(plain["patients"])
    assert list(table["name"]) == list(plain["name"])
    assert table.geometry.distance(plain.geometry).max() <= within_m


def test_plain_table():
    table = practices.read(PLAIN)
    practices.check(table)
    assert table.index[0] == "Z00001"
    assert table.crs == crs.BNG
    first = table.loc["Z00001"]
    assert (first["name"], first["patients"]) == ("Harbour Street Surgery", 4200)
    assert (first.geometry.x, first.geometry.y) == (412000, 301000)
    assert list(table.columns) == [
        "name",
        "patients",
        "postcode",
        "ccg_code",
        "pcn_code",
        "geometry",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "bom",
        "utf16_with_bom",
        "semicolons",
        "crlf_and_quotes",
        "trailing_blanks",
        "nhs_names",
        "metres_and_degrees",
    ],
)
def test_written_in_another_way_reads_the_same(name):
    assert_like_plain(practices.read(SAMPLES / f"{name}.csv"))


def test_gzip_whatever_it_is_called(tmp_path):
    for name in ("plain.csv.gz", "plain.csv"):
        (tmp_path / name).write_bytes(gzip.compress(PLAIN.read_bytes()))
        assert_like_plain(practices.read(tmp_path / name))


def test_columns_named_by_the_user():
    assert_like_plain(practices.read(SAMPLES / "own_names.csv", columns=OWN_COLUMNS))


def test_columns_read_are_noted():
    table = practices.read(SAMPLES / "nhs_names.csv")
    assert "'Number.of.Patients' as list_size" in table.attrs["notes"][0]


def test_degrees_named_by_the_user_win_over_a_metre_column():
    degrees = {"longitude": "easting", "latitude": "northing"}
    table = practices.read(SAMPLES / "degrees_in_metre_columns.csv", columns=degrees)
    expected = practices.read(SAMPLES / "degrees.csv")
    assert table.geometry.distance(expected.geometry).max() == 0


def test_degrees_with_a_decimal_comma_and_three_decimals_are_read():
    rows = {"practice_code": ["A1", "A2"], "list_size": ["9,000", "8000"],
            "longitude": ["-2,001", "-1,986"], "latitude": ["53,685", "53.676"]}  # fmt: skip
    pointed = {name: [one.replace(",", ".") for one in rows[name]] for name in list(rows)[2:]}
    found, meant = (practices.read(pd.DataFrame(one)) for one in (rows, rows | pointed))
    assert found.geometry.tolist() == meant.geometry.tolist()
    assert found["patients"].tolist() == [9_000, 8_000]


def test_degrees_land_where_they_should():
    # Ordnance Survey's worked example of OSTN15, Caister water tower; without that grid PROJ
    # is within some metres.
    table = practices.read(SAMPLES / "degrees.csv")
    tower = crs.points([1.71607397], [52.65800783], crs.WGS84)[0]
    assert abs(tower.x - 651409.804) < 10
    assert abs(tower.y - 313177.450) < 10
    assert table.geometry.x.between(411_000, 418_000).all()


@pytest.mark.parametrize("kind", ["geojson", "geojson.gz", "gpkg"])
def test_shapes(kind, tmp_path):
    source = SAMPLES / "points.geojson"
    if kind == "geojson.gz":
        source = tmp_path / "points.geojson.gz"
        source.write_bytes(gzip.compress((SAMPLES / "points.geojson").read_bytes()))
    if kind == "gpkg":
        source = tmp_path / "points.gpkg"
        gpd.read_file(SAMPLES / "points.geojson").to_crs(crs.BNG).to_file(source)
    assert_like_plain_codes(practices.read(source))


def assert_like_plain_codes(table: gpd.GeoDataFrame) -> None:
    practices.check(table)
    expected = practices.read(SAMPLES / "degrees.csv")
    assert list(table.index) == list(expected.index)
    assert list(table["patients"]) == list(expected["patients"])
    assert table.geometry.distance(expected.geometry).max() < 0.01
    assert list(table["ccg_code"]) == list(expected["ccg_code"])


def test_of_several_layers_the_practices_are_read(tmp_path):
    points = gpd.read_file(SAMPLES / "points.geojson").to_crs(crs.BNG)
    both = tmp_path / "plan.gpkg"
    points.to_file(both, layer="practices")
    points.head(3).to_file(both, layer="other")
    assert_like_plain_codes(practices.read(both))


def test_layers_without_practices_are_named(tmp_path):
    points = gpd.read_file(SAMPLES / "points.geojson").to_crs(crs.BNG)
    for layer in ("one", "two"):
        points.to_file(tmp_path / "plan.gpkg", layer=layer)
    with pytest.raises(DataError, match=r"2 layers \(one, two\)"):
        practices.read(tmp_path / "plan.gpkg")


def test_written_out_and_read_back_is_the_same(tmp_path):
    table = practices.read(PLAIN)
    table.reset_index().to_file(tmp_path / "practices.gpkg", layer="practices")
    again = practices.read(tmp_path / "practices.gpkg")
    assert_like_plain(again)
    assert list(again.columns) == list(table.columns)


def test_crs_member_of_old_geojson_is_obeyed():
    table = practices.read(SAMPLES / "metres_with_crs_member.geojson")
    assert (table.geometry.iloc[0].x, table.geometry.iloc[0].y) == (412000, 301000)


def test_sizes_written_three_ways():
    table = practices.read(SAMPLES / "list_written_three_ways.csv")
    assert list(table["patients"].iloc[:3]) == [12345, 8123, 100000]


def test_codes_stay_text():
    table = practices.read(SAMPLES / "leading_zeros.csv")
    assert table.index[0] == "00001"


def test_windows_letters():
    table = practices.read(SAMPLES / "windows_1252.csv")
    assert table["name"].iloc[0] == "Café Crème Surgery – East"


def test_where_keeps_rows_and_checks_only_those():
    table = practices.read(SAMPLES / "list_negative.csv", where={"practice_code": "Z00001"})
    assert list(table.index) == ["Z00001"]
    assert table.attrs["notes"] == ["Only rows with practice_code = Z00001: 1 of 10."]


def test_where_with_an_unknown_column_or_value():
    with pytest.raises(DataError, match=r"no column 'ccg'.*ccg_code"):
        practices.read(PLAIN, where={"ccg": "Z1A"})
    with pytest.raises(DataError, match=r"no row has ccg_code = 'Z9Z'.*'Z1A', 'Z2B'"):
        practices.read(PLAIN, where={"ccg_code": "Z9Z"})


def test_excluded_practices_are_left_out_unchecked_and_noted():
    table = practices.read(SAMPLES / "list_negative.csv", exclude=["Z00003", "Z00008"])
    assert len(table) == 8
    assert table.attrs["notes"] == ["2 left out as asked: Z00003, Z00008."]


def test_excluding_what_is_not_there_or_everything():
    with pytest.raises(DataError, match="X99999: no such practice code"):
        practices.read(PLAIN, exclude=["X99999"])
    everyone = list(practices.read(PLAIN).index)
    with pytest.raises(DataError, match="no practices are left"):
        practices.read(PLAIN, exclude=everyone)


def test_other_columns_stay_as_they_are():
    raw = practices.read_table(PLAIN)
    raw.loc[3, "ccg_code"] = ""
    table = practices.from_table(raw.assign(name="x", patients="y"))
    assert table["ccg_code"].iloc[1] == ""
    assert {"name (file)", "patients (file)"} <= set(table.columns)


def test_the_caller_keeps_the_table():
    raw = practices.read_table(PLAIN)
    before = raw.copy()
    practices.from_table(raw, exclude=["Z00001"])
    assert raw.equals(before)


def test_columns_are_suggested():
    assert practices.suggest_columns(practices.read_table(SAMPLES / "nhs_names.csv")) == {
        "practice_code": "Practice.Code",
        "practice_name": "PRACTICE_NAME.x",
        "list_size": "Number.of.Patients",
        "easting": "EASTINGS",
        "northing": "Northings",
    }
    assert practices.suggest_columns(practices.read_table(SAMPLES / "own_names.csv")) == {}


def test_geometry_is_suggested_before_columns():
    table = practices.read_table(SAMPLES / "points.geojson").assign(easting="1", northing="1")
    assert practices.suggest_columns(table)["longitude"] == "geometry longitude"
    assert "easting" not in practices.suggest_columns(table)


def test_check_names_what_is_broken():
    sound = practices.read(PLAIN)
    with pytest.raises(DataError, match="EPSG:27700"):
        practices.check(sound.to_crs(crs.WGS84))
    with pytest.raises(DataError, match="int64"):
        practices.check(sound.assign(patients=1.5))
    with pytest.raises(DataError, match="no column patients"):
        practices.check(sound.drop(columns="patients"))
    with pytest.raises(DataError, match="no patients"):
        practices.check(sound.assign(patients=0))
    with pytest.raises(DataError, match="more than once"):
        practices.check(sound.iloc[[0, 0]])


@pytest.mark.parametrize(
    ("column", "mark", "told"),
    [
        ("Status", "CLOSED", True), ("status code", "C", True), ("Close Date", "2020-03-31", True),
        ("status", "ACTIVE", False), ("close_date", "NULL", False), ("team", "C", False),
    ],
)  # fmt: skip
def test_a_practice_that_its_table_marks_as_closed_is_read_and_told(tmp_path, column, mark, told):
    path = tmp_path / "practices.csv"
    head = f"practice_code,list_size,easting,northing,{column}"
    path.write_text(f"{head}\nA00001,9000,400000,400000,\nA00002,9000,401000,400000,{mark}\n")
    read = practices.read(path)
    assert list(read.index) == ["A00001", "A00002"]
    notes = [note for note in read.attrs["notes"] if "marked as closed" in note]
    assert len(notes) == told
    assert all("1 practice is" in note and "A00002 (row 3)" in note for note in notes)
