import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.real_data import ABSENT, REAL
from boundaries.errors import DataError
from boundaries.practices import border_units
from boundaries.territories import draw as territories
from tests.support.depth import examples
from tests.support.places import (
    ORIGIN,
    branches_at,
    frame,
    land,
    point,
    points,
    practices_at,
    registered,
    shape,
    tiles,
    units_of,
)

SQUARE = land((0, 0, 10_000, 10_000))


def assert_partition(drawn, practices, ground=None):
    """One valid piece of land each, no overlaps, and all of the ground."""
    assert drawn.index.equals(practices.index)
    assert drawn.crs == practices.crs
    assert drawn.is_valid.all()
    assert (drawn.area > 0).all()
    assert set(drawn.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    union = drawn.union_all()
    assert drawn.area.sum() == pytest.approx(union.area, abs=1)
    if ground is not None:
        assert shapely.symmetric_difference(union, ground).area < 1


@given(points, st.data())
@settings(max_examples=examples(everyday=5, deep=25))
def test_territories_without_polygons_part_the_land(places, data):
    practices = practices_at(places)
    names = data.draw(st.lists(st.sampled_from("XYZ"), min_size=len(places), max_size=len(places)))
    drawn = territories.build(practices, units=units_of(practices, names))
    assert_partition(drawn, practices)
    assert drawn.attrs["method"] == territories.TerritoryMethod.HULL
    assert shapely.intersects(drawn.union_all(), practices.geometry.to_numpy()).all()


@given(points, st.lists(st.tuples(st.integers(0, 13), point), max_size=5))
@settings(max_examples=examples(everyday=5, deep=25))
def test_a_territory_is_the_land_nearest_to_its_sites(places, extra):
    practices = practices_at(places)
    extra = [(f"A{k:03d}", where) for k, where in extra]
    branches = branches_at([k for k, _ in extra], [where for _, where in extra])
    drawn = territories.build(practices, branches=branches, outline=SQUARE)
    assert_partition(drawn, practices, SQUARE.union_all())
    sites = list(zip(practices.index, practices.geometry, strict=True))
    known = branches[branches["practice_code"].isin(practices.index)]
    sites += list(zip(known["practice_code"], known.geometry, strict=True))
    for code, territory in drawn.geometry.items():
        for part in shapely.get_parts(territory):
            spot = part.point_on_surface()
            own = min(spot.distance(site) for owner, site in sites if owner == code)
            assert own <= min(spot.distance(site) for _, site in sites) + 2


@given(points, st.data())
@settings(max_examples=examples(everyday=5, deep=25))
def test_with_border_polygons_each_unit_parts_its_own(places, data):
    names = data.draw(st.lists(st.sampled_from("XYZ"), min_size=len(places), max_size=len(places)))
    practices = practices_at([*places, (1_500, 1_500)])
    units = units_of(practices, [*names, "X"])
    boxes = land((0, 0, 4e3, 1e4), (4e3, 0, 7e3, 1e4), (7e3, 0, 1e4, 5e3), index=list("XYZ"))
    drawn = territories.build(practices, units=units, outline=boxes)
    assert_partition(drawn, practices, boxes.loc[sorted(set(units))].union_all())
    for unit, part in drawn.groupby(units):
        assert shapely.symmetric_difference(part.union_all(), boxes.geometry[unit]).area < 1


def test_a_practice_outside_its_border_is_drawn_at_the_nearest_point_inside():
    practices = practices_at([(1_000, 5_000), (9_000, 5_000), (2_000, 2_000)])
    units = units_of(practices, "XXY")
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["X", "Y"])
    drawn = territories.build(practices, units=units, outline=boxes)
    assert_partition(drawn, practices, boxes.union_all())
    assert drawn.geometry["A001"].bounds[0] == pytest.approx(ORIGIN[0] + 3_000)
    assert drawn.geometry["A002"].equals(boxes.geometry["Y"])


def test_practices_outside_their_border_are_named():
    practices = practices_at([(1_000, 5_000), (9_000, 5_000)])
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["X", "Y"])
    drawn = territories.build(practices, units=units_of(practices, "XX"), outline=boxes)
    (note,) = drawn.attrs["notes"]
    assert note.startswith("1 practices lie outside")
    assert note.endswith("A001.")


def test_polygons_with_codes_are_the_land_where_no_border_is_hard():
    practices = practices_at([(1_000, 5_000), (9_000, 5_000)])
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["X", "Y"])
    drawn = territories.build(practices, outline=boxes)
    assert drawn.attrs["method"] == territories.TerritoryMethod.OUTLINE
    assert_partition(drawn, practices, boxes.union_all())


