"""The map of a plan and its teams as plain SVG: for paper, without any script."""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from boundaries.teams.conflicts import Conflicts
from pcn_planner.maps import plan_map, templates
from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps.layers import HATCH, WATER
from pcn_planner.maps.palette import NONE
from pcn_planner.maps.teams import conflict_texts
from pcn_planner.proposal.tables import PlanTables

DETAIL = 600  #: the longer side of the map divided by this is the detail that paper shows


@dataclass(frozen=True)
class Sheet:
    """From metres (EPSG:27700) to the millimetres of a sheet, the y axis downwards."""

    west: float
    north: float
    m_per_mm: float

    def places(self, coordinates: np.ndarray) -> np.ndarray:
        """Coordinates (n, 2) in millimetres."""
        return (coordinates - [self.west, self.north]) * [1, -1] / self.m_per_mm

    def path(self, shape: shapely.Geometry) -> str:
        """The rings of a (multi)polygon as SVG path data."""
        rings = shapely.get_rings(shapely.get_parts(shape))
        return " ".join(self._ring(ring) for ring in rings)

    def line(self, shape: shapely.Geometry) -> str:
        """A (multi)line as SVG path data."""
        parts = [self.places(shapely.get_coordinates(one)) for one in shapely.get_parts(shape)]
        return " ".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in part) for part in parts)

    def _ring(self, ring: shapely.Geometry) -> str:
        points = self.places(shapely.get_coordinates(ring)[:-1])
        return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def render(tables: PlanTables, found: Conflicts, width_mm: float, height_mm: float) -> str:
    """An SVG picture of networks, with split teams hatched and practices as dots."""
    sheet = fitted(tables.areas, width_mm, height_mm)
    return templates.rendered(
        "printed_map.svg",
        width=width_mm,
        height=height_mm,
        networks=coloured(tables, sheet),
        barriers=barriers(tables, sheet),
        teams=_teams(tables, found, sheet),
        dots=sheet.places(shapely.get_coordinates(tables.practices.geometry.to_numpy())).tolist(),
        labels=label_points(tables.areas, sheet),
    )


def coloured(tables: PlanTables, sheet: Sheet) -> list[tuple[str, str, str]]:
    """Colour, hatch of what is outside the band, and path of every network."""
    colours, status = plan_map.network_colours(tables), tables.networks["status"]
    return [
        (colours.get(key, NONE), HATCH.get(status[key], ""), path)
        for key, path in paths(tables.areas, sheet)
    ]


def fitted(areas: gpd.GeoDataFrame, width_mm: float, height_mm: float) -> Sheet:
    """The largest scale at which everything is on the sheet, in its middle."""
    west, south, east, north = areas.total_bounds
    scale = max((east - west) / (width_mm - 4), (north - south) / (height_mm - 4), 1.0)
    spare_x = (width_mm * scale - (east - west)) / 2
    spare_y = (height_mm * scale - (north - south)) / 2
    return Sheet(west - spare_x, north + spare_y, scale)


def paths(shapes: gpd.GeoDataFrame, sheet: Sheet) -> Iterable[tuple[str, str]]:
    """Key and SVG path data of every shape, simplified together for paper."""
    kept = shapes[~(shapes.geometry.isna() | shapes.geometry.is_empty)]
    if not len(kept):
        return []
    west, south, east, north = kept.total_bounds
    plain = map_shapes.simplified(kept, max(east - west, north - south) / DETAIL)
    return [(str(key), sheet.path(shape)) for key, shape in plain.geometry.items()]


def barriers(tables: PlanTables, sheet: Sheet) -> list[tuple[str, str]]:
    """Fill (``none`` of a line) and path of everything that parts neighbours."""
    if tables.barriers is None:
        return []
    return [
        (str(WATER["fillColor"]), sheet.path(shape)) if shapely.get_dimensions(shape) == 2
        else ("none", sheet.line(shape))
        for shape in tables.barriers.geometry
    ]  # fmt: skip


def _teams(tables: PlanTables, found: Conflicts, sheet: Sheet) -> list[tuple[bool, str]]:
    prints = tables.footprints
    if prints is None or prints.areas is None:
        return []
    split = set(conflict_texts.split_teams(found))
    return [(key in split, path) for key, path in paths(prints.areas, sheet)]


def label_points(areas: gpd.GeoDataFrame, sheet: Sheet) -> list[tuple[str, float, float]]:
    """Key of every area and where its label stands, millimetres of the sheet."""
    places = map_shapes.label_places(areas)
    main = places[places["main"]]
    points = sheet.places(shapely.get_coordinates(main.geometry.to_numpy()))
    return [(str(key), x, y) for key, (x, y) in zip(main.index, points.tolist(), strict=True)]
