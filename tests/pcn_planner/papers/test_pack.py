"""Papers of a small plan: every figure is that of the plan, and every text stays text."""

import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pandas as pd
import pypdf
import pytest
from docx.shared import Mm
from PIL import Image

from boundaries.errors import DataError
from optimise.problem.plan import Cause, ExceptionRow, Status
from pcn_planner.papers import board, change, considered, facts, gate, material, pack, registration
from pcn_planner.papers.formats import document, word, workbook
from pcn_planner.papers.formats.document import Document, Fields, Heading, NewPage, Table, Text
from tests.support.drawn_plan import plan

HOSTILE = '=HYPERLINK("http://x") <b>#import</b> $x$ [y] *z* `q`'


@pytest.fixture(scope="module")
def tables():
    return plan()


@pytest.fixture(scope="module")
def asked(tables):
    first = str(tables.networks.index[0])
    networks = tables.networks.assign(exception="")
    networks.loc[first, "exception"] = "below the floor"
    tables = replace(tables, networks=networks)
    row = ExceptionRow(first, ("x",), 1, -1, Cause.BELOW_FLOOR, "these practices have too few")
    known = facts.Facts({first: {"clinical_director": HOSTILE, "nominated_payee": "Payee Ltd"}})
    before = dict(tables.assignment)
    code = sorted(before)[0]
    before[code] = next(key for key in before.values() if key != before[code])
    return material.gather(
        tables,
        material.Claimed(True, Status.OPTIMAL, 0.0, (row,)),
        before=replace(tables, assignment=before),
        facts=known,
        year="2026/27",
        lists_date="2025-10-01",
    )


