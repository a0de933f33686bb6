"""The map of the public page: a name stands where its place is, or is left out."""

import geopandas as gpd
import numpy as np
import shapely

from boundaries.crs import BNG
from pcn_planner.consultation import public_map
from pcn_planner.maps.pictures import printed_map
from tests.support.drawn_plan import plan


def test_a_place_is_named_on_the_spot_or_not_at_all():
    tables = plan()
    west, south, east, north = tables.areas.total_bounds
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    crowd = gpd.GeoSeries([middle] * 9, index=[f"Hather {k}" for k in range(9)], crs=BNG)
    drawn = public_map.picture(tables, dict.fromkeys(tables.areas.index), crowd)
    sheet = printed_map.fitted(tables.areas, *public_map.MAP_MM)
    (at,) = sheet.places(shapely.get_coordinates([middle]))
    assert 0 < len(drawn["places"]) <= 3
    for _, x, y in drawn["places"]:
        assert np.isclose(x, at[0])
        assert abs(y - at[1]) <= public_map.LABEL_MM[1] + 1e-9
