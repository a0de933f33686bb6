"""Footprints from files of every form, and odd files refused."""

import gzip
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from boundaries.errors import DataError
from boundaries.teams import footprints
from tests.support.team_shapes import BNG, EAST, NORTH, box


def shapes(table: dict[str, list], geometry: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table, geometry=geometry, crs=BNG)


def geojson(path: Path, table: gpd.GeoDataFrame) -> Path:
    path.write_text(table.to_crs("EPSG:4326").to_json(), encoding="utf-8")
    return path


def test_polygons_are_read_with_names_and_nurses(tmp_path):
    table = shapes(
        {"team_id": ["B", "A"], "team_name": ["Bee", ""], "nurses_wte": [12.5, None]},
        [box(0, 0, 1, 1), box(1, 0, 2, 1)],
    )
    got = footprints.read(geojson(tmp_path / "teams.geojson", table))
    assert got.teams.index.tolist() == got.areas.index.tolist() == ["A", "B"]
    assert got.teams["name"].to_dict() == {"A": "A", "B": "Bee"}
    assert got.teams.loc["B", "nurses_wte"] == 12.5
    assert np.isnan(got.teams.loc["A", "nurses_wte"])
    assert got.areas.crs == BNG
    assert got.areas.area.to_numpy() == pytest.approx([1e6, 1e6], rel=1e-3)
    assert got.notes == ()


@pytest.mark.parametrize("driver", [("teams.gpkg", "GPKG"), ("teams.shp", "ESRI Shapefile")])
def test_geopackage_and_shapefile_are_read(tmp_path, driver):
    path = tmp_path / driver[0]
    shapes({"Locality": ["A", "B"]}, [box(0, 0, 1, 1), box(1, 0, 2, 1)]).to_file(
        path, driver=driver[1]
    )
    assert footprints.read(path).teams.index.tolist() == ["A", "B"]


def test_rows_of_one_team_are_joined(tmp_path):
    table = shapes(
        {"Locality": ["A", "B", "A"]}, [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 1, 2)]
    )
    got = footprints.read(geojson(tmp_path / "teams.geojson", table))
    assert got.areas.loc["A"].geometry.area == pytest.approx(2e6, rel=1e-3)


def test_bow_tie_is_repaired_and_said(tmp_path):
    bow_tie = shapely.Polygon([(EAST, NORTH), (EAST + 900, NORTH + 900), (EAST + 900, NORTH),
                               (EAST, NORTH + 900)])  # fmt: skip
    got = footprints.read(geojson(tmp_path / "bow_tie.geojson", shapes({"team": ["A"]}, [bow_tie])))
    assert got.areas.geometry.is_valid.all()
    assert got.areas.area.iloc[0] == pytest.approx(405_000, rel=1e-3)
    assert "invalid" in got.notes[0]
    assert "A" in got.notes[0]


def test_smaller_footprint_keeps_ground_that_two_claim(tmp_path):
    table = shapes({"team": ["Big", "Small"]}, [box(0, 0, 3, 3), box(1, 1, 2, 2)])
    got = footprints.read(geojson(tmp_path / "town_in_county.geojson", table))
    assert got.areas.area.to_dict() == pytest.approx({"Big": 8e6, "Small": 1e6}, rel=1e-3)
    assert "Big" in got.notes[0]
    assert "Small" in got.notes[0]


@pytest.mark.parametrize(
    ("name", "table", "words"),
    [
        ("no_id", shapes({"team": ["A", ""]}, [box(0, 0, 1, 1), box(1, 0, 2, 1)]), "feature 2"),
        ("points", shapes({"team": ["A"]}, [shapely.Point(EAST, NORTH)]), "not a polygon"),
        ("nameless", shapes({"colour": ["red"]}, [box(0, 0, 1, 1)]), "team_id"),
        ("twice", shapes({"team": ["A", "B"]}, [box(0, 0, 1, 1)] * 2), "no ground"),
        ("nurses", shapes({"team": ["A"], "wte": ["many"]}, [box(0, 0, 1, 1)]), "'many'"),
        ("endless", shapes({"team": ["A"], "wte": ["1e300"]}, [box(0, 0, 1, 1)]),
         "not a number from 0 to 1,000,000: row"),
        ("minus", shapes({"team": ["A"], "wte": ["-2"]}, [box(0, 0, 1, 1)]), "'-2'"),
        ("two_wte", shapes({"team": ["A", "A"], "wte": ["1", "2"]},
                           [box(0, 0, 1, 1), box(1, 0, 2, 1)]), "A: 2 numbers"),
    ],
)  # fmt: skip
def test_unusable_polygons_are_refused_with_a_remedy(tmp_path, name, table, words):
    with pytest.raises(DataError) as error:
        footprints.read(geojson(tmp_path / f"{name}.geojson", table))
    assert words in str(error.value)
    assert error.value.remedy


