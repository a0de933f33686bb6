"""Plots: the land of each border unit with the premises of its practices on it."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.practices import sites
from boundaries.territories.tessellation import Plot


def make(where: pd.DataFrame, lands: "pd.Series[Any]") -> tuple[list[Plot], pd.DataFrame]:
    """Put the sites of each plot on its land.

    A main site off the land is moved to the nearest point of it, a branch there is left out.

    Parameters
    ----------
    where
        Sites (``sites.table``) with a column ``plot``.
    lands
        One valid (multi)polygon a plot, index as in ``plot``.

    Returns
    -------
    The plots, and the sites with the columns ``point``, the number of their premises, counted
    through all plots in order, and ``moved``.
    """
    keys, plot = np.unique(where["plot"].to_numpy(dtype=object), return_inverse=True)
    where = _on_land(where.assign(plot=plot), list(lands[list(keys)]))
    xy = where[["x", "y"]].to_numpy()
    spot = pd.DataFrame({"plot": where["plot"], "premises": sites.premises(xy)})
    _, first, point = np.unique(spot.to_numpy(), axis=0, return_index=True, return_inverse=True)
    owner = where["plot"].to_numpy()[first]
    lots = [Plot(lands[key], xy[first[owner == k]]) for k, key in enumerate(keys)]
    return lots, where.assign(point=point)


def points(plots: list[Plot]) -> NDArray[np.float64]:
    """Coordinates of the points of all plots in order, shape (n, 2)."""
    return np.concatenate([plot.points for plot in plots])


def _on_land(where: pd.DataFrame, lands: list[Any]) -> pd.DataFrame:
    xy, plot = where[["x", "y"]].to_numpy(copy=True), where["plot"].to_numpy()
    point, keep = shapely.points(xy), np.ones(len(where), dtype=bool)
    for k, land in enumerate(lands):
        shapely.prepare(land)
        rows = np.flatnonzero(plot == k)
        off = rows[~shapely.intersects(land, point[rows])]
        keep[off] = where["main"].to_numpy()[off]
        xy[off] = shapely.get_coordinates(
            shapely.get_point(shapely.shortest_line(land, point[off]), 0)
        )
    moved = (xy != where[["x", "y"]].to_numpy()).any(axis=1)
    return where.assign(x=xy[:, 0], y=xy[:, 1], moved=moved)[keep]
