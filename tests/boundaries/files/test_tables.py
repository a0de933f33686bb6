"""Tables in every wrapping that people send: dialects of CSV, workbooks, archives, bombs."""

import csv
import gzip
import io
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.files import opening, text
from boundaries.files.outlines import shapes
from boundaries.population import registrations
from boundaries.practices import table as practices
from optimise.problem.stated import rules_toml
from tests.support.locations import SAMPLES

PLAIN = SAMPLES / "plain.csv"
ROWS = list(csv.reader(io.StringIO(PLAIN.read_text(encoding="utf-8"))))


def as_csv(delimiter: str = ",", encoding: str = "utf-8", above: str = "") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return (above + out.getvalue()).encode(encoding)


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


DIALECTS = {
    "semicolons": as_csv(";"),
    "tabs": as_csv("\t"),
    "pipes": as_csv("|"),
    "sep_line": as_csv(";", above="sep=;\r\n"),
    "sep_line_quoted": as_csv(";", above='"sep=;"\r\n'),
    "title": as_csv(above="GP list sizes April 2024\r\n\r\n"),
    "title_with_commas": as_csv(above="List sizes, April 2024\r\nSource:,NHS England\r\n"),
    "title_filled_up": as_csv(above="List sizes,,,,,,,\r\n,,,,,,,\r\n"),
    "title_in_semicolons": as_csv(";", above="List sizes, April 2024\r\n"),
    "sep_and_title": as_csv(";", above="sep=;\r\nList sizes, April 2024\r\n\r\n"),
    "utf_16": as_csv("\t", "utf-16"),
    "utf_16_without_mark": as_csv("\t", "utf-16-le"),
    "bom": as_csv(encoding="utf-8-sig"),
    "windows": as_csv(encoding="cp1252"),
    "old_macintosh": as_csv().replace(b"\r\n", b"\r"),
}


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("packing", ["plain", "gzip", "zip"])
def test_every_dialect_gives_the_same_table(name, packing, tmp_path):
    path, data = tmp_path / "table", DIALECTS[name]
    if packing == "zip":
        zipped(path, **{"inside/list.csv": data, "__MACOSX/._list.csv": b"\0\1", "a.pdf": b"%"})
    else:
        path.write_bytes(gzip.compress(data) if packing == "gzip" else data)
    table = text.text_table(path)
    assert list(table.columns) == ROWS[0]
    assert table.to_numpy().tolist() == ROWS[1:]
    assert ("title" in name) == any("The header is row" in note for note in table.attrs["notes"])


def test_rows_keep_the_numbers_that_a_spreadsheet_gives_them(tmp_path):
    (tmp_path / "t.csv").write_bytes(DIALECTS["sep_and_title"])
    assert text.text_table(tmp_path / "t.csv").index[0] == 5


@pytest.mark.parametrize(
    ("edits", "row"),
    [
        ({1: '"', 4: '"'}, 2),
        ({7: '"'}, 8),
        ({len(ROWS) - 1: '"'}, len(ROWS)),
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused(edits, row, tmp_path):
    lines = PLAIN.read_text(encoding="utf-8").splitlines()
    for at, mark in edits.items():
        code, name, rest = lines[at].split(",", 2)
        lines[at] = f"{code},{mark}{name},{rest}"
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=rf"row {row} has a quotation mark"):
        text.text_table(tmp_path / "t.csv")


def test_two_mistakes_that_make_one_sound_cell_are_refused(tmp_path):
    lines = PLAIN.read_text(encoding="utf-8").splitlines()
    first, third = lines[1].split(",", 2), lines[3].split(",", 2)
    lines[1], lines[3] = f'{first[0]},"{first[1]},{first[2]}', f'{third[0]},{third[1]}",{third[2]}'
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="row 2 has a quotation mark"):
        text.text_table(tmp_path / "t.csv")


def test_an_address_on_three_lines_is_one_cell(tmp_path):
    (tmp_path / "t.csv").write_text('code,a,b,c\nZ1,"1 High St,\nTown,\nShire",x,y\nZ2,p,q,r\n')
    table = text.text_table(tmp_path / "t.csv")
    assert table["a"].tolist() == ["1 High St,\nTown,\nShire", "p"]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_codes_of_a_workbook_stay_text(ending):
    table = text.text_table(SAMPLES / f"codes_that_look_like_numbers.{ending}")
    assert table["Sub ICB Location Code"].tolist() == ["00Q"] * 5 + ["01E"] * 5
    assert table["Area Code"].tolist() == ["1E05", "007"] * 5
    assert table["Registered Patients"].iloc[0] == "4010"


