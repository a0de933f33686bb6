"""Texts of maps that stay texts in a PDF: they can be searched, copied and read back."""

from typing import Any

from matplotlib import patheffects
from matplotlib.patheffects import AbstractPathEffect
from matplotlib.text import Text

from pcn_planner import safe_text
from pcn_planner.papers.formats import widths

HALO_PT = 2.4
OUTLINES: list[AbstractPathEffect] = [patheffects.Normal()]


class Haloed(Text):
    """A text in a white halo, so that it can be read on anything.

    The halo is drawn as outlines under the text: a text with effects would be outlines alone.
    """

    def draw(self, renderer: Any) -> None:
        """Draw the halo, then the text."""
        halo: list[AbstractPathEffect] = [patheffects.Stroke(linewidth=HALO_PT, foreground="white")]
        for effects in (halo, effects_of(self.get_text())):
            self.set_path_effects(effects)
            super().draw(renderer)


def on(axes: Any, x: float, y: float, said: str, *, share: bool = False, **style: Any) -> Haloed:
    """Write a text at a place of the map, or (``share``) at a share of its width and height."""
    text = Haloed(
        x, y, safe_text.writable(said), parse_math=False,
        transform=axes.transAxes if share else axes.transData, **style,
    )  # fmt: skip
    axes.add_artist(text)
    return text


def effects_of(said: str) -> list[AbstractPathEffect]:
    """No effects where the font has every letter; other letters are drawn as outlines."""
    return [] if widths.is_printed(said) else OUTLINES
