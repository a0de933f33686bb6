"""Folders of publications: what is recognised, joined, left out and said."""

import gzip
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.real_data import ABSENT, REAL
from boundaries.errors import DataError
from boundaries.files import text
from boundaries.nhs import area_scores, census_lookup, gather, recognise
from boundaries.population import layouts
from boundaries.practices import table as practices
from tests.support.locations import SAMPLES

KIND_OF = {
    "lists_of_ccgs_2021.csv": "lists",
    "lists_re_exported_by_r.csv": "lists",
    "lists_of_sub_icbs_2025.csv": "lists",
    "lists_by_five_years_of_age.csv": "ages",
    "icb_postcodes_only_below_titles.xlsx": "lists",
    "map_of_ccgs_2020.csv": "map",
    "map_of_sub_icbs_2025.csv": "map",
    "registrations_2025.csv": "registrations",
    "registrations_2020_exported_by_r.csv": "registrations",
    "epraccur_crlf.csv": "epraccur",
    "epraccur_26_columns.csv": "",
    "code_point_open_no_header.csv": "code-point",
    "onspd_one_ended_one_missing.csv": "postcodes",
    "postcodes_spelled_four_ways.csv": "postcodes",
    "lookup_lsoa_2011_to_2021.csv": "census lookup",
    "imd_2019_scores.csv": "area scores",
    "fingertips_practice_scores.csv": "practice scores",
    "weighted_lists.csv": "weighted lists",
    "successors_in_a_chain.csv": "successors",
    "branches_with_parent_column.csv": "branches",
    "branches_by_nine_characters.csv": "branches",
    "lsoa_2011.geojson": "small areas",
    "wards.geojson": "small areas",
    "plain.csv": "practices",
    "points.geojson": "practices",
    "binary_rubbish.csv": "",
    "blank_lines.csv": "practices",
    "shares_wide_by_ward_name.csv": "registrations",
    "counts_wide.csv": "registrations",
}


def folder(path: Path, *samples: str) -> Path:
    """Samples under names that say nothing."""
    path.mkdir(exist_ok=True)
    for number, name in enumerate(samples):
        shutil.copy(SAMPLES / name, path / f"download ({number})")
    return path


def notes(found: gather.Gathered) -> str:
    return " ".join(found.practices.attrs["notes"])


def use_of(found: gather.Gathered, kind: str) -> list[str]:
    said = found.files[found.files["recognised as"] == recognise.KINDS[kind]]
    return said["used"].tolist()


@pytest.mark.parametrize("name", KIND_OF)
def test_a_file_is_recognised_whatever_it_is_called(name, tmp_path):
    found = recognise.recognise([folder(tmp_path / "d", name)])
    assert [one.kind for one in found] == [KIND_OF[name]]


def test_both_sheets_of_a_register_are_recognised(tmp_path):
    found = recognise.recognise([folder(tmp_path / "d", "epcn_2022_layout.xlsx")])
    assert [one.kind for one in found] == ["epcn sheet", "epcn"]


def test_publications_are_joined_and_their_differences_told(tmp_path):
    found = gather.gather(
        [
            folder(
                tmp_path / "d", "lists_of_ccgs_2021.csv", "map_of_ccgs_2020.csv",
                "epraccur_lf.csv", "onspd_one_ended_one_missing.csv", "binary_rubbish.csv",
            )
        ]
    )  # fmt: skip
    table = found.practices.set_index("practice_code")
    assert len(table) == 10
    assert found.lists_date == "2021-01-01"
    assert table.loc["Z00001", ["practice_name", "ccg_code", "pcn_code"]].tolist() == [
        "HARBOUR STREET SURGERY", "Z1A", "UZ0001",
    ]  # fmt: skip
    assert (table.loc["Z00001", "easting"], table.loc["Z00001", "place_from"]) == (
        "412000.0", "postcode",
    )  # fmt: skip
    assert table.loc["Z00002", "place_from"] == "ended postcode"
    assert "Z00002 (ZZ1 2AA) ended 202401" in notes(found)
    assert table.loc["Z00004", "place_from"].endswith("(approximate)")
    assert "of different dates: list sizes of 2021-01-01, practice map of 2020-09-01" in notes(
        found
    )
    assert use_of(found, "") == ["no: is not a table of text (binary content)"]


