"""The map of the public page: what its template draws, in millimetres of a sheet."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from pcn_planner.consultation.changes import NetworkLine
from pcn_planner.maps import plan_map
from pcn_planner.maps.layers import HATCH, barrier_kinds
from pcn_planner.maps.palette import NONE
from pcn_planner.maps.pictures import printed_map
from pcn_planner.maps.pictures.printed_map import Sheet
from pcn_planner.papers.maps import labels as map_labels
from pcn_planner.papers.maps.furniture import STEPS
from pcn_planner.papers.maps.labels import Box, Label
from pcn_planner.proposal.tables import PlanTables

MAP_MM = (180.0, 135.0)
LABEL_MM = (2.3, 4.4)  #: width of a letter and height of a line
EDGE_MM = 3.0
NORTH_MM = (6.0, 13.0)  #: width and height of the arrow to the north


def picture(
    tables: PlanTables, lines: Mapping[str, NetworkLine], places: gpd.GeoSeries | None = None
) -> dict[str, Any]:
    """Areas, dots, labels, names of places, scale and north.

    Parameters
    ----------
    tables
        The plan.
    lines
        Network id -> what the page lists of it.
    places
        Points by name, the largest place first; those that find room where they are are written.
    """
    sheet = printed_map.fitted(tables.areas, *MAP_MM)
    colours, status = plan_map.network_colours(tables), tables.networks["status"]
    dots = sheet.places(shapely.get_coordinates(tables.practices.geometry.to_numpy()))
    scale = _scale(sheet)
    labels, taken = _labels(printed_map.label_points(tables.areas, sheet), dots, _taken(scale))
    return {
        "width": MAP_MM[0],
        "height": MAP_MM[1],
        "areas": [
            (lines[key], colours.get(key, NONE), HATCH.get(status[key], ""), path)
            for key, path in printed_map.paths(tables.areas, sheet)
        ],
        "barriers": printed_map.barriers(tables, sheet),
        "barrier_kinds": barrier_kinds(tables.barriers),
        "dots": list(zip(map(str, tables.practices.index), dots.tolist(), strict=True)),
        "labels": labels,
        "places": _places(places, sheet, dots, taken),
        "scale": scale,
        "north": (MAP_MM[0] - EDGE_MM - NORTH_MM[0] / 2, EDGE_MM),
    }


def _labels(
    points: list[tuple[str, float, float]], dots: np.ndarray, taken: list[Box]
) -> tuple[list[tuple[str, float, float]], list[Box]]:
    """Labels that cover neither each other nor, where there is room, a practice; boxes taken."""
    wanted = [_label(key, (x, y)) for key, x, y in points]
    found = map_labels.placed(wanted, _frame(), dots, taken)
    boxes = [map_labels.box_at(one, *found[one.key]) for one in wanted if one.key in found]
    return [(key, x, y) for key, (x, y) in found.items()], [*taken, *boxes]


def _places(
    places: gpd.GeoSeries | None, sheet: Sheet, dots: np.ndarray, taken: list[Box]
) -> list[tuple[str, float, float]]:
    if places is None or places.empty:
        return []
    at = sheet.places(shapely.get_coordinates(places.to_numpy()))
    names = [str(name).upper() for name in places.index]
    wanted = [_on_the_spot(name, xy) for name, xy in zip(names, at, strict=True)]
    inside = [one for one in wanted if _within(*one.spots[0])]
    found = map_labels.placed(inside, _frame(), dots, taken)
    return [(name, x, y) for name, (x, y) in found.items()]


def _label(text: str, at: "tuple[float, float] | np.ndarray") -> Label:
    """A network's label on its spot, a line above or below it, else around it."""
    near = _on_the_spot(text, at)
    around = map_labels.around((float(at[0]), float(at[1])), near.width, near.height)
    return replace(near, spots=np.concatenate([near.spots, around]))


def _on_the_spot(text: str, at: "tuple[float, float] | np.ndarray") -> Label:
    """A label on its spot or a line above or below it, as no line leads to what it names."""
    wide, tall = LABEL_MM[0] * len(text), LABEL_MM[1]
    x, y = float(at[0]), float(at[1])
    return Label(text, wide, tall, np.array([(x, y), (x, y + tall), (x, y - tall)]))


def _scale(sheet: Sheet) -> tuple[float, float, float, str]:
    """Left end, height, length (mm) and words of the scale bar."""
    most = sheet.m_per_mm * MAP_MM[0] / 4
    length = max((step for step in STEPS if step <= most), default=STEPS[0])
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    return EDGE_MM, MAP_MM[1] - EDGE_MM, length / sheet.m_per_mm, said


def _taken(scale: tuple[float, float, float, str]) -> list[Box]:
    """Boxes of the scale bar with its words and of the arrow to the north."""
    left, foot, length, _ = scale
    east = MAP_MM[0] - EDGE_MM
    return [
        (left, foot - 2 * LABEL_MM[1], left + max(length, 14.0), foot + 1),
        (east - NORTH_MM[0], 0.0, east, EDGE_MM + NORTH_MM[1]),
    ]


def _frame() -> Box:
    return 0.0, 0.0, MAP_MM[0], MAP_MM[1]


def _within(x: float, y: float) -> bool:
    return 0 < x < MAP_MM[0] and 0 < y < MAP_MM[1]
