"""Neighbours of small areas: by shared border, barriers and links; and what is outside."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString, box

from boundaries.adjacency import graph as adjacency
from boundaries.adjacency import links
from boundaries.territories import draw as territories
from boundaries.territories.outside import touching_outside


def cells(*sides: tuple[int, int, int, int]) -> gpd.GeoDataFrame:
    shapes = [box(*(400_000 + 1_000 * side for side in one)) for one in sides]
    codes = [f"A{k}" for k in range(len(shapes))]
    return gpd.GeoDataFrame(geometry=shapes, index=codes, crs="EPSG:27700")


def table(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    out = polygons.assign(patients=1_000, name=polygons.index)
    return out.set_geometry(polygons.representative_point())


def joined(polygons: gpd.GeoDataFrame, **more: object) -> set[tuple[str, str]]:
    found = adjacency.build(table(polygons), territories.given(polygons), **more)
    return {(min(edge), max(edge)) for edge in found.edges}


ROW = cells((0, 0, 1, 1), (1, 0, 2, 1), (2, 0, 3, 1))


def test_areas_with_a_common_border_are_neighbours_and_corners_are_none() -> None:
    square = cells((0, 0, 1, 1), (1, 0, 2, 1), (0, 1, 1, 2), (1, 1, 2, 2))
    assert joined(square) == {("A0", "A1"), ("A0", "A2"), ("A1", "A3"), ("A2", "A3")}


def test_areas_apart_are_joined_by_a_link_alone() -> None:
    apart = cells((0, 0, 1, 1), (3, 0, 4, 1))
    assert joined(apart) == set()
    link = pd.DataFrame([("A0", "A1", "add", "ferry")], columns=links.COLUMNS)
    assert joined(apart, links=link) == {("A0", "A1")}


def test_a_river_along_a_border_parts_two_areas() -> None:
    line = LineString([(401_000, 399_000), (401_000, 402_000)])
    river = gpd.GeoDataFrame(geometry=[line], crs="EPSG:27700")
    assert joined(ROW, barriers=river) == {("A1", "A2")}


def test_another_border_unit_is_outside() -> None:
    ground = cells(*((x, y, x + 1, y + 1) for y in range(5) for x in range(5)))
    inner = {f"A{5 * y + x}" for y in (1, 2, 3) for x in (1, 2, 3)}
    units = pd.Series(["in" if c in inner else "out" for c in ground.index], index=ground.index)
    assert not inner & touching_outside(ground)
    assert touching_outside(ground, units) & inner == inner - {"A12"}
