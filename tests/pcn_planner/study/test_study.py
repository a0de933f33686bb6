"""What a study makes of its files: homes, names, columns, outlines, links."""

import hashlib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, box

from boundaries.errors import DataError
from boundaries.files.outlines import geojson
from boundaries.population import travel
from pcn_planner import pipeline
from pcn_planner.proposal.wording import naming
from pcn_planner.study import columns as practice_columns
from pcn_planner.study import demo, intake
from pcn_planner.study import inputs as inputs_of_study
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.reading import load, outlines
from tests.support.area_files import EAST, NORTH, table, write
from tests.support.places import BNG, practices_at, registered, tiles


def test_travel_from_homes_is_counted_by_hand():
    practices = practices_at([(500, 500), (2_500, 500)], patients=[100, 50])
    areas = tiles(3, 1)
    rows = registered(
        [("A000", "S00_00", 60), ("A000", "S02_00", 30), ("A001", "S01_00", 100),
         ("A001", "E01000001", 20)]
    )  # fmt: skip
    found = travel.travel_km(practices, rows, areas)
    # A000: 60 at its door, 30 at the other's, 10 nowhere: at its own door. A001: all of its list
    # of 50 in the middle, scaled down from 100.
    assert found.loc["A000"].tolist() == pytest.approx([30 * 2.0, 50 * 1.0])
    assert found.loc["A001"].tolist() == pytest.approx([60 * 2.0 + 10 * 2.0, 50 * 1.0])


def test_travel_from_homes_counts_who_lives_nowhere():
    rows = registered([("A000", "NO2011", 7), ("A000", "S00_00", 5), ("A000", "W01000001", 2)])
    (note,) = travel.notes(rows, tiles(1, 1))
    assert note.startswith("9 patients live in none of the small areas: 7 ")
    assert "2 Wales" in note


def test_practices_far_from_their_patients_are_told_and_refused_where_most_are():
    near, far = [(500, 500), (600, 500), (700, 500)], [(90_500, 500)]
    areas = tiles(1, 1)
    rows = registered([(f"A00{k}", "S00_00", 10) for k in range(4)])
    practices = practices_at([*near, *far], patients=[10] * 4)
    (said,) = travel.far_from_home(practices, travel.travel_km(practices, rows, areas))
    assert said.startswith("1 practice stands more than 40 km from where its patients live")
    assert "A003 90 km" in said
    practices = practices_at([(90_500 + 10 * k, 500) for k in range(4)], patients=[10] * 4)
    with pytest.raises(DataError, match="most practices stand more than 40 km"):
        travel.far_from_home(practices, travel.travel_km(practices, rows, areas))


def test_axes_exchanged_near_where_both_are_alike_are_refused_by_their_cause():
    """As in Manchester, where a place exchanged is still in Great Britain and not far away."""
    areas = tiles(3, 1).translate(400_000, 420_000)
    areas = gpd.GeoDataFrame(geometry=areas, index=tiles(3, 1).index, crs=BNG)
    rows = registered([(f"A00{k}", f"S0{k}_00", 10) for k in range(3)])
    right = practices_at([(400_500 + 1_000 * k, 420_500) for k in range(3)], patients=[10] * 3)
    travel.refuse_exchanged(right, rows, areas, travel.travel_km(right, rows, areas))
    other = right.set_geometry(gpd.points_from_xy(right.geometry.y, right.geometry.x, crs=BNG))
    with pytest.raises(DataError, match=r"2\d km from their practices, and 0\.0 km once eastings"):
        travel.refuse_exchanged(other, rows, areas, travel.travel_km(other, rows, areas))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("THE SURGERY AT ST. JAMES'S", "The Surgery at St. James's"),
        ("DR A K O'NEILL & PTNRS", "Dr A K O'Neill & Ptnrs"),
        ("GP ANYWHERE (NHS)", "GP Anywhere (NHS)"),
        ("PENNINE-VIEW", "Pennine-View"),
        ("McKenzie House", "McKenzie House"),
        ("Mill  House (North ) ", "Mill House (North )"),
        ("UZ0017", "UZ0017"),
        ("PCN UZ0017 (00Q)", "PCN UZ0017 (00Q)"),
        ("Z1A-03", "Z1A-03"),
        ("12A 1ST AVENUE", "12A 1st Avenue"),
        ("", ""),
    ],
)
def test_names_are_made_readable(name, shown):
    assert naming.readable(name) == shown


def test_a_name_that_is_its_id_stays_as_the_id_is_written():
    names = pd.Series({"NORTH": "NORTH", "East": "EAST", "S1": "SOUTH HILL"})
    said = {"NORTH": "NORTH", "East": "East", "S1": "South Hill"}
    assert naming.readable_names(names) == said