def test_sheet_and_header_of_a_board_are_found():
    read = practices.read(SAMPLES / "icb_titles_above_header_and_a_footnote.xlsx")
    assert read["patients"].sum() == 40_550
    assert read["Area Code"].iloc[0] == "1E05"
    said = " ".join(read.attrs["notes"])
    assert "'Practices' is read, 'Notes' not" in said
    assert "The header is row 4; not read above it: 'NHS Somewhere ICB" in said
    assert "Not read below the table (row 16): 'Source: ICB" in said


def test_of_several_tables_in_a_zip_the_fitting_one_is_named(tmp_path):
    path = zipped(
        tmp_path / "lists.zip", **{"big.csv": b"a,b\n" + b"1,2\n" * 900, "list.csv": as_csv()}
    )
    read = practices.read(path)
    assert len(read) == len(ROWS) - 1
    assert "lists.zip holds 2 tables: 'list.csv' is read, 'big.csv' not." in read.attrs["notes"]


def test_registrations_say_which_file_of_a_zip_they_are(tmp_path):
    data = (SAMPLES / "registrations_2025.csv").read_bytes()
    male = b"\n".join(data.replace(b",ALL,", b",MALE,").splitlines()[:5])
    path = zipped(tmp_path / "lsoa.zip", **{"male.csv": male, "all.csv": data})
    read = registrations.read(path)
    assert (
        read["patients"].sum()
        == registrations.read(SAMPLES / "registrations_2025.csv")["patients"].sum()
    )
    assert read.attrs["notes"][0] == "lsoa.zip holds 2 tables: 'all.csv' is read, 'male.csv' not."


def points() -> gpd.GeoDataFrame:
    columns = {"code": ["007", "1E05"], "list_size": [4000, 5000], "name": ["a", None]}
    return gpd.GeoDataFrame(
        columns, geometry=shapely.points([4e5, 4.1e5], [3e5, 3.1e5]), crs="EPSG:27700"
    )


@pytest.mark.parametrize("kind", ["parquet", "geoparquet", "gpkg", "shp.zip", "gpkg.zip"])
def test_attributes_are_text_whatever_holds_them(kind, tmp_path):
    path = tmp_path / "points.any"
    if kind == "parquet":
        pd.DataFrame(points().drop(columns="geometry")).to_parquet(path)
    elif kind == "geoparquet":
        points().to_parquet(path)
    else:
        inner = tmp_path / f"points.{kind.split('.')[0]}"
        points().to_file(inner, layer="points" if "gpkg" in kind else None)
        if kind == "gpkg":
            path = inner
        else:
            parts = {f"in/{p.name}": p.read_bytes() for p in tmp_path.glob("points.*")}
            zipped(path, **parts, **{"__MACOSX/in/._points.shp": b"\0"})
    table = text.text_table(path)
    assert table["code"].tolist() == ["007", "1E05"]
    assert table["list_size"].tolist() == ["4000", "5000"]
    assert table["name"].tolist() == ["a", ""]
    if kind != "parquet":
        assert shapes.read(path).geometry.x.tolist() == [4e5, 4.1e5]


def test_layers_that_programs_keep_for_themselves_are_skipped(tmp_path):
    points().to_file(tmp_path / "p.gpkg", layer="points")
    with closing(sqlite3.connect(tmp_path / "p.gpkg")) as base:
        base.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('layer_styles','attributes')"
        )
        base.commit()
    assert len(shapes.read(tmp_path / "p.gpkg")) == 2


def test_edits_saved_beside_an_open_geopackage_are_read(tmp_path):
    points().to_file(tmp_path / "p.gpkg", layer="points")
    with closing(sqlite3.connect(tmp_path / "p.gpkg")) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA wal_autocheckpoint=0")
        base.execute("UPDATE gpkg_contents SET description = 'edited'")
        base.commit()
        before = (tmp_path / "p.gpkg").read_bytes()
        joined = opening.read_bytes(tmp_path / "p.gpkg")
        assert (tmp_path / "p.gpkg").read_bytes() == before
    (tmp_path / "joined.gpkg").write_bytes(joined)
    with closing(sqlite3.connect(tmp_path / "joined.gpkg")) as base:
        assert base.execute("SELECT description FROM gpkg_contents").fetchone() == ("edited",)


