"""Practices whose land touches the outside: the coast, the outline, another border unit."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

TOLERANCE_M = 1.0  #: land this near to the rim touches it
POLYGON = 3  #: shapely's number for this type


def touching_outside(
    territories: gpd.GeoDataFrame, units: pd.Series | None = None
) -> frozenset[str]:
    """Codes of the practices whose territory touches the outer rim of its border unit's land.

    Holes inside the land, such as a lake, are not outside: a network round one has a hole. Where
    another border unit lies in the hole, it is.

    Parameters
    ----------
    territories
        Index practice code; (multi)polygons in EPSG:27700 without overlaps inside a unit.
    units
        Border unit of each practice; ``None`` where there is but one.
    """
    drawn = territories[~(territories.geometry.isna() | territories.geometry.is_empty)]
    if not len(drawn):
        return frozenset()
    unit = pd.Series("", index=drawn.index) if units is None else units.reindex(drawn.index)
    inner = gpd.GeoSeries(shapely.point_on_surface(np.asarray(drawn.geometry)), drawn.index)
    found = set[str]()
    for name, own in drawn.groupby(unit.to_numpy(), sort=True):
        shapes = np.asarray(own.geometry.array)
        rims = list(_rims(shapes, np.asarray(inner[unit.to_numpy() != name].array)))
        touched = shapely.STRtree(shapes).query(rims, predicate="dwithin", distance=TOLERANCE_M)
        found |= {str(own.index[k]) for k in np.unique(touched[1])}
    return frozenset(found)


def _rims(shapes: np.ndarray, others: np.ndarray) -> Iterator[shapely.LinearRing]:
    """Outer rings of the land of a unit, and rings of its holes that hold land of ``others``."""
    parts = shapely.get_parts(shapely.union_all(shapes))
    places = shapely.STRtree(others)
    for part in parts[shapely.get_type_id(parts) == POLYGON]:
        yield part.exterior
        for ring in part.interiors:
            if places.query(shapely.Polygon(ring), predicate="contains").size:
                yield ring
