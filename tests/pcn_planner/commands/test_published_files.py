"""Files as they are published, through the command line: folders, postcodes, mergers."""

import shutil

import geopandas as gpd
import pandas as pd
import pytest

from pcn_planner.files import exports
from tests.support.area_files import CODES, LISTS, pcn, write
from tests.support.locations import DEMO, SAMPLES


def downloads(path):
    """The demo area's publications, without its tidy practice table."""
    path.mkdir()
    for name in (
        "gp-reg-pat-prac-all.csv", "gp-reg-pat-prac-map.csv", "epraccur.csv", "epcn.xlsx",
        "postcode_coordinates.csv", "branches.csv", "links.csv",
    ):  # fmt: skip
        shutil.copy(DEMO / name, path / name)
    return path


def test_publications_become_a_practice_table_that_every_command_reads(tmp_path):
    folder = downloads(tmp_path / "downloads")
    for name in ("joined.gpkg", "joined.csv"):
        result = pcn("read", folder, "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
        assert "120 practices with 900,000 patients" in result.stdout
        assert "register of networks (epcn)" in result.stdout
    tidy = pd.read_csv(DEMO / "practices.csv", dtype=str).set_index("practice_code")
    read = gpd.read_file(tmp_path / "joined.gpkg").set_index("practice_code").loc[tidy.index]
    assert read.geometry.x.tolist() == tidy["easting"].astype(float).tolist()
    assert read["list_size"].tolist() == tidy["list_size"].astype(int).tolist()
    assert read["ccg_code"].tolist() == tidy["ccg_code"].tolist()
    for name in ("joined.gpkg", "joined.csv"):
        checked = pcn("check", tmp_path / name, "--networks-column", "pcn_code")
        assert checked.exit_code in (0, 1), checked.output


def test_a_folder_is_planned_as_it_is(tmp_path):
    folder = downloads(tmp_path / "downloads")
    chosen = pd.read_csv(DEMO / "practices.csv", dtype=str)["ccg_code"].iloc[0]
    result = pcn(
        "plan", folder, "--where", f"ccg_code={chosen}", "--out", tmp_path / "out", "--gap", "0.05"
    )
    assert result.exit_code == 0, result.output
    assert "practice map" in result.stdout
    assert (tmp_path / "out" / "assignment.csv").is_file()


def test_a_workbook_with_postcodes_alone_is_checked_with_a_table_of_postcodes():
    result = pcn(
        "check", SAMPLES / "icb_postcodes_only_below_titles.xlsx", "--networks-column", "PCN",
        "--postcodes", SAMPLES / "code_point_open_no_header.csv",
    )  # fmt: skip
    assert result.exit_code == 1, result.output  # networks of any size are found fault with
    assert "East" in result.stdout


def test_areas_of_several_files_are_one(tmp_path):
    whole = gpd.read_file(SAMPLES / "lsoa_2011.geojson")
    for name, rows in {"north": whole.iloc[:3], "south": whole.iloc[3:]}.items():
        rows.to_file(tmp_path / f"{name}.geojson")
    from pcn_planner.study import intake

    both = intake.areas([tmp_path / "north.geojson", tmp_path / "south.geojson"])
    assert sorted(both["area_code"]) == sorted(whole["LSOA11CD"])
    assert intake.areas([]) is None


def test_a_plan_of_before_a_merger_is_compared_after_it(tmp_path):
    file = write(tmp_path)
    before, after = dict.fromkeys(CODES, "N1"), dict.fromkeys(CODES[1:], "N1")
    exports.write_assignment(tmp_path / "before.csv", before)
    exports.write_assignment(tmp_path / "after.csv", after)
    (tmp_path / "s.csv").write_text(f"old_code,new_code,date\n{CODES[0]},{CODES[1]},2026-04-01\n")
    result = pcn(
        "compare", tmp_path / "before.csv", tmp_path / "after.csv", file,
        "--successors", tmp_path / "s.csv",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert f"0 of {len(CODES) - 1} practices" in result.stdout
    assert f"of {sum(LISTS) * 1_000:,} patients" in result.stdout


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("read", "{empty}", "--out", "{empty}/x.gpkg"), "there are no files in it"),
        (("read", "{file}", "--out", "{empty}/x.docx"), "End its name in .gpkg or .csv"),
        (("plan", "{empty}", "--out", "{empty}/out"), "there are no files in it"),
    ],
)
def test_what_cannot_be_read_ends_with_a_remedy(words, what, tmp_path):
    (tmp_path / "empty").mkdir()
    names = {"empty": tmp_path / "empty", "file": write(tmp_path)}
    result = pcn(*(word.format(**names) for word in words))
    assert result.exit_code == 2
    assert what in result.stderr
