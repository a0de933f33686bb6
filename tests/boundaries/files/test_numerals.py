"""Numbers as people and programs write them."""

import numpy as np
import pandas as pd
import pytest

from boundaries.files.tables import numerals


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12,345", 12_345), ("12345,5", 12_345.5), ("9,5", 9.5), ("12 345", 12_345), (".5", 0.5),
        ("-.25", -0.25), ("1e300", 1e300), ("4e+05", 400_000), ("1,234,567.5", 1_234_567.5),
        ("0,242", 0.242), ("-0,125", -0.125), ("12345,678", 12_345.678), ("1,242", 1_242),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(written: str, meant: float) -> None:
    assert numerals.numbers(pd.Series([written])).tolist() == [meant]


@pytest.mark.parametrize("written", ["", "inf", "1e999", "many", "1,23,4", "nan", ".", "012,345"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert numerals.numbers(pd.Series([written])).isna().all()


def test_what_may_be_thousands_or_decimals_is_no_number_beside_a_decimal_comma() -> None:
    mixed = numerals.numbers(pd.Series(["0,17", "1,242", "0,242", "1242"]))
    assert np.allclose(mixed, [0.17, np.nan, 0.242, 1_242], equal_nan=True)
    assert numerals.numbers(pd.Series(["1,242", "17"])).tolist() == [1_242, 17]


def test_counts_with_a_point_that_may_part_thousands_are_no_numbers() -> None:
    assert numerals.counts(pd.Series(["9.000", "12", "0.125"])).isna().tolist() == [
        True, False, False,
    ]  # fmt: skip


def test_degrees_have_no_thousands() -> None:
    told = numerals.degrees(pd.Series(["-2,001", "53,685", "53.685", "53,6", "400,000.5", "x"]))
    assert np.allclose(told, [-2.001, 53.685, 53.685, 53.6, 400_000.5, np.nan], equal_nan=True)


def test_a_point_before_three_digits_is_unclear_unless_all_decimals_have_three() -> None:
    assert numerals.is_pointed(pd.Series(["9.000", "10000", "9.5"])).tolist() == [
        True,
        False,
        False,
    ]
    assert not numerals.is_pointed(pd.Series(["999.000", "10000.000"])).any()
