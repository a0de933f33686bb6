"""Spread of patients: by hand, and in plain loops."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.crs import BNG
from boundaries.population import spread
from tests.support.depth import examples

X0, Y0 = 400_000, 300_000


def practices(points, patients):
    shapes = [shapely.Point(X0 + x, Y0 + y) for x, y in points]
    codes = [f"P{k}" for k in range(len(points))]
    return gpd.GeoDataFrame({"patients": patients}, codes, geometry=shapes, crs=BNG)


def test_two_practices_and_one_without_patients_by_hand():
    given = practices([(0, 0), (6_000, 0), (50_000, 0)], [10, 10, 0])
    found = spread.standard_distance_km(spread.by_list(given), dict.fromkeys(given.index, "N"))
    assert found["N"] == 3.0


def test_patients_at_home_and_the_rest_at_their_practice():
    given = practices([(0, 0)], [30])
    square = shapely.box(X0 + 5_000, Y0 - 1_000, X0 + 7_000, Y0 + 1_000)
    areas = gpd.GeoDataFrame({"name": ["A"]}, pd.Index(["a"], name="area_code"),
                             geometry=[square], crs=BNG)  # fmt: skip
    lives = pd.DataFrame({"practice_code": ["P0"], "area_code": ["a"], "patients": [15]})
    places = spread.by_home(given, lives, areas)
    assert places["patients"].tolist() == [15, 15]
    assert places["x"].tolist() == [X0 + 6_000, X0]
    assert spread.standard_distance_km(places, {"P0": "N"})["N"] == 3.0


ROW = st.tuples(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 9_000))


@settings(max_examples=examples(everyday=20, deep=200), deadline=None)
@given(st.lists(st.tuples(ROW, st.sampled_from("AB")), min_size=1, max_size=8))
def test_it_is_what_plain_loops_come_to(rows):
    given = practices([(x, y) for (x, y, _), _ in rows], [n for (_, _, n), _ in rows])
    assignment = dict(zip(given.index, [key for _, key in rows], strict=True))
    found = spread.standard_distance_km(spread.by_list(given), assignment)
    for network in set(assignment.values()):
        own = [row for row, key in rows if key == network]
        total = sum(n for *_, n in own)
        if not total:
            assert network not in found.dropna()
            continue
        middle = [sum(row[axis] * row[2] for row in own) / total for axis in (0, 1)]
        square = sum(n * ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) for x, y, n in own) / total
        assert found[network] == pytest.approx(square**0.5 / 1000, abs=1e-9)
