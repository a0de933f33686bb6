"""The cell of premises that practices share, dealt among their networks."""

import geopandas as gpd
import numpy as np
import shapely

from boundaries.crs import BNG
from boundaries.territories import shared_premises


def test_shares_are_dealt_so_that_networks_are_whole_before_they_share_most_border():
    rings = {
        "EAST": [(0, 0), (1, 0), (1, 2), (0.4, 2), (0, 2)],
        "WEST": [(-1, 0), (-0.5, 0), (0, 0), (0, 2), (-1, 2)],
        "LAND_A": [(-0.5, 0), (-0.5, -1), (2, -1), (2, 2), (1, 2), (1, 0), (0, 0)],
        "LAND_B": [(0, 2), (0.4, 2), (0.4, 3), (0, 3)],
    }
    shapes = [shapely.Polygon(1_000 * np.array(ring)) for ring in rings.values()]
    land = gpd.GeoDataFrame(geometry=shapes, index=list(rings), crs=BNG)
    places = [(0, 1_000), (0, 1_000), (1_500, 500), (200, 2_500)]
    doors = gpd.GeoDataFrame(geometry=[shapely.Point(one) for one in places], index=land.index)
    asked = {"EAST": "A", "WEST": "B", "LAND_A": "A", "LAND_B": "B"}
    parts, network = shared_premises.deal(shared_premises.lay_out(land, doors.set_crs(BNG)), asked)
    # A has three kilometres of border with the eastern share, and B none with the western one.
    assert network == ["B", "A", "A", "B"]
    for name in "AB":
        mine = [part for part, key in zip(parts, network, strict=True) if key == name]
        assert shapely.union_all(mine).geom_type == "Polygon"
