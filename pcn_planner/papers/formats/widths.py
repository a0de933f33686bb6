"""How wide texts are on paper, and how wide that makes the columns of a table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

TABLE_MM = 174.0  #: width of a table on A4
POINTS = 9.0  #: size of the texts in a table
SIZES = (POINTS, 8.5, 8.0, 7.5)  #: in Word, where a narrow page has no room for the largest
BESIDE_MM = 3.0  #: room left and right of a text in its cell
LONGEST_MM = 60.0  #: a word wider than that is broken
_INCH_MM, _INCH_POINTS = 25.4, 72.0
_LATIN = "\u00ff"  #: up to here the font has every letter that is printed
_ONE = 2**16  #: FreeType counts in these parts of a pixel, here of a point


@dataclass(frozen=True)
class Room:
    """What there is for a table: its width, room beside texts, and sizes that it may have."""

    width_mm: float = TABLE_MM
    beside_mm: float = BESIDE_MM
    sizes: tuple[float, ...] = (POINTS,)


PAGE = Room()  #: of our own, with the font that ``millimetres`` knows


def millimetres(text: str, *, bold: bool = False) -> float:
    """How wide a text is in the font of the papers at the size of a table's cell.

    Letters of that font are as wide as those of Verdana, and wider than of other usual ones.
    """
    return sum(_letter(one, bold) for one in text) * POINTS / _INCH_POINTS * _INCH_MM


def is_printed(text: str) -> bool:
    """Whether the font of the papers has every letter of a text; others are boxes in a PDF."""
    return all(_has(one) for one in text if one > _LATIN)


def of_columns(
    shares: Sequence[float],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Collection[int],
    room: Room = PAGE,
) -> tuple[tuple[float, ...], float]:
    """Shares of the width of a table in which no number, code or other word is broken, and points.

    What a column lacks is taken from those that have more than they need. A number is one word;
    others end at blanks. The size is the largest with room for all; where none has it, the shares
    are as near as can be, numbers first.
    """
    columns = range(len(shares))
    words = [_longest(header[k], [row[k] for row in rows], whole=k in numbers) for k in columns]
    for points in room.sizes:
        least = [one * points / POINTS + room.beside_mm for one in words]
        if sum(least) <= room.width_mm:
            break
    unit = sum(shares) / room.width_mm
    return _dealt(shares, [unit * one for one in least], numbers), points


def _dealt(
    shares: Sequence[float], needed: Sequence[float], numbers: Collection[int]
) -> tuple[float, ...]:
    out = list(shares)
    for k in sorted(range(len(out)), key=lambda k: (k not in numbers, k)):
        while out[k] < needed[k] - 1e-9:
            giver = max(range(len(out)), key=lambda j: out[j] - needed[j])
            spare = out[giver] - needed[giver]
            if spare <= 1e-9:
                break
            part = min(spare, needed[k] - out[k])
            out[giver], out[k] = out[giver] - part, out[k] + part
    return tuple(out)


def _longest(head: str, cells: Sequence[str], *, whole: bool) -> float:
    """Millimetres of the longest word of a column, in the usual size."""
    words = set(cells) if whole else {word for cell in cells for word in cell.split()}
    wide = [millimetres(one) for one in words] + [millimetres(w, bold=True) for w in head.split()]
    return min(max(wide, default=0.0), LONGEST_MM)


@cache
def _has(letter: str) -> bool:
    return bool(_font(bold=False).get_char_index(ord(letter)))


@cache
def _letter(letter: str, bold: bool) -> float:
    """How far a letter moves on, as a share of the size of the font."""
    font = _font(bold)
    return float(font.load_glyph(font.get_char_index(ord(letter))).linearHoriAdvance) / _ONE


@cache
def _font(bold: bool) -> Any:
    from matplotlib import font_manager, ft2font

    called = font_manager.FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    # Fonts that matplotlib lends are those of its maps, which change their size.
    font = ft2font.FT2Font(font_manager.findfont(called))
    font.set_size(1, _INCH_POINTS)
    return font
