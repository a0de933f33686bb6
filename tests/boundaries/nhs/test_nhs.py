"""Readers of list sizes, maps and places, each on a file named for what is odd in it."""

import datetime as dt

import pandas as pd
import pytest

from boundaries import crs
from boundaries.errors import DataError
from boundaries.nhs import assemble as nhs
from boundaries.practices import table as practices
from tests.support.locations import SAMPLES

CODES = [f"Z{number:05d}" for number in range(1, 11)]
SIZES = [4200 + 613 * number for number in range(10)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("01APR2020", dt.date(2020, 4, 1)),
        ("01-Sep-20", dt.date(2020, 9, 1)),
        ("01JAN2021", dt.date(2021, 1, 1)),
        ("01May2022", dt.date(2022, 5, 1)),
        ("01Oct2025", dt.date(2025, 10, 1)),
        ("2026-04-01", dt.date(2026, 4, 1)),
        ("20191001", dt.date(2019, 10, 1)),
        ("01/04/2024", dt.date(2024, 4, 1)),
        ("13/4/24", dt.date(2024, 4, 13)),
        ("1 April 2024", dt.date(2024, 4, 1)),
        ("2024-04-01T00:00:00", dt.date(2024, 4, 1)),
        ("01/04/2024 00:00", dt.date(2024, 4, 1)),
    ],
)
def test_dates_in_all_their_spellings(text, date):
    assert nhs.date(text) == date


@pytest.mark.parametrize(
    "text", ["", "32JAN2021", "31/31/2020", "April 2020", "2020-13-01", "2020/4"]
)
def test_what_is_no_date(text):
    with pytest.raises(DataError, match="is not a date"):
        nhs.date(text)


@pytest.mark.parametrize(
    ("name", "border", "extract"),
    [
        ("lists_of_ccgs_2021.csv", "ccg_code", "2021-01-01"),
        ("lists_of_sub_icbs_2025.csv", "sub_icb_code", "2025-10-01"),
        ("lists_re_exported_by_r.csv", None, ""),
    ],
)
def test_lists_under_the_names_of_three_times(name, border, extract):
    lists = nhs.read_list_sizes(SAMPLES / name)
    assert list(lists["practice_code"]) == CODES
    assert list(lists["list_size"]) == SIZES
    assert lists["list_size"].dtype == "int64"
    assert lists.attrs["extract_date"] == extract
    if border:
        assert list(lists[border].unique()) == ["Z1A", "Z2B"]


def test_lists_in_parts_are_added_up_though_males_are_negative():
    lists = nhs.read_list_sizes(SAMPLES / "lists_by_sex_and_age_males_negative.csv")
    assert list(lists["list_size"]) == SIZES[:2]


def test_lists_for_all_are_taken_and_totals_of_a_ccg_left():
    lists = nhs.read_list_sizes(SAMPLES / "lists_all_beside_parts_and_a_ccg_total.csv")
    assert dict(zip(lists["practice_code"], lists["list_size"], strict=True)) == dict(
        zip(CODES[:3], SIZES[:3], strict=True)
    )


def test_practices_without_a_size_are_noted():
    lists = nhs.read_list_sizes(SAMPLES / "lists_some_blank.csv")
    assert len(lists) == 8
    assert lists.attrs["notes"] == ["2 practices have no list size: Z00004, Z00009."]


def test_lists_that_cannot_be_used():
    with pytest.raises(DataError, match=r"row 3 \(Z00002\).*row 6 \(Z00002\)"):
        nhs.read_list_sizes(SAMPLES / "code_used_twice.csv")
    with pytest.raises(DataError, match="a negative list size"):
        nhs.read_list_sizes(SAMPLES / "list_negative.csv")
    with pytest.raises(DataError, match="no column for list_size"):
        nhs.read_list_sizes(SAMPLES / "no_list_column.csv")


def test_map_of_ccgs_and_unallocated_practices():
    table = nhs.read_practice_map(SAMPLES / "map_of_ccgs_2020.csv")
    assert table.attrs["extract_date"] == "2020-09-01"
    assert list(table["practice_code"]) == CODES
    by_code = table.set_index("practice_code")
    assert by_code.loc["Z00001", "pcn_name"] == "NETWORK 1 PCN"
    assert list(by_code.index[by_code["pcn_code"] == ""]) == ["Z00003", "Z00008"]
    assert list(by_code.index[by_code["pcn_name"] == ""]) == ["Z00003", "Z00008"]
    assert by_code.loc["Z00001", "stp_code"] == "QZZ"


def test_maps_of_two_years_join_on_the_nhs_code():
    older, newer = (
        nhs.read_practice_map(SAMPLES / f"map_of_sub_icbs_{year}.csv") for year in (2022, 2025)
    )
    assert not set(older["sub_icb_ons_code"]) & set(newer["sub_icb_ons_code"])
    assert list(older["sub_icb_code"]) == list(newer["sub_icb_code"])
    assert newer.attrs["extract_date"] == "2026-04-01"


def test_postcodes_are_one_however_spelled():
    spelled = pd.Series(["b13  0hn", "B130HN", " B13 0HN", "b13-0hn", "", "B1"], dtype="str")
    assert list(nhs.postcode(spelled)) == ["B13 0HN"] * 4 + ["", "B1"]


