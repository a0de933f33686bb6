"""Messages agree with the numbers in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.words import KINDS, NOUNS, agreed, unbroken

ROOT = Path(__file__).parents[2]
COUNTED = re.compile(rf"\{{[^{{}}]+\}} ((?:(?:{'|'.join(KINDS)}) )?(?:{'|'.join(NOUNS)}))\b")
PLURAL = re.compile(rf"\b1 (?:[a-z]+ )?(?:{'|'.join(NOUNS)})\b")


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("1 rows have no code", "1 row has no code"),
        ("1 practices of the plan are not here", "1 practice of the plan is not here"),
        ("41 practices are closed", "41 practices are closed"),
        ("1 small areas of England are here", "1 small area of England is here"),
        ("3.1 kilometres, 1 things still stop it", "3.1 kilometres, 1 thing still stops it"),
        ("of 1 practices that are not in it", "of 1 practice that is not in it"),
        ("Leave out the 1 rows", "Leave out the 1 row"),
        ("1 branches lie far off", "1 branch lies far off"),
        ("2,001 rows have none; 1 one", "2,001 rows have none; 1 one"),
    ],
)  # fmt: skip
def test_verbs_and_nouns_agree(said, right):
    assert agreed(said) == right


def test_no_message_of_the_code_says_one_things():
    """Every number and noun that stand together in a message, tried with one."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "boundaries").rglob("*.py"))
    ]
    said = [f"1 {noun}" for text in texts for noun in COUNTED.findall(text)]
    assert len(said) > 30
    assert [one for one in said if PLURAL.search(agreed(one))] == []


def test_an_error_about_one_row_says_so():
    assert str(DataError("1 rows have no code", remedy="Leave out the 1 rows")).startswith(
        "1 row has no code. Leave out the 1 row"
    )


@given(st.text())
def test_an_unbroken_text_is_one_line_with_every_sign_that_is_seen(text):
    line = unbroken(text)
    assert len(line.splitlines()) <= 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)
    assert [one for one in text if one.isalnum()] == [one for one in line if one.isalnum()]


@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\x1b[2K\r", "\x0b", "\u202e"])
def test_no_row_of_a_file_makes_a_line_of_an_error(end):
    error = DataError("a name is odd", rows=[f"Hill{end}Error: all is lost"], remedy="Look")
    assert len(str(error).splitlines()) == 1
    assert end not in str(error)
