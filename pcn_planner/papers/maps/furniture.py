"""What stands on every paper map beside the networks: frame, scale, north, legend, attribution."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pcn_planner import safe_text
from pcn_planner.papers.formats.document import Picture

DPI = 300
POINTS = 9.0  #: no text on paper is smaller
SEA, INK, GREY, EDGE = "#FFFFFF", "#1F2A33", "#4A545C", "#8A949C"
MM_PER_INCH = 25.4
LINE_MM, LETTER_MM = 4.1, 1.74  #: height of a line and width of a letter of 9 points
LEGEND_COLUMNS_MM = 58.0
STEPS = [d * 10**p for p in range(2, 6) for d in (1, 2, 5)]  #: lengths of scale bars, metres


@dataclass(frozen=True)
class Sheet:
    """Where a map is written and how large it is, in millimetres; ``fitted`` ones may be lower."""

    folder: Path
    name: str
    width_mm: float = 174.0
    height_mm: float = 120.0
    fitted: bool = False

    def fit(self, bounds: np.ndarray, legend: int, attribution: Sequence[str]) -> "Sheet":
        """The sheet no higher than what is drawn needs at its width, where that was asked for."""
        wide, tall = bounds[2] - bounds[0], bounds[3] - bounds[1]
        if not (self.fitted and wide > 0):
            return self
        high = self.width_mm * tall / wide + _foot_mm(self, legend, attribution)
        return replace(self, height_mm=float(np.clip(high, self.width_mm / 2, self.height_mm)))


def figure(sheet: Sheet) -> Any:
    """An empty figure of the sheet's size."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    size = sheet.width_mm / MM_PER_INCH, sheet.height_mm / MM_PER_INCH
    out = Figure(figsize=size, dpi=DPI, layout=None)
    canvas = FigureCanvasAgg(out)
    # else all is drawn anew each time that GeoPandas adds a layer
    canvas.draw_idle = lambda *_args, **_kwargs: None
    return out


def axes(sheet: Sheet, legend: int, attribution: Sequence[str]) -> Any:
    """Axes for the map, with room below for the legend's entries and the attribution."""
    below = _foot_mm(sheet, legend, attribution) / sheet.height_mm
    out = figure(sheet).add_axes((0.003, below + 0.003, 0.994, 0.994 - below))
    plain(out)
    return out


def plain(map_axes: Any) -> None:
    """Take the ticks away and draw a quiet frame."""
    map_axes.set_facecolor(SEA)
    map_axes.set_xticks([])
    map_axes.set_yticks([])
    for edge in map_axes.spines.values():
        edge.set_edgecolor(EDGE)


def frame(map_axes: Any, bounds: np.ndarray) -> list[tuple[float, float, float, float]]:
    """Fill the axes with the extent, to one scale both ways, and draw scale and north.

    Returns the boxes (pixels) that they take.
    """
    at = map_axes.get_position()
    width, height = map_axes.figure.get_size_inches() * np.array([at.width, at.height])
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    span = max((bounds[2] - bounds[0]) / width, (bounds[3] - bounds[1]) / height, 400.0) * 1.1
    map_axes.set_xlim(x - span * width / 2, x + span * width / 2)
    map_axes.set_ylim(y - span * height / 2, y + span * height / 2)
    return [_scale(map_axes, span * width), _north(map_axes)]


def foot(map_axes: Any, handles: Sequence[Any], attribution: Sequence[str]) -> None:
    """Legend and attribution under the map."""
    from pcn_planner.papers.maps import written

    drawn = map_axes.figure
    map_axes.set_xlabel("")
    map_axes.set_ylabel("")
    width_mm, height_mm = drawn.get_size_inches() * MM_PER_INCH
    top = map_axes.get_position().y0 - 1.0 / height_mm
    if handles:
        drawn.legend(
            handles=list(handles), loc="upper left", bbox_to_anchor=(0.0, top), frameon=False,
            ncols=_columns(width_mm), fontsize=POINTS, handlelength=1.8, columnspacing=1.2,
            borderpad=0.1, labelspacing=0.35, borderaxespad=0.0,
        )  # fmt: skip
    lines = safe_text.writable("\n".join(_wrapped(attribution, width_mm)))
    drawn.text(
        0.004, 0.6 / height_mm, lines, fontsize=POINTS, color=GREY, va="bottom",
        linespacing=1.15, parse_math=False, path_effects=written.effects_of(lines),
    )  # fmt: skip