def test_postcode_table():
    places = nhs.read_postcodes(SAMPLES / "postcodes_spelled_four_ways.csv")
    assert list(places.index[:4]) == ["ZZ1 1AA", "ZZ1 2AA", "ZZ1 3AA", "ZZ1 4AA"]
    assert list(places.iloc[0][["easting", "northing"]]) == [412000, 301000]
    assert places["easting"].isna().sum() == 1


def test_a_postcode_at_two_places_is_refused():
    with pytest.raises(DataError, match="more than one place: ZZ1 1AA"):
        nhs.read_postcodes(SAMPLES / "postcode_at_two_places.csv")


def test_branches_belong_by_their_first_six_characters():
    branches = nhs.read_branches(SAMPLES / "branches_by_nine_characters.csv")
    assert list(branches["practice_code"]) == CODES[:8]
    assert branches["site_code"].iloc[0] == "Z00001001"
    assert branches.crs == crs.BNG
    assert branches.attrs["notes"] == [
        "2 sites left out, as their code names no practice: "
        "V9Z6R (Site of another owner), Z00077 (A practice of its own)."
    ]


def test_branches_beside_main_sites_get_their_place_from_the_postcode():
    places = nhs.read_postcodes(SAMPLES / "postcodes_spelled_four_ways.csv").dropna()
    table = SAMPLES / "branches_beside_main_sites.csv"
    with pytest.raises(DataError, match=r"1 site has no coordinates: row 11 \(Z00010001\)"):
        nhs.read_branches(table, postcodes=places)
    with pytest.raises(DataError, match="no column for easting and northing"):
        nhs.read_branches(table)


def test_branches_with_a_column_for_the_practice():
    branches = nhs.read_branches(SAMPLES / "branches_with_parent_column.csv")
    assert list(branches["practice_code"]) == CODES
    assert list(branches["site_code"]) == [f"S{number}" for number in range(10)]
    assert branches["name"].iloc[3] == "Quay House"


@pytest.mark.parametrize("other", ["P01,401500,420500", "P02,400500,420500"])
def test_a_site_at_two_places_or_of_two_practices_is_refused(tmp_path, other):
    path = tmp_path / "branches.csv"
    head = "site_code,practice_code,easting,northing"
    path.write_text(f"{head}\nP01001,P01,400500,420500\nP01001,{other}\n")
    with pytest.raises(DataError, match=r"1 site has two places .*: row 2 \(P01001 of P01\)"):
        nhs.read_branches(path)
    path.write_text(f"{head}\nP01001,P01,400500,420500\nP01001,P01,400500,420500\n")
    assert len(nhs.read_branches(path)) == 2


def test_a_place_in_kilometres_has_a_remedy_that_a_site_can_take(tmp_path):
    path = tmp_path / "branches.csv"
    path.write_text("site_code,practice_code,easting,northing\nP01001,P01,400.5,420.5\n")
    with pytest.raises(DataError, match="kilometres in a metre column") as refused:
        nhs.read_branches(path)
    assert refused.value.remedy == "Multiply eastings and northings by 1,000"


def publications() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    lists = nhs.read_list_sizes(SAMPLES / "lists_of_ccgs_2021.csv")
    register = nhs.read_practice_map(SAMPLES / "map_of_ccgs_2020.csv")
    places = nhs.read_postcodes(SAMPLES / "postcodes_spelled_four_ways.csv")
    return lists, register, places


def test_publications_joined():
    lists, register, places = publications()
    table = nhs.assemble(lists, places, registers=[register], exclude=["Z00010"])
    practices.check(table)
    assert list(table.index) == CODES[:9]
    first = table.iloc[0]
    assert (first["name"], first["pcn_code"]) == ("HARBOUR STREET SURGERY", "UZ0001")
    assert (first["ccg_code"], first["stp_code"]) == ("Z1A", "QZZ")
    assert (first.geometry.x, first.geometry.y) == (412000, 301000)


def test_practice_without_a_place_is_named():
    lists, register, places = publications()
    with pytest.raises(DataError, match=r"no coordinates: row 11 \(Z00010\).*exclude Z00010"):
        nhs.assemble(lists, places, registers=[register])


def test_practice_without_a_list_is_named_or_left_out():
    lists, register, places = publications()
    fewer = lists[lists["practice_code"] != "Z00002"]
    places = places.fillna(places.median())
    with pytest.raises(DataError, match=r"no list size: row 3 \(Z00002\)"):
        nhs.assemble(fewer, places, registers=[register])
    table = nhs.assemble(fewer, places, registers=[register], leave_out_without_list=True)
    assert len(table) == 9
    assert "1 left out, as they have no list: Z00002." in table.attrs["notes"]


def test_practices_that_are_odd_but_sound_pass_unharmed():
    """A list above a network's, a tiny one, shared premises, one far outside its border."""
    table = practices.read(SAMPLES / "odd_but_sound.csv", accept_places=True)
    assert list(table["patients"].iloc[:3]) == [89786, 7, 66455]
    assert table.geometry.iloc[3:6].nunique() == 1
    assert table.geometry.iloc[9].y == 181000
    assert table["ccg_code"].iloc[9] == "Z2B"
    across = table.groupby("pcn_code")["ccg_code"].nunique()
    assert across["UZ0002"] == 2