def test_metres_called_degrees_are_refused(tmp_path):
    path = tmp_path / "metres_without_crs.geojson"
    table = shapes({"team": ["A"]}, [box(0, 0, 1, 1)])
    document = json.loads(table.to_crs("EPSG:4326").to_json())
    document["features"][0]["geometry"] = shapely.geometry.mapping(table.geometry.iloc[0])
    path.write_text(json.dumps(document))
    with pytest.raises(DataError, match="outside Great Britain"):
        footprints.read(path)


def csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_practice_table_is_told_by_its_columns(tmp_path):
    path = csv(tmp_path / "list.csv", "Practice Code,Team,WTE\nP1,North,8\nP2,South,\nP3,North,8\n")
    got = footprints.read(path)
    assert got.practice_team.to_dict() == {"P1": "North", "P2": "South", "P3": "North"}
    assert got.practice_team.index.name == "practice_code"
    assert got.teams.loc["North", "nurses_wte"] == 8
    assert got.areas is None
    assert got.area_team is None


def test_a_team_with_two_names_is_told_with_both(tmp_path):
    text = "practice_code,team_id,team_name\nP1,T1,\nP2,T1,North\nP3,T1,Upper\nP4,T2,South\n"
    polygons = shapes(
        {"team_id": ["T1", "T1"], "team_name": ["North", "Upper"]},
        [box(0, 0, 1, 1), box(1, 0, 2, 1)],
    )
    for path in (csv(tmp_path / "a.csv", text), geojson(tmp_path / "a.geojson", polygons)):
        got = footprints.read(path)
        assert got.teams.loc["T1", "name"] == "North"
        told = [one for one in got.notes if "several names" in one]
        assert told == [
            "1 team has several names, the first of which counts: T1 ('North', 'Upper')"
        ]


def test_area_table_with_parents_beside_is_told_by_its_columns(tmp_path):
    text = "ParentCode,ParentName,AreaCode,AreaName,Locality\nE08,Solihull,E05000001,Blythe,East\n"
    got = footprints.read(csv(tmp_path / "ward_to_team.csv", text))
    assert got.area_team.to_dict() == {"E05000001": "East"}
    assert got.practice_team is None


def test_packed_table_is_read(tmp_path):
    path = tmp_path / "teams.csv.gz"
    path.write_bytes(gzip.compress(b"practice_code,team\nP1,A\n"))
    assert footprints.read(path).practice_team.to_dict() == {"P1": "A"}


def test_columns_can_be_said(tmp_path):
    path = csv(tmp_path / "odd.csv", "Constituency,Patch of ours,Hub\nYardley,East,X\n")
    with pytest.raises(DataError, match="Call that column team_id"):
        footprints.read(path)
    said = {"area_code": "Constituency", "team_id": "Patch of ours"}
    assert footprints.read(path, columns=said).area_team.to_dict() == {"Yardley": "East"}
    with pytest.raises(DataError, match="Nowhere"):
        footprints.read(path, columns={"team_id": "Nowhere"})


def test_a_code_without_a_team_is_outside_and_said(tmp_path):
    got = footprints.read(csv(tmp_path / "blank_team.csv", "practice_code,team\nP1,A\nP2,\n"))
    assert got.practice_team.to_dict() == {"P1": "A"}
    assert "P2" in got.notes[0]


