"""Readers of the registers of practices and networks, each on a file named for its oddity."""

import contextlib

import pytest

from boundaries.errors import DataError
from boundaries.nhs import assemble as nhs
from tests.support.locations import SAMPLES

CODES = [f"Z{number:05d}" for number in range(1, 11)]


@pytest.mark.parametrize("name", ["epraccur_crlf.csv", "epraccur_lf.csv"])
def test_register_without_header_and_with_either_line_end(name):
    register = nhs.read_epraccur(SAMPLES / name)
    assert list(register["practice_code"]) == [*CODES[:4], "Z00095"]
    first = register.iloc[0]
    assert (first["practice_name"], first["postcode"]) == ("HARBOUR STREET SURGERY", "ZZ1 1AA")
    assert (first["commissioner_code"], first["icb_code"]) == ("Z1A", "QZZ")


def test_register_holds_more_than_open_practices():
    source = SAMPLES / "epraccur_lf.csv"
    every = nhs.read_epraccur(source, active_only=False, england_only=False)
    assert set(every["status"]) == {"A", "C", "D", "P"}
    assert "Z00094" not in set(every["practice_code"])  # a prison
    with_wales = nhs.read_epraccur(source, england_only=False)
    assert "W99001" in set(with_wales["practice_code"])


def test_register_row_without_postcode_and_with_a_long_commissioner_stays():
    register = nhs.read_epraccur(SAMPLES / "epraccur_lf.csv").set_index("practice_code")
    assert register.loc["Z00095", "postcode"] == ""
    assert register.loc["Z00095", "commissioner_code"] == "W2U3Z"


def test_register_of_another_shape_is_refused():
    with pytest.raises(DataError, match="has 26 columns where epraccur has 27"):
        nhs.read_epraccur(SAMPLES / "epraccur_26_columns.csv")


@pytest.mark.parametrize("year", [2019, 2022])
def test_networks_of_both_layouts(year):
    members = nhs.read_epcn(SAMPLES / f"epcn_{year}_layout.xlsx")
    by_code = members.set_index("practice_code")
    # Z00002 left network 1 for network 2; network 3, of Z00009 and Z00010, closed.
    assert sorted(by_code.index) == CODES[:8]
    assert by_code.loc["Z00002", "pcn_code"] == "UZ0002"
    assert by_code.loc["Z00001", "pcn_name"] == "NETWORK 1 PCN"
    assert by_code.loc["Z00001", "start_date"] == "20190701"


def test_networks_across_a_border_and_ended_ones_stay_visible():
    every = nhs.read_epcn(SAMPLES / "epcn_2022_layout.xlsx", open_only=False)
    assert len(every) == 11
    across = every[every["commissioner_code"] != every["pcn_commissioner_code"]]
    assert list(across["practice_code"]) == ["Z00007", "Z00008"]


def test_workbooks_that_are_no_epcn():
    with pytest.raises(DataError, match="no sheet has columns for"):
        nhs.read_epcn(SAMPLES / "workbook_of_something_else.xlsx")
    with pytest.raises(DataError, match="no sheet has columns for"):
        nhs.read_epcn(SAMPLES / "plain.csv")


def test_damaged_workbooks_are_refused(tmp_path):
    whole = (SAMPLES / "epcn_2022_layout.xlsx").read_bytes()
    for start in range(100, len(whole), 400):
        (tmp_path / "epcn.xlsx").write_bytes(whole[:start] + b"\xff" * 8 + whole[start + 8 :])
        with contextlib.suppress(DataError):
            nhs.read_epcn(tmp_path / "epcn.xlsx")
    (tmp_path / "epcn.xlsx").write_bytes(whole[:500])
    with pytest.raises(DataError, match="damaged"):
        nhs.read_epcn(tmp_path / "epcn.xlsx")
