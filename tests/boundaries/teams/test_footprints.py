"""Who belongs to which team, and whose ground it is where two teams claim it."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.teams import footprints
from boundaries.teams.footprint_files import footprint_polygons
from boundaries.teams.footprints import Footprints
from tests.support.depth import examples
from tests.support.team_shapes import BNG, areas_of, box, points


@st.composite
def rectangles(draw):
    count = draw(st.integers(1, 5))
    found = {}
    for k in range(count):
        x, y = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        w, h = draw(st.integers(1, 6)), draw(st.integers(1, 6))
        found[f"T{k}"] = box(x, y, x + w, y + h)
    return found


def settled(polygons: dict[str, shapely.Polygon]) -> gpd.GeoDataFrame:
    """The polygons without overlaps; a team that others cover is another test's."""
    try:
        return footprint_polygons.without_overlaps(areas_of(polygons).areas)[0]
    except DataError:
        reject()


@given(rectangles())
@settings(max_examples=examples(everyday=12, deep=60))
def test_overlaps_are_settled_without_losing_ground(polygons):
    kept = settled(polygons)
    parts = list(kept.geometry)
    union = shapely.union_all(list(polygons.values()))
    assert sum(part.area for part in parts) == pytest.approx(union.area)
    assert shapely.union_all(parts).area == pytest.approx(union.area)
    smallest = min(polygons, key=lambda t: (polygons[t].area, t))
    assert kept.loc[smallest].geometry.equals(polygons[smallest])


def test_practices_belong_where_they_stand_and_to_the_first_on_a_border():
    """A | B with a gap above: P0 in A, P1 on the border, P2 in B, P3 outside."""
    teams = areas_of({"B": box(1, 0, 2, 1), "A": box(0, 0, 1, 1)})
    got = footprints.team_of_practice(teams, points((0.5, 0.5), (1, 0.5), (1.5, 0.5), (0.5, 3)))
    assert got.fillna("-").to_dict() == {"P0": "A", "P1": "A", "P2": "B", "P3": "-"}


def test_the_table_comes_before_where_a_practice_stands():
    teams = areas_of({"A": box(0, 0, 1, 1)})
    told = Footprints(teams.teams, teams.areas, practice_team=pd.Series({"P1": "A"}))
    got = footprints.team_of_practice(told, points((0.5, 0.5), (9, 9)))
    assert got.fillna("-").to_dict() == {"P0": "-", "P1": "A"}


def test_a_table_of_small_areas_needs_the_map_or_homes():
    teams = areas_of({"A": box(0, 0, 1, 1)}).teams
    told = Footprints(teams, area_team=pd.Series({"E1": "A"}))
    with pytest.raises(DataError, match="polygons"):
        footprints.team_of_practice(told, points((0.5, 0.5)))
    index = pd.Index(["E1", "E2"], name="area_code", dtype="str")
    geometry = [box(0, 0, 1, 1), box(1, 0, 2, 1)]
    small_areas = gpd.GeoDataFrame(index=index, geometry=geometry, crs=BNG)
    got = footprints.team_of_practice(told, points((0.5, 0.5), (1.5, 0.5)), small_areas=small_areas)
    assert got.fillna("-").to_dict() == {"P0": "A", "P1": "-"}
    with pytest.raises(DataError, match="no area code"):
        footprints.team_of_area(told, small_areas.rename(index={"E1": "W1"}))


@given(rectangles(), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1))
@settings(max_examples=examples(everyday=12, deep=60))
def test_areas_belong_to_their_largest_overlap_or_to_none(polygons, corners):
    cut = settled(polygons)
    teams = Footprints(areas_of(polygons).teams, areas=cut)
    squares = [box(x + 0.25, y + 0.25, x + 1.5, y + 1.5) for x, y in corners]
    index = pd.Index([f"E{k}" for k in range(len(squares))], name="area_code", dtype="str")
    got = footprints.team_of_area(teams, gpd.GeoDataFrame(index=index, geometry=squares, crs=BNG))
    for code, square in zip(index, squares, strict=True):
        overlap = {t: square.intersection(cut.loc[t].geometry).area for t in sorted(cut.index)}
        outside = square.area - sum(overlap.values())
        most = max(overlap.values())
        if pd.isna(got[code]):
            assert outside >= most - 1
        else:
            assert overlap[got[code]] >= max(most, outside) - 1