def test_polygons_of_teams_that_differ_in_capitals_alone_are_questioned():
    table = shapes({"team_id": ["T1", "t1"]}, [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    with pytest.raises(DataError, match="some teams differ in nothing but capitals"):
        footprints.read(table)


@pytest.mark.parametrize("word", ["U", "u", "Unallocated", "NA"])
def test_a_word_for_no_team_is_no_team(tmp_path, word):
    text = f"practice_code,team,team_name\nP1,A,Bee\nP2,{word},Unallocated\n"
    got = footprints.read(csv(tmp_path / "unallocated.csv", text))
    assert got.practice_team.to_dict() == {"P1": "A"}
    assert got.teams.index.tolist() == ["A"]
    assert got.notes == ("1 codes without a team count as outside every team: P2",)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("two_teams", "practice_code,team\nP1,A\nP1,B\n", "row 3 (P1): B"),
        ("in_capitals", "practice_code,team\nP1,A\nP2,a\n", "'A' (1 row) and 'a' (1 row)"),
        ("no_code", "practice_code,team\n,A\n", "row 2: A"),
        ("only_blank_teams", "practice_code,team\nP1,\n", "no team is named"),
        ("no_key", "surgery,team\nHill,A\n", "Call the column that holds them practice_code"),
        ("header_only", "practice_code,team\n", "no rows"),
        ("infinite_wte", "practice_code,team,wte\nP1,A,inf\n", "'inf'"),
    ],
)
def test_unusable_tables_are_refused_with_a_remedy(tmp_path, name, text, words):
    with pytest.raises(DataError) as error:
        footprints.read(csv(tmp_path / f"{name}.csv", text))
    assert words in str(error.value)
    assert error.value.remedy


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("lad16cd", "lad16nm"), ("LAD24CD", "LAD24NM"), ("wd25cd", "wd25nm"), ("MSOA21CD", None),
        ("lsoa11cd", "lsoa11nm"), ("UTLA23CD", "UTLA23NM"), ("pcon24cd", "PCON24NM"),
        ("ICB23CD", "ICB23NM"), ("sicbl24cd", "sicbl24nm"), ("ladCode", "ladName"),
        ("lsoa11_code", "lsoa11_name"), ("CTYUA22CD", "CTYUA22NM"),
    ],
)  # fmt: skip
def test_areas_of_a_boundary_file_are_teams_and_a_note_says_which_columns_were_taken(
    tmp_path, code, name
):
    columns = {"objectid": ["1", "2"], code: ["E2", "E1"]}
    columns |= {} if name is None else {name: ["West", "East"]}
    table = shapes(columns, [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    got = footprints.read(geojson(tmp_path / "areas.geojson", table))
    assert got.teams.index.tolist() == ["E1", "E2"]
    assert got.teams["name"].tolist() == (["E1", "E2"] if name is None else ["East", "West"])
    [note] = got.notes
    assert code in note
    assert name is None or name in note


def test_the_finest_level_of_the_latest_year_is_taken_and_what_is_called_after_teams_before_it(
    tmp_path,
):
    columns = {
        "LAD25CD": ["E7", "E7"], "WD18CD": ["a", "a"], "WD25CD": ["W2", "W1"],
        "WD25NM": ["Two", "One"], "WD25NMW": ["Dau", "Un"],
    }  # fmt: skip
    table = shapes(columns, [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    got = footprints.read(geojson(tmp_path / "wards.geojson", table))
    assert got.teams["name"].to_dict() == {"W1": "One", "W2": "Two"}
    assert "LAD25CD not taken" in got.notes[0]
    own = footprints.read(table.assign(Locality=["North", "South"]))
    assert own.teams.index.tolist() == ["North", "South"]
    assert own.notes == ()
    named = footprints.read(table[["LAD25CD", "geometry"]].assign(name=["North", "South"]))
    assert named.teams.index.tolist() == ["North", "South"]


def test_a_lookup_of_areas_has_one_level_of_teams_or_is_refused(tmp_path):
    rows = "LSOA21CD,LSOA21NM,LAD22CD,LAD22NM{}\nE01000001,A,E07000001,Bury{}\n"
    path = tmp_path / "lookup.csv"
    path.write_text(rows.format("", ""))
    got = footprints.read(path)
    assert got.area_team.to_dict() == {"E01000001": "E07000001"}
    assert got.teams["name"].tolist() == ["Bury"]
    assert "LAD22CD" in got.notes[0]
    path.write_text(rows.format(",ICB22CD", ",E54000001"))
    with pytest.raises(DataError, match="could both be the team"):
        footprints.read(path)


def test_a_table_of_practices_never_takes_a_border_for_its_team(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text("practice_code,ccg_code\nA81001,E38000001\n")
    with pytest.raises(DataError, match="no column says which team"):
        footprints.read(path)


@pytest.mark.parametrize("word", ["U", "u", "Unallocated"])
def test_ground_marked_as_no_teams_is_left_out_and_told(tmp_path, word):
    table = shapes({"team_id": ["T1", word, word]}, [box(k, 0, k + 1, 1) for k in range(3)])
    made = footprints.read(geojson(tmp_path / "f.geojson", table))
    assert list(made.teams.index) == list(made.areas.index) == ["T1"]
    assert any(f"2 features are marked as no team's ({word})" in one for one in made.notes)
    alone = geojson(tmp_path / "g.geojson", table[table["team_id"] == word])
    with pytest.raises(DataError, match="all features are marked as no team's"):
        footprints.read(alone)
