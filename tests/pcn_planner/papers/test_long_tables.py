"""Tables of long-named practices on paper: rows stay whole, headers repeat, no text is cut off."""

import zipfile
from dataclasses import replace

import docx
import pandas as pd
import pypdf
import pytest

from optimise.problem.plan import Status
from pcn_planner.papers import facts, material, registration
from pcn_planner.papers.formats import pdf, word
from pcn_planner.papers.formats.document import (
    Document,
    Fields,
    Heading,
    Picture,
    Points,
    Text,
    set_out,
    table,
)
from pcn_planner.proposal.tables import network_table
from tests.support import crowded, packed

HEAD = ("ODS code", "Practice", "Patients", "Reason")
TALE = "Its patients have come to the valley for their nurses since the bridge was mended; "
NAME = "The Very Old and Venerable Surgery of Upper and Lower Llanfairpwllgwyngyll"
ENDLESS = "a" * 40 + "/" + "b" * 90
LONG = [(f"P{k:05d}", NAME[: 30 + 11 * (k % 5)], k, TALE * (7 if k % 4 == 1 else 1))
        for k in range(45)]  # fmt: skip
TALLER_THAN_A_PAGE = [("P99999", NAME, 1, TALE * 60)]


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """Paths of the same document as PDF and as Word."""
    folder = tmp_path_factory.mktemp("long")
    blocks = (
        Heading("Long"), table(HEAD, LONG, (1, 2, 1, 2), 2),
        Heading("Few and tall"), table(HEAD, [(c, n, k, TALE * 12) for c, n, k, _ in LONG[:7]],
                                       (1, 2, 1, 2), 2),
        Heading("Endless"), table(HEAD, [(ENDLESS,) * 4], (1, 2, 1, 2), 2),
        Text(ENDLESS), Points((ENDLESS,)), Fields(((ENDLESS, ENDLESS),)),
        Heading("Taller than a page"), table(HEAD, TALLER_THAN_A_PAGE, (1, 2, 1, 2), 2),
    )  # fmt: skip
    made = Document(ENDLESS, ENDLESS, NAME * 2, blocks)
    pdf.write(made, folder / "long.pdf")
    word.write(made, folder / "long.docx")
    return folder / "long.pdf", folder / "long.docx"


def rows_of(one, part):
    """Every row of a part of a table."""
    return [row for body in packed.elements(one, part) for row in packed.elements(body, "/TR")]


def pages(node, on=None):
    """Numbers (of the PDF's objects) of all pages that something marked in an element stands on."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.DictionaryObject):
        on = node.raw_get("/Pg").idnum if "/Pg" in node else on
        if node.get("/Type") == "/MCR":
            return {on}
        return pages(node["/K"], on) if "/K" in node else set()
    if isinstance(node, pypdf.generic.ArrayObject):
        return set().union(*(pages(one, on) for one in node))
    return {on}


def test_rows_of_pdf_tables_stand_on_one_page_each(papers):
    paper = pypdf.PdfReader(papers[0])
    long, few, endless, taller = packed.elements(
        paper.trailer["/Root"]["/StructTreeRoot"], "/Table"
    )
    for one in (long, few, endless):
        rows = [
            pages(row)
            for body in packed.elements(one, "/TBody")
            for row in packed.elements(body, "/TR")
        ]
        rows += [
            pages(row)
            for foot in packed.elements(one, "/TFoot")
            for row in packed.elements(foot, "/TR")
        ]
        assert all(len(row) == 1 for row in rows)
    assert len(pages(long)) > 2  # else this shows nothing
    assert len(pages(few)) > 1
    (row,) = (
        row for body in packed.elements(taller, "/TBody") for row in packed.elements(body, "/TR")
    )
    assert len(pages(row)) > 1  # what no page holds goes on, and is not cut off


def test_headers_of_pdf_tables_stand_on_every_page_again(papers):
    paper = pypdf.PdfReader(papers[0])
    told = [page.extract_text() for page in paper.pages]
    with_rows = [text for text in told if "P000" in text]
    assert len(with_rows) > 3
    assert all("ODS code" in text for text in with_rows)


def test_no_heading_of_a_pdf_stands_alone_at_the_foot(papers):
    paper = pypdf.PdfReader(papers[0])
    for page in paper.pages:
        last = page.extract_text().strip().splitlines()[-4:]
        assert not {"Long", "Few and tall", "Endless", "Taller than a page"} & set(last)


def test_every_letter_of_a_pdf_is_on_the_page_and_no_column_covers_another(papers):
    """Where texts begin and end, of letters as wide as the font's mean."""
    paper = pypdf.PdfReader(papers[0])
    for page in paper.pages:
        width, height = map(float, page.mediabox[2:])

        def note(text, matrix, place, _font, size, width=width, height=height):
            if text.strip():
                x, y = place[4] + matrix[4], place[5] + matrix[5]
                assert 0 <= x <= width, text
                assert 0 <= abs(y) <= height, text
                assert x + 0.4 * size * len(text.strip()) < width - 30, text

        page.extract_text(visitor_text=note)
    whole = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert whole.replace("\u200b", "").count(ENDLESS.replace("/", "/")) >= 1


