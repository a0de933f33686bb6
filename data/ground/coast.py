"""Natural-looking lines: fractal coasts, winding channels, borders that never run straight."""

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from data.draws import Floats

# The share of a stretch's length by which its middle is pushed aside: 0.1 a canal, 0.3 a fjord.
SMOOTH, COAST = 0.10, 0.20


def roughen(points: Floats, rng: np.random.Generator, *, roughness: float, step_m: float) -> Floats:
    """The line with midpoints displaced sideways until no stretch is longer than the step.

    The points (n, 2) are eastings and northings in metres; all of them are kept, the new ones
    are rounded to the metre. The roughness is the largest push as a share of a stretch.

    Source: midpoint displacement, Fournier, Fussell and Carpenter (1982), CACM 25(6).
    """
    line = np.asarray(points, dtype=np.float64)
    while (long := _lengths(line) > step_m).any():
        middles = displaced_middles(line[:-1], line[1:], rng, roughness=roughness)
        line = np.insert(line, np.flatnonzero(long) + 1, middles[long], axis=0)
    return line


def displaced_middles(
    starts: Floats, ends: Floats, rng: np.random.Generator, *, roughness: float
) -> Floats:
    """The middle of each stretch, pushed aside by up to the given share of its length."""
    along = ends - starts
    aside = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    push = (2.0 * rng.random(along.shape[:-1]) - 1.0) * roughness
    return np.round((starts + ends) / 2.0 + aside * push[..., None])


def _lengths(line: Floats) -> Floats:
    steps = np.diff(line, axis=0)
    return np.hypot(steps[:, 0], steps[:, 1])


def island(
    corners: Floats, rng: np.random.Generator, *, roughness: float = COAST, step_m: float = 150.0
) -> Polygon:
    """Land inside a rough ring through the corners, in metres."""
    ring = roughen(np.vstack([corners, corners[:1]]), rng, roughness=roughness, step_m=step_m)
    return largest(shapely.make_valid(Polygon(ring)))


def blob(radius_m: float, rng: np.random.Generator, *, corners: int = 14) -> Polygon:
    """Round land with bays and headlands about the origin."""
    turn = 2.0 * np.pi * (np.arange(corners) + 0.6 * rng.random(corners)) / corners
    reach = radius_m * (0.75 + 0.5 * rng.random(corners))
    corners_m = np.round(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]))
    return island(corners_m, rng)


def channel(
    centre: Floats, half_widths_m: Floats, rng: np.random.Generator, *, step_m: float = 250.0
) -> Polygon:
    """Water along a winding centre line whose half-width is given at each of its points."""
    line = roughen(centre, rng, roughness=COAST, step_m=step_m)
    reached = np.concatenate([[0.0], np.cumsum(_lengths(line))])
    known = [int(np.flatnonzero((line == point).all(axis=1))[0]) for point in centre]
    widths = np.interp(reached, reached[known], half_widths_m)
    widths = np.round(widths * (0.8 + 0.4 * rng.random(len(widths))))
    reaches = [
        shapely.convex_hull(
            shapely.union(
                shapely.Point(line[i]).buffer(widths[i], quad_segs=4),
                shapely.Point(line[i + 1]).buffer(widths[i + 1], quad_segs=4),
            )
        )
        for i in range(len(line) - 1)
    ]
    water = largest(shapely.simplify(shapely.union_all(reaches, grid_size=1.0), 15.0))
    return Polygon(water.exterior)


def largest(shape: shapely.Geometry) -> Polygon:
    """The largest polygon of whatever came out of an overlay, without holes."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return Polygon(max(parts, key=lambda part: part.area).exterior)


def land_without(land: list[Polygon], water: Polygon | None) -> MultiPolygon:
    """All land on whole metres, with the water taken out."""
    dry = shapely.union_all(land, grid_size=1.0)
    if water is not None:
        dry = shapely.difference(dry, water, grid_size=1.0)
    parts = [part for part in shapely.get_parts(dry) if part.area > 200_000.0]
    return MultiPolygon(sorted(parts, key=lambda part: -part.area))
