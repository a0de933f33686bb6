"""Practice tables that cannot be used: one error, naming row, code and remedy."""

import contextlib
import csv
import gzip
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.files import opening
from boundaries.files import text as files
from boundaries.files.tables import cells as table_cells
from boundaries.files.tables import numerals
from boundaries.practices import rows as practice_rows
from boundaries.practices import table as practices
from tests.support.depth import examples
from tests.support.locations import SAMPLES

WHOLE_FILE = {
    "empty.csv": "is empty",
    "only_a_bom.csv": "is empty",
    "header_only.csv": "has a header but no rows",
    "no_list_column.csv": r"no column for list_size.*--columns list_size=COLUMN",
    "no_coordinate_columns.csv": "no columns for easting and northing, or longitude and latitude",
    "northing_missing.csv": "no columns for easting and northing, or longitude and latitude",
    "two_list_columns.csv": r"'list_size' and 'List Size' could both be list_size",
    "binary_rubbish.csv": "not a table of text",
    "row_too_long.csv": "line 4 has 9 cells where the header has 8",
    "quote_not_closed.csv": "quotation mark",
    "workbook_of_something_else.xlsx": "has a header but no rows",
    "geojson_cut_off.geojson": "not valid JSON",
    "json_but_no_features.geojson": "not a GeoJSON FeatureCollection",
    "crs_not_understood.geojson": "crs member.*not understood",
    "crs_that_does_not_exist.geojson": "no coordinate reference system EPSG:999999",
    "geometry_broken.geojson": "feature 5",
}
ROWS = {
    "code_used_twice.csv": (r"more than once: row 3 \(Z00002\).*row 6 \(Z00002\)", "Keep one row"),
    "code_blank.csv": (r"no practice code: row 6 \(no code\)", "Fill in the code"),
    "list_negative.csv": (
        r"2 rows have a negative list size: row 4 \(Z00003\): list_size '-20'; row 9 \(Z00008\)",
        "--exclude Z00003,Z00008",
    ),
    "list_in_words.csv": (r"not a number: row 4 \(Z00003\).*about 4,000", "--exclude Z00003"),
    "list_blank.csv": (r"no list size: row 4 \(Z00003\).*row 7 \(Z00006\): list_size ''", "Fill"),
    "list_infinite.csv": (r"an infinite list size: row 4 \(Z00003\)", "Correct"),
    "list_of_nobody.csv": (r"a list of no patients: row 4 \(Z00003\)", "--exclude Z00003"),
    "list_of_half_a_patient.csv": (r"not a whole number: row 4 \(Z00003\).*4000.5", "Correct"),
    "list_of_a_nation.csv": (r"a list size above 10,000,000: row 4", "Correct"),
    "place_blank.csv": (r"no coordinates: row 5 \(Z00004\)", "--exclude Z00004"),
    "place_zero.csv": (r"no coordinates: row 5 \(Z00004\)", "Fill in both"),
    "place_off_the_grid.csv": (r"outside Great Britain's grid: row 5 \(Z00004\)", "EPSG:27700"),
    "place_in_words.csv": (
        r"a grid reference in place of coordinates: row 5.*SK1234",
        "SK1234 is 412000 and 334000",
    ),
    "place_in_paris.csv": (r"outside Great Britain: row 5 \(Z00004\).*2.35, 48.86", "WGS84"),
    "degrees_in_metre_columns.csv": (
        r"10 rows have degrees in a metre column: row 2 \(Z00001\)",
        "--columns longitude=COLUMN",
    ),
    "degrees_in_one_row.csv": (r"1 row has degrees in a metre column: row 5 \(Z00004\)", "metre"),
    "metres_in_degree_columns.csv": (r"metres in a degree column: row 2", "easting=COLUMN"),
    "metres_in_geojson.geojson": (r"metres in a degree column: row 1 \(Z00001\)", "easting"),
    "degrees_the_wrong_way_round.csv": (r"the wrong way round: row 2", "Swap"),
    "point_missing.geojson": (r"no coordinates: row 5 \(Z00005\)", "--exclude Z00005"),
    "polygon_for_a_point.geojson": (r"not numbers: row 5 \(Z00005\).*Polygon", "Correct"),
    "blank_lines.csv": (r"a negative list size: row 10 \(Z00007\)", "--exclude Z00007"),
}


