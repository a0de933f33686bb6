"""Addresses of practices, out of whatever columns a table has for them."""

import pandas as pd
import pytest

from boundaries.practices import addresses

PLACE = "12 High Street, Hather, ZZ1 1AA"


@pytest.mark.parametrize(
    "row",
    [
        {"address": "12 High Street, Hather", "postcode": "ZZ1 1AA"},
        {"Address Line 1": "12 High Street", "Address Line 2": "Hather", "POSTCODE": "ZZ1 1AA"},
        {"Address1": " 12 High Street,", "Address2": "", "Town": "Hather", "pcds": "ZZ1 1AA"},
        {"STREET": "12 High Street", "Post Town": "Hather", "Practice Postcode": "ZZ1 1AA"},
        {"Practice_Address": PLACE, "Postcode": "ZZ1 1AA"},
    ],
)
def test_an_address_is_one_line_however_a_table_says_it(row) -> None:
    assert list(addresses.of(pd.DataFrame([row], index=["P1"]))) == [PLACE]


def test_what_a_table_does_not_say_is_blank_and_other_columns_are_no_address() -> None:
    table = pd.DataFrame(
        {"name": ["The Road Surgery"], "pcn_name": ["Town PCN"], "roads_km": ["4"]}, index=["P1"]
    )
    assert addresses.columns(table) == []
    assert addresses.of(table).to_dict() == {"P1": ""}
    some = pd.DataFrame({"address": ["1 Mill Lane", None]}, index=["P1", "P2"], dtype="str")
    assert addresses.of(some).to_dict() == {"P1": "1 Mill Lane", "P2": ""}
