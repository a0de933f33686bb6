"""Cells of premises cut anew: no land is lost, and networks are in fewer pieces, never in more."""

from itertools import product

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.network_areas import checks, compactness
from boundaries.network_areas import draw as areas
from boundaries.territories import draw, shared_premises, unequal_shares
from tests.support.depth import examples

SPOTS = [(x, y) for x in range(3) for y in range(3)]
places = st.lists(st.sampled_from(SPOTS), min_size=4, max_size=12).filter(
    lambda found: len(set(found)) > 1
)


def area(spots):
    """Practices at spots 2 km apart, those after the first at a spot sharing its premises."""
    codes = [f"P{k:02d}" for k in range(len(spots))]
    at = [(400_000 + 2_000 * x + 130 * y, 420_000 + 2_000 * y) for x, y in spots]
    return gpd.GeoDataFrame(
        index=codes, geometry=gpd.points_from_xy(*zip(*at, strict=True)), crs=27700
    )


@given(places, st.data())
@settings(max_examples=examples(everyday=15, deep=200), deadline=None)
def test_land_is_kept_and_no_network_falls_into_more_pieces(spots, data):
    practices = area(spots)
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=len(spots), max_size=len(spots)))
    assignment = dict(zip(practices.index, names, strict=True))
    territories = draw.build(practices)
    drawn = areas.from_territories(territories, assignment, practices)
    equal = joined(*equally(territories, practices, assignment))
    assert drawn.geometry.area.sum() == pytest.approx(territories.geometry.area.sum(), abs=1)
    found = checks.check(drawn)
    wrong = found[~found["passed"] & ~found["check"].isin(["one_piece", "no_doughnuts"])]
    assert wrong["message"].to_list() == []
    assert compactness.pieces(drawn.geometry.to_numpy()).sum() <= compactness.pieces(equal).sum()


def equally(territories, practices, assignment):
    """The shares dealt, and none cut in unequal angles."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shared_premises, "_whole", lambda parts, network, *_: (parts, network))
        return shared_premises.deal(shared_premises.lay_out(territories, practices), assignment)


def joined(parts, network):
    names = np.asarray(network, dtype=object)
    return np.array([shapely.union_all(parts[names == name]) for name in sorted(set(network))])


@pytest.mark.parametrize(("networks", "arcs"), [(2, 2), (2, 5), (3, 3), (3, 6)])
def test_every_way_is_tried_in_which_each_network_but_one_has_one_stretch(networks, arcs):
    cores, owners = unequal_shares._ways(networks, arcs)
    found = [(int(core), *way) for core, way in zip(cores, owners.tolist(), strict=True)]
    assert found == sorted(set(found))
    assert found == [
        (core, *way)
        for core in range(networks)
        for way in product(range(networks), repeat=arcs)
        if set(way) == set(range(networks))
        and all(begins(way, one) == 1 for one in range(networks) if one != core)
    ]


def begins(way, one):
    """How many stretches of the rim a network has."""
    return sum(way[k] == one != way[k - 1] for k in range(len(way)))