def test_names_beside_a_column_of_codes():
    rows = pd.DataFrame(
        {"pcn_code": ["A", "A", "B", "C", "D", "D"], "pcn_name": ["x", "x", "y", "y", "p", "q"]}
    )
    assert naming.names_of_column(rows, "pcn_code") == {"A": "x", "B": "y (B)", "C": "y (C)"}
    assert naming.names_of_column(rows, "pcn") == {}


def test_need_that_is_no_number_names_the_practice():
    rows = table(need="high")
    with pytest.raises(DataError, match="14 practices have a need that is not a number"):
        practice_columns.scores(rows, "need")
    blank = practice_columns.scores(table(need=""), "need")
    assert blank.isna().all()


@pytest.mark.parametrize("score", ["inf", "-inf", "1e300", "1e999", "1000001"])
def test_need_beyond_its_range_names_the_practice_and_the_range(score):
    rows = table(need=["0,5", *["2"] * 12, score])
    with pytest.raises(DataError, match=r"1 practice has a need.* from -1,000,000 to 1,000,000"):
        practice_columns.scores(rows, "need")
    assert practice_columns.scores(rows.head(13), "need").iloc[0] == 0.5


def test_the_date_of_lists_is_read_from_the_table(tmp_path):
    loaded = pipeline.load(Inputs(write(tmp_path, EXTRACT_DATE="01JAN2021")))
    assert loaded.lists_date == "2021-01-01"
    assert pipeline.load(Inputs(write(tmp_path))).lists_date is None


def test_rows_of_several_dates_are_named_and_the_latest_counts(tmp_path):
    dates = ["01JAN2021"] * 12 + ["2020-10-01", "01/10/2020"]
    loaded = pipeline.load(Inputs(write(tmp_path, EXTRACT_DATE=dates)))
    assert (loaded.lists_date, loaded.lists_dates) == ("2021-01-01", ("2020-10-01", "2021-01-01"))
    said = "EXTRACT_DATE has 2 dates: 2020-10-01 for P13, P14; 2021-01-01 for the others"
    assert any(one.startswith(said) for one in loaded.notes)
    stated = pipeline.load(Inputs(tmp_path / "practices.csv", lists_date="01/04/2021"))
    assert stated.lists_dates == ("2021-04-01",)
    assert any("though the table says 2020-10-01, 2021-01-01" in one for one in stated.notes)


def outline_in(folder, **codes):
    """Two halves of the area, west and east of the border between commissioners."""
    boxes = [(-1, -1, 3.5, 2), (3.5, -1, 8, 2)]
    shapes = [
        box(EAST + a * 1_000, NORTH + b * 1_000, EAST + c * 1_000, NORTH + d * 1_000)
        for a, b, c, d in boxes
    ]
    frame = gpd.GeoDataFrame(codes, geometry=shapes, crs=BNG)
    geojson.write(folder / "outline.geojson", frame)
    return folder / "outline.geojson"


def test_an_outline_with_the_codes_of_the_borders_bounds_each_unit(tmp_path):
    outline = outline_in(tmp_path, label=["North CCG", "South CCG"], code=["N1", "S1"])
    made = pipeline.load(Inputs(write(tmp_path), within=("ccg_code",), outline=outline))
    assert made.territories.attrs["method"] == "cells of the sites within border polygons"
    keyed = outlines.keyed(made.outline, made.practices, ("ccg_code",))
    assert sorted(keyed.index) == ["N1", "S1"]


def test_an_outline_without_codes_is_the_land(tmp_path):
    outline = outline_in(tmp_path, label=["west", "east"])
    made = pipeline.load(Inputs(write(tmp_path), within=("ccg_code",), outline=outline))
    assert made.territories.attrs["method"] == "cells of the sites within an outline"


@pytest.mark.parametrize("codes", [["n1", "s1"], ["N1", "S-1"]])
def test_an_outline_with_codes_in_other_capitals_or_signs_is_refused(tmp_path, codes):
    outline = outline_in(tmp_path, ccg_code=codes)
    inputs = Inputs(write(tmp_path), within=("ccg_code",), outline=outline)
    with pytest.raises(DataError, match=r"in ccg_code of the outline differs? from ccg_code"):
        pipeline.load(inputs)
    assert len(pipeline.load(replace(inputs, within=())).practices) == 14


def test_teams_of_a_column_that_differ_in_capitals_alone_are_questioned(tmp_path):
    path = write(tmp_path, team=["t1"] + ["T1"] * 4 + ["T2"] * 9)
    with pytest.raises(DataError, match=r"'T1' \(4 rows\) and 't1' \(1 row\)"):
        pipeline.load(Inputs(path, team="team"))


def test_small_areas_without_registrations_are_the_land(tmp_path):
    areas = outline_in(tmp_path, LSOA21CD=["E01000001", "E01000002"])
    made = pipeline.load(Inputs(write(tmp_path), areas=areas))
    assert made.territories.attrs["method"] == "cells of the sites within an outline"
    drawn, given = made.territories.union_all(), made.small_areas.union_all()
    assert drawn.symmetric_difference(given).area < 1e-6 * given.area


