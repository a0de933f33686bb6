"""Practices whose land touches the outside: the coast, the outline, the rim of the area."""

import geopandas as gpd
import numpy as np
import shapely

TOLERANCE_M = 1.0  #: land this near to the rim touches it


def touching_outside(territories: gpd.GeoDataFrame) -> frozenset[str]:
    """Codes of the practices whose territory touches the outer rim of all territories.

    Holes inside the land, such as a lake, are not outside: a network round one has a hole.

    Parameters
    ----------
    territories
        Index practice code; (multi)polygons in EPSG:27700 without overlaps.
    """
    drawn = territories[~(territories.geometry.isna() | territories.geometry.is_empty)]
    if not len(drawn):
        return frozenset()
    shapes = np.asarray(drawn.geometry.array)
    parts = shapely.get_parts(shapely.union_all(shapes))
    rims = shapely.get_exterior_ring(parts[shapely.get_type_id(parts) == 3])
    tree = shapely.STRtree(shapes)
    found = tree.query(rims, predicate="dwithin", distance=TOLERANCE_M)[1]
    return frozenset(str(drawn.index[k]) for k in np.unique(found))
