"""Columns of papers are as wide as their codes, numbers and words, where there is room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcn_planner.papers.formats import document, widths

WORDS = st.text("WiM.1-ö", min_size=0, max_size=12)


def written(*rows: tuple[str, str]) -> document.Table:
    table = document.table(("Network", "What"), rows, (1, 4))
    (made,) = document.set_out(document.Document("", "", "", (table,))).blocks
    return made


def test_letters_are_as_wide_as_the_font_has_them():
    assert widths.millimetres("0" * 10) == pytest.approx(10 * 0.636 * 9 / 72 * 25.4, rel=0.01)
    assert widths.millimetres("W", bold=True) > widths.millimetres("W") > widths.millimetres("i")
    assert widths.millimetres("村") > 0


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_no_word_is_broken_where_there_is_room(rows):
    made = widths.of_columns((1, 5, 1), ("Network", "Name", "Patients"), rows, [2])
    assert sum(made) == pytest.approx(7)
    least = [max(map(widths.millimetres, column)) for column in zip(*rows, strict=True)]
    if sum(min(one, widths.LONGEST_MM) + 25 for one in least) < widths.TABLE_MM:
        for share, one in zip(made, least, strict=True):
            wanted = min(one, widths.LONGEST_MM)
            assert share * widths.TABLE_MM / 7 >= wanted + widths.BESIDE_MM - 1e-6


def test_shares_that_are_wide_enough_stay():
    assert widths.of_columns((1, 4, 1.5), ("A", "B", "C"), [("x", "y z", "12,345")], [2]) == (
        1, 4, 1.5,
    )  # fmt: skip


def test_a_long_code_takes_room_from_a_long_sentence_and_a_longest_leaves_some():
    code = "BLACKBURN-EAST-NEIGHBOURHOOD-7"
    made = written((code, "It is outside the band"))
    assert made.widths[0] * widths.TABLE_MM / 5 > widths.millimetres(code)
    long = written(("W" * 99, "It"))
    assert long.widths[0] * widths.TABLE_MM / 5 <= widths.LONGEST_MM + widths.BESIDE_MM + 1e-6
