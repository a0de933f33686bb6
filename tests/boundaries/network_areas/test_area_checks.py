"""Every check of drawn areas: an obeying example passes, a breaking one is named."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from boundaries.network_areas import checks as area_checks
from tests.support.places import BNG, ORIGIN, tiles


def boxes(**corners):
    """Areas by network: boxes in kilometres from the corner of the grid."""
    x, y = ORIGIN
    shapes = {
        network: shapely.union_all(
            [
                shapely.box(*(v * 1_000 + o for v, o in zip(c, (x, y, x, y), strict=True)))
                for c in parts
            ]
        )
        for network, parts in corners.items()
    }
    index = pd.Index(list(shapes), name="network_id", dtype="str")
    return gpd.GeoDataFrame(index=index, geometry=list(shapes.values()), crs=BNG)


def failing(drawn, small=None):
    table = area_checks.check(drawn, small)
    return table[~table["passed"]].set_index("check")


def test_two_halves_of_a_sheet_pass_everything():
    table = area_checks.check(boxes(P=[(0, 0, 1, 2)], Q=[(1, 0, 2, 2)]), tiles(2, 2))
    assert table["check"].tolist() == [name for name, *_ in area_checks.CHECKS]
    assert table["passed"].all()
    assert (table["version"] >= 1).all()


def test_without_small_areas_what_cannot_be_known_is_not_claimed():
    table = area_checks.check(boxes(P=[(0, 0, 1, 2)]))
    assert set(table["check"]).isdisjoint({"no_gaps", "whole_small_areas"})


def test_a_bow_tie_is_not_valid():
    drawn = boxes(P=[(0, 0, 1, 1)])
    x, y = ORIGIN
    bow = shapely.Polygon([(x, y), (x + 9, y + 9), (x + 9, y), (x, y + 9)])
    found = failing(drawn.set_geometry(gpd.GeoSeries([bow], drawn.index, BNG)))
    assert "Self-intersection" in found.loc["valid", "message"]


def test_an_overlap_is_measured():
    found = failing(boxes(P=[(0, 0, 2, 1)], Q=[(1, 0, 3, 1)]))
    assert found.loc["no_overlaps", "measure"] == 1_000_000
    assert found.loc["no_overlaps", "message"] == "P and Q overlap by 1,000,000 m²"
    assert "shared_borders" in found.index


@pytest.mark.parametrize(
    ("right", "said"),
    [(1.5, "500,000 m² of the small areas are in no"), (2.5, "outside all small areas")],
)
def test_gaps_and_surplus_are_measured(right, said):
    found = failing(boxes(P=[(0, 0, right, 1)]), tiles(2, 1))
    assert said in found.loc["no_gaps", "message"]


@pytest.mark.parametrize(("wide_m", "found"), [(0.039, False), (0.2, True)])
def test_slivers_of_drawing_are_no_findings(wide_m, found):
    """A strip of 39 m² along a border of a kilometre is none, one of 200 m² is."""
    wide = wide_m / 1000
    over = failing(boxes(P=[(0, 0, 1 + wide, 1)], Q=[(1, 0, 2, 1)]))
    gaps = failing(boxes(P=[(0, 0, 1 - wide, 1)], Q=[(1, 0, 2, 1)]), tiles(2, 1))
    assert ("no_overlaps" in over.index) is found
    assert ({"no_gaps", "whole_small_areas"} <= set(gaps.index)) is found
    assert found or set(gaps.index) <= {"shared_borders"}


def test_a_small_area_cut_in_two_is_named():
    found = failing(boxes(P=[(0, 0, 1.5, 1)], Q=[(1.5, 0, 2, 1)]), tiles(2, 1))
    assert found.loc["whole_small_areas", "message"] == "S01_00 lies whole in 0 network areas"


def test_two_pieces_with_another_between():
    found = failing(boxes(P=[(0, 0, 1, 1), (2, 0, 3, 1)], Q=[(1, 0, 2, 1)]), tiles(3, 1))
    assert found.loc["one_piece", "measure"] == 2
    assert found.index.tolist() == ["one_piece"]


def test_pieces_that_touch_in_a_corner_are_two():
    drawn = boxes(P=[(0, 0, 1, 1), (1, 1, 2, 2)], Q=[(1, 0, 2, 1)], R=[(0, 1, 1, 2)])
    assert failing(drawn, tiles(2, 2)).index.tolist() == ["one_piece"]


def test_a_piece_on_an_island_is_no_second_piece():
    small = tiles(3, 1).drop("S01_00")
    assert failing(boxes(P=[(0, 0, 1, 1), (2, 0, 3, 1)]), small).empty


def test_a_small_area_in_two_parts_does_not_break_its_network():
    small = tiles(3, 1)
    both = shapely.union_all([small.geometry["S00_00"], small.geometry["S02_00"]])
    small = small.drop("S02_00").set_geometry(
        gpd.GeoSeries({"S00_00": both, "S01_00": small.geometry["S01_00"]}, crs=BNG)
    )
    assert failing(boxes(P=[(0, 0, 1, 1), (2, 0, 3, 1)], Q=[(1, 0, 2, 1)]), small).empty


def test_a_network_inside_another_is_a_doughnut():
    ring = [(0, 0, 3, 1), (0, 2, 3, 3), (0, 0, 1, 3), (2, 0, 3, 3)]
    found = failing(boxes(P=ring, Q=[(1, 1, 2, 2)]), tiles(3, 3))
    assert found.loc["no_doughnuts", "message"] == "Q lies inside P"
    assert failing(boxes(P=ring), tiles(3, 3).drop("S01_01")).empty  # round a lake


def test_a_notch_in_one_area_is_no_border_that_does_not_match():
    x, y = ORIGIN
    notch = shapely.Polygon(
        [(x + 500, y), (x + 500.5, y), (x + 500.5, y + 300), (x + 500, y + 300)]
    )
    drawn = boxes(P=[(0, 0, 1, 1)], Q=[(1, 0, 2, 1)])
    cut = shapely.difference(drawn.geometry["P"], notch)
    assert failing(drawn.set_geometry(gpd.GeoSeries([cut, drawn.geometry["Q"]], drawn.index))).empty


def test_borders_with_other_corners_do_not_match():
    drawn = boxes(P=[(0, 0, 1, 1)], Q=[(1, 0, 2, 1)])
    x, y = ORIGIN
    bent = shapely.Polygon(
        [
            (x + 1_000, y), (x + 2_000, y), (x + 2_000, y + 1_000), (x + 1_000, y + 1_000),
            (x + 1_000.0001, y + 500),
        ]
    )  # fmt: skip
    found = failing(drawn.set_geometry(gpd.GeoSeries([drawn.geometry["P"], bent], drawn.index)))
    assert found.index.unique().tolist() == ["shared_borders"]
    assert set(found["network_id"]) <= {"P", "Q"}
