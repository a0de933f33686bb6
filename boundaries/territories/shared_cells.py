"""Shares of one premises dealt out anew, so that each network's land is as whole as possible.

Practices at one premises have equal angles of its cell in the order of their codes. Where they
are of different networks, that order may leave a network's share without contact to the rest of
its land; which share is whose is free as long as each network keeps as many.
"""

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries import coverage
from boundaries.practices import sites

Shapes = NDArray[np.object_]
NEAR_M = 1.0  #: shares of a cell meet this close to its premises
MOST = 7  #: no more shares are dealt anew (5,040 orders); no premises in England has more


def deal(
    territories: gpd.GeoDataFrame, practices: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> tuple[Shapes, list[str]]:
    """Parts of territories and the network of each.

    Of all ways to deal the shares of a premises among its networks the one is taken in which
    networks share most border with their other land and their other shares.

    Parameters
    ----------
    territories
        One (multi)polygon for each practice, EPSG:27700.
    practices
        Points of the same practices.
    assignment
        Practice code -> network id.
    """
    parts, owner = shapely.get_parts(np.asarray(territories.geometry.array), return_index=True)
    codes = [str(code) for code in territories.index]
    network = [assignment[codes[row]] for row in owner]
    borders = coverage.shared(coverage.segments(parts))
    for shares in _cells(parts, [codes[row] for row in owner], practices):
        if len({network[s] for s in shares}) > 1 and len(shares) <= MOST:
            dealt = _best(shares, network, borders)
            for share, name in zip(shares, dealt, strict=True):
                network[share] = name
    return parts, network


def _cells(parts: Shapes, code: list[str], practices: gpd.GeoDataFrame) -> list[list[int]]:
    """For each premises with several practices the parts that meet there, one a practice."""
    known = practices[practices.index.isin(code)]
    points = np.asarray(known.geometry.array)
    premises = sites.premises(shapely.get_coordinates(points))
    tree, cells = shapely.STRtree(parts), []
    for number in np.unique(premises):
        here = np.flatnonzero(premises == number)
        own = {str(known.index[k]) for k in here}
        near = tree.query(points[here[0]], predicate="dwithin", distance=NEAR_M)
        shares = sorted(int(part) for part in near if code[part] in own)
        if len(own) > 1 and len({code[part] for part in shares}) == len(shares):
            cells.append(shares)
    return cells


def _best(shares: list[int], network: list[str], borders: pd.DataFrame) -> tuple[str, ...]:
    touching = borders[borders["a"].isin(shares) | borders["b"].isin(shares)]
    lines = [(int(a), int(b), float(m)) for a, b, m in touching.itertuples(index=False)]
    now = tuple(network[s] for s in shares)

    def contact_m(order: tuple[str, ...]) -> float:
        dealt: dict[int, Any] = dict(zip(shares, order, strict=True))
        return sum(m for a, b, m in lines if dealt.get(a, network[a]) == dealt.get(b, network[b]))

    orders = sorted(set(permutations(now)))
    return max(orders, key=lambda order: (round(contact_m(order), 3), order == now))
