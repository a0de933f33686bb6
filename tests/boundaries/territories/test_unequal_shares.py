"""Cells of premises cut anew: no land is lost, and networks are in fewer pieces, never in more."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.network_areas import checks, compactness
from boundaries.network_areas import draw as areas
from boundaries.territories import draw, shared_premises
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
        patched.setattr(shared_premises, "_whole", lambda parts, network, _cells: (parts, network))
        return shared_premises.deal(territories, practices, assignment)


def joined(parts, network):
    names = np.asarray(network, dtype=object)
    return np.array([shapely.union_all(parts[names == name]) for name in sorted(set(network))])