def test_titles_and_footnotes_of_every_table_of_a_folder_are_told(tmp_path):
    """Of tables that lie beside the practice table too, whatever becomes of them on their way."""
    samples = {"lists_of_ccgs_2021.csv", "map_of_ccgs_2020.csv", "onspd_one_ended_one_missing.csv",
               "fingertips_practice_scores.csv", "weighted_lists.csv"}  # fmt: skip
    for name in samples:
        plain = (SAMPLES / name).read_text(encoding="utf-8-sig")
        (tmp_path / name).write_text(f"Sent by {name}\n\n{plain}", encoding="utf-8")
    found = gather.gather([tmp_path])
    files = zip(found.files.iloc[:, 0], found.files.iloc[:, -1], strict=True)
    read = {file for file, used in files if not str(used).startswith("no")}
    notes = found.practices.attrs["notes"]
    told = {name for name in samples if any(f"Sent by {name}" in note for note in notes)}
    assert told == samples == read
    assert len(notes) == len(set(notes))


def test_a_practice_without_a_place_is_set_aside_and_named(tmp_path):
    alone = (SAMPLES / "onspd_one_ended_one_missing.csv").read_text().splitlines()
    known = [line for line in alone if "ZZ1 4A" not in line]
    path = folder(tmp_path / "d", "lists_of_ccgs_2021.csv")
    (path / "postcodes").write_text("\n".join(known))
    found = gather.gather([path])
    assert "Z00004" not in set(found.practices["practice_code"])
    assert "1 practice has no place" in notes(found)
    assert "patients are in no network: Z00004" in notes(found)


def test_a_board_s_workbook_with_postcodes_alone_finds_its_places(tmp_path):
    found = gather.gather(
        [
            folder(
                tmp_path / "d", "icb_postcodes_only_below_titles.xlsx",
                "code_point_open_no_header.csv",
            )
        ]
    )  # fmt: skip
    table = found.practices.set_index("practice_code")
    assert (table.loc["Z00010", "easting"], table.loc["Z00010", "northing"]) == (
        "418579.0", "309973.0",
    )  # fmt: skip
    assert table["PCN"].tolist() == ["East"] * 5 + ["West"] * 5
    assert table["sub_icb_code"].unique().tolist() == ["00Q"]
    assert "The header is row 4; not read above it: 'NHS Somewhere ICB'" in notes(found)


def test_of_two_extracts_the_later_is_read_and_the_other_named(tmp_path):
    found = gather.gather(
        [
            folder(
                tmp_path / "d", "lists_of_ccgs_2021.csv", "lists_of_sub_icbs_2025.csv",
                "onspd_one_ended_one_missing.csv",
            )
        ]
    )  # fmt: skip
    assert found.lists_date == "2025-10-01"
    assert sorted(use_of(found, "lists")) == ["list sizes", "no: download (1) is of 2025-10-01"]


def test_of_two_of_one_date_the_larger_file_is_read_and_says_so(tmp_path):
    place = folder(tmp_path / "d", "lists_of_sub_icbs_2025.csv", "onspd_one_ended_one_missing.csv")
    lists = (SAMPLES / "lists_of_sub_icbs_2025.csv").read_text()
    (place / "again.csv").write_text(lists.rstrip() + "\n\n\n")
    found = gather.gather([place])
    assert "no: again.csv is the larger file" in set(use_of(found, "lists"))
    (place / "again.csv").write_text(lists.replace("4813", "4814"))
    assert any("is a file as large" in one for one in use_of(gather.gather([place]), "lists"))