def test_checkers_find_nothing_against_pdf_ua(papers):
    assert not any(packed.against_pdf_ua(papers[0]).values())


def test_rows_of_word_tables_are_never_cut_and_headers_stand_again(papers):
    for made in docx.Document(str(papers[1])).tables:
        head, *rows = made.rows
        assert "<w:tblHeader" in head._tr.xml
        assert all("<w:cantSplit" in row._tr.xml for row in (head, *rows))
        assert not any("<w:tblHeader" in row._tr.xml for row in rows)
    with zipfile.ZipFile(papers[1]) as archive:
        assert b"w:cantSplit" in archive.read("word/document.xml")


def test_no_line_breaks_a_number(tmp_path):
    """The widest sum that a network has had, in the columns of the change paper."""
    sums = ("£2,639,196.03", "£1,459,162.23", "-£1,180,033.80")
    block = table(
        ("Network", "Before", "After", "Change"), [(NAME, *sums)], (4.4, 1, 1, 1), 1, 2, 3
    )
    made = set_out(Document("T", "S", "F", (Heading("Money"), block)))
    pdf.write(made, tmp_path / "n.pdf")
    (page,) = pypdf.PdfReader(tmp_path / "n.pdf").pages
    lines = page.extract_text().split()
    assert [one for one in sums if one not in lines] == []
    assert sum(made.blocks[1].widths) == pytest.approx(7.4)


@pytest.mark.parametrize("networks", [16, 20, 24])
def test_no_page_has_the_last_few_networks_alone(networks, tmp_path, monkeypatch):
    """Where their table goes over a page, the map of all of them stands under its end."""

    def mapped(_tables, sheet, **_):
        size = f'width="174mm" height="{sheet.height_mm}mm"'
        (tmp_path / "m.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>')
        return Picture(tmp_path / "m.svg", tmp_path / "m.png", "A map of all networks", 174)

    monkeypatch.setattr(registration.paper_map, "whole", mapped)
    placed = {f"P{k:02d}": f"N{k:02d}" for k in range(networks)}
    known = crowded.plan(networks=1, practices=networks)
    people = known.practices.set_axis(pd.Index(placed, name="practice_code"))
    table_of = network_table(people, placed, names={}, floor=30_000, ceiling=50_000)
    told = replace(
        known, practices=people, assignment=placed, networks=table_of.assign(exception=""),
        areas=known.areas.iloc[[0] * networks].set_axis(pd.Index(placed.values())),
    )  # fmt: skip
    told = material.gather(
        told, material.Claimed(True, Status.OPTIMAL, 0.0), before=None,
        facts=facts.Facts({}), year="2026/27", lists_date="2026-01-01",
    )  # fmt: skip
    blocks = (
        Heading("Before this can be submitted"), *registration._gate_blocks(told),
        Text(registration.sources(told)), Heading("All networks"),
        *registration._all(told, tmp_path),
    )  # fmt: skip
    pdf.write(Document("Registration of networks", "A", "F", blocks), tmp_path / "r.pdf")
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "r.pdf").pages]
    (ends,) = (text for text in pages if "Total" in text)
    assert ends == pages[0] or "Map of all networks" in ends or ends.count("\n") > 12
