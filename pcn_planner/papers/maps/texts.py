"""Texts on paper maps: networks, practices and places by name, none over another."""

import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from pcn_planner.maps import shapes as map_shapes
from pcn_planner.papers.maps import labels as map_labels
from pcn_planner.papers.maps.furniture import INK, POINTS
from pcn_planner.papers.maps.labels import Box, Label
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording.naming import readable, readable_names
from pcn_planner.words import counted

PLACE, TEAM = "#5A646C", "#4B0F6B"
INSIDE = 14  #: spots across a network that its label is tried at
PAD_PX = 5.0  #: room round a label, at 300 dpi
NOTHING = shapely.Point()
ALOUD = 6  #: other networks that the words of a map name
WRAP = 24  #: letters in a line of a practice's name
LINES = 3  #: lines of a name


def named(text: str, name: str) -> str:
    """A network's name above its id and size; the two alone where it is called by its id."""
    if name in ("", text.partition("\n")[0]):
        return text
    return "\n".join([in_lines(name), text.replace("\n", ", ")])


def in_lines(name: str) -> str:
    """A name in lines of ``WRAP`` letters, ``LINES`` at most; an ellipsis where more is left."""
    return "\n".join(textwrap.wrap(name, WRAP, max_lines=LINES, placeholder="…"))


def aloud(tables: PlanTables, network: str, members: Sequence[str], beside: Sequence[str]) -> str:
    """What a map of one network shows, for those who do not see it: names, as no id says much."""
    names = readable_names(tables.networks["name"])
    called = {key: key if name in ("", key) else f"{key}, {name}" for key, name in names.items()}
    own = [readable(str(tables.practices["name"][code])) or code for code in members]
    said = f"Map of network {called[network]}, with its {counted(len(own), 'practice')}"
    said += f": {', '.join(own)}." if own else "."
    if not beside:
        return f"{said} No other network is on the map."
    rest = len(beside) - ALOUD
    more = f" and {counted(rest, 'network')} more" if rest > 0 else ""
    return f"{said} Beside it: {'; '.join(called.get(key, key) for key in beside[:ALOUD])}{more}."


def of_networks(
    axes: Any,
    areas: gpd.GeoDataFrame,
    texts: Mapping[str, str],
    dots: np.ndarray,
    taken: list[Box],
    *,
    shorter: Mapping[str, str] = MappingProxyType({}),
    ink: str = INK,
) -> list[Box]:
    """Labels inside their network, else beside it with a line to it; the boxes now taken.

    A network whose text finds no room has the one of ``shorter``, if that does.
    """
    middles = map_shapes.label_places(areas)
    middles = middles[middles["main"]].geometry
    to_px = axes.transData.transform
    wanted, anchors = [], {}
    for key, text in texts.items():
        if key in middles.index:
            wide, tall = _size(axes, text)
            anchors[key] = to_px((middles[key].x, middles[key].y))
            spots = [to_px(_inside(areas.geometry[key], middles[key], axes))]
            if ink == INK:
                spots.append(map_labels.around(anchors[key], wide, tall * 0.7))
            wanted.append(Label(key, wide, tall, np.concatenate(spots)))
    shapes = dict(zip(areas.index.astype("str"), areas.geometry, strict=True))
    boxes = _write(axes, wanted, texts, (anchors, dots, taken), shapes=shapes, ink=ink)
    taken = [*taken, *boxes.values()]
    left = {key: text for key, text in shorter.items() if key in anchors and key not in boxes}
    return of_networks(axes, areas, left, dots, taken, ink=ink) if left else taken


def _inside(shape: Any, middle: shapely.Point, axes: Any) -> np.ndarray:
    """Points of a grid inside a network that are on the map, those near its middle first."""
    west, south, east, north = shape.bounds
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x = np.linspace(max(west, left), min(east, right), INSIDE)
    y = np.linspace(max(south, low), min(north, high), INSIDE)
    grid = np.array([(a, b) for a in x for b in y])
    grid = grid[shapely.contains_xy(shape, grid[:, 0], grid[:, 1])]
    order = np.argsort(np.hypot(grid[:, 0] - middle.x, grid[:, 1] - middle.y), kind="stable")
    return np.concatenate([[(middle.x, middle.y)], grid[order]])


