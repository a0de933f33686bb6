"""A document as plain blocks, the same for Word and for PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from pcn_planner.papers.formats.widths import PAGE, POINTS, Room, of_columns

A4, A3 = "a4", "a3"
BLANK = "\u2026" * 12  #: a line to write on, where nothing is known yet
LINE, DAY = "\u2026" * 7, "\u2026" * 4  #: lines in a table, for a name or signature and for a date


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a section."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; a ``strong`` one is what the reader must not miss."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row. ``numbers`` are the columns that align to the right.

    ``widths`` are shares of the page's width; rows are ``tall`` where people write by hand;
    ``points`` is the size of its letters.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    tall: bool = False
    points: float = POINTS


@dataclass(frozen=True)
class Fields:
    """Names and values beside each other; a blank value is a line to write on."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A map or chart: ``vector`` (SVG) for PDF, ``raster`` (PNG, 300 dpi) for Word.

    ``alt`` says what it shows to those who do not see it; ``width_mm`` is its width on paper.
    """

    vector: Path
    raster: Path
    alt: str
    width_mm: float


@dataclass(frozen=True)
class NewPage:
    """The heading that follows begins on a new page."""


Block = Heading | Text | Points | Table | Fields | Picture | NewPage


@dataclass(frozen=True)
class Document:
    """A titled document, ``footer`` on every page; ``paper`` is ``a4`` or ``a3``.

    A ``wide`` one lies on its side.
    """

    title: str
    subtitle: str
    footer: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    paper: str = A4
    wide: bool = False


def table(
    header: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[float], *numbers: int
) -> Table:
    """A table of anything: whole numbers with thousands separators, unknown values blank."""
    cells = tuple(tuple(_cell(one) for one in row) for row in rows)
    return Table(tuple(header), cells, tuple(widths), frozenset(numbers))


def signatures(header: tuple[str, str], people: Sequence[tuple[str, str]]) -> Table:
    """A table to be signed: who signs, a name where it is known, and lines to write on."""
    rows = tuple((who, name or LINE, LINE, DAY) for who, name in people)
    return Table((*header, "Signature", "Date"), rows, (2.8, 1.7, 1.7, 0.9), tall=True)


def leading(blocks: Sequence[Block]) -> list[bool]:
    """For each block, whether it is a sentence that leads to the table or map below it.

    Such a sentence stands on one page with what it leads to.
    """
    return [
        isinstance(one, Text) and isinstance(below, Table | Picture)
        for one, below in zip(blocks, (*blocks[1:], None), strict=True)
    ]


def reworded(document: Document, said: Callable[[str], str]) -> Document:
    """The same document with every text put through ``said``; maps and layout stay."""
    changed: Document = _each(document, said)
    return changed


def set_out(document: Document, room: Room = PAGE) -> Document:
    """The document with columns wide enough for their numbers, codes and words, where they can be.

    Words are as long as they stand on paper: a document is put in words before. ``room`` is that
    of its page.
    """
    blocks = (_set_out(one, room) if isinstance(one, Table) else one for one in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _set_out(table: Table, room: Room) -> Table:
    widths, points = of_columns(table.widths, table.header, table.rows, table.numbers, room)
    return replace(table, widths=widths, points=points)


def _each(one: Any, said: Callable[[str], str]) -> Any:
    if isinstance(one, str):
        return said(one)
    if isinstance(one, tuple):
        return tuple(_each(part, said) for part in one)
    if not is_dataclass(one) or isinstance(one, type):
        return one
    return replace(one, **{part.name: _each(getattr(one, part.name), said) for part in fields(one)})


def _cell(value: object) -> str:
    if value is None or value != value:  # NaN is what is not itself
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)
