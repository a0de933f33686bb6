"""Everything a plan is exported as, read back with other tools."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from drawn_plan import ASSIGNMENT, NAMES, plan, square
from hypothesis import given
from hypothesis import strategies as st

from boundaries import geojson
from boundaries.errors import DataError
from optimise.plan import Plan
from planner import exports

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=8
) | st.sampled_from(["=1+1", "-A1", "001", "NA", "nan", "'=x", "1e5", "a,b", 'q"q', "-5", " A ", "a\nb", "a\rb"])


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=6), st.data())
def test_an_assignment_read_back_is_the_identical_plan(tmp_path_factory, assignment, data) -> None:
    names = data.draw(st.dictionaries(st.sampled_from(sorted(assignment.values())), TEXTS))
    path = tmp_path_factory.getbasetemp() / "assignment.csv"
    exports.write_assignment(path, assignment, names)
    assert exports.read_assignment(path) == (dict(sorted(assignment.items())), names)
    assert exports.read_plan(path) == Plan.from_assignment(assignment, names)


def test_the_assignment_has_exactly_the_columns_of_the_plan_of_record(tmp_path) -> None:
    path = tmp_path / "assignment.csv"
    exports.write_assignment(path, {"P2": "007", "P1": "=cmd"}, {"007": "Bond, North"})
    assert path.read_bytes() == (
        b'practice_code,network_id,network_name\nP1,\'=cmd,\nP2,007,"Bond, North"\n'
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "columns are missing: practice_code"),
        ("practice_code,network\nA,1\n", "columns are missing: network_id"),
        ("practice_code,network_id\nA,\n", r"is blank: row 2 \(A"),
        ("practice_code,network_id\nA,1\nB,2\nA,2\n", r"more than once: row 2 .*row 4"),
        ("practice_code,network_id,network_name\nA,1,x\nB,1,y\n", "more than one name: row 2"),
        ('practice_code,network_id\n"A,1\n', "not a CSV table"),
        ("practice_code,network_id\nA,1\nB\n", r"fewer cells than the first: row 3 \(B\)"),
    ],
)
def test_assignments_that_cannot_be_used_are_refused(tmp_path, text: str, what: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=what):
        exports.read_assignment(path)


def test_an_absent_assignment_is_refused(tmp_path) -> None:
    with pytest.raises(DataError, match="no such file"):
        exports.read_assignment(tmp_path / "absent.csv")


def test_an_assignment_without_names_from_a_spreadsheet_is_read(tmp_path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes("\ufeffpractice_code,network_id\r\nA,1\r\n".encode())
    assert exports.read_assignment(path) == ({"A": "1"}, {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exports") / "plan"
    exports.write_all(out, plan(names={"P1": "=HYPERLINK(1)"}))
    return out


def test_an_exported_plan_read_back_is_the_identical_plan(folder) -> None:
    assert exports.read_plan(folder) == Plan.from_assignment(ASSIGNMENT, NAMES)


def test_every_file_is_there_and_nothing_else(folder) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == exports.KNOWN - {"report.json", "networks.csv"}
    assert [path.name for path in folder.parent.iterdir()] == ["plan"]


def test_networks_are_geojson_of_wgs84(folder) -> None:
    document = json.loads((folder / "networks.geojson").read_text())
    assert "crs" not in document
    assert document["metadata"]["caveats"] == ["Indicative: areas drawn as squares."]
    assert document["metadata"]["gap"] is None
    assert [feature["id"] for feature in document["features"]] == ["N1", "N2", "N3"]
    first = document["features"][0]["properties"]
    assert first["status"] == "below the floor"
    assert (first["name"], first["patients"], first["in_band"]) == ("North West PCN", 25_000, False)
    assert first["patients_inside"] == 1
    assert all(shapely.geometry.shape(f["geometry"]).exterior.is_ccw for f in document["features"])
    back = geojson.read(folder / "networks.geojson")
    assert back.geometry["N3"].hausdorff_distance(square(0, 0, width=2)) < 0.05


def test_practices_are_geojson_with_their_networks(folder) -> None:
    read = pyogrio.read_dataframe(folder / "practices.geojson")
    assert dict(zip(read["practice_code"], read["network_id"], strict=True)) == ASSIGNMENT
    assert read["network_name"].tolist()[:2] == ["North West PCN", "North East PCN"]
    assert read["ccg_code"].tolist() == ["01A"] * 5
    assert read["name"][0] == "=HYPERLINK(1)"  # GeoJSON is no spreadsheet


def test_tables_have_reasons_and_neutralised_text(folder, tmp_path) -> None:
    edges = pd.read_csv(folder / "adjacency.csv", dtype=str, keep_default_na=False)
    bridge = edges[edges["reason"] == "bridge"].iloc[0]
    assert (bridge["practice_a"], bridge["practice_b"], bridge["note"]) == (
        "P1",
        "P5",
        "Toll bridge",
    )
    conflicts = pd.read_csv(folder / "conflicts.csv")
    assert conflicts.to_dict("list") == {
        "kind": ["team_split"],
        "network_ids": ["N1;N2"],
        "patients": [900],
    }
    odd = plan().conflicts.assign(kind="=cmd")
    exports.write_conflicts(tmp_path / "odd.csv", replace(plan(), conflicts=odd))
    assert "'=cmd" in (tmp_path / "odd.csv").read_text()


def test_the_geopackage_is_in_british_national_grid(folder) -> None:
    path = folder / "plan.gpkg"
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {
        "networks": "MultiPolygon", "practices": "Point", "adjacency": "LineString",
        "conflicts": "MultiPoint", "footprints": "MultiPolygon", "metadata": None,
        "layer_styles": None,
    }  # fmt: skip
    for layer in ("networks", "practices", "adjacency", "conflicts", "footprints"):
        assert pyogrio.read_dataframe(path, layer=layer).crs == "EPSG:27700"
    read = pyogrio.read_dataframe(path, layer="practices")
    assert dict(zip(read["practice_code"], read["network_id"], strict=True)) == ASSIGNMENT
    lines = pyogrio.read_dataframe(path, layer="adjacency")
    assert lines.loc[lines["reason"] == "shared_premises", "geometry"].length.tolist() == [0.0]


def test_the_geopackage_says_what_the_plan_rests_on(folder) -> None:
    table = pyogrio.read_dataframe(folder / "plan.gpkg", layer="metadata")
    rows = list(zip(table["key"], table["value"], strict=True))
    assert ("rules.floor", "30000") in rows
    assert ("bound", "12.5") in rows
    assert rows[-1] == ("attribution", "Fictional data.")


def test_qgis_finds_a_default_style_for_every_layer(folder) -> None:
    styles = pyogrio.read_dataframe(folder / "plan.gpkg", layer="layer_styles")
    layers = dict(pyogrio.list_layers(folder / "plan.gpkg"))
    assert set(styles["f_table_name"]) == {name for name, kind in layers.items() if kind}
    assert styles["useAsDefault"].all()
    with sqlite3.connect(folder / "plan.gpkg") as database:
        geometry = dict(
            database.execute("select table_name, column_name from gpkg_geometry_columns")
        )
    database.close()
    assert geometry == dict(zip(styles["f_table_name"], styles["f_geometry_column"], strict=True))


def test_the_network_style_fills_by_network_with_labels_and_border(folder) -> None:
    styles = pyogrio.read_dataframe(folder / "plan.gpkg", layer="layer_styles")
    qml = styles.set_index("f_table_name")["styleQML"]["networks"]
    root = ET.fromstring(qml.split("\n", 1)[1])
    renderer = root.find("renderer-v2")
    assert renderer.get("attr") == "network_id"
    values = [category.get("value") for category in renderer.iter("category")]
    assert values == ["N1", "N2", "N3"]
    fills = [prop.get("v") for prop in renderer.iter("prop") if prop.get("k") == "color"]
    assert len(set(fills)) == 3
    widths = [prop.get("v") for prop in renderer.iter("prop") if prop.get("k") == "outline_width"]
    assert all(float(width) > 0 for width in widths)
    assert root.get("labelsEnabled") == "1"
    assert '"patients"' in root.find("labeling/settings/text-style").get("fieldName")


def test_names_with_markup_do_not_break_styles(tmp_path) -> None:
    tables = plan()
    tables.networks["name"] = ["<&>", '"', "'"]
    exports.write_gpkg(tmp_path / "odd.gpkg", tables)
    styles = pyogrio.read_dataframe(tmp_path / "odd.gpkg", layer="layer_styles")
    labels = [
        category.get("label")
        for category in ET.fromstring(styles["styleQML"][0].split("\n", 1)[1]).iter("category")
    ]
    assert labels == ["N1 <&>", 'N2 "', "N3 '"]


def test_the_same_plan_gives_the_same_files(folder, tmp_path) -> None:
    exports.write_all(tmp_path / "again", plan(names={"P1": "=HYPERLINK(1)"}))
    for path in folder.iterdir():
        other = tmp_path / "again" / path.name
        if path.suffix == ".gpkg":
            for layer, _ in pyogrio.list_layers(path):
                one, two = (pyogrio.read_dataframe(p, layer=layer) for p in (path, other))
                pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
        else:
            assert path.read_bytes() == other.read_bytes(), path.name


def test_a_bare_plan_exports_what_it_has(tmp_path) -> None:
    bare = plan(graph=None, footprints=None, conflicts=None, borders=None, caveats=(), metadata={})
    written = exports.write_all(tmp_path / "bare", bare)
    assert {path.name for path in written} == {
        "assignment.csv", "networks.geojson", "practices.geojson", "plan.gpkg", "map.html",
    }  # fmt: skip
    assert all(path.is_file() for path in written)


def test_an_earlier_plan_is_replaced_whole(tmp_path) -> None:
    out = tmp_path / "deep" / "plan"
    exports.write_all(out, plan(), {"report.json": lambda path: path.write_text("{}")})
    exports.write_all(out, plan(graph=None))
    assert not (out / "adjacency.csv").exists()
    assert not (out / "report.json").exists()
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


def test_a_folder_with_other_files_is_never_touched(tmp_path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    (tmp_path / "assignment.csv").write_text("earlier")
    with pytest.raises(DataError, match=r"did not write: thesis\.docx"):
        exports.write_all(tmp_path, plan())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assignment.csv", "thesis.docx"]
    assert (tmp_path / "assignment.csv").read_text() == "earlier"


def test_a_folder_named_like_a_file_of_ours_is_never_touched(tmp_path) -> None:
    (tmp_path / "map.html").mkdir()
    with pytest.raises(DataError, match="did not write"):
        exports.write_all(tmp_path, plan())
    assert (tmp_path / "map.html").is_dir()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path) -> None:
    (tmp_path / "plan").write_text("a file")
    with pytest.raises(DataError, match="is a file"):
        exports.write_all(tmp_path / "plan", plan())


def test_a_folder_that_cannot_be_made_is_an_error_not_a_traceback(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        exports.write_all(tmp_path / "file" / "plan", plan())


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_stopping_half_way_leaves_the_earlier_plan_and_nothing_else(tmp_path, stop) -> None:
    out = tmp_path / "plan"
    exports.write_all(out, plan())
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def interrupted(path: Path) -> None:
        path.write_text("half")
        raise stop

    with pytest.raises(stop):
        exports.write_all(out, plan(title="Another"), {"report.json": interrupted})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_file_put_into_the_folder_meanwhile_is_kept(tmp_path) -> None:
    out = tmp_path / "plan"
    exports.write_all(out, plan())
    late = {"report.json": lambda path: (out / "notes.txt").write_text("mine")}
    with pytest.raises(DataError, match=r"notes\.txt"):
        exports.write_all(out, plan(), late)
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"assignment": {"P1": "N1"}}, "practices in no network: P2"),
        ({"assignment": ASSIGNMENT | {"P9": "N1"}}, "not in the table: P9"),
        ({"assignment": ASSIGNMENT | {"P1": "N9"}}, "not in the network table: N9"),
        ({"areas": gpd.GeoDataFrame(geometry=[])}, "without an area: N1; N2; N3"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(changes, what: str) -> None:
    with pytest.raises(DataError, match=what):
        plan(**changes)