def test_patients_by_small_area_without_polygons_are_told_to_be_placed_nowhere(tmp_path):
    path = write(tmp_path)
    code = pd.read_csv(path)["practice_code"][0]
    rows = pd.DataFrame({"practice_code": [code], "area_code": ["E1"], "patients": [900]})
    rows.to_csv(tmp_path / "registrations.csv", index=False)
    told = pipeline.load(Inputs(path, registrations=tmp_path / "registrations.csv"))
    assert load.UNPLACED in told.notes
    assert load.UNPLACED not in pipeline.load(Inputs(path)).notes


def test_what_stands_below_links_and_neighbours_is_told(tmp_path):
    (tmp_path / "links.csv").write_text(
        "practice_a,practice_b,action,reason\nP01,P02,add,bridge\nSource: ICB,,,\n"
    )
    (tmp_path / "edges.csv").write_text("practice_a,practice_b,note\nP01,P02,x\nSource: ICB,,\n")
    given = {"links": tmp_path / "links.csv", "adjacency": tmp_path / "edges.csv"}
    notes = pipeline.load(Inputs(write(tmp_path), **given)).notes
    assert [one for one in notes if "Not read below the table (row 3): 'Source: ICB'" in one] == [
        f"{name}.csv: Not read below the table (row 3): 'Source: ICB'."
        for name in ("links", "edges")
    ]


def test_barriers_and_links_hold_for_neighbours_that_are_given(tmp_path):
    (tmp_path / "edges.csv").write_text("practice_a,practice_b\nP01,P03\nP03,P05\nP05,P07\n")
    (tmp_path / "links.csv").write_text(
        "practice_a,practice_b,action,reason\nP01,P03,remove,hill\nP07,P08,add,bus\n"
    )
    x = EAST + 1_500
    river = gpd.GeoDataFrame(geometry=[LineString([(x, NORTH - 9e3), (x, NORTH + 9e3)])], crs=BNG)
    files = {"adjacency": tmp_path / "edges.csv", "links": tmp_path / "links.csv"}
    made = pipeline.load(Inputs(write(tmp_path), barriers=river, **files))
    assert set(made.graph.edges) == {("P05", "P07"), ("P07", "P08")}
    assert "Barriers cut 1 pairs of neighbours." in made.graph.graph["notes"]


def test_links_that_name_practices_left_out_do_nothing(tmp_path):
    links = tmp_path / "links.csv"
    links.write_text("practice_a,practice_b,action,reason\nP01,P14,add,ferry\nP01,P08,add,bus\n")
    made = pipeline.load(Inputs(write(tmp_path), where={"ccg_code": "N1"}, links=links))
    assert made.graph.edges["P01", "P08"]["note"] == "bus"
    assert "P14" in made.left_out


def test_the_demo_area_is_read_with_everything_that_is_known_of_it(demo_study):
    made = demo_study
    assert len(made.practices) == 120
    assert set(made.digests) == {
        "practices", "branches", "outline", "barriers", "links", "footprints", "registrations",
        "areas",
    }  # fmt: skip
    assert made.travel_km.shape == (120, 120)
    assert np.isfinite(made.travel_km.to_numpy()).all()
    assert made.team.notna().all()
    bridge = made.graph.edges["Z80042", "Z80070"]
    assert ("bridge" in bridge["reasons"], bridge["note"]) == (True, "Hather Bridge")
    assert demo.ONLINE in made.practices.index


def test_every_file_that_a_table_was_joined_from_has_its_digest(tmp_path):
    practices, mergers = write(tmp_path), tmp_path / "mergers.csv"
    mergers.write_text("old_code,new_code,date\nP14,P13,2024-04-01\n")
    taken = intake.opened(practices, succession=mergers)
    found = inputs_of_study.digests(Inputs(taken.practices, sources=taken.sources))
    for path in (practices, mergers):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert found[f"source: {tmp_path.name}/{path.name}"] == digest


def test_a_geopackage_is_digested_with_its_wal(tmp_path):
    package = tmp_path / "areas.gpkg"
    package.write_bytes(b"saved")
    before = inputs_of_study.digests(Inputs(package))
    package.with_name("areas.gpkg-wal").write_bytes(b"edited since")
    assert inputs_of_study.digests(Inputs(package)) != before


def test_what_was_counted_stays_counted_under_other_networks_of_today(demo_study):
    counted, outer = demo_study.team_patients, demo_study.outer
    draft = pd.Series("one", index=demo_study.practices.index)
    other = demo_study.with_current(draft)
    assert other.current is draft
    assert demo_study.current is not draft
    assert other.team_patients is counted
    assert other.outer is outer
    assert other.practices is demo_study.practices