BOMBS = {
    "a gzip of nothing but blanks": lambda: gzip.compress(b" " * (200 << 20), 1),
    "a gzip of nothing but commas": lambda: gzip.compress(b"a,b\n" + b"," * (70 << 20), 9),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_unfold(name, tmp_path):
    (tmp_path / "bomb").write_bytes(BOMBS[name]())
    with pytest.raises(DataError, match="times as large unpacked"):
        text.text_table(tmp_path / "bomb")


def test_rows_and_cells_have_a_ceiling(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "ROWS_MAX", 5)
    with pytest.raises(DataError, match="more than 5 rows"):
        text.text_table(PLAIN)
    points().to_file(tmp_path / "p.gpkg")
    monkeypatch.setattr(opening, "ROWS_MAX", 1)
    with pytest.raises(DataError, match="more rows than can be read"):
        shapes.read(tmp_path / "p.gpkg")
    pd.DataFrame({"a": [1, 2]}).to_parquet(tmp_path / "p.parquet")
    with pytest.raises(DataError, match="more rows than can be read"):
        text.text_table(tmp_path / "p.parquet")


def workbook(**members: str) -> dict[str, bytes]:
    """The least that is an Excel workbook, and what is to go wrong with it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        name: content.encode()
        for name, content in {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" '
            f'Type="{doc}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{doc}"><sheets><sheet '
            'name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="r1" '
            f'Type="{doc}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1">'
            '<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            "</sheetData></worksheet>",
        }.items()
    } | {name: content.encode() for name, content in members.items()}


def test_a_workbook_with_a_cell_in_its_last_corner_is_refused(tmp_path):
    path = zipped(tmp_path / "b.xlsx", **workbook())
    assert path.stat().st_size < 2_000
    with pytest.raises(DataError, match="damaged, or too large"):
        text.text_table(path)


@pytest.mark.parametrize("macro", ["xl/vbaProject.bin", "Basic/script-lc.xml"])
def test_macros_are_refused(macro, tmp_path):
    with pytest.raises(DataError, match="macros"):
        text.text_table(zipped(tmp_path / "m.xlsm", **workbook(**{macro: "x"})))


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0"])
def test_rubbish_that_begins_like_utf_16_is_no_table(mark, tmp_path):
    path, rows = tmp_path / "table.csv", "practice_code,list_size\nP1,8000\nP2,9\u00e900"
    path.write_bytes(mark + bytes(k * k * 7 % 251 for k in range(1_500)))
    with pytest.raises(DataError, match=r"not a table of text.*binary"):
        text.text_table(path)
    path.write_bytes(rows.encode("utf-16")[:-1])  # what is cut in the middle of a letter is text
    assert len(text.text_table(path)) == 2


def test_what_is_locked_is_refused_as_locked(tmp_path):
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    (tmp_path / "locked.xlsx").write_bytes(locked + b"\0" * 600)
    with pytest.raises(DataError, match="protected by a password"):
        text.text_table(tmp_path / "locked.xlsx")
    data = bytearray(zipped(tmp_path / "l.zip", **{"a.csv": as_csv()}).read_bytes())
    for mark in (b"PK\3\4", b"PK\1\2"):
        data[data.index(mark) + (6 if mark == b"PK\3\4" else 8)] |= 1
    (tmp_path / "l.zip").write_bytes(data)
    with pytest.raises(DataError, match="protected by a password"):
        text.text_table(tmp_path / "l.zip")


def test_archives_within_archives_and_empty_ones_are_refused(tmp_path):
    inner = zipped(tmp_path / "in.zip", **{"a.csv": as_csv()})
    with pytest.raises(DataError, match="a zip within the zip"):
        text.text_table(zipped(tmp_path / "out.zip", **{"in.zip": inner.read_bytes()}))
    with pytest.raises(DataError, match="no tables and no shapes"):
        text.text_table(zipped(tmp_path / "e.zip", **{"__MACOSX/._a.csv": b"x", "a.pdf": b"y"}))


@pytest.mark.parametrize("read", [text.text_table, shapes.read, practices.read, rules_toml.read])
def test_pipes_and_devices_are_refused_at_once(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="is a pipe"):
        read(tmp_path / "pipe")
    with pytest.raises(DataError, match="is a device"):
        read(Path("/dev/zero"))


def test_rules_have_a_size(tmp_path):
    (tmp_path / "rules.toml").write_bytes(b"#" * (2 << 20))
    with pytest.raises(DataError, match="longer than 1 MiB"):
        rules_toml.read(tmp_path / "rules.toml")
    (tmp_path / "rules.toml").write_bytes('title = "Bär"'.encode("cp1252"))
    with pytest.raises(DataError, match="byte 11 is not UTF-8"):
        rules_toml.read(tmp_path / "rules.toml")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_changed_byte_of_a_zip_does_worse_than_a_data_error(tmp_path_factory, edits):
    folder = tmp_path_factory.mktemp("damaged")
    data = bytearray(zipped(folder / "z.zip", **{"a.csv": as_csv()}).read_bytes())
    for at, byte in edits:
        data[at % len(data)] = byte
    (folder / "z.zip").write_bytes(data)
    try:
        table = text.text_table(folder / "z.zip")
    except DataError:
        return
    assert len(table) > 0


@pytest.mark.parametrize(
    ("start", "what"),
    [
        ('<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>', "KML"),
        ("<!DOCTYPE html><html><body><table><tr><td>practice_code</td></tr>", "a web page"),
        ("<table><tr><td>practice_code</td></tr></table>", "a web page"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
            "<Worksheet><Table>",
            r"a spreadsheet of 2003 \(XML\)",
        ),
        ('<?xml version="1.0"?><rows><row/></rows>', "XML"),
        ('[{"practice_code": "A1", "list_size": 5}]', "JSON"),
        ("%PDF-1.7", "a PDF"),
    ],
)
def test_other_text_is_no_table(tmp_path, start, what):
    path = tmp_path / "export.csv"
    path.write_text(f"{start}\nsome, more\n", encoding="utf-8-sig")
    with pytest.raises(DataError, match=f"is {what}, not a table"):
        text.text_table(path)
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "doc.kml")
    with pytest.raises(DataError, match=f"is {what}, not a table"):
        text.text_table(packed)


def test_what_is_packed_twice_is_told_to_be_unpacked_once(tmp_path):
    path = tmp_path / "lists.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"code,list\nA1,5\n")))
    with pytest.raises(DataError, match="is packed twice"):
        text.text_table(path)


def test_markup_beside_a_table_in_a_zip_is_passed_over_and_a_name_in_brackets_is_text(tmp_path):
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata.xml", '<?xml version="1.0"?><metadata/>')
        archive.writestr("lists.csv", "<b>code</b>,list\nA1,5\n")
    table = text.text_table(packed)
    assert list(table.columns) == ["<b>code</b>", "list"]


def test_a_zip_with_a_file_without_a_name_is_damaged(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lists.csv", "code,list\nA1,5\n")
        archive.writestr(zipfile.ZipInfo(""), "code,list\nA2,5\n")
    with pytest.raises(DataError, match=r"is a damaged zip \(a file in it has no name\)"):
        text.text_table(path)


def test_the_mark_of_the_end_that_programs_of_dos_write_is_no_row(tmp_path):
    whole = PLAIN.read_bytes()
    ended = tmp_path / "ended.csv"
    for end in (b"\x1a", b"\r\n\x1a", b"\x1a\x1a\x1a"):
        ended.write_bytes(whole + end)
        assert practices.read(ended).equals(practices.read(PLAIN))
    packed = tmp_path / "ended.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(ended, "ended.csv")
    assert practices.read(packed).equals(practices.read(PLAIN))
    ended.write_bytes(b"floor = 1\n\x1a")
    assert opening.read_document(ended) == "floor = 1\n"
    ended.write_bytes((SAMPLES / "wards.geojson").read_bytes() + b"\x1a")
    assert len(shapes.read(ended)) == len(shapes.read(SAMPLES / "wards.geojson"))