@pytest.fixture(scope="module")
def written(asked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack") / "out"
    pack.write(asked, folder)
    return folder


def words_of(path) -> str:
    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_pack_is_whole(written):
    assert {path.name for path in written.iterdir()} == set(pack.KNOWN)


def test_the_gate_names_all_that_is_missing(asked):
    first, *others = map(str, asked.tables.networks.index)
    found = {(one.network, one.why): one for one in gate.stops(asked)}
    date = found["", "List sizes are of 1 October 2025; registration asks for 1 January"]
    assert (date.where, date.mend) == ("start", "Load lists of 1 January")
    reason = found[first, "It is outside the band and nobody has given a reason"]
    assert (reason.where, reason.mend) == (gate.FACTS, "Give the reason")
    blank = "Clinical director and nominated payee are blank"
    assert [key for key, why in found if why == blank] == others


def test_registration_has_every_member_and_total(written, asked):
    text = words_of(written / "registration.docx")
    for code, name in asked.tables.practices["name"].items():
        assert code in text
        assert str(name) in text
    for size in asked.tables.networks["patients"]:
        assert f"{size:,}" in text
    assert HOSTILE in text


def test_pdf_is_tagged_and_no_text_is_read_as_markup(written):
    paper = pypdf.PdfReader(written / "registration.pdf")
    catalogue = paper.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("en")
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data()
    text = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert "".join(HOSTILE.split()) in text


def test_change_counts_as_compare_does(asked):
    found = change.compared(asked)
    assert found.practices_moved == 1
    moved = asked.tables.practices["patients"][found.moves[0].practice_code]
    assert change.headline(found).startswith(f"1 practice moves, {moved:,} patients")


def test_the_board_hears_what_is_proven(asked, tmp_path):
    texts = [b.text for b in board.document(asked, tmp_path).blocks if isinstance(b, Text)]
    assert "No better plan exists under the rules and data given; this is proven." in texts
    late = replace(asked, claimed=replace(asked.claimed, status=Status.FEASIBLE, gap=0.018))
    assert "at most 1.8 % from the best possible" in late.claimed.sentence()


def test_the_workbook_is_tidy_typed_and_disarmed(written, asked):
    book = openpyxl.load_workbook(written / "networks.xlsx")
    assert book.sheetnames == list(workbook.SHEETS)
    sheet = book["practices"]
    head = [cell.value for cell in sheet[1]]
    assert len(set(head)) == len(head)
    lists = [row[head.index("patients")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert lists == asked.tables.practices["patients"].tolist()
    assert not sheet.merged_cells.ranges
    told = pd.DataFrame(book["columns"].values)
    assert len(told) - 1 == sum(
        book[name].max_column for name in book.sheetnames if name != "columns"
    )
    head, *rows = book["columns"].values
    said = {row[:2]: dict(zip(head, row, strict=True)) for row in rows}
    assert all(one["meaning"] for one in said.values())
    assert said["practices", "patients"]["type"] == "number"
    assert said["networks", "in_band"]["type"] == "yes or no"
    assert said["networks", "name"]["type"] == "text"
    assert not [c for ws in book for row in ws.iter_rows() for c in row if c.data_type == "f"]


def test_scores_are_numbers_and_codes_stay_text(asked):
    practices = asked.tables.practices.assign(score="15.1", code="00123", year="2026")
    table = workbook.sheets(replace(asked, tables=replace(asked.tables, practices=practices)))[
        "practices"
    ]
    assert set(table["score"]) == {15.1}
    assert (set(table["code"]), set(table["year"])) == ({"00123"}, {"2026"})


MISSING = {
    "counts": (pd.Series([pd.NA, 3, 4], dtype="Int64"), "number"),
    "shares": (pd.Series([None, 3.5, 1]), "number"),
    "nothing": (pd.Series([pd.NA] * 3, dtype="Int64"), ""),
    "words": (pd.Series([pd.NA, "a", ""], dtype="str"), "text"),
    "answers": (pd.Series([pd.NA, True, False], dtype="boolean"), "yes or no"),
    "days": (pd.Series([pd.NaT, None, ""], dtype=object), ""),
    "money": (pd.Series([pd.NA, Decimal(2), ""], dtype=object), "number"),
}


def test_what_is_not_known_is_a_blank_cell_in_every_kind_of_column(asked, tmp_path):
    conflicts = pd.DataFrame({name: values for name, (values, _) in MISSING.items()})
    odd = replace(asked, tables=replace(asked.tables, conflicts=conflicts))
    workbook.write(odd, tmp_path / "networks.xlsx")
    book = openpyxl.load_workbook(tmp_path / "networks.xlsx")
    head, *rows = book["conflicts"].values
    told = {row[1]: row[2] or "" for row in book["columns"].values if row[0] == "conflicts"}
    for name, (values, kind) in MISSING.items():
        known = [None if pd.isna(one) or one == "" else one for one in values]
        assert [row[head.index(name)] for row in rows] == known, name
        assert told[name] == kind, name


def test_blank_facts_are_lines_to_write_on(tmp_path):
    word.write(Document("A", "b", "c", (Fields((("Payee", ""),)),)), tmp_path / "a.docx")
    assert "……" in words_of(tmp_path / "a.docx")


def test_rows_of_word_tables_are_never_cut(written):
    with zipfile.ZipFile(written / "registration.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert len(re.findall("<w:cantSplit", text)) > len(re.findall("<w:tblHeader", text)) > 0


def test_a_template_that_is_none_is_refused(asked, tmp_path):
    (tmp_path / "t.docx").write_text("no")
    with pytest.raises(DataError, match="no Word document"):
        pack.write(asked, tmp_path / "out", template=tmp_path / "t.docx")
    assert not (tmp_path / "out").exists()


def template(path, change):
    """Word's own empty document with its members changed."""
    docx.Document().save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in change(members).items():
            archive.writestr(name, data)
    return path


BROKEN = {
    "no_types": lambda parts: {"[Content_Types].xml": b"<x/>"},
    "xml_cut_off": lambda parts: {**parts, "word/document.xml": b"<broken"},
    "no_styles": lambda parts: {k: v for k, v in parts.items() if k != "word/styles.xml"},
    "styles_cut_off": lambda parts: {**parts, "word/styles.xml": b""},
    "no_document": lambda parts: {k: v for k, v in parts.items() if "document" not in k},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="no Word document"):
        word.opened(template(tmp_path / "t.docx", BROKEN[name]))


def test_a_template_that_is_not_there_or_lacks_a_style_is_refused_by_name(tmp_path):
    for path in (tmp_path, tmp_path / "none.docx"):
        with pytest.raises(DataError, match="no file"):
            word.opened(path)
    made = docx.Document()
    made.styles["Heading 3"].element.getparent().remove(made.styles["Heading 3"].element)
    made.save(tmp_path / "t.docx")
    with pytest.raises(DataError, match="no style Heading 3"):
        word.opened(tmp_path / "t.docx")


def test_tables_and_maps_keep_to_the_page_of_a_template(written, tmp_path):
    """A5, with a line of a letter head."""
    made = docx.Document()
    made.sections[0].page_width, made.sections[0].page_height = Mm(148), Mm(210)
    made.add_paragraph("NHS of Hather")
    made.save(tmp_path / "t.docx")
    picture = document.Picture(tmp_path / "m.svg", tmp_path / "m.png", "A map of nothing", 174)
    Image.new("RGB", (1740, 3000)).save(picture.raster)
    rows = document.table(("a", "b"), [("1", "2")], (1, 2))
    word.write(Document("A", "b", "c", (rows, picture)), tmp_path / "a.docx", tmp_path / "t.docx")
    page = docx.Document(str(tmp_path / "a.docx"))
    assert page.paragraphs[0].text == "NHS of Hather"
    section = page.sections[0]
    between = section.page_width - section.left_margin - section.right_margin
    assert sum(cell.width for cell in page.tables[0].rows[0].cells) == pytest.approx(between, abs=9)
    (drawn,) = page.inline_shapes
    assert drawn.width <= between
    assert drawn.height <= section.page_height - section.top_margin - section.bottom_margin
    assert drawn.width / drawn.height == pytest.approx(1740 / 3000, rel=1e-3)


def test_facts_of_nobody_or_in_two_columns_are_refused_by_row(tmp_path, asked):
    networks = asked.tables.networks.index
    for text, said in (
        ("network_id,clinical_director\n,Dr A\n", "name no network|names no network"),
        ("network_id,contact,contact\nN1,a,b\n", "2 columns are called 'contact'"),
        ("network_id,Nominated payee,nominated_payee\nN1,a,b\n", "called"),
    ):
        (tmp_path / "facts.csv").write_text(text)
        with pytest.raises(DataError, match=said):
            facts.read(tmp_path / "facts.csv", networks)


def test_facts_of_strangers_are_refused(tmp_path, asked):
    path = tmp_path / "facts.csv"
    path.write_text("network_id,clinical_director\nN404,Dr A\n")
    with pytest.raises(DataError) as caught:
        facts.read(path, asked.tables.networks.index)
    assert caught.value.rows == ("N404",)


def test_a_gap_that_tells_nothing_is_no_claim(asked):
    wide = replace(asked.claimed, status=Status.FEASIBLE, gap=0.9997)
    assert wide.sentence() == "Nothing is proven of how good the plan is."


def test_networks_of_the_change_paper_have_names_on_both_sides(asked, tmp_path):
    tables = [b for b in change.document(asked, tmp_path).blocks if isinstance(b, Table)]
    assert tables[0].rows[0][3] == "N2 North East PCN"
    assert tables[0].rows[0][4] == "N1 North West PCN"


def test_a_new_page_in_word_is_a_mark_of_its_heading(tmp_path):
    blocks = (Heading("One"), NewPage(), Heading("Two"))
    word.write(Document("A", "b", "c", blocks), tmp_path / "a.docx")
    found = {p.text: p.paragraph_format for p in docx.Document(str(tmp_path / "a.docx")).paragraphs}
    assert found["Two"].page_break_before
    assert not found["One"].page_break_before
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert b"w:br " not in archive.read("word/document.xml")


def test_what_a_redraft_considered_is_told_with_reasons(asked, tmp_path):
    code = change.compared(asked).moves[0].practice_code
    (tmp_path / "redraft.csv").write_text(
        ",".join([*considered.COLUMNS, considered.IN_PIECES, considered.MISALIGNED])
        + "\n0,optimal,0,0,3,2,9000,,\n1,optimal,1,5,3,1,8000,1,40\n"
        "2,feasible,3,9,3,0,7000,2,41\n3,no_plan,,,,,,,\n"
    )
    (tmp_path / "moves.csv").write_text(
        "moves_max,practice_code,network_before,network_after,reason\n"
        f"1,{code},N2,N1,Nearer to its patients\n"
    )
    known = considered.read(tmp_path)
    told = replace(asked, considered=known)
    tables = [b for b in change.document(told, tmp_path).blocks if isinstance(b, Table)]
    assert tables[0].rows[0][-1] == "Nearer to its patients"
    steps = next(one for one in tables if one.header[0] == "Limit")
    assert [tuple(row) for row in steps.rows] == [
        ("0", "0", "0", "2", "", "9,000", "proven", "as networks are"),
        ("1", "1", "5", "1", "1", "8,000", "proven", "as many as the proposal"),
        ("2", "3", "9", "0", "2", "7,000", "not proven", ""),
    ]  # fmt: skip
    (options,) = [b for b in board.document(told, tmp_path).blocks if isinstance(b, Table)]
    assert [row[0] for row in options.rows] == [
        "Networks as they are", "Change more", "The proposal"
    ]  # fmt: skip
    assert options.rows[1][1:5] == ("3", "3", "2", "7,000")
    assert options.rows[1][5].startswith("3 practices move, 9 patients by list (")
    assert board._other_teams(told)[-1].endswith("41 with the option Change more.")
    assert board.lacking(told) == []
    assert "two options" in board.lacking(asked)[0]
    assert "one option" in board.lacking(replace(asked, before=None))[0]
    with pytest.raises(DataError, match=r"no redraft\.csv"):
        considered.read(tmp_path / "elsewhere")
    whole = (tmp_path / "redraft.csv").read_text()
    for odd in ("many", "1e400", "-1"):
        (tmp_path / "redraft.csv").write_text(whole.replace("optimal,1,5", f"optimal,1,{odd}"))
        with pytest.raises(DataError, match=rf"row 3: patients_moved '{odd}'"):
            considered.read(tmp_path)


def test_columns_of_facts_that_no_paper_knows_are_told(tables):
    first = str(tables.networks.index[0])
    table = pd.DataFrame({"network_id": [first], "clinical_director": ["Dr A"], "payee": ["P"]})
    known = facts.read(table, tables.networks.index)
    assert known.get(first, "clinical_director") == "Dr A"
    (said,) = known.notes
    assert "payee" in said
    assert "nominated_payee" in said
    assert facts.read(table.drop(columns="payee"), tables.networks.index).notes == ()


def test_lists_of_two_dates_are_flagged_in_the_gate_and_on_every_page(asked):
    mixed = replace(asked, lists_date="2026-01-01", lists_dates=("2025-10-01", "2026-01-01"))
    whole = [one.why for one in gate.stops(mixed) if not one.network]
    assert whole == ["List sizes are of 1 October 2025 and 1 January 2026, not of one date"]
    assert registration.footer(mixed).endswith("Lists of 1 October 2025 and 1 January 2026.")


def test_lines_to_write_on_fit_their_cells_in_wide_fonts_too():
    made = document.signatures(("Practice", "Name"), [("P81001 North Surgery", "")])
    text_mm, padding_mm, wide_em, size_mm = 170, 4, 1.4, 9 * 25.4 / 72
    for cell, share in list(zip(made.rows[0], made.widths, strict=True))[1:3]:
        assert len(cell) * wide_em * size_mm <= text_mm * share / sum(made.widths) - padding_mm
