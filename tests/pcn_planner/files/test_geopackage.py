"""The GeoPackage of a plan, opened as GIS software opens it."""

import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from pcn_planner.files import exports
from tests.support.drawn_plan import ASSIGNMENT, plan


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("geopackage") / "plan.gpkg"
    exports.write_gpkg(out, plan())
    return out


def test_the_geopackage_is_in_british_national_grid(path) -> None:
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {
        "networks": "MultiPolygon", "practices": "Point", "adjacency": "LineString",
        "conflicts": "MultiPoint", "footprints": "MultiPolygon", "borders": "MultiPolygon",
        "metadata": None,
        "layer_styles": None,
    }  # fmt: skip
    for layer in ("networks", "practices", "adjacency", "conflicts", "footprints"):
        assert pyogrio.read_dataframe(path, layer=layer).crs == "EPSG:27700"
    read = pyogrio.read_dataframe(path, layer="practices")
    assert dict(zip(read["practice_code"], read["network_id"], strict=True)) == ASSIGNMENT
    lines = pyogrio.read_dataframe(path, layer="adjacency")
    assert lines.loc[lines["reason"] == "shared_premises", "geometry"].length.tolist() == [0.0]


def test_the_geopackage_says_what_the_plan_rests_on(path) -> None:
    table = pyogrio.read_dataframe(path, layer="metadata")
    rows = list(zip(table["key"], table["value"], strict=True))
    assert ("rules.floor", "30000") in rows
    assert ("bound", "12.5") in rows
    assert rows[-1] == ("attribution", "Fictional data.")


def test_qgis_finds_a_default_style_for_every_layer(path) -> None:
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    layers = dict(pyogrio.list_layers(path))
    assert set(styles["f_table_name"]) == {name for name, kind in layers.items() if kind}
    assert styles["useAsDefault"].all()
    with sqlite3.connect(path) as database:
        geometry = dict(
            database.execute("select table_name, column_name from gpkg_geometry_columns")
        )
    database.close()
    assert geometry == dict(zip(styles["f_table_name"], styles["f_geometry_column"], strict=True))


def test_the_network_style_fills_by_network_with_labels_and_border(path) -> None:
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
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


def test_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path) -> None:
    formula = "=HYPERLINK(0)"
    out = tmp_path / "plan.gpkg"
    exports.write_gpkg(out, plan(names={"P1": formula}, title=formula))
    practices = pyogrio.read_dataframe(out, layer="practices")
    assert practices.set_index("practice_code")["name"]["P1"] == f"'{formula}"
    metadata = pyogrio.read_dataframe(out, layer="metadata").set_index("key")["value"]
    assert metadata["title"] == f"'{formula}"
    assert practices.geometry.notna().all()
