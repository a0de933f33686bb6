"""The cell of premises that practices share, cut like a cake."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.territories import plots, tessellation
from boundaries.territories.tessellation import Faces, Plot

RIM_M = 1.0  # premises nearer to the rim of their cell count as on it
RAY_PAST_M = 0.01  # rays pass the rim of the cell by so much, so that noding meets it


def divide(lots: list[Plot], where: pd.DataFrame) -> "pd.Series[Any]":
    """Divide the land of plots among practices.

    Each premises has the land nearest to it; practices that share premises have equal angles of
    it in the order of their codes, starting north and going clockwise.

    Parameters
    ----------
    lots, where
        As ``plots.make`` returns them.

    Returns
    -------
    One valid (multi)polygon a practice, index ``practice_code``, no overlaps.
    """
    shares = (
        where[["point", "practice_code"]]
        .drop_duplicates()
        .sort_values(["point", "practice_code"], ignore_index=True)
    )
    at = plots.points(lots)
    faces = tessellation.tessellate(lots)
    count = np.bincount(shares["point"])
    centres = _centres(faces, at, np.flatnonzero(count > 1))
    if centres:
        rays = [ray for p, c in centres.items() for ray in _rays(c, count[p], _cell(faces, p))]
        faces = tessellation.tessellate(lots, lines=rays)
    faces = _by_share(faces, centres, count)
    middle = {p: shapely.get_coordinates(c)[0] for p, c in centres.items()}
    at = np.array([middle.get(p, at[p]) for p in shares["point"]])
    faces = tessellation.reassign(faces, at, tessellation.borders(faces))
    owner = shares["practice_code"].to_numpy()[faces.point]
    return merge(faces.polygons, owner)


def merge(polygons: NDArray[np.object_], owner: NDArray[Any]) -> "pd.Series[Any]":
    """Union of the polygons of each owner, index sorted."""
    rows = pd.Series(range(len(owner))).groupby(np.asarray(owner))
    merged = {
        key: polygons[part.iloc[0]] if len(part) == 1 else shapely.union_all(polygons[part])
        for key, part in rows
    }
    return pd.Series(merged, dtype=object)


def _cell(faces: Faces, point: int) -> Any:
    return shapely.union_all(faces.polygons[faces.point == point])


def _centres(faces: Faces, at: NDArray[np.float64], shared: NDArray[np.int64]) -> dict[int, Any]:
    """Where the cuts of each shared cell meet: its premises, or inside if these are on the rim."""
    centres = {}
    for p in shared.tolist():
        cell, point = _cell(faces, p), shapely.points(at[p])
        inner = not shapely.dwithin(shapely.boundary(cell), point, RIM_M)
        centres[p] = point if inner else shapely.point_on_surface(cell)
    return centres


def _rays(centre: Any, count: int, cell: Any) -> Iterator[Any]:
    x, y = shapely.get_coordinates(centre)[0]
    reach = shapely.hausdorff_distance(centre, cell) * 2 + 1
    room = shapely.buffer(cell, RAY_PAST_M)
    for turn in 2 * np.pi * np.arange(count) / count:
        far = (x + reach * np.sin(turn), y + reach * np.cos(turn))
        yield shapely.intersection(shapely.linestrings([(x, y), far]), room)


def _by_share(faces: Faces, centres: dict[int, Any], count: NDArray[np.int64]) -> Faces:
    """Number faces by row of the table of shares instead of by point."""
    first = np.cumsum([0, *count])
    share = first[faces.point]
    inside = shapely.get_coordinates(shapely.point_on_surface(faces.polygons))
    for p, centre in centres.items():
        rows = np.flatnonzero(faces.point == p)
        east, north = (inside[rows] - shapely.get_coordinates(centre)).T
        turn = np.mod(np.arctan2(east, north), 2 * np.pi)
        share[rows] += np.minimum((turn / (2 * np.pi) * count[p]).astype(int), count[p] - 1)
    return replace(faces, point=share)
