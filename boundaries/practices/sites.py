"""Where practices see patients: main and branch sites, and the premises they share."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

SAME_PREMISES_M = 1.0  # postcode coordinates of one building differ by less than this


def table(practices: pd.DataFrame, branches: pd.DataFrame | None = None) -> pd.DataFrame:
    """List every site of every practice, main sites first.

    Branches of practices that are not in the table are left out.

    Returns
    -------
    Columns ``practice_code``, ``x``, ``y`` (metres, EPSG:27700) and ``main`` (bool).
    """
    main = _rows(practices.index.astype("str"), practices, is_main=True)
    if branches is None or branches.empty:
        return main
    known = branches[branches["practice_code"].isin(practices.index)]
    extra = _rows(known["practice_code"].astype("str"), known, is_main=False)
    extra = extra.sort_values(["practice_code", "x", "y"])
    return pd.concat([main, extra], ignore_index=True)


def _rows(
    codes: "pd.Index[str] | pd.Series[str]", points: pd.DataFrame, is_main: bool
) -> pd.DataFrame:
    geometry = np.asarray(points.geometry.array)
    return pd.DataFrame(
        {
            "practice_code": np.asarray(codes, dtype=object),
            "x": shapely.get_x(geometry),
            "y": shapely.get_y(geometry),
            "main": is_main,
        }
    ).astype({"practice_code": "str"})


def premises(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number the premises: sites within a metre of each other are one building.

    Parameters
    ----------
    xy
        Coordinates in metres, shape (n, 2).

    Returns
    -------
    One number a site, counted from 0 in the order of first appearance.
    """
    if len(xy) == 0:
        return np.zeros(0, dtype=np.int64)
    points = shapely.points(xy)
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=SAME_PREMISES_M)
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(xy), len(xy)))
    _, label = connected_components(links, directed=False)
    return np.asarray(pd.factorize(label)[0], dtype=np.int64)