def test_a_file_given_twice_and_a_copy_of_it_are_said_to_be_that(tmp_path):
    place = folder(tmp_path / "d", "lists_of_sub_icbs_2025.csv", "onspd_one_ended_one_missing.csv")
    (lists,) = (one for one in place.iterdir() if "download (0)" in one.name)
    found = gather.gather([place, lists])
    assert any("is the same table of the same file" in one for one in use_of(found, "lists"))
    (place / "old").mkdir()
    (place / "old" / lists.name).write_bytes(lists.read_bytes())
    found = gather.gather([place])
    assert {f"d/{lists.name}", f"old/{lists.name}"} <= set(found.files["file"])
    said = use_of(found, "lists")
    assert any(one.endswith(f"/{lists.name} has the same content") for one in said)


def test_list_sizes_may_come_from_registrations(tmp_path):
    found = gather.gather([folder(tmp_path / "d", "registrations_2025.csv")])
    table = pd.read_csv(SAMPLES / "registrations_2025.csv")
    sums = table.groupby("PRACTICE_CODE")["NUMBER_OF_PATIENTS"].sum()
    read = found.practices.set_index("practice_code")["list_size"].astype(int)
    assert read.to_dict() == sums.to_dict()
    assert "List sizes are the sums of the registrations" in notes(found)


def test_both_censuses_become_one_by_the_lookup_and_keep_every_patient(tmp_path):
    samples = ("plain.csv", "registrations_2020_exported_by_r.csv", "lsoa_2021.geojson")
    without = gather.gather([folder(tmp_path / "a", *samples)])
    with_it = gather.gather([folder(tmp_path / "b", *samples, "lookup_lsoa_2011_to_2021.csv")])
    assert without.areas is not None
    assert with_it.areas is not None
    assert "of different censuses" in notes(with_it)
    assert set(with_it.areas["area_code"]) == {f"E0100700{k}" for k in range(1, 7)}
    before, after = (
        pd.to_numeric(one.registrations["Number.of.Patients"]).sum() for one in (without, with_it)
    )
    assert before == after


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_units_of_a_lookup_hold_whatever_it_ties_together(pairs):
    lookup = pd.DataFrame(
        {"LSOA11CD": [f"E0{a}" for a, _ in pairs], "LSOA21CD": [f"F0{b}" for _, b in pairs]}
    )
    units = census_lookup.units(lookup)
    assert all(units[f"E0{a}"] == units[f"F0{b}"] for a, b in pairs)
    squares = gpd.GeoDataFrame(
        {"area_code": (new := sorted({f"F0{b}" for _, b in pairs})), "area_name": new},
        geometry=[shapely.box(k, 0, k + 1, 1) for k in range(len(new))], crs="EPSG:27700",
    )  # fmt: skip
    joined = census_lookup.dissolved(squares, units)
    assert joined.area.sum() == pytest.approx(len(new))
    assert set(joined["area_code"]) == set(units[new])


def test_areas_of_several_districts_are_put_together(tmp_path):
    whole = gpd.read_file(SAMPLES / "lsoa_2011.geojson")
    path = folder(tmp_path / "d", "plain.csv", "registrations_2020_exported_by_r.csv")
    whole.iloc[:3].to_file(path / "north.geojson")
    whole.iloc[3:].to_file(path / "south.geojson")
    found = gather.gather([path])
    assert found.areas is not None
    assert sorted(found.areas["area_code"]) == sorted(whole["LSOA11CD"])


def test_successors_take_over_lists_in_a_chain(tmp_path):
    found = gather.gather([folder(tmp_path / "d", "plain.csv", "successors_in_a_chain.csv")])
    plain = pd.read_csv(SAMPLES / "plain.csv").set_index("practice_code")["list_size"]
    read = found.practices.set_index("practice_code")["list_size"].astype(int)
    assert read["Z00001"] == plain[["Z00001", "Z00002", "Z00003"]].sum()
    assert read.sum() == plain.sum()
    told = "2 practices count under a successor's code: Z00002 to Z00001, Z00003 to Z00001"
    assert told in notes(found)


