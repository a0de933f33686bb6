"""Untrusted text in HTML and in cells that spreadsheets open."""

import csv
import html as stdlib_html
import io
import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boundaries.files.tables import cells
from pcn_planner import safe_text

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_neutralised(formula: str) -> None:
    assert safe_text.cell(formula) == "'" + formula


@pytest.mark.parametrize("harmless", ["", "A81001", "-5", "+3.5", "-1e-9", "O'Neill", "'t Hof"])
def test_numbers_codes_and_names_stay_as_they_are(harmless: str) -> None:
    assert safe_text.cell(harmless) == harmless


@given(TEXTS)
@example("'=1")
@example("''-5")
@example("'-5")
@example("'NA")
@example("'' null")
def test_reading_back_restores_every_text(text: str) -> None:
    assert safe_text.uncell(safe_text.cell(text)) == text
    assert safe_text.uncell(safe_text.code(text)) == text


@pytest.mark.parametrize("word", [*sorted(cells.NOTHING - {""}), "NA", "Null", " NaN "])
def test_a_code_is_never_read_as_nothing(word: str) -> None:
    read = cells.value(safe_text.code(word))
    assert safe_text.uncell(read).strip() == word.strip()


def test_words_that_say_nothing_are_kept_as_codes_and_names_alone() -> None:
    table = pd.DataFrame({"network_id": ["NA"], "name": ["none"], "reason": ["none"]})
    assert safe_text.neutralise(table).iloc[0].to_list() == ["'NA", "'none", "none"]


@given(TEXTS | st.sampled_from(FORMULAS).flatmap(lambda start: TEXTS.map(start.__add__)))
def test_no_cell_begins_as_a_formula_unless_it_is_a_number(text: str) -> None:
    written = safe_text.cell(text)
    if written[:1] in set("=+-@\t\r\n"):
        assert float(written) == float(text)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_neutralised_tables_survive_a_csv_file(texts: list[str]) -> None:
    table = pd.DataFrame({"=name": pd.Series(texts, dtype=str)})
    safe = safe_text.neutralise(table)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([safe.columns, *safe.to_numpy().tolist()])
    head, *rows = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    read = pd.DataFrame(rows, columns=head, dtype=str)
    pd.testing.assert_frame_equal(safe_text.restore(read), table)


def test_neutralising_leaves_numbers_alone_and_the_table_untouched() -> None:
    table = pd.DataFrame({"text": ["=1"], "number": [-5]})
    out = safe_text.neutralise(table)
    assert out["number"].tolist() == [-5]
    assert table["text"].tolist() == ["=1"]


@given(TEXTS)
def test_html_holds_no_markup_and_says_the_same(text: str) -> None:
    escaped = safe_text.html(text)
    assert not set(escaped) & set("<>\"'{}`")
    assert stdlib_html.unescape(escaped) == "".join(filter(_is_shown, text))


def _is_shown(character: str) -> bool:
    is_control = unicodedata.category(character) == "Cc" and character not in "\t\n\r"
    return not is_control and character not in "\ufffe\uffff"


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_values_are_empty_in_html(nothing: object) -> None:
    assert safe_text.html(nothing) == ""


@pytest.mark.parametrize(
    "text",
    [
        "![i](http://elsewhere.test/p.png)", "<img src=x>", "[a](b)", "www.elsewhere.test",
        "http://elsewhere.test", "a@elsewhere.test", ":red[x]", ":material/lock:", "$x$", "# head",
        "- item", "1. item", "**b**", "~~s~~", "`c`", "&lt;", "a\n# b", "|a|b|",
    ],
)  # fmt: skip
def test_markdown_in_text_is_only_text(text):
    shown = safe_text.markdown(text)
    for sign in "![<:@#$*~`&|":
        assert shown.count(sign) == shown.count("\\" + sign)
    assert "\n" not in shown
    # backslashes are gone when addresses are looked for, so these are broken by a sign of no width
    assert not any(one in shown.replace("\\", "") for one in ("www.", "http://", "@e"))
    assert not shown.startswith(("- ", "1. "))
    assert shown.replace("\\", "").replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ccg_code", "ccg_code"), ("a_b_c 1_2", "a_b_c 1_2"), ("_a_", r"\_a\_"),
        ("a__b", r"a\_\_b"), ("a_ b", r"a\_ b"), ("(_a)", r"(\_a)"),
    ],
)  # fmt: skip
def test_a_line_within_a_word_is_read_aloud_as_it_is(text, shown):
    assert safe_text.markdown(text) == shown


#: what Streamlit looks for in text once Markdown has been read, beside addresses
LATER = re.compile(r":material[/_]\w+:|:[\w+-]+:|(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)")


@given(TEXTS | st.text(":ab+-_1/<>=~ []", max_size=12))
@example(":material/home: PCN")
@example("x:material_home:")
@example(":smile: and :+1: and :-1:")
@example(":a:b:c:")
@example("A -> B <-> C -- D >= E")
def test_no_icon_shortcode_or_arrow_is_found_where_backslashes_are_gone(text):
    assert not LATER.search(safe_text.markdown(text).replace("\\", "").replace("/", "_"))