def saved(drawn: Any, sheet: Sheet, alt: str) -> Picture:
    """Write the figure as SVG for PDF, its texts as texts, and PNG of 300 dpi for Word."""
    import matplotlib as mpl

    vector, raster = (sheet.folder / f"{sheet.name}.{kind}" for kind in ("svg", "png"))
    with mpl.rc_context({"hatch.linewidth": 0.6, "svg.hashsalt": "pcn", "svg.fonttype": "none"}):
        drawn.savefig(vector, metadata={"Date": None})
        drawn.savefig(raster, dpi=DPI)
    return Picture(vector, raster, alt, sheet.width_mm)


def _foot_mm(sheet: Sheet, legend: int, attribution: Sequence[str]) -> float:
    rows = -(-legend // _columns(sheet.width_mm))
    return (rows + len(_wrapped(attribution, sheet.width_mm))) * LINE_MM + 2.5


def _columns(width_mm: float) -> int:
    return max(1, int(width_mm // LEGEND_COLUMNS_MM))


def _wrapped(attribution: Sequence[str], width_mm: float) -> list[str]:
    return textwrap.wrap(" ".join(attribution), int(width_mm / LETTER_MM))


def _scale(map_axes: Any, width_m: float) -> tuple[float, float, float, float]:
    from pcn_planner.papers.maps import written

    length = max((step for step in STEPS if step <= width_m / 4), default=STEPS[0])
    left, bottom = map_axes.get_xlim()[0], map_axes.get_ylim()[0]
    tall = map_axes.get_ylim()[1] - bottom
    x, y = left + width_m * 0.02, bottom + tall * 0.035
    map_axes.plot([x, x + length], [y, y], color="white", linewidth=4.5, zorder=9)
    map_axes.plot([x, x + length], [y, y], color=INK, linewidth=2, zorder=9.1,
                  solid_capstyle="butt")  # fmt: skip
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    said = written.on(map_axes, x, y + tall * 0.012, text, fontsize=POINTS, zorder=9.1,
                      va="bottom")  # fmt: skip
    box = said.get_window_extent(map_axes.figure.canvas.get_renderer())
    ends = map_axes.transData.transform([(x, y), (x + length, y)])
    return min(box.x0, ends[0, 0]), ends[0, 1] - 6, max(box.x1, ends[1, 0]), box.y1


def _north(map_axes: Any) -> tuple[float, float, float, float]:
    from pcn_planner.papers.maps import written

    mark = written.on(map_axes, 0.975, 0.965, "N", share=True, fontsize=POINTS, ha="center",
                      va="top", zorder=9)  # fmt: skip
    box = mark.get_window_extent(map_axes.figure.canvas.get_renderer())
    tall = box.height
    inside = map_axes.transAxes.inverted()
    tip, foot_at = (inside.transform((box.x0 + box.width / 2, y)) for y in (
        box.y0 - 0.2 * tall, box.y0 - 2.0 * tall))  # fmt: skip
    map_axes.annotate(
        "", xy=tuple(tip), xytext=tuple(foot_at), xycoords="axes fraction",
        textcoords="axes fraction", zorder=9, arrowprops={"arrowstyle": "-|>", "color": INK},
    )  # fmt: skip
    return box.x0 - 6, box.y0 - 2.2 * tall, box.x1 + 6, box.y1


def halo() -> list[Any]:
    """White round letters, so that they can be read on anything."""
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=2.4, foreground="white")]
