"""Plots: the land of each border unit with the premises of its practices on it."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries import sites
from boundaries.cells import Plot


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
    The plots, and the sites with a column ``point``: the number of their premises, counted
    through all plots in order.
    """
    plots, tables, count = [], [], 0
    for key, rows in where.groupby("plot", sort=True):
        placed = _on_land(rows, lands[key])
        xy = placed[["x", "y"]].to_numpy()
        label = sites.premises(xy)
        first = np.unique(label, return_index=True)[1]
        plots.append(Plot(lands[key], xy[first]))
        tables.append(placed.assign(point=label + count))
        count += len(first)
    return plots, pd.concat(tables, ignore_index=True)


def points(plots: list[Plot]) -> NDArray[np.float64]:
    """Coordinates of the points of all plots in order, shape (n, 2)."""
    return np.concatenate([plot.points for plot in plots])


def _on_land(rows: pd.DataFrame, land: Any) -> pd.DataFrame:
    shapely.prepare(land)
    point = shapely.points(rows[["x", "y"]].to_numpy())
    on = shapely.intersects(land, point)
    if on.all():
        return rows
    rim = shapely.get_point(shapely.shortest_line(land, point), 0)
    moved = rows.assign(
        x=np.where(on, rows["x"], shapely.get_x(rim)), y=np.where(on, rows["y"], shapely.get_y(rim))
    )
    return moved[on | rows["main"]]