def test_an_outline_of_another_place_is_refused():
    practices = practices_at([(50_000, 5_000)])
    with pytest.raises(DataError, match="no practice lies on the land of the outline: A000"):
        territories.build(practices, outline=SQUARE)


def test_a_branch_outside_its_border_has_no_land_there():
    practices = practices_at([(1_000, 5_000), (6_000, 5_000)])
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["X", "Y"])
    drawn = territories.build(
        practices,
        units=units_of(practices, "XY"),
        branches=branches_at(["A000"], [(9_000, 5_000)]),
        outline=boxes,
    )
    assert drawn.geometry["A001"].equals(boxes.geometry["Y"])


def test_practices_at_one_point_have_equal_angles():
    practices = practices_at([(5_000, 5_000)] * 4)
    drawn = territories.build(practices, outline=SQUARE)
    assert_partition(drawn, practices, SQUARE.union_all())
    assert drawn.area.tolist() == pytest.approx([25e6] * 4)
    east_of_north = drawn.geometry["A000"].centroid
    assert east_of_north.x > ORIGIN[0] + 5_000
    assert east_of_north.y > ORIGIN[1] + 5_000


def test_twelve_practices_in_one_building_on_the_shore():
    practices = practices_at([(10_000, 0)] * 12)
    drawn = territories.build(practices, outline=SQUARE)
    assert_partition(drawn, practices, SQUARE.union_all())


@pytest.mark.parametrize("degrees", range(0, 360, 24))
def test_three_practices_in_one_building_at_sea_off_a_round_island(degrees):
    """The nearest point of a curved shore is never quite on it."""
    island = shapely.buffer(shapely.Point(np.add(ORIGIN, 5_000)), 3_000)
    turn = np.radians(degrees)
    place = (5_000 + 4_321.9 * np.cos(turn), 5_000 + 4_321.9 * np.sin(turn))
    practices = practices_at([place, place, place, (5_000, 5_000)])
    assert_partition(territories.build(practices, outline=frame(island)), practices, island)


def test_sites_half_a_metre_apart_are_one_premises():
    practices = practices_at([(5_000, 5_000), (5_000.5, 5_000), (9_000, 5_000)])
    drawn = territories.build(practices, outline=SQUARE)
    assert drawn.area.tolist() == pytest.approx([20e6, 50e6, 30e6], rel=1e-3)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_practices_on_one_line(count):
    practices = practices_at([(3_000 * k, 0) for k in range(count)])
    drawn = territories.build(practices)
    assert_partition(drawn, practices)


def test_a_far_branch_makes_a_territory_of_two_parts():
    practices = practices_at([(1_000, 5_000), (5_000, 5_000)])
    branches = branches_at(["A000"], [(9_000, 5_000)])
    drawn = territories.build(practices, branches=branches, outline=SQUARE)
    assert drawn.area.tolist() == pytest.approx([60e6, 40e6])
    assert drawn.geom_type.tolist() == ["MultiPolygon", "Polygon"]


def test_land_across_the_water_goes_to_the_neighbour_it_borders_on():
    """Two arms of a bay; A002's nearest land across the water falls to A001.

    A000 ======+
               |      (foot)
    A001 ==A002'
    """
    bay = shape([(0, 0), (9e3, 0), (9e3, 4e3), (8e3, 4e3), (8e3, 1e3), (0, 1e3)])
    arm = shape([(0, 2e3), (6e3, 2e3), (6e3, 3e3), (0, 3e3)])
    practices = practices_at([(500, 500), (8_500, 500), (3_000, 2_050)])
    drawn = territories.build(practices, outline=frame(bay, arm))
    assert_partition(drawn, practices, shapely.union_all([bay, arm]))
    assert drawn.geometry["A002"].equals(arm)


def test_where_border_polygons_overlap_the_first_has_the_land():
    practices = practices_at([(2_000, 5_000), (4_000, 5_000)])
    boxes = land((0, 0, 5e3, 1e4), (3e3, 0, 1e4, 1e4), index=["X", "Y"])
    drawn = territories.build(practices, units=units_of(practices, "XY"), outline=boxes)
    assert_partition(drawn, practices, boxes.union_all())
    assert drawn.area.tolist() == pytest.approx([50e6, 50e6])


def test_polygons_may_be_named_by_the_level_that_tells_units_apart():
    practices = practices_at([(2_000, 5_000), (8_000, 5_000)])
    boxes = land((0, 0, 5e3, 1e4), (5e3, 0, 1e4, 1e4), index=["00Q", "01A"])
    units = units_of(practices, ["QE1 / 00Q", "QE1 / 01A"])
    drawn = territories.build(practices, units=units, outline=boxes)
    assert drawn.attrs["method"] == territories.TerritoryMethod.BORDERS


