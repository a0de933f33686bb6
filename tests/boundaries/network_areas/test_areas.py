"""Network areas: clean shapes, and sentences that say how they were drawn."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import draw as areas
from boundaries.network_areas import nearest_site
from boundaries.network_areas.small_area_graph import clean
from boundaries.territories import draw as territories
from tests.support.depth import examples
from tests.support.places import BNG, land, practices_at, registered, tiles
from tests.support.tilings import codes, faults, random_patients, random_voronoi


def networks_of(small, names):
    return pd.Series(list(names), index=small.index, dtype="str")


def failed(drawn, small=None):
    table = area_checks.check(drawn, small)
    return table[~table["passed"]]


@settings(max_examples=examples(everyday=6, deep=30))
@given(st.integers(2, 60), st.integers(1, 5), st.integers(0, 10_000))
def test_drawn_from_nearest_sites_every_tiling_passes_every_check(count, networks, seed):
    small = random_voronoi(count, seed)
    rng = np.random.default_rng(seed)
    surgeries = practices_at(rng.uniform(0, 10_000, (networks * 2, 2)))
    assignment = {code: f"N{k % networks}" for k, code in enumerate(surgeries.index)}
    drawn = areas.from_nearest_sites(small, surgeries, assignment)
    assert failed(drawn, small).empty
    assert drawn["small_areas"].sum() == count
    assert drawn.attrs["method"] == areas.AreaMethod.NEAREST


@settings(max_examples=examples(everyday=6, deep=30))
@given(st.integers(2, 60), st.integers(1, 5), st.integers(0, 10_000))
def test_any_partition_keeps_land_patients_and_shared_borders(count, networks, seed):
    small = random_voronoi(count, seed)
    patients = random_patients(small, networks, seed)
    rng = np.random.default_rng(seed)
    chosen = networks_of(small, patients.columns[rng.integers(0, networks, count)])
    drawn = areas.from_small_areas(small, chosen, patients=patients)
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    assert drawn.area.sum() == pytest.approx(small.area.sum(), abs=1e-3)
    inside = sum(patients.at[a, n] for a, n in chosen.items())
    assert drawn["patients_inside"].sum() == drawn.attrs["patients_inside"] == inside
    assert drawn.attrs["patients_total"] == patients.to_numpy().sum()


@settings(max_examples=examples(everyday=4, deep=20))
@given(st.integers(4, 60), st.integers(0, 10_000))
def test_the_graph_knows_every_metre_of_border(count, seed):
    small = random_voronoi(count, seed)
    graph = areas.area_graph(small)
    for code, polygon in small.geometry.items():
        inner = sum(data["border_m"] for _, _, data in graph.edges(code, data=True))
        around = inner + graph.nodes[code]["outside_m"]
        assert around == pytest.approx(polygon.length, abs=count)  # corners under a metre
    for a, b, data in graph.edges(data=True):
        shared = shapely.intersection(small.geometry[a], small.geometry[b])
        assert data["border_m"] == pytest.approx(shared.length, rel=1e-6)


def test_squares_that_meet_in_a_corner_are_no_neighbours():
    graph = areas.area_graph(tiles(2, 2))
    assert sorted(map(sorted, graph.edges)) == [
        ["S00_00", "S00_01"],
        ["S00_00", "S01_00"],
        ["S00_01", "S01_01"],
        ["S01_00", "S01_01"],
    ]
    assert graph.nodes["S00_00"]["outside_m"] == 2_000


def test_a_gap_inside_is_another_face_than_the_outside():
    small = tiles(3, 3).drop("S01_01")
    graph = areas.area_graph(small)
    assert graph.nodes["S00_00"]["faces"] == (0,)
    assert graph.nodes["S00_01"]["faces"] == (0, 1)


def test_areas_that_overlap_are_fitted_together_and_the_note_says_so():
    small = land((0, 0, 1_000, 1_000), (990, 0, 2_000, 1_000), index=codes(2)).assign(name="x")
    fitted = clean(small)
    assert shapely.coverage_is_valid(fitted.geometry.to_numpy())
    assert fitted.area.sum() == pytest.approx(2_000_000)
    assert "were tidied" in fitted.attrs["notes"][0]
    assert small.geometry.iloc[1].area == 1_010_000
    assert list(areas.area_graph(small).edges) == [("S000", "S001")]


def test_a_sliver_between_areas_is_closed():
    small = land((0, 0, 1_000, 1_000), (1_000.2, 0, 2_000, 1_000), index=codes(2)).assign(name="x")
    assert list(areas.area_graph(small).edges) == [("S000", "S001")]
    drawn = areas.from_small_areas(small, networks_of(small, "PQ"))
    assert failed(drawn).empty
    assert drawn.area.sum() == pytest.approx(2_000_000)


def test_an_area_under_another_is_refused():
    small = land((0, 0, 1_000, 1_000), (0, 0, 1_000, 1_000), index=codes(2)).assign(name="x")
    with pytest.raises(DataError, match="covered by others"):
        areas.area_graph(small)


def test_the_caveat_says_how_and_how_many_live_outside():
    small = tiles(2, 1)
    patients = pd.DataFrame({"P": [60, 10], "Q": [10, 20]}, index=small.index)
    drawn = areas.from_small_areas(
        small, networks_of(small, "PQ"), patients=patients, patients_bound=80
    )
    assert drawn.attrs["caveat"] == (
        "Indicative: each small area is allotted whole to one network, so that every area is one "
        "piece and most patients live inside; 20.0% of patients live outside their network's area."
    )
    assert drawn.attrs["patients_bound"] == 80
    assert drawn["patients"].tolist() == [70, 30]


def test_the_caveat_claims_no_area_to_be_one_piece_that_is_in_two():
    three = tiles(3, 1)
    drawn = areas.from_small_areas(three, networks_of(three, "PQP"))
    assert "one piece (but for land that lies apart: " in drawn.attrs["caveat"]


def test_a_map_without_patients_claims_nothing_about_them():
    small = tiles(2, 1)
    drawn = areas.from_small_areas(small, networks_of(small, "PP"))
    assert drawn.attrs["patients_inside"] is None
    assert "patients live outside" not in drawn.attrs["caveat"]


def test_every_small_area_needs_a_network():
    small = tiles(2, 1)
    with pytest.raises(DataError, match="1 small area has no network: S01_00"):
        areas.from_small_areas(small, networks_of(small, "PP").iloc[:1])
    with pytest.raises(DataError, match="not among the polygons"):
        areas.from_small_areas(small.iloc[:1], networks_of(small, "PP"))


def test_simplified_together_shared_borders_stay_identical():
    small = random_voronoi(40, 1)
    drawn = areas.from_small_areas(small, networks_of(small, [f"N{k % 3}" for k in range(40)]))
    simple = areas.simplify(drawn, 500)
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())
    before, after = (sum(shapely.get_num_coordinates(d.geometry)) for d in (drawn, simple))
    assert after < before
    assert simple.attrs == drawn.attrs


def test_patients_by_network_leave_out_other_practices_and_places():
    small = tiles(2, 1)
    rows = registered(
        [("A", "S00_00", 5), ("B", "S00_00", 7), ("C", "S00_00", 9), ("A", "E99", 11)]
    )
    table = areas.network_patients(rows, {"A": "P", "B": "P", "D": "Q"}, small)
    assert table.to_dict() == {"P": {"S00_00": 12, "S01_00": 0}, "Q": {"S00_00": 0, "S01_00": 0}}


def test_a_site_off_the_map_is_at_home_in_the_nearest_area():
    surgeries = practices_at([(500, 500), (5_000, 500)])
    homes = nearest_site.homes(tiles(2, 1), surgeries, {"A000": "P", "A001": "Q"})
    assert homes == {"P": ["S00_00"], "Q": ["S01_00"]}


def test_from_nearest_sites_needs_a_site_of_the_plan():
    with pytest.raises(DataError, match="no site"):
        areas.from_nearest_sites(tiles(2, 1), practices_at([(0, 0)]), {"Z": "P"})


def test_territories_are_joined_by_network():
    surgeries = practices_at([(500, 500), (1_500, 500), (2_500, 500)])
    cells = territories.build(surgeries, outline=land((0, 0, 3_000, 1_000)))
    drawn = areas.from_territories(cells, {"A000": "P", "A001": "P", "A002": "Q"})
    assert drawn["practices"].to_dict() == {"P": 2, "Q": 1}
    assert drawn.area.to_dict() == pytest.approx({"P": 2_000_000, "Q": 1_000_000})
    assert "nearest to each surgery" in drawn.attrs["caveat"]
    with pytest.raises(DataError, match="no network"):
        areas.from_territories(cells, {"A000": "P"})


def test_shares_of_one_premises_are_dealt_so_that_networks_are_whole():
    surgeries = practices_at([(500, 500)] * 4 + [(1_500, 500)])
    cells = territories.build(surgeries, outline=land((0, 0, 2_000, 1_000)))
    assignment = dict(zip(surgeries.index, "PQPQQ", strict=True))
    as_coded = areas.from_territories(cells, assignment)
    dealt = areas.from_territories(cells, assignment, surgeries)
    assert set(failed(as_coded)["network_id"]) >= {"P"}
    assert failed(dealt).empty
    assert dealt.area.sum() == pytest.approx(2_000_000)
    assert dealt["practices"].to_dict() == {"P": 2, "Q": 3}


def test_maps_are_whole_by_hand_too():
    small = random_voronoi(50, 9)
    surgeries = practices_at(np.random.default_rng(9).uniform(0, 10_000, (8, 2)))
    assignment = dict(zip(surgeries.index, "PQRSPQRS", strict=True))
    drawn = areas.from_nearest_sites(small, surgeries, assignment)
    inside = shapely.point_on_surface(small.geometry.to_numpy())
    found = gpd.GeoDataFrame(geometry=inside, index=small.index, crs=BNG).sjoin(drawn)
    labels = found["network_id"].to_dict()
    assert faults(areas.area_graph(small), labels) == []