@pytest.mark.parametrize("name", WHOLE_FILE)
def test_file_refused(name):
    with pytest.raises(DataError, match=WHOLE_FILE[name]) as caught:
        practices.read(SAMPLES / name)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ROWS)
def test_rows_refused(name):
    what, remedy = ROWS[name]
    with pytest.raises(DataError, match=what) as caught:
        practices.read(SAMPLES / name)
    assert remedy in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ROWS)
def test_the_same_rows_are_marked_for_the_screen(name):
    table = practices.read_table(SAMPLES / name)
    found = practices.problems(table)
    assert list(found.columns) == ["row", "practice_code", "column", "value", "problem", "remedy"]
    with pytest.raises(DataError) as caught:
        practices.from_table(table)
    assert len(caught.value.rows) == len(found) > 0


def test_a_sound_table_has_no_problems():
    assert practices.problems(practices.read_table(SAMPLES / "plain.csv")).empty


def test_several_faults_are_said_at_once():
    with pytest.raises(DataError) as caught:
        practices.read(SAMPLES / "many_faults.csv")
    assert "3 rows have faults (1 a negative list size, 1 no list size" in str(caught.value)
    assert len(caught.value.rows) == 3


def test_absent_file_and_folder(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        practices.read(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match="is a folder"):
        practices.read(tmp_path)


def test_damaged_gzip(tmp_path):
    whole = gzip.compress((SAMPLES / "plain.csv").read_bytes())
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="cannot be unzipped"):
        practices.read(tmp_path / "cut.csv.gz")


def test_larger_than_any_table(monkeypatch):
    monkeypatch.setattr(opening, "BYTES_MAX", 100)
    with pytest.raises(DataError, match="larger than"):
        practices.read(SAMPLES / "plain.csv")


def test_columns_that_cannot_be_mapped():
    plain = SAMPLES / "plain.csv"
    with pytest.raises(DataError, match=r"no column 'heads' to read as list_size.*practice_code"):
        practices.read(plain, columns={"list_size": "heads"})
    with pytest.raises(DataError, match=r"cannot map 'size'.*list_size"):
        practices.read(plain, columns={"size": "list_size"})


def test_a_file_that_points_elsewhere_is_not_followed(tmp_path):
    # GDAL would open this by its content and read the file it names.
    virtual = tmp_path / "virtual.gpkg"
    virtual.write_text(
        f"<OGRVRTDataSource><OGRVRTLayer name='points'><SrcDataSource>"
        f"{SAMPLES / 'points.geojson'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(DataError):
        practices.read(virtual)


@settings(max_examples=examples(everyday=30, deep=150))
@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_a_data_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("rubbish") / "practices.csv"
    path.write_bytes(data)
    with pytest.raises(DataError):
        practices.read(path)


@settings(max_examples=examples(everyday=30, deep=150))
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_no_changed_byte_does_worse_than_a_data_error(tmp_path_factory, position, byte):
    whole = bytearray((SAMPLES / "points.geojson").read_bytes())
    whole[position % len(whole)] = byte
    path = tmp_path_factory.mktemp("rubbish") / "points.geojson"
    path.write_bytes(whole)
    with contextlib.suppress(DataError):
        practices.check(practices.read(path))


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]),
    min_size=1,
)


@settings(
    max_examples=examples(everyday=20, deep=100),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_cells_come_back_as_what_they_mean(tmp_path, rows, delimiter):
    header = ["alpha", "beta", "gamma"]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    path = tmp_path / "cells.csv"
    path.write_bytes(text.getvalue().encode())
    table = files.text_table(path)
    assert table.to_numpy().tolist() == [[table_cells.value(one) for one in row] for row in rows]
    assert list(table.columns) == header
    assert list(table.index) == list(range(2, len(rows) + 2))


@given(st.integers(-(10**9), 10**9))
def test_numbers_with_and_without_separators(number):
    text = pd.Series([str(number), f"{number:,}", f"{number}.0"], dtype="str")
    assert list(numerals.numbers(text)) == [number] * 3


@given(
    st.sampled_from(["", "1 2", "12,34,567", "12 34", "0x10", "1_000", "١٢", "inf", "nan", "--3"])
)
def test_what_is_no_number(text):
    assert numerals.numbers(pd.Series([text], dtype="str")).isna().all()


def test_a_table_of_something_else_than_practices_is_refused_by_its_length():
    rows = 30_001
    table = pd.DataFrame({"practice_code": "A", "list_size": "1"}, index=range(rows))
    with pytest.raises(DataError, match="30,001 rows to read as practices"):
        practice_rows.kept(table, {"practice_code": "practice_code"}, {}, (), "")
    left, _ = practice_rows.kept(table[1:], {"practice_code": "practice_code"}, {}, (), "")
    assert len(left) == rows - 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 345", 12_345), ("12\N{NO-BREAK SPACE}345", 12_345), ("401000,5", 401_000.5),
        ("-3,25", -3.25), ("12,345", 12_345), ("12,345,678", 12_345_678),
        ("12'345", 12_345), ("12\N{RIGHT SINGLE QUOTATION MARK}345", 12_345),
    ],
)  # fmt: skip
def test_numbers_are_read_as_other_countries_write_them(text: str, number: float) -> None:
    assert list(numerals.numbers(pd.Series([text], dtype="str"))) == [number]


