"""``--columns`` holds for whatever is done with the practice table, and is offered for it alone."""

import json

import pandas as pd
import pytest

import pcn_planner
from tests.support.area_files import pcn, table

SAID = {"practice_code": "Surgery ref", "list_size": "People"}
COLUMNS = [text for noun, own in SAID.items() for text in ("--columns", f"{noun}={own}")]


@pytest.fixture
def own_words(tmp_path):
    given = table()
    path = tmp_path / "practices.csv"
    given.rename(columns=SAID).to_csv(path, index=False)
    old, new = given["practice_code"][:2]
    pd.DataFrame({"old_code": [old], "new_code": [new]}).to_csv(
        tmp_path / "mergers.csv", index=False
    )
    return path


def test_mergers_are_made_in_a_table_with_own_names(own_words, tmp_path):
    mergers = tmp_path / "mergers.csv"
    result = pcn("plan", own_words, "--successors", mergers, *COLUMNS, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    old = pd.read_csv(mergers)["old_code"][0]
    assert old not in set(pd.read_csv(tmp_path / "out" / "assignment.csv")["practice_code"])
    study = pcn_planner.read(own_words, successors=mergers, columns=SAID)
    assert old not in study.practices.index
    assert study.practices["patients"].sum() == pd.read_csv(own_words)["People"].sum()
    refused = pcn("plan", own_words, "--successors", mergers, "--out", tmp_path / "none")
    assert refused.exit_code == 2
    assert "--columns practice_code=COLUMN" in refused.output


def test_places_are_found_by_a_column_of_postcodes_with_its_own_name(own_words, tmp_path):
    given = pd.read_csv(own_words)
    codes = [f"ZZ1 {k % 10}{'AB'[k // 10]}A" for k in range(len(given))]
    places = given[["easting", "northing"]].assign(postcode=codes)
    places.to_csv(tmp_path / "postcodes.csv", index=False)
    given.drop(columns=["easting", "northing"]).assign(Post=codes).to_csv(own_words, index=False)
    asked = ["plan", own_words, "--postcodes", tmp_path / "postcodes.csv", *COLUMNS]
    result = pcn(*asked, "--columns", "postcode=post", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "out" / "report.json").read_text())["verified"]
    refused = pcn(*asked, "--out", tmp_path / "none")
    assert refused.exit_code == 2
    assert "--columns postcode=COLUMN" in refused.output


@pytest.mark.parametrize(
    ("option", "cells"),
    [
        ("--successors", {"was": ["N01"], "new_code": ["N02"]}),
        ("--postcodes", {"pcode": ["ZZ1 1AA"], "easting": [4e5], "northing": [3e5]}),
        ("--branches", {"branch": ["N01001"], "easting": [4e5], "northing": [3e5]}),
        ("--registrations", {"surgery_ref": ["N01"], "lsoa": ["E01000001"], "people": [5]}),
        ("--registrations", {"practice_code": ["N01"], "gp_code": [""], "lsoa": ["E01"]}),
    ],
)
def test_no_other_file_is_told_to_use_it(own_words, tmp_path, option, cells):
    other = tmp_path / "other.csv"
    pd.DataFrame(cells).to_csv(other, index=False)
    result = pcn("plan", own_words, option, other, *COLUMNS, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert "other.csv" in result.output
    assert "--columns" not in result.output
