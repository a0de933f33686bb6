"""Rounding never breaks a shape: what collapses costs a ring."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.files.outlines import rounding
from tests.support import random_coverages

SQUARE = [(0, 0), (0, 1), (1, 1), (1, 0)]


def rounded(shape, decimals: int = 3):
    return rounding.rounded(np.array([shape], dtype=object), decimals)[0]


def test_a_hole_that_collapses_costs_the_hole() -> None:
    tiny = [(0.5, 0.5), (0.5, 0.50002), (0.50002, 0.50002)]
    out = rounded(shapely.Polygon(SQUARE, [tiny]))
    assert out.equals(shapely.Polygon(SQUARE))


def test_a_hole_that_collapses_to_a_line_costs_the_hole() -> None:
    slit = [(0.2, 0.5), (0.8, 0.50002), (0.8, 0.50004)]
    assert rounded(shapely.Polygon(SQUARE, [slit])).equals(shapely.Polygon(SQUARE))


def test_a_part_that_collapses_costs_the_part() -> None:
    speck = shapely.box(5, 5, 5.0001, 5.0001)
    assert rounded(shapely.MultiPolygon([shapely.Polygon(SQUARE), speck])).equals(
        shapely.Polygon(SQUARE)
    )


def test_a_shape_that_collapses_is_none() -> None:
    assert rounded(shapely.box(5, 5, 5.0001, 5.0001)) is None


def test_shapes_that_were_not_valid_come_out_valid() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    out = rounded(bow_tie)
    assert out.is_valid
    assert out.area == pytest.approx(0.5)


def test_edges_that_nearly_touch_come_out_valid() -> None:
    shape = shapely.Polygon([(0, 0), (4, 0), (4, 2), (1.99999, 0.00001), (0, 2)])
    assert rounded(shape).is_valid


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point()])
def test_nothing_stays_nothing(shape) -> None:
    assert rounded(shape) is None


def test_lines_and_points_are_rounded_too() -> None:
    assert rounded(shapely.Point(0.12345, 1)) == shapely.Point(0.123, 1)
    assert rounded(shapely.LineString([(0, 0), (0.00001, 0), (1, 1)])).is_valid


def test_polygons_in_collections_are_found_however_deep() -> None:
    deep = shapely.GeometryCollection(
        [shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)])]
    )
    assert rounding.polygonal(deep).equals(shapely.box(0, 0, 1, 1))


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([3, 5]))
def test_random_coverages_are_rounded_to_valid_shapes_on_the_grid(seed: int, decimals: int) -> None:
    shapes = random_coverages.shapes(seed)
    for given_shape, out in zip(shapes, rounding.rounded(shapes, decimals), strict=True):
        random_coverages.check_rounded(given_shape, out, decimals)


def test_a_line_between_two_sites_of_one_building_is_no_point():
    lines = [shapely.LineString([(0, 0), (0, 0)]), shapely.LineString([(0, 0), (1, 0)])]
    assert [None if one is None else one.geom_type for one in rounding.rounded(lines, 5)] == [
        None, "LineString",
    ]  # fmt: skip