@pytest.mark.parametrize("text", ["1 2", "12 34", "1.234,5", "12, 345", "12,34,567"])
def test_numbers_that_can_be_read_in_two_ways_are_none(text: str) -> None:
    assert numerals.numbers(pd.Series([text], dtype="str")).isna().all()


def sized(tmp_path, *sizes):
    path = tmp_path / "practices.csv"
    rows = [f"A0000{k};{size};40{k}000;400000" for k, size in enumerate(sizes)]
    path.write_text("\n".join(["practice_code;list_size;easting;northing", *rows]))
    return path


def test_thousands_parted_by_points_are_not_read_as_a_handful_of_patients(tmp_path):
    with pytest.raises(DataError, match=r"point before its last three digits: row 2 .*8\.000"):
        practices.read(sized(tmp_path, "8.000", "12.000"))
    read = practices.read(sized(tmp_path, "8000.000", "950.000"))
    assert list(read["patients"]) == [8_000, 950]


def test_codes_that_differ_in_capitals_alone_are_not_two_practices(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(
        "practice_code,list_size,easting,northing\nA00001,9,400000,400000\n"
        "a00001,9,400000,400000\nA00002,9,401000,400000\n"
    )
    with pytest.raises(DataError, match="nothing but capitals") as refused:
        practices.read(path)
    assert len(refused.value.rows) == 2


@pytest.mark.parametrize("cell", ["<5", "*", "~", ":", "[c]", "1-5"])
def test_a_suppressed_list_size_is_called_so(cell, tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(f"practice_code,easting,northing,list_size\nP81001,400000,300000,{cell}\n")
    with pytest.raises(DataError, match="a suppressed list size"):
        practices.read(path)


def test_codes_unlike_those_of_nearly_all_practices_are_told(tmp_path):
    rows = [f"P8100{k},40000{k},300000,9000" for k in range(8)] + ["p81009,400009,300000,9000"]
    path = tmp_path / "practices.csv"
    path.write_text("\n".join(["practice_code,easting,northing,list_size", *rows]) + "\n")
    (said,) = practices.read(path).attrs["notes"]
    assert said.startswith("1 code is not of a letter and five digits")
    assert "p81009 (row 10)" in said


def test_a_table_without_a_header_is_told_what_it_lacks(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text("P81001,400000,300000,9000\nP81002,401000,300000,8000\n")
    with pytest.raises(DataError, match="first row has values such as") as caught:
        practices.read(path)
    assert "first row with the names of the columns" in caught.value.remedy


def test_hundreds_of_practices_at_one_place_are_refused_before_they_are_paired(tmp_path):
    path = tmp_path / "practices.csv"
    rows = [f"A{k:05d},9000,400000,{400_000 + k // 301}" for k in range(302)]
    path.write_text("\n".join(["practice_code,list_size,easting,northing", *rows]))
    with pytest.raises(DataError, match="301 rows have a place that more than 300") as refused:
        practices.read(path, accept_places=True)
    assert "Give each its own place" in refused.value.remedy


@pytest.mark.parametrize("code", ["", "\x07", "??"])
def test_what_cannot_be_typed_as_a_code_is_not_offered_to_be_left_out(code):
    rows = {"practice_code": ["A", code], "list_size": ["5", ""], "easting": "400000"}
    with pytest.raises(DataError) as caught:
        practices.from_table(pd.DataFrame(rows).assign(northing="300000"))
    assert "--exclude" not in str(caught.value)
