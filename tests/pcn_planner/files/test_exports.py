"""Everything a plan is exported as, read back with other tools."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files.outlines import shapes
from optimise.problem.plan import Plan
from pcn_planner.files import exports
from tests.support.drawn_plan import ASSIGNMENT, NAMES, plan, square

ODD = ["=1+1", "-A1", "001", "NA1", "'=x", "1e5", "a,b", 'q"q', "-5", "A A", "a\nb", "a\rb",
       "NA", "null", "nan", "TRUE", "None", "-", "'NA", "#N/A"]  # fmt: skip
# No table that is read has blanks around its cells, or characters that nobody sees.
UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
SEEN = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters=UNSEEN)
TEXTS = st.text(SEEN, min_size=1, max_size=8).map(str.strip).filter(bool)
TEXTS |= st.sampled_from(ODD)


def told_apart(assignment: dict[str, str]) -> bool:
    """Whether network ids differ in more than capitals."""
    ids = set(assignment.values())
    return len({one.casefold() for one in ids}) == len(ids)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=6).filter(told_apart), st.data())
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
        ("", "is empty"),
        ("practice,network\nA,1\n", "columns are missing: practice_code"),
        ("practice_code,network\nA,1\n", "columns are missing: network_id"),
        ("practice_code,network_id\nA,\n", r"is blank: row 2 \(A"),
        ("practice_code,network_id\nA,1\nB,2\nA,2\n", r"more than once: row 2 .*row 4"),
        ("practice_code,network_id,network_name\nA,1,x\nB,1,y\n", "more than one name: row 2"),
        ("practice_code,network_id\nA,x\nB,X\n", "network ids differ in nothing but capitals"),
        ('practice_code,network_id\n"A,1\n', "row 2 has a quotation mark that is not closed"),
        ("practice_code,network_id\nA,1\nB\n", r"is blank: row 3 \(B, "),
    ],
)
def test_assignments_that_cannot_be_used_are_refused(tmp_path, text: str, what: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=what):
        exports.read_assignment(path)


@pytest.mark.parametrize("head", ["PRACTICE_CODE,NETWORK_ID", "Practice_Code,network_id"])
def test_the_columns_of_an_assignment_are_found_in_any_case(tmp_path, head: str) -> None:
    path = tmp_path / "upper.csv"
    path.write_text(f"{head},Network_Name\nA,1,North\n")
    assert exports.read_assignment(path) == ({"A": "1"}, {"1": "North"})


def test_words_for_no_network_are_not_questioned_for_their_capitals(tmp_path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("practice_code,network_id\nA,U\nB,u\n")
    assert exports.read_assignment(path) == ({"A": "U", "B": "u"}, {})


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
    asked_for = {exports.LAYERS, exports.TIERS, exports.SERVICE, exports.MATRIX, exports.SPLIT}
    asked_for |= {exports.AREAS_FILE, exports.BY_RULE, exports.BARRIERS}  # where there are any
    assert names == exports.KNOWN - {"report.json", "networks.csv", "project.pcn"} - asked_for
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
    back = shapes.read(folder / "networks.geojson").set_index("network_id").to_crs(BNG)
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
        "conflicts.csv", "README.txt",
    }  # fmt: skip
    assert pd.read_csv(tmp_path / "bare" / "conflicts.csv").columns[0] == "rank"
    assert all(path.is_file() for path in written)


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