def test_scores_of_areas_become_the_mean_over_the_homes_of_patients(tmp_path):
    path = folder(tmp_path / "d", "plain.csv", "registrations_2020_exported_by_r.csv")
    lived = pd.read_csv(SAMPLES / "registrations_2020_exported_by_r.csv")
    areas = sorted({code for code in lived["LSOA_CODE"] if code.startswith("E")})
    scores = {area: 1.5 * at for at, area in enumerate(areas[1:])}
    head = "LSOA code (2011),Index of Multiple Deprivation (IMD) Score"
    (path / "imd").write_text("\n".join([head, *(f"{a},{s}" for a, s in scores.items())]))
    found = gather.gather([path])
    read = found.practices.set_index("practice_code")["imd_score"]
    for code in set(lived["PRACTICE_CODE"]) & set(read.index):
        rows = [
            (scores.get(area), patients)
            for practice, area, patients in lived[
                ["PRACTICE_CODE", "LSOA_CODE", "Number.of.Patients"]
            ].itertuples(index=False)
            if practice == code
        ]
        counted = sum(patients for score, patients in rows if score is not None)
        if 2 * counted < sum(patients for _, patients in rows):
            assert read[code] == ""
            continue
        mean = sum(score * patients for score, patients in rows if score is not None) / counted
        assert float(read[code]) == pytest.approx(mean, abs=0.001)
    assert (read != "").any()
    assert "imd_score is the mean score" in notes(found)
    assert use_of(found, "area scores") == ["column imd_score, the mean over patients' homes"]


def test_scores_of_the_census_before_are_carried_over_by_the_lookup():
    scores = {"E01007001": 10.0, "E01007002": 30.0}
    lookup = pd.DataFrame({"LSOA11CD": ["E01007001", "E01007002"], "LSOA21CD": ["E01099999"] * 2})
    both = area_scores._of_both_censuses(scores, lookup)
    assert both.to_dict() == {**scores, "E01099999": 20.0}


def test_scores_without_patients_by_area_are_named_as_left_out(tmp_path):
    found = gather.gather([folder(tmp_path / "d", "plain.csv", "imd_2019_scores.csv")])
    [use] = use_of(found, "area scores")
    assert use == "no: nothing says how many patients live in which area"


def test_counts_of_need_are_no_patients_by_area_and_wards_may_be_called_anything():
    head = ["practice_code", "copd_numerator", "copd_denominator", "falls_numerator"]
    assert recognise.kind_of([head, ["Z00001", "12", "900", "4"]]) == ""
    wards = ["practice_code", "Frankley", "Upper Score", "Edge Value"]
    assert recognise.kind_of([wards, ["Z00001", "0.5", "0.25", "0.2"]]) == "registrations"


def test_wide_shares_by_ward_come_with_the_polygons_of_the_wards(tmp_path):
    samples = ("plain.csv", "shares_wide_by_ward_name.csv", "wards.geojson")
    found = gather.gather([folder(tmp_path / "d", *samples)])
    assert list(found.registrations.columns)[1:4] == ["Holme", "Castle & Quay", "St Aldhelm's"]
    assert found.areas is not None


@pytest.mark.parametrize("share", [1, 0.5])
def test_registrations_with_a_column_for_each_practice_are_turned_upright(share, tmp_path):
    path = folder(tmp_path / "d", "plain.csv", "lsoa_2011.geojson")
    head = "lsoa11cd,lsoa11nm,Z00001,Z00002,Z00003,Z00004,ODD"
    rows = f"{head}\nE01990001,A,{share},0,0,0,0\nE01990002,B,0,0,0,0,0\n"
    (path / "turned").write_text(rows, encoding="utf-8")
    found = gather.gather([path])
    assert use_of(found, "registrations") == ["patients by small area"]
    made, figure = found.registrations, "list_size" if share == 1 else "share"
    assert list(made.columns) == ["practice_code", "area_code", figure]
    assert made[made[figure] == str(share)].to_numpy().tolist() == [
        ["Z00001", "E01990001", str(share)]
    ]
    assert set(made["practice_code"]) == {f"Z0000{k}" for k in range(1, 5)} | {
        "ODD"
    }  # told as unknown, not lost
    assert "left out are columns that hold words: lsoa11nm" in notes(found)
    # By itself the file means the same.
    alone, area, is_share = layouts.tidy_table(text.text_table(path / "turned"), {}, "turned")
    assert (alone["value"].sum(), area, is_share) == (share, "lsoa11cd", share != 1)
    (path / "turned").write_text(rows.replace("B,0", "B,"), encoding="utf-8")
    with pytest.raises(DataError, match=r"turned: 1 cell of .* is blank: row 3 \(Z00001"):
        gather.gather([path])


