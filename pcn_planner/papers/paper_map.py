"""Maps for paper: the app's geometry and colours, labels that do not collide, scale and north."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from pcn_planner.maps import plan_map
from pcn_planner.maps.palette import NONE, darker
from pcn_planner.papers.document import Picture
from pcn_planner.proposal.naming import readable
from pcn_planner.proposal.tables import IN_BAND, PlanTables

DPI = 300
POINTS = {"label": 9.0, "small": 9.0}  #: no text on paper is smaller than 9 pt
LAND, SEA, REST, INK = "#F3F1EA", "#FFFFFF", "#E4E2DB", "#1F2A33"
MM_PER_INCH = 25.4
GAP_PX = 5.0  #: between labels, at ``DPI``
_AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


@dataclass(frozen=True)
class Sheet:
    """Where a map is written and how large it is, in millimetres."""

    folder: Path
    name: str
    width_mm: float = 174.0
    height_mm: float = 120.0


def whole(tables: PlanTables, sheet: Sheet, *, arrows: Mapping[str, str] | None = None) -> Picture:
    """All networks with ids and sizes; ``arrows`` (practice -> old network) show who moves."""
    axes = _axes(sheet)
    _ground(axes, tables)
    fills = plan_map.network_colours(tables)
    _areas(axes, tables, {key: fills.get(key, NONE) for key in tables.areas.index})
    _dots(axes, tables, tables.practices.index, fills)
    sizes = tables.networks["patients"]
    order = sizes.sort_values(ascending=False, kind="stable").index
    labels = {str(key): f"{key}\n{sizes[key]:,}" for key in order}
    if arrows:
        _arrows(axes, tables, arrows)
    _frame(axes, tables.areas.total_bounds)
    _labels(axes, _middles(tables.areas), labels)
    alt = f"Map of {len(tables.networks)} networks with their ids and list sizes."
    return _saved(axes, sheet, alt)


def small_multiples(
    plans: Sequence[tuple[str, PlanTables]], swinging: Collection[str], sheet: Sheet
) -> Picture:
    """Plans side by side to one scale, each under its title; practices that swing are ringed.

    A network that goes on has one colour in all; its id stands on it.
    """
    across = min(3, len(plans))
    down = -(-len(plans) // across)
    figure = _axes(sheet).figure
    figure.clear()
    fills = plan_map.network_colours(plans[0][1])
    for k, (title, tables) in enumerate(plans):
        axes = _panel(figure, (k, across, down))
        here = {**plan_map.network_colours(tables), **fills}
        _ground(axes, tables)
        _areas(axes, tables, {key: here.get(key, NONE) for key in tables.areas.index})
        _rings(axes, tables, swinging)
        _frame(axes, tables.areas.total_bounds)
        axes.set_title(title, fontsize=POINTS["label"], color=INK, parse_math=False)
        _labels(axes, _middles(tables.areas), {str(key): str(key) for key in tables.areas.index})
    alt = f"{len(plans)} maps of networks; {len(swinging)} practices swing between them."
    return _saved(figure.axes[0], sheet, alt)


def _panel(figure: Any, place: tuple[int, int, int]) -> Any:
    """Axes number ``k`` of ``across`` times ``down``, with room for a title."""
    k, across, down = place
    wide, tall = 1 / across, 1 / down
    left, bottom = (k % across) * wide, 1 - (k // across + 1) * tall
    axes = figure.add_axes((left + 0.004, bottom + 0.004, wide - 0.008, tall * 0.90 - 0.008))
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _rings(axes: Any, tables: PlanTables, codes: Collection[str]) -> None:
    some = tables.practices.loc[[code for code in tables.practices.index if code in set(codes)]]
    axes.scatter(
        some.geometry.x, some.geometry.y, s=22, facecolors="white", edgecolors=INK,
        linewidths=1.2, zorder=6,
    )  # fmt: skip


def one_network(tables: PlanTables, network: str, sheet: Sheet) -> Picture:
    """One network in colour among its neighbours, its practices named, teams outlined."""
    axes = _axes(sheet)
    _ground(axes, tables)
    fills = plan_map.network_colours(tables)
    shown = {key: fills.get(key, NONE) if key == network else REST for key in tables.areas.index}
    _areas(axes, tables, shown)
    _teams(axes, tables)
    members = [code for code, key in tables.assignment.items() if key == network]
    _dots(axes, tables, members, fills)
    _frame(axes, _extent(tables, network, members))
    places = {c: tables.practices.geometry[c] for c in members}
    largest = tables.practices["patients"][members].sort_values(ascending=False, kind="stable")
    names = {str(c): readable(str(tables.practices["name"][c])) for c in largest.index}
    taken = _labels(axes, places, names, clear=True)
    others = tables.areas.drop(index=network, errors="ignore")
    _labels(
        axes,
        _middles(others),
        {str(key): str(key) for key in others.index},
        faint=True,
        taken=taken,
    )
    alt = f"Map of network {network} with its {len(members)} practices among its neighbours."
    return _saved(axes, sheet, alt)


def _axes(sheet: Sheet) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(
        figsize=(sheet.width_mm / MM_PER_INCH, sheet.height_mm / MM_PER_INCH), dpi=DPI,
        layout=None,
    )  # fmt: skip
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.003, 0.003, 0.994, 0.994))  # the frame itself is inside
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    for edge in axes.spines.values():
        edge.set_edgecolor("#8A949C")
    return axes


def _ground(axes: Any, tables: PlanTables) -> None:
    if tables.outline is not None and len(tables.outline):
        tables.outline.plot(ax=axes, color=LAND, edgecolor="#9AA3A9", linewidth=0.5, aspect=None)
    if tables.borders is not None and len(tables.borders):
        tables.borders.boundary.plot(ax=axes, color=INK, linewidth=1.4, zorder=4, aspect=None)


def _areas(axes: Any, tables: PlanTables, fills: Mapping[Any, str]) -> None:
    """Fills, and a hatch as well where a network is outside the band: never colour alone."""
    known = tables.areas[~(tables.areas.geometry.isna() | tables.areas.geometry.is_empty)]
    for inside in (True, False):
        keys = [k for k in known.index if (tables.networks["status"][k] == IN_BAND) == inside]
        if keys:
            known.loc[keys].plot(
                ax=axes, color=[fills[k] for k in keys], edgecolor="white", linewidth=1.2,
                hatch=None if inside else "....", alpha=0.85, zorder=2, aspect=None,
            )  # fmt: skip


def _teams(axes: Any, tables: PlanTables) -> None:
    prints = tables.footprints
    if prints is not None and prints.areas is not None:
        prints.areas.boundary.plot(
            ax=axes, color="#4B0F6B", linewidth=1.1, linestyle="--", zorder=3, aspect=None
        )


def _dots(axes: Any, tables: PlanTables, codes: Collection[str], fills: Mapping[Any, str]) -> None:
    some = tables.practices.loc[sorted(codes)]
    colours = [darker(fills.get(tables.assignment[code], NONE), 0.5) for code in some.index]
    axes.scatter(
        some.geometry.x, some.geometry.y, s=14 + some["patients"] / 700, c=colours,
        edgecolors="white", linewidths=0.8, zorder=6,
    )  # fmt: skip


def _arrows(axes: Any, tables: PlanTables, before: Mapping[str, str]) -> None:
    """An arrow from each practice that moves to the middle of the network it joins."""
    middles = _middles(tables.areas)
    for code in sorted(before):
        start, to = tables.practices.geometry[code], middles.get(tables.assignment.get(code, ""))
        if to is not None:
            axes.annotate(
                "", xy=(to.x, to.y), xytext=(start.x, start.y), zorder=7,
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.4, "shrinkB": 12},
            )  # fmt: skip


def _middles(areas: gpd.GeoDataFrame) -> dict[str, shapely.Point]:
    known = areas[~(areas.geometry.isna() | areas.geometry.is_empty)]
    return dict(zip(map(str, known.index), known.representative_point(), strict=True))


def _extent(tables: PlanTables, network: str, members: Collection[str]) -> np.ndarray:
    shapes = [tables.practices.geometry[code] for code in members]
    if network in tables.areas.index and not tables.areas.geometry[network].is_empty:
        shapes.append(tables.areas.geometry[network])
    return np.asarray(shapely.total_bounds(shapes))


def _frame(axes: Any, bounds: np.ndarray) -> None:
    """Fill the axes with the extent, to one scale both ways, and draw scale and north."""
    at = axes.get_position()
    width, height = axes.figure.get_size_inches() * np.array([at.width, at.height])
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    span = max((bounds[2] - bounds[0]) / width, (bounds[3] - bounds[1]) / height, 400.0) * 1.16
    axes.set_xlim(x - span * width / 2, x + span * width / 2)
    axes.set_ylim(y - span * height / 2, y + span * height / 2)
    _scale(axes, span * width)
    axes.annotate(
        "N", xy=(0.965, 0.95), xytext=(0.965, 0.86), xycoords="axes fraction", ha="center",
        va="center", fontsize=POINTS["label"], zorder=9,
        arrowprops={"arrowstyle": "-|>", "color": INK},
    )  # fmt: skip


def _scale(axes: Any, width_m: float) -> None:
    steps = [d * 10**p for p in range(2, 6) for d in (1, 2, 5)]
    length = max((step for step in steps if step <= width_m / 4), default=steps[0])
    left, bottom = axes.get_xlim()[0], axes.get_ylim()[0]
    tall = axes.get_ylim()[1] - bottom
    x, y = left + width_m * 0.03, bottom + tall * 0.05
    axes.plot([x, x + length], [y, y], color=INK, linewidth=2, zorder=9, solid_capstyle="butt")
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    axes.text(x, y + tall * 0.015, text, fontsize=POINTS["small"], zorder=9, va="bottom")


def _labels(
    axes: Any,
    places: Mapping[str, shapely.Point],
    texts: Mapping[str, str],
    *,
    clear: bool = False,
    faint: bool = False,
    taken: list[Any] | None = None,
) -> list[Any]:
    """Labels placed one after the other where they cover no earlier one; others are left out.

    The first in the order of ``texts`` wins. With ``clear`` they stand beside their place, not on
    it; ``faint`` ones are lighter. ``taken`` are boxes that labels cover already; returned with
    the new ones.
    """
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    renderer = axes.figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    taken = list(taken or [])
    for key in texts:
        if key not in places:
            continue
        for dx, dy in _AROUND if clear else ((0, 0), *_AROUND):
            label = axes.annotate(
                texts[key], (places[key].x, places[key].y), xytext=(7 * dx, 7 * dy),
                textcoords="offset points", fontsize=POINTS["label"], path_effects=halo,
                ha=("right", "center", "left")[dx + 1], va=("top", "center", "bottom")[dy + 1],
                color="#5A646C" if faint else INK, zorder=8, parse_math=False,
            )  # fmt: skip
            box = label.get_window_extent(renderer).padded(GAP_PX)
            inside = frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1)
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            label.remove()
    return taken


def _saved(axes: Any, sheet: Sheet, alt: str) -> Picture:
    vector, raster = (sheet.folder / f"{sheet.name}.{kind}" for kind in ("svg", "png"))
    axes.figure.savefig(vector, metadata={"Date": None})
    axes.figure.savefig(raster, dpi=DPI)
    return Picture(vector, raster, alt, sheet.width_mm)
