"""Papers read aloud: PDF/UA as a program can tell it, structure of Word, texts of nine points."""

import itertools
import re
import zipfile
from dataclasses import replace

import docx
import pandas as pd
import pypdf
import pytest

from optimise.problem.plan import Status
from pcn_planner.papers import facts, material, pack
from pcn_planner.papers.beside import Further
from tests.support import crowded
from tests.support.drawn_plan import plan
from tests.support.packed import against_pdf_ua

PDFS = ("registration", "change", "board", "map")
WORDS = PDFS[:3]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Papers with everything in them: staff, profile, moves."""
    tables = plan()
    tables.networks["exception"] = ""
    tables.networks["lead_team_id"] = ["T1", "T1", "T2"]
    before = replace(tables, assignment=dict(tables.assignment, P3="N1"))
    gathered = material.gather(
        tables, material.Claimed(True, Status.OPTIMAL, 0.0), before=before,
        facts=facts.Facts({}), year="2026/27", lists_date="2026-01-01",
    )  # fmt: skip
    posts = pd.DataFrame({"team_id": ["T1", "T2"], "role": "nurse", "wte": [6.0, 6.0],
                          "base": ["P1", "P4"], "annual_cost": 40_000})  # fmt: skip
    folder = tmp_path_factory.mktemp("papers") / "out"
    pack.write(Further(staff=posts, staff_level=2.0).joined(gathered), folder)
    return folder


@pytest.mark.parametrize("name", PDFS)
def test_checkers_find_nothing_against_pdf_ua(written, name):
    assert against_pdf_ua(written / f"{name}.pdf") == {"pdfua": [], "page": []}


def test_the_checkers_do_find_what_is_wrong(written, tmp_path):
    paper = pypdf.PdfWriter(clone_from=written / "board.pdf")
    del paper.root_object["/StructTreeRoot"]
    del paper.root_object["/Lang"]
    paper.write(tmp_path / "flat.pdf")
    assert all(len(found) >= 2 for found in against_pdf_ua(tmp_path / "flat.pdf").values())


def tagged(node, out):
    """Every element of the structure tree, in reading order."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for one in node:
            tagged(one, out)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        if "/S" in node:
            out.append((str(node["/S"]), str(node.get("/Alt", ""))))
        if "/K" in node:
            tagged(node["/K"], out)
    return out


@pytest.mark.parametrize("name", PDFS)
def test_structure_language_title_pictures_and_fonts(written, name):
    paper = pypdf.PdfReader(written / f"{name}.pdf")
    root = paper.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.metadata.title
    found = tagged(root["/StructTreeRoot"]["/K"], [])
    kinds = [kind for kind, _ in found]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[:1] in ([1], [])
    assert all(later - sooner <= 1 for sooner, later in itertools.pairwise(levels))
    assert ("/Table" in kinds) == bool(levels) == (name != "map")
    assert kinds.count("/TH") >= kinds.count("/Table")
    pictures = [alt for kind, alt in found if kind == "/Figure"]
    assert pictures
    assert all(len(alt) > 20 for alt in pictures)
    for page in paper.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"])


def test_the_map_fills_a_page_of_a3(written):
    (page,) = pypdf.PdfReader(written / "map.pdf").pages
    sides = [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]]
    assert sorted(sides) == [297, 420]  # on the side that the area fills best


@pytest.mark.parametrize("name", PDFS)
def test_no_text_is_below_nine_points(written, name):
    sizes = set()

    def note(text, _matrix, _place, _font, size):
        if text.strip():
            sizes.add(round(size, 1))

    for page in pypdf.PdfReader(written / f"{name}.pdf").pages:
        page.extract_text(visitor_text=note)
    assert sizes
    assert min(sizes) >= 9


@pytest.mark.parametrize("name", WORDS)
def test_word_has_title_language_headings_headers_and_descriptions(written, name):
    made = docx.Document(str(written / f"{name}.docx"))
    assert made.core_properties.title
    assert made.core_properties.language == "en-GB"
    assert 'w:lang w:val="en-GB"' in made.styles.element.xml  # what is read aloud, and spelling
    assert not made.core_properties.author  # nor a library as author, nor its date
    assert not made.core_properties.comments
    assert made.core_properties.created is None
    levels = [int(p.style.name[-1]) for p in made.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(later - sooner <= 1 for sooner, later in itertools.pairwise(levels))
    assert len(made.tables) > 0
    for table in made.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    with zipfile.ZipFile(written / f"{name}.docx") as archive:
        text = archive.read("word/document.xml").decode()
    sizes = {int(half) / 2 for half in re.findall(r'<w:sz w:val="(\d+)"', text)}
    sizes |= {p.style.font.size.pt for p in made.paragraphs if p.style.font.size is not None}
    assert min(sizes) >= 9
    descriptions = re.findall(r'<wp:docPr [^>]*descr="([^"]*)"', text)
    assert len(descriptions) == len(made.inline_shapes) > 0
    assert all(len(one) > 20 for one in descriptions)


@pytest.mark.parametrize("name", WORDS)
def test_headers_are_short_and_tables_are_filled(written, name):
    """Checkers take a header that a page repeats for lost prose, and a blank table for none."""
    for table in docx.Document(str(written / f"{name}.docx")).tables:
        head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        words = " ".join(head).split()
        assert len(words) < 8 or sum(word[0].islower() for word in words) < 4, head
        cells = [text for row in rows for text in row]
        assert sum(not text for text in cells) <= 0.6 * len(cells), head


def test_the_board_reads_two_pages_and_the_map_is_the_second(written):
    first, second = pypdf.PdfReader(written / "board.pdf").pages
    assert "What is proven" in first.extract_text()
    assert second.extract_text().startswith("Map")


@pytest.mark.parametrize("name", WORDS)
def test_each_picture_keeps_to_the_margins_of_word(written, name):
    made = docx.Document(str(written / f"{name}.docx"))
    page = made.sections[0]
    between = page.page_width - page.left_margin - page.right_margin
    assert all(one.width <= between for one in made.inline_shapes)
    sides = [one._inline.get(side) for one in made.inline_shapes for side in ("distL", "distR")]
    assert set(sides) == {"0"}


@pytest.mark.deep
def test_registrations_of_networks_of_many_practices_can_be_read_aloud(tmp_path):
    """Members and signatures of three networks go over pages, each row on one."""
    tables = crowded.plan(networks=3, practices=26)
    gathered = material.gather(
        tables, material.Claimed(True, Status.OPTIMAL, 0.0), before=None,
        facts=facts.Facts({}), year="2026/27", lists_date="2026-01-01",
    )  # fmt: skip
    pack.write(gathered, tmp_path / "out")
    assert not any(against_pdf_ua(tmp_path / "out" / "registration.pdf").values())
    paper = pypdf.PdfReader(tmp_path / "out" / "registration.pdf")
    listed = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert all(listed.count(code) >= 2 for code in tables.assignment)  # member, and signature
