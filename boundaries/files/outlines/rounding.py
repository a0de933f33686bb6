"""Rounded coordinates without broken shapes: what collapses costs a ring, never the file."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
AREA = 2  #: dimension of polygons
COLLECTION = 7  #: GEOS type number of GeometryCollection
POLYGONS = (3, 6)  #: GEOS type numbers of Polygon and MultiPolygon


def rounded(geometry: Any, decimals: int) -> Shapes:
    """Geometries with coordinates of so many decimals, no point repeated, all of them valid.

    Parameters
    ----------
    geometry
        Shapes of any kind, shape (n,).
    decimals
        Decimals kept, in the unit of the coordinates.

    Returns
    -------
    One shape each. Rings of polygons that rounding brings down to a line are left out; polygons
    that it makes cross themselves are snapped to the grid instead. ``None`` where nothing is left
    of a line or surface, or nothing was there.
    """
    given = np.asarray(geometry, dtype=object)
    rough = shapely.transform(given, lambda xy: _round(xy, decimals))
    sound = ~shapely.is_missing(rough) & shapely.is_valid(rough)
    out = rough.copy()
    out[sound] = shapely.remove_repeated_points(rough[sound])
    broken = ~sound & ~shapely.is_missing(rough)
    out[broken] = [_mended(one, decimals) for one in given[broken]]
    lost = shapely.get_dimensions(out) < shapely.get_dimensions(given)  # a line brought to a point
    out[lost | shapely.is_missing(out) | shapely.is_empty(out)] = None
    return np.asarray(out, dtype=object)


def polygonal(shape: Any) -> Any:
    """The polygons among the parts of a shape, however deep, as one (multi)polygon."""
    if shape is not None and shapely.get_type_id(shape) in POLYGONS:
        return shape
    parts = np.array([shape], dtype=object)
    while (shapely.get_type_id(parts) == COLLECTION).any():
        parts = shapely.get_parts(parts)
    flat = parts[(shapely.get_dimensions(parts) == AREA) & ~shapely.is_empty(parts)]
    return flat[0] if len(flat) == 1 else shapely.union_all(flat)


def _mended(shape: Any, decimals: int) -> Any:
    """A shape on the grid that rounding alone broke; valid before it is snapped.

    Snapping a valid shape is safe; where GEOS fails at it all the same, the parts that can be
    drawn are drawn one by one.
    """
    valid = shapely.make_valid(shape)
    parts = shapely.get_parts(polygonal(valid) if shapely.get_dimensions(valid) == AREA else valid)
    snapped = [_snapped(part, decimals) for part in parts]
    left = [one for one in snapped if one is not None and not one.is_empty]
    if len(left) < 2:
        return left[0] if left else None
    whole = shapely.transform(shapely.union_all(left, grid_size=10.0**-decimals), _of(decimals))
    return whole if shapely.is_valid(whole) else left[int(np.argmax(shapely.area(left)))]


def _snapped(part: Any, decimals: int) -> Any:
    """A part on the grid, ``None`` where nothing valid is left of it."""
    for one in (part, _without_small_rings(part, decimals)):
        try:
            snapped = shapely.set_precision(one, 10.0**-decimals)
            found = shapely.transform(snapped, _of(decimals))
        except shapely.errors.GEOSException:
            continue
        if shapely.is_valid(found):
            return found
    return None


def _without_small_rings(part: Any, decimals: int) -> Any:
    """A polygon without the holes that are narrower than the grid."""
    if part.geom_type != "Polygon":
        return part
    holes = [ring for ring in part.interiors if _has_surface(ring, decimals)]
    return shapely.Polygon(part.exterior, holes)


def _has_surface(ring: Any, decimals: int) -> bool:
    hole = shapely.Polygon(ring)
    return bool(hole.length > 0 and hole.area / hole.length > 10.0**-decimals)


def _of(decimals: int) -> Any:
    return lambda xy: _round(xy, decimals)


def _round(xy: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    return np.round(xy, decimals) + 0.0  # no minus zero