@pytest.mark.parametrize(
    ("outline", "message"),
    [
        (land((0, 0, 9, 9), index=["X"]), "1 border unit has no polygon in the outline: Y"),
        (SQUARE.set_crs(None, allow_override=True), "coordinate reference system"),
        (land((0, 0, 9, 9), (20, 0, 20, 9), index=["X", "Y"]), "Y has no area"),
        (land((0, 0, 9, 9), (9, 0, 20, 9), (9, 0, 30, 9), index=list("XYY")), "Y occurs twice"),
    ],
    ids=["unit_without_polygon", "no_crs", "polygon_without_area", "polygon_twice"],
)
def test_an_outline_that_cannot_be_used_is_refused(outline, message):
    practices = practices_at([(1, 1), (2, 2)])
    with pytest.raises(DataError, match=message):
        territories.build(practices, units=units_of(practices, "XY"), outline=outline)


def test_the_practice_with_most_patients_has_the_small_area():
    practices = practices_at([(500, 500), (2_500, 500)])
    rows = [("A000", "S00_00", 50), ("A001", "S00_00", 40), ("A001", "S01_00", 7)]
    rows += [("A000", "S02_00", 6), ("A001", "S02_00", 6), ("Z999", "S02_00", 900)]
    drawn = territories.from_registrations(practices, registered(rows), tiles(3, 1))
    assert drawn.area.tolist() == pytest.approx([2e6, 1e6])
    assert drawn.attrs["method"] == territories.TerritoryMethod.REGISTRATIONS


def test_a_small_area_without_patients_goes_to_the_nearest_practice():
    practices = practices_at([(500, 500), (2_500, 500)])
    rows = [("A000", "S00_00", 50), ("A001", "S01_00", 40)]
    drawn = territories.from_registrations(practices, registered(rows), tiles(3, 1))
    assert drawn.area.tolist() == pytest.approx([1e6, 2e6])
    assert "1 small areas without registered patients" in drawn.attrs["notes"][0]


def test_practices_that_lead_nowhere_have_part_of_the_area_they_stand_in():
    practices = practices_at([(500, 500), (1_250, 500), (1_250, 500), (1_750, 500)])
    rows = [("A000", "S00_00", 50), ("A003", "S01_00", 40), ("A001", "S01_00", 4)]
    drawn = territories.from_registrations(practices, registered(rows), tiles(2, 1))
    assert_partition(drawn, practices, tiles(2, 1).union_all())
    assert drawn.area.tolist() == pytest.approx([1e6, 0.25e6, 0.25e6, 0.5e6])
    assert "A001, A002" in drawn.attrs["notes"][0]


@given(st.lists(point, min_size=1, max_size=8), st.data())
@settings(max_examples=examples(everyday=5, deep=25))
def test_registrations_part_the_small_areas(places, data):
    practices, areas = practices_at(places), tiles(4, 3)
    row = st.tuples(
        st.sampled_from(list(practices.index)),
        st.sampled_from(list(areas.index)),
        st.integers(1, 3),
    )
    rows = registered(data.draw(st.lists(row, min_size=1, max_size=30)))
    drawn = territories.from_registrations(practices, rows, areas)
    assert_partition(drawn, practices, areas.union_all())
    total = rows.groupby(["area_code", "practice_code"])["patients"].sum()
    for area, patients in total.groupby("area_code"):
        leader = patients.droplevel(0).sort_index().idxmax()
        assert shapely.intersection(drawn.geometry[leader], areas.geometry[area]).area > 0


def test_registrations_of_another_vintage_are_refused():
    practices = practices_at([(500, 500)])
    with pytest.raises(DataError, match="vintage"):
        territories.from_registrations(practices, registered([("A000", "E01", 5)]), tiles(2, 1))


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_three_real_systems_within_their_border_polygons():
    table = pd.read_csv(REAL / "national/england_practices_2021-01.csv.gz", dtype=str)
    table = table[table["stp_code"].isin(["QE1", "QT6", "QOP"])].set_index("practice_code")
    xy = table[["easting", "northing"]].astype(float).to_numpy()
    practices = gpd.GeoDataFrame(table, geometry=shapely.points(xy), crs="EPSG:27700")
    polygons = gpd.read_file(REAL / "national/boundaries_ccg_2020-04_500m.geojson")
    names = table.drop_duplicates("ccg_code").set_index("ccg_ons_code")["ccg_code"]
    polygons = polygons.set_index(polygons["ccg_code"].map(names))
    polygons = polygons[polygons.index.notna()]
    units = border_units.units(practices, ["ccg_code"])
    drawn = territories.build(practices, units=units, outline=polygons)
    assert_partition(drawn, practices)
    outside = ~shapely.intersects(
        np.asarray(polygons.to_crs(27700).geometry.loc[units]), np.asarray(practices.geometry)
    )
    assert outside.sum() > 0
