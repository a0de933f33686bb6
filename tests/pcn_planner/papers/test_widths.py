"""Columns of papers are as wide as their codes, numbers and words, where there is room."""

from dataclasses import replace

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcn_planner.papers import material, pack
from pcn_planner.papers.facts import Facts
from pcn_planner.papers.formats import document, widths, word
from tests.support.drawn_plan import plan

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
    made, points = widths.of_columns((1, 5, 1), ("Network", "Name", "Patients"), rows, [2])
    assert points == widths.POINTS
    assert sum(made) == pytest.approx(7)
    least = [max(map(widths.millimetres, column)) for column in zip(*rows, strict=True)]
    if sum(min(one, widths.LONGEST_MM) + 25 for one in least) < widths.TABLE_MM:
        for share, one in zip(made, least, strict=True):
            wanted = min(one, widths.LONGEST_MM)
            assert share * widths.TABLE_MM / 7 >= wanted + widths.BESIDE_MM - 1e-6


def test_shares_that_are_wide_enough_stay():
    assert widths.of_columns((1, 4, 1.5), ("A", "B", "C"), [("x", "y z", "12,345")], [2])[0] == (
        1, 4, 1.5,
    )  # fmt: skip


def test_a_long_code_takes_room_from_a_long_sentence_and_a_longest_leaves_some():
    code = "BLACKBURN-EAST-NEIGHBOURHOOD-7"
    made = written((code, "It is outside the band"))
    assert made.widths[0] * widths.TABLE_MM / 5 > widths.millimetres(code)
    long = written(("W" * 99, "It"))
    assert long.widths[0] * widths.TABLE_MM / 5 <= widths.LONGEST_MM + widths.BESIDE_MM + 1e-6


@given(st.floats(90, 174), st.integers(3, 9))
def test_on_narrow_pages_numbers_stay_whole_and_letters_are_as_large_as_can_be(wide, columns):
    """The room is of the page that is written on: a letter's, or one with broad margins."""
    header, rows = ["Network", *["Patients"] * columns], [["Green Lane", *["123,456"] * columns]]
    room = widths.Room(wide, 4.0, widths.SIZES)
    numbers = range(1, columns + 1)
    made, points = widths.of_columns([1.0] * len(header), header, rows, numbers, room)
    one = widths.millimetres("Patients", bold=True)
    needed = widths.millimetres("Network", bold=True) + columns * one

    def fits(size):
        return needed * size / widths.POINTS + len(header) * 4.0 <= wide

    assert points == next((size for size in widths.SIZES if fits(size)), widths.SIZES[-1])
    if fits(points):
        assert min(made[1:]) * wide / sum(made) >= one * points / widths.POINTS + 4.0 - 1e-6


def test_word_reckons_with_the_page_of_the_template(tmp_path):
    docx.Document().save(tmp_path / "letter.docx")  # 8.5 inches less 1.25 on either side
    assert word.room(tmp_path / "letter.docx").width_mm == pytest.approx(6 * 25.4, abs=0.1)
    assert word.room(None).width_mm == pytest.approx(widths.TABLE_MM, abs=0.1)
    row = ("Hill", *["1,234,567.00"] * 6)
    table = document.table(("Network", *["Amount"] * 6), [row], [1] * 7, *range(1, 7))
    whole = document.set_out(
        document.Document("T", "S", "F", (table,)), word.room(tmp_path / "letter.docx")
    )
    word.write(whole, tmp_path / "out.docx", tmp_path / "letter.docx")
    (written,) = docx.Document(tmp_path / "out.docx").tables
    sizes = {run.font.size.pt for cell in written.rows[1].cells for run in cell.paragraphs[0].runs}
    assert sizes == {whole.blocks[0].points} < {9.0, 8.5, 8.0, 7.5}
    text = widths.millimetres("1,234,567.00") * whole.blocks[0].points / widths.POINTS
    assert min(cell.width.mm for cell in written.rows[1].cells[1:]) >= text + 3.8


def test_letters_that_the_font_lacks_are_told_once_and_no_warning_is_printed(tmp_path, recwarn):
    tables = plan()
    tables = replace(tables, networks=tables.networks.assign(status="in band", exception=""))
    called = tables.practices.assign(name=["中文診所", *tables.practices["name"][1:]])
    made = material.gather(
        replace(tables, practices=called), material.Claimed(True, None, None, ()), before=None,
        facts=Facts({}), year="2026/27",
    )  # fmt: skip
    (told,) = [one for one in made.notes if "letters that the font" in one]
    assert told.startswith("1 text has letters")
    assert told.endswith(": 中文診所.")
    pack.write(made, tmp_path / "pack")
    assert [one for one in recwarn if "Glyph" in str(one.message)] == []
    assert not any("letters" in one for one in replace(made, tables=tables).notes)


def test_what_the_font_prints_is_no_box():
    assert widths.is_printed("Müller & Søn, Łódź – “Dr Ω”")
    assert not widths.is_printed("中")
