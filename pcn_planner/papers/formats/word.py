"""A document as a Word file, in the styles of a template that the user may replace."""

from pathlib import Path
from typing import Any

from pcn_planner.papers.formats.document import (
    BLANK,
    Block,
    Document,
    Fields,
    Heading,
    NewPage,
    Picture,
    Points,
    Table,
    Text,
    leading,
)  # fmt: skip
from pcn_planner.papers.formats.widths import SIZES, Room

NEEDED = {"Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "List Bullet",
          "Table Grid"}  #: styles that a template has to have  # fmt: skip
MARGIN_MM = 18.0
FIELD_MM = 66.0  #: where values of fields begin
HEADING_MM = 20.0  #: of a page's height, for the heading of a map
TALL_MM = 11.0  #: a row to be written in by hand
GAP = 0.3  #: lines of room under a table
BESIDE_MM = 4.0  #: left and right of a text in its cell, as Word has it
_EMU_MM = 36_000  #: English Metric Units in a millimetre
SHORT = 8  #: rows of a table that stands on one page


def write(document: Document, path: Path, template: Path | None = None) -> None:
    """Write the document to ``path``.

    Styles (``NEEDED``) and page set-up come from ``template``, a ``.docx``, and what stands in it
    comes first; by default they are Word's own with A4 pages. Tables and maps are as wide as the
    page between its margins, maps never wider than they are drawn.

    Raises
    ------
    DataError
        The template is no Word file, or lacks one of these styles.
    """
    made = opened(template)
    made.core_properties.title = document.title
    made.core_properties.language = "en-GB"
    made.add_paragraph(document.title, style="Title")
    made.add_paragraph(document.subtitle, style="Subtitle")
    leads = leading(document.blocks)
    for before, block, leads_on in zip(
        (None, *document.blocks), document.blocks, leads, strict=False
    ):
        _add(made, block)
        if leads_on:
            made.paragraphs[-1].paragraph_format.keep_with_next = True
        if isinstance(before, NewPage):
            # a break of its own could stand alone on an empty page
            made.paragraphs[-1].paragraph_format.page_break_before = True
    _footer(made.sections[0].footer.paragraphs[0], document.footer, _between(made))
    made.save(str(path))


def _footer(line: Any, text: str, width: int) -> None:
    """Write the text, and at the right the number of the page and of all pages."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    line.text = f"{text}\t"
    stops = line.paragraph_format.tab_stops
    for stop in list(line.style.paragraph_format.tab_stops):
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    _counted(line, "PAGE")
    line.add_run(" of ")
    _counted(line, "NUMPAGES")


def _counted(line: Any, what: str) -> None:
    """A number that Word reckons itself, such as that of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    line._p.append(field)


def opened(template: Path | None) -> Any:
    """An empty document in the styles of the template; see ``write``.

    Raises
    ------
    DataError
        The template is no Word file, or lacks one of these styles.
    """
    import docx
    from docx.shared import Mm, Pt

    from boundaries.errors import DataError

    if template is not None and not template.is_file():
        raise DataError("the template is no file", source=str(template), remedy="Check its name")
    try:
        made = docx.Document(None if template is None else str(template))
        missing = sorted(NEEDED - {style.name for style in made.styles})
        made.sections[0].footer.paragraphs[0]  # all that is written to has to be there
    except Exception as error:  # python-docx fails in its own way at each part that is broken
        raise DataError(
            "the template is no Word document", source=str(template),
            remedy="Give a .docx file, or leave --template out",
        ) from error  # fmt: skip
    if missing:
        raise DataError(
            f"the template has no style {', '.join(missing)}", source=str(template),
            remedy="Add these styles to the template",
        )  # fmt: skip
    if template is None:
        _blank_about(made)
        page = made.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
        made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Arial", Pt(10)
    return made


def _blank_about(made: Any) -> None:
    """Clear author, comments and dates, and set the language to British English."""
    from docx.oxml.ns import qn

    about = made.core_properties
    about.author = about.comments = ""
    for stamp in list(about._element.iterchildren()):
        if stamp.tag.endswith(("}created", "}modified")):
            about._element.remove(stamp)
    for spoken in made.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), "en-GB")


def room(template: Path | None) -> Room:
    """What a table has on the pages of the template; see ``write``."""
    return Room(_between(opened(template)) / _EMU_MM, BESIDE_MM, SIZES)


def _between(made: Any) -> int:
    """Width between the margins, in English Metric Units, Word's own."""
    page = made.sections[-1]
    return int(page.page_width - page.left_margin - page.right_margin)


def _add(made: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            made.add_heading(text, level)
        case Text(text, strong):
            made.add_paragraph().add_run(text).bold = strong
        case Points(texts):
            for text in texts:
                made.add_paragraph(text, style="List Bullet")
        case Fields(values):
            _fields(made, values)
        case Picture():
            _picture(made, block)
        case Table():
            _table(made, block)


def _gap(made: Any) -> None:
    """A little room under a table, too low to need a page where the table ends one."""
    from docx.shared import Pt

    room = made.add_paragraph().paragraph_format
    room.space_before, room.space_after, room.line_spacing = Pt(0), Pt(0), GAP


def _fields(made: Any, values: tuple[tuple[str, str], ...]) -> None:
    """Name and value on a line each: no table, which would need a header."""
    from docx.shared import Mm, Pt

    for name, value in values:
        line = made.add_paragraph()
        room = line.paragraph_format
        room.space_after, room.left_indent = Pt(2), Mm(FIELD_MM)
        room.first_line_indent = -Mm(FIELD_MM)
        room.tab_stops.add_tab_stop(Mm(FIELD_MM))
        line.add_run(name).bold = True
        line.add_run(f"\t{value or BLANK}")
    _gap(made)


def _picture(made: Any, block: Picture) -> None:
    from docx.shared import Mm

    drawn = made.add_picture(str(block.raster), width=Mm(block.width_mm))
    page = made.sections[-1]
    high = int(page.page_height - page.top_margin - page.bottom_margin) - Mm(HEADING_MM)
    smaller = min(1.0, _between(made) / drawn.width, high / drawn.height)
    drawn.width, drawn.height = round(drawn.width * smaller), round(drawn.height * smaller)
    drawn._inline.docPr.set("descr", block.alt)
    for side in ("distT", "distB", "distL", "distR"):
        drawn._inline.set(side, "0")  # else some programs leave room, and it stands in the margin


def _table(made: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    table = made.add_table(rows=0, cols=len(block.header), style="Table Grid")
    share = _between(made) / sum(block.widths)
    _columns(table, [round(width * share) for width in block.widths])
    for number, row in enumerate((block.header, *block.rows)):
        added = table.add_row()
        _row_rules(added, head=number == 0)
        if block.tall and number:
            added.height = Mm(TALL_MM)
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = number == 0, Pt(block.points)
            cell.paragraphs[0].paragraph_format.keep_with_next = _kept(number, len(block.rows))
            if column in block.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _gap(made)


def _kept(number: int, last: int) -> bool:
    """Whether a row (0 the header) stays on one page with the next: no row stands there alone."""
    return number < last and (last <= SHORT or number < 2 or number >= last - 2)


def _columns(table: Any, widths: list[int]) -> None:
    """Set the widths of the columns, before there are rows: rows take them over."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _row_rules(row: Any, *, head: bool) -> None:
    """Keep rows whole at the end of a page, and repeat the header on the next page."""
    from docx.oxml import OxmlElement

    rules = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        rules.append(OxmlElement(name))
