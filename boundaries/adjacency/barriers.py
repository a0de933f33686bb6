"""Barriers: rivers, estuaries, motorways that neighbours cannot reach each other across."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files.outlines import clean_shapes
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.outlines.rounding import polygonal
from boundaries.files.tables.in_memory import Source, name_of

ALONG_M = 1.0  # a border this near a line runs along it
HALF_WIDTH_M = 0.5  # lines get so much width on either side, so that nothing slips through
ROOM = 0.6  # radius of the circle of ways round, in distances between the two sites


@dataclass(frozen=True)
class Obstacle:
    """Barriers ready for use, EPSG:27700.

    ``lines`` holds the linear ones, ``water`` the polygons; either may be empty.
    """

    lines: Any
    water: Any

    @property
    def solid(self) -> Any:
        """The whole obstacle as polygons."""
        return shapely.union_all([shapely.buffer(self.lines, HALF_WIDTH_M), self.water])


def read(source: Source) -> gpd.GeoDataFrame:
    """Read barriers, lines or polygons, from GeoJSON, GeoPackage, shapefile or a GeoDataFrame.

    Returns
    -------
    GeoDataFrame in EPSG:27700 with the file's attributes as text; ``attrs["notes"]`` says what was
    repaired and left out.

    Raises
    ------
    DataError
        The file cannot be read, or holds a shape that is neither line nor polygon or not in
        Great Britain.
    """
    name = name_of(source)
    shapes, absent = clean_shapes.present(shape_files.read(source), name)
    _check_kinds(shapes, name)
    named = clean_shapes.names(shapes)
    placed = clean_shapes.on_grid(shapes, named, name, noun="barriers", whole=False)
    barriers, mended = clean_shapes.lines_and_polygons(placed, named, name, "barriers")
    barriers.attrs["notes"] = [*absent, *mended]
    return barriers


def touching_nothing(barriers: gpd.GeoDataFrame, territories: gpd.GeoDataFrame) -> list[str]:
    """A note on barriers that touch no practice's land, so that they part nobody.

    Parameters
    ----------
    barriers
        As ``read`` returns them.
    territories
        One (multi)polygon for each practice, EPSG:27700.
    """
    lines = np.asarray(barriers.geometry.array)
    met, _ = shapely.STRtree(lines).query(
        np.asarray(territories.geometry.array), predicate="intersects"
    )[::-1]
    idle = np.setdiff1d(np.arange(len(lines)), met)
    if not len(idle):
        return []
    listed = ", ".join(f"feature {row}" for row in barriers.index[idle][:10])
    more = " ..." if len(idle) > 10 else ""
    return [
        f"{len(idle)} of {len(lines)} barriers touch no land of these practices and part nobody: "
        f"{listed}{more}."
    ]


def _check_kinds(shapes: gpd.GeoDataFrame, source: str) -> None:
    kinds = shapes.geom_type
    wrong = shapes[~kinds.str.contains("Line|Polygon|GeometryCollection", na=False)]
    if len(wrong):
        raise DataError(
            "a barrier is neither a line nor a polygon",
            rows=[f"feature {row}: {kind}" for row, kind in wrong.geom_type.items()],
            remedy="Draw barriers as lines or polygons",
            source=source,
        )


def obstacle(barriers: gpd.GeoDataFrame | None) -> Obstacle | None:
    """Gather barriers of any CRS into one obstacle, ``None`` where there are none."""
    if barriers is None or barriers.empty:
        return None
    shapes = shapely.get_parts(shapely.make_valid(np.asarray(barriers.to_crs(BNG).geometry.array)))
    flat = shapely.get_dimensions(shapes)
    water = polygonal(shapely.union_all(shapes[flat == 2]))
    return Obstacle(shapely.union_all(shapes[flat == 1]), water)


def along(pieces: pd.DataFrame, block: Obstacle) -> NDArray[np.bool_]:
    """Which pieces of border (``x``, ``y`` of the middle) run along or inside a barrier."""
    middle = shapely.points(pieces[["x", "y"]].to_numpy())
    shapely.prepare([block.lines, block.water])
    near = shapely.dwithin(block.lines, middle, ALONG_M)
    return np.asarray(near | shapely.intersects(block.water, middle), dtype=bool)


def blocked(ways: NDArray[np.object_], block: Obstacle) -> NDArray[np.bool_]:
    """Which straight ways a barrier blocks.

    A way is blocked when it crosses a barrier and its ends cannot reach each other round it
    inside the circle about its middle with a radius of 0.6 times its length. So a creek or a
    meander on the way blocks nothing, while an estuary does though one could go round its head.

    Parameters
    ----------
    ways
        Lines of two points, from one site to another.
    block
        The barriers.
    """
    solid = block.solid
    shapely.prepare(solid)
    crossing = np.flatnonzero(shapely.intersects(solid, ways) & (shapely.length(ways) > 0))
    result = np.zeros(len(ways), dtype=bool)
    result[crossing] = [_apart(way, solid) for way in ways[crossing]]
    return result


def _apart(way: Any, solid: Any) -> bool:
    middle = shapely.line_interpolate_point(way, 0.5, normalized=True)
    room = shapely.buffer(middle, ROOM * way.length)
    free = shapely.get_parts(shapely.difference(room, solid))
    ends = [shapely.get_point(way, 0), shapely.get_point(way, -1)]
    if len(free) == 0:
        return True
    nearest = [int(np.argmin(shapely.distance(free, end))) for end in ends]
    return nearest[0] != nearest[1]
