"""Places from postcodes, and places that are not where their postcode is."""

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.nhs.postcodes import placing, postcode_files
from boundaries.practices import table as practices
from tests.support.locations import SAMPLES

ONSPD = SAMPLES / "onspd_one_ended_one_missing.csv"


def table(**changes: list[str]) -> pd.DataFrame:
    """Three practices at postcodes that are known, ended and known, with places of their own."""
    cells = {
        "practice_code": ["Z00001", "Z00002", "Z00003"],
        "list_size": ["4000", "5000", "6000"],
        "postcode": ["ZZ1 1AA", "zz12aa", "ZZ1  3AA"],
        "easting": ["412000", "412731", "413462"],
        "northing": ["301000", "301997", "302994"],
    }
    return pd.DataFrame(cells | changes, dtype="str")


def placed(given: pd.DataFrame) -> pd.DataFrame:
    return placing.placed(given, postcode_files.coordinates([ONSPD], given))


def test_a_table_of_postcodes_alone_is_a_practice_table():
    made = placed(table().drop(columns=["easting", "northing"]))
    read = practices.from_table(made)
    assert read.geometry.x.tolist() == [412000, 412731, 413462]
    assert made["place_from"].tolist() == ["postcode", "ended postcode", "postcode"]
    assert made.attrs["notes"] == [
        "1 practices are at postcodes that have ended: Z00002 (ZZ1 2AA) ended 202401."
    ]


def test_own_places_stay_and_blank_ones_are_filled():
    made = placed(table(easting=["412100", "", "413462"], northing=["301000", "", "302994"]))
    assert made["easting"].tolist() == ["412100.0", "412731.0", "413462.0"]
    assert made["place_from"].tolist() == ["table", "ended postcode", "table"]


def test_a_place_far_from_its_postcode_is_named():
    made = placed(table(easting=["412000", "412731", "433462"]))
    assert made["easting"].tolist()[2] == "433462.0"
    assert "1 places are more than 5 km from their postcode" in made.attrs["notes"][-1]
    assert "Z00003 (ZZ1 3AA) 20 km" in made.attrs["notes"][-1]


def test_easting_and_northing_swapped_are_refused_with_the_cause():
    swapped = table(easting=table()["northing"].tolist(), northing=table()["easting"].tolist())
    with pytest.raises(DataError, match="easting and northing the wrong way round: swapped"):
        placed(swapped)


def test_the_middle_of_a_sector_is_marked_as_an_approximation():
    made = placed(table(postcode=["ZZ1 1AA", "ZZ1 4AA", "YY9 9YY"]).drop(columns="easting"))
    assert made["place_from"].tolist()[1:] == ["middle of postcode sector (approximate)", ""]
    assert (made["easting"].tolist()[1], made["northing"].tolist()[1]) == ("414000.0", "304000.0")
    said = " ".join(made.attrs["notes"])
    assert "stand in the middle of its sector: Z00002 (ZZ1 4AA)" in said
    assert "1 practices have no place, as their postcode is not in the table: Z00003" in said


def test_what_holds_no_postcodes_is_refused():
    with pytest.raises(DataError, match="no table of postcodes"):
        postcode_files.coordinates([SAMPLES / "plain.csv"], table())
    with pytest.raises(DataError, match="no column for postcode"):
        placing.placed(
            table().drop(columns="postcode"), postcode_files.coordinates([ONSPD], table())
        )


def test_a_column_of_postcodes_may_be_said():
    given = table().rename(columns={"postcode": "Where"}).drop(columns=["easting", "northing"])
    known = postcode_files.coordinates([ONSPD], given, {"postcode": "Where"})
    made = placing.placed(given, known, "", {"postcode": "Where"})
    assert made["place_from"].tolist() == ["postcode", "ended postcode", "postcode"]
    with pytest.raises(DataError, match="--columns postcode=COLUMN"):
        postcode_files.coordinates([ONSPD], given)


def test_postcodes_of_another_part_of_the_country_are_named():
    with pytest.raises(DataError, match=r"none of the practices' postcodes .* YY9 9YY"):
        placed(table(postcode=["YY9 9YY", "YY9 9YY", ""]))