def of_practices(
    axes: Any, tables: PlanTables, members: Sequence[str], dots: np.ndarray, taken: list[Box]
) -> list[Box]:
    """Names beside their practices, the longest lists first."""
    largest = tables.practices["patients"][members].sort_values(ascending=False, kind="stable")
    texts, wanted, anchors = {}, [], {}
    for code in map(str, largest.index):
        name = readable(str(tables.practices["name"][code])) or code
        texts[code] = in_lines(name)
        wide, tall = _size(axes, texts[code])
        point = tables.practices.geometry[code]
        anchors[code] = axes.transData.transform((point.x, point.y))
        line = _size(axes, "N")[1]
        wanted.append(Label(code, wide, tall, map_labels.around(anchors[code], wide, line)))
    return [*taken, *_write(axes, wanted, texts, (anchors, dots, taken)).values()]


def of_teams(axes: Any, tables: PlanTables, dots: np.ndarray, taken: list[Box]) -> list[Box]:
    """Names of the teams whose areas are on the map, as far as there is room."""
    prints = tables.footprints
    if prints is None or prints.areas is None:
        return taken
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    areas = prints.areas[["geometry"]].clip((left, low, right, high))
    names = prints.teams["name"].reindex(areas.index)
    texts = {str(key): _team(str(name or key)) for key, name in names.items()}
    return of_networks(axes, areas, texts, dots, taken, ink=TEAM)


def _team(name: str) -> str:
    said = readable(name)
    return said if "team" in said.casefold() else f"Team {said}"


def of_places(axes: Any, places: gpd.GeoSeries | None, dots: np.ndarray, taken: list[Box]) -> None:
    """Names of places in quiet capitals under all labels of ours, as far as there is room."""
    if places is None:
        return
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    wanted, texts = [], {}
    for name, point in places.items():
        if left < point.x < right and low < point.y < high:
            texts[str(name)] = str(name).upper()
            at = axes.transData.transform((point.x, point.y))
            wide, tall = _size(axes, texts[str(name)])
            spots = at + np.array([(0, 0), (0, tall), (0, -tall)])
            wanted.append(Label(str(name), wide, tall, spots))
    _write(axes, wanted, texts, ({}, dots, taken), ink=PLACE)


def _size(axes: Any, text: str) -> tuple[float, float]:
    """Width and height of a text with a little room, pixels."""
    said = axes.text(0, 0, text, fontsize=POINTS, parse_math=False, linespacing=1.05)
    box = said.get_window_extent(axes.figure.canvas.get_renderer())
    said.remove()
    return box.width + 2 * PAD_PX, box.height + 2 * PAD_PX


def _write(
    axes: Any,
    wanted: Sequence[Label],
    texts: Mapping[str, str],
    around: tuple[Mapping[str, Any], np.ndarray, list[Box]],
    *,
    shapes: Mapping[str, Any] = MappingProxyType({}),
    ink: str = INK,
) -> dict[str, Box]:
    """Write the labels that find room, and a line to what is not under them; where they are.

    ``shapes`` are areas that need no line to a label inside them. Labels in another ``ink`` than
    the first are quiet: under the others, and without lines.
    """
    from pcn_planner.papers.maps import written

    anchors, dots, taken = around
    quiet = ink != INK
    box = axes.get_window_extent(axes.figure.canvas.get_renderer())
    marks = axes.transData.transform(dots) if len(dots) else np.empty((0, 2))
    found = map_labels.placed(wanted, (box.x0, box.y0, box.x1, box.y1), marks, taken)
    sizes = {one.key: one for one in wanted}
    back = axes.transData.inverted().transform
    for key, at in found.items():
        x, y = back(at)
        if key in anchors and not (quiet or shapely.contains_xy(shapes.get(key, NOTHING), x, y)):
            _lead(axes, anchors[key], map_labels.box_at(sizes[key], *at))
        written.on(
            axes, x, y, texts[key], fontsize=POINTS, ha="center", va="center", color=ink,
            linespacing=1.05, zorder=7.5 if quiet else 8,
        )  # fmt: skip
    return {key: map_labels.box_at(sizes[key], *at) for key, at in found.items()}


def _lead(axes: Any, anchor: Any, box: Box) -> None:
    """A thin line from a label's box to what it names, where that is not at its edge already."""
    west, south, east, north = box
    end = np.clip(anchor[0], west, east), np.clip(anchor[1], south, north)
    if np.hypot(end[0] - anchor[0], end[1] - anchor[1]) < north - south:
        return
    line = axes.transData.inverted().transform([anchor, end])
    axes.plot(line[:, 0], line[:, 1], color=INK, linewidth=0.6, zorder=6.5)