def test_a_person_says_what_no_column_tells(tmp_path):
    path = folder(tmp_path / "d", "plain.csv")
    (path / "odd").write_text("surgery,base\nZ00001,North\nZ00002,South\n")
    (path / "land").write_bytes((SAMPLES / "wards.geojson").read_bytes())
    found = recognise.recognise([path])
    assert {one.name: one.kind for one in found}["odd"] == ""
    said = {
        "odd": recognise.Said("footprints", {"practice_code": "surgery", "team_id": "base"}),
        "land": recognise.Said("outline"),
    }
    made = gather.join(recognise.corrected(found, said))
    assert made.footprints["team_id"].tolist() == ["North", "South"]
    assert made.outline is not None
    assert made.areas is None
    left = gather.join(recognise.corrected(found, {"odd": recognise.Said("")}))
    assert left.footprints is None
    assert "no: left out as asked" in left.files["used"].tolist()


def test_a_folder_of_nothing_and_one_without_lists_are_refused(tmp_path):
    with pytest.raises(DataError, match="no files in it"):
        gather.gather([folder(tmp_path / "empty")])
    with pytest.raises(DataError, match=r"no file has list sizes.*practice map"):
        gather.gather([folder(tmp_path / "d", "map_of_ccgs_2020.csv")])
    twice = tmp_path / "twice.csv"
    twice.write_text("practice_code,easting,northing,patients,patients\nP81001,1,2,3,3\n")
    with pytest.raises(DataError, match=r"twice.csv: 2 columns are called 'list_size'"):
        gather.gather([twice])


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
@pytest.mark.parametrize(
    "packing", ["as they are", pytest.param("zipped again", marks=pytest.mark.deep)]
)
def test_the_national_files_join_to_every_practice(packing, tmp_path):
    given_files = [
        path for path in sorted((REAL / "national").iterdir())
        if path.suffix != ".geojson" and "geojson" not in path.name and "england" not in path.name
    ]  # fmt: skip
    for path in given_files:
        if packing == "as they are" or path.suffix != ".gz":
            shutil.copy(path, tmp_path / path.name)
            continue
        with zipfile.ZipFile(tmp_path / f"{path.stem}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.stem, gzip.decompress(path.read_bytes()))
            archive.writestr(f"__MACOSX/._{path.stem}", b"\0")
            archive.writestr("Metadata.pdf", b"%PDF-1.4")
    found = gather.gather([tmp_path])
    assert len(found.practices) == 6_658
    assert pd.to_numeric(found.practices["list_size"]).sum() == 60_606_345
    assert (found.practices["easting"] != "").all()
    whole = pd.read_csv(
        REAL / "national" / "england_practices_2021-01.csv.gz", dtype=str
    ).set_index("practice_code")
    joined = found.practices.set_index("practice_code").loc[whole.index]
    known = whole["ccg_code"].notna()
    assert (joined.loc[known, "ccg_code"] == whole.loc[known, "ccg_code"]).all()
    assert "5 practices are at postcodes that have ended" in notes(found)


def test_who_has_no_list_has_the_sum_of_registrations_or_nobody(tmp_path):
    path = tmp_path / "d"
    path.mkdir()
    (path / "a.csv").write_text(
        "practice_code,practice_name,list_size,easting,northing\n"
        "P81001,One,9000,400000,420000\nP81002,Two,,401000,420000\nP81003,Three,0,402000,420000\n"
        "P81004,Four,minus,403000,420000\n"
    )
    (path / "b.csv").write_text(
        "PRACTICE_CODE,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n"
        "P81001,E01000001,ALL,9000\nP81002,E01000001,MALE,10\nP81002,E01000001,FEMALE,20\n"
        "P81002,E01000001,ALL,30\nP81002,E01000002,ALL,5\nP81004,E01000002,ALL,5\n"
    )
    found = gather.gather([path])
    lists = dict(zip(found.practices["practice_code"], found.practices["list_size"], strict=True))
    assert lists == {"P81001": "9000", "P81002": "35", "P81004": "minus"}
    assert "1 practice without a list size has the sum of their registrations: P81002 (Two)" in (
        notes(found)
    )
    assert "1 practice without patients in any file is set aside, as if closed: P81003" in (
        notes(found)
    )
    assert found.practices.attrs["set_aside"] == ["P81003"]


def test_practices_of_the_map_that_no_list_has_are_named_within_the_units_of_the_lists(tmp_path):
    (tmp_path / "lists.csv").write_text(
        "CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS,EXTRACT_DATE,TYPE\n"
        "P81001,BB1 0AA,ALL,ALL,9000,01APR2020,GP\nP81002,BB1 1AA,ALL,ALL,8000,01APR2020,GP\n"
    )
    head, own = "PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME", ""
    for code, unit in (("P81001", "N1"), ("P81002", "N1"), ("P81003", "N1"), ("P81004", "S1")):
        own += f"{code},SURGERY {code[-1]},BB1 0AA,X1,X1 PCN,{unit}\n"
    said = (
        "in no list of patients though map.csv has them: set aside, as if closed, P81003 (SURGERY"
    )
    (tmp_path / "map.csv").write_text(f"{head},CCG_CODE\n{own}")
    found = gather.gather([tmp_path])
    assert f"1 practice is {said} 3)." in notes(found)
    assert found.practices["practice_code"].tolist() == ["P81001", "P81002"]
    (tmp_path / "map.csv").write_text(f"{head},ANY\n{own}")
    others = f"2 practices are {said} 3), P81004 (SURGERY 4)."
    assert others in notes(gather.gather([tmp_path]))


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"lad16cd": "E07000117", "lad16nm": "Burnley"}, "footprints"),
        ({"PCON24CD": "E14001122"}, "footprints"), ({"Locality": "North"}, "footprints"),
        ({"UTLA23CD": "E10000017", "UTLA23NM": "Lancashire"}, "footprints"),
        ({"WD25CD": "E05011118", "LAD25CD": "E08000025"}, "small areas"),
        ({"lsoa11cd": "E01012571"}, "small areas"), ({"ccg18cd": "E38000014"}, "borders"),
        ({"name": "an island"}, "borders"),
    ],
)  # fmt: skip
def test_polygons_are_known_by_the_columns_that_tell_teams_and_councils(tmp_path, columns, kind):
    frame = gpd.GeoDataFrame([columns], geometry=[shapely.box(-2, 53, -1, 54)], crs="EPSG:4326")
    frame.to_file(tmp_path / "areas.geojson")
    [found] = recognise.recognise([tmp_path / "areas.geojson"])
    assert found.kind == kind


def test_rows_of_the_joined_table_are_those_of_the_file(tmp_path):
    path = tmp_path / "lists.csv"
    rows = ["A00001,9000,400000,400000", "A00002,8000,401000,400000", "A00001,7000,402000,400000"]
    head = "practice_code,list_size,easting,northing"
    path.write_text("\n".join(["Lists of the area,,,", "January,,,", head, *rows]))
    found = gather.gather([path])
    assert found.practices.index.to_list() == [4, 5, 6]
    assert found.practices.attrs["source"] == "lists.csv"
    with pytest.raises(DataError, match=r"row 4 \(A00001\).*row 6 \(A00001\)"):
        practices.from_table(found.practices)
