"""Polygons that fit together without overlaps: their union, and the borders they share."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Shapes = NDArray[np.object_]


def union(polygons: Shapes) -> shapely.Geometry:
    """Union of polygons; many times faster where they are a valid coverage."""
    fits = shapely.coverage_is_valid(polygons)
    return shapely.coverage_union_all(polygons) if fits else shapely.union_all(polygons)


def segments(polygons: Shapes, layer: NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Segments that two polygons have in common, vertex for vertex.

    Parameters
    ----------
    polygons
        Polygons that overlap at most where their ``layer`` differs.
    layer
        Only polygons of one layer are compared.

    Returns
    -------
    Columns ``a``, ``b`` (positions in ``polygons``, a < b), ``border_m`` (length in metres) and
    ``x``, ``y`` (its middle).
    """
    ends, owner = _segments(polygons)
    level = np.zeros(len(owner)) if layer is None else layer[owner]
    order = np.lexsort((*ends.T, level))
    ends, owner, level = ends[order], owner[order], level[order]
    twin = (ends[1:] == ends[:-1]).all(axis=1) & (level[1:] == level[:-1])
    twin &= owner[1:] != owner[:-1]
    a, b, line = owner[:-1][twin], owner[1:][twin], ends[:-1][twin]
    return pd.DataFrame(
        {
            "a": np.minimum(a, b),
            "b": np.maximum(a, b),
            "border_m": np.hypot(line[:, 2] - line[:, 0], line[:, 3] - line[:, 1]),
            "x": (line[:, 0] + line[:, 2]) / 2,
            "y": (line[:, 1] + line[:, 3]) / 2,
        }
    )


def shared(pieces: pd.DataFrame) -> pd.DataFrame:
    """Length of border of each pair: segments (``a``, ``b``, ``border_m``) added up, sorted."""
    return pieces.groupby(["a", "b"], sort=True)["border_m"].sum().reset_index()


def groups(count: int, pairs: pd.DataFrame) -> NDArray[np.int64]:
    """Number the connected groups of ``count`` things joined by pairs ``a``, ``b``."""
    links = coo_array((np.ones(len(pairs)), (pairs["a"], pairs["b"])), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _segments(polygons: Shapes) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Segments as (x1, y1, x2, y2) with the smaller end first, and the polygon of each."""
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, ring_owner = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    start, end = xy[:-1][inner], xy[1:][inner]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    ends = np.where(swap[:, None], np.hstack([end, start]), np.hstack([start, end]))
    return ends, part_owner[ring_owner[ring[:-1][inner]]]
