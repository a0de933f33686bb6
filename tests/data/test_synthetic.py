"""Made-up areas of any size keep the promises of their tables."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.draws import scattered_shares, stream, whole_shares
from data.ground.divisions import halve_until
from data.ground.tessellation import pieces, shared_edges
from data.synthetic import MEAN_LIST, area


@pytest.fixture(scope="module", params=[(25, 1), (80, 3)], ids=["small", "three units"])
def made(request: pytest.FixtureRequest):
    n, n_units = request.param
    return n, n_units, area(n, seed=7, n_units=n_units)


def test_the_tables_fit_together(made) -> None:
    n, n_units, it = made
    assert len(it.practices) == n
    assert it.practices["patients"].sum() == n * MEAN_LIST
    assert it.practices["ccg_code"].nunique() == n_units
    summed = it.registrations.groupby("practice_code")["patients"].sum()
    assert summed.to_dict() == it.practices["patients"].to_dict()
    assert it.registrations["area_code"].isin(it.small_areas.index).all()
    assert it.branches["practice_code"].isin(it.practices.index).all()
    assert set(it.small_areas["team_id"]) == set(it.footprints.index)


def test_codes_are_unique_and_sorted(made) -> None:
    *_, it = made
    for table in (it.practices, it.small_areas, it.footprints):
        assert table.index.is_unique
        assert table.index.is_monotonic_increasing
        assert table.crs == "EPSG:27700"
    assert it.practices["name"].is_unique


def test_small_areas_tile_the_land(made) -> None:
    *_, it = made
    shapes = it.small_areas.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(it.setting.land.area, rel=1e-6)
    inside = shapely.contains_xy(shapes, it.small_areas["x"], it.small_areas["y"])
    assert inside.all()


def test_the_same_seed_gives_the_same_area_and_another_does_not() -> None:
    first, again, other = (area(25, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.registrations, again.registrations)
    assert first.small_areas.geometry.equals(again.small_areas.geometry)
    assert first.practices["name"].tolist() != other.practices["name"].tolist()


def test_the_number_of_small_areas_is_as_asked() -> None:
    assert len(area(25, n_small_areas=300, seed=3).small_areas) == pytest.approx(300, abs=6)


def test_shared_edges_of_two_by_two_squares() -> None:
    squares = [shapely.box(x, y, x + 10, y + 10) for x in (0, 10) for y in (0, 10)]
    left, right, length = shared_edges(squares)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [
        (0, 1), (0, 2), (1, 0), (1, 3), (2, 0), (2, 3), (3, 1), (3, 2),
    ]  # fmt: skip
    assert (length == 10.0).all()
    labels = np.array([5, 6, 6, 5])
    assert len(np.unique(pieces(labels, (left, right, length)))) == 4


weights = st.lists(st.integers(1, 10_000), min_size=1, max_size=30).map(np.array)


@given(weights, st.integers(0, 100_000), st.integers(0, 99))
def test_shares_are_whole_and_sum_to_the_total(weight, total, seed) -> None:
    exact = weight / weight.sum() * total
    for shares in (
        whole_shares(weight.astype(float), total),
        scattered_shares(stream(seed, "test"), weight.astype(float), total),
    ):
        assert shares.sum() == total
        assert (np.abs(shares - exact) <= 1.0 + 1e-5).all()


@given(st.lists(st.integers(0, 9), min_size=1, max_size=25), st.integers(1, 6))
def test_halving_a_street_gives_stretches_of_it(street, k) -> None:
    points = np.array([(x, 0) for x in street], dtype=float)
    ones = np.ones(len(points), dtype=np.int64)
    labels = halve_until(points, ones, k, stream(0, "test"))
    assert labels.min() >= 0
    assert labels.max() < k
    order = pd.Series(labels).groupby(street).agg(["min", "max"])
    assert (order["max"].iloc[:-1].to_numpy() <= order["min"].iloc[1:].to_numpy()).all()
