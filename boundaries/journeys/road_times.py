"""Minutes by road between places: the shortest ways over a network of lines."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from boundaries.errors import DataError

WALK_KPH = 5.0  #: between a place and its nearest road
FAR_M = 500.0  #: a practice so far from every road is named
AWAY_M = 5_000.0  #: where half of the practices are so far away, the roads are of elsewhere
SHOWN = 5
_GRID_M = 0.1  #: points so near are one
_LEAST_MIN = 1e-6  #: two nodes at one place are not 0 apart, which would be no way at all
_CELLS = 20_000_000  #: of one round of shortest ways: keeps memory small

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Network:
    """Pieces of road between junctions: lines, ends (m, 2), speeds, and if places may join them."""

    lines: NDArray[np.object_]
    ends: Ints
    kph: Floats
    joins: NDArray[np.bool_]

    @property
    def nodes(self) -> int:
        """How many junctions and ends there are."""
        return int(self.ends.max()) + 1


def found(
    roads: gpd.GeoDataFrame, practices: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Minutes to every practice by road, from every practice or from every small area too.

    A place is joined to the nearest point of the nearest road, at walking pace; small areas are
    at their centroid.

    Parameters
    ----------
    roads
        As ``roads.read`` returns them.
    practices, small_areas
        EPSG:27700, indexed by their codes.

    Returns
    -------
    As ``times.read``; pairs that no road joins have no row.

    Raises
    ------
    DataError
        The roads are not where the practices are.
    """
    network = build(roads)
    areas = [] if small_areas is None else list(map(str, small_areas.index))
    codes = list(map(str, practices.index))
    places = practices.geometry.to_numpy()
    if small_areas is not None:
        places = np.concatenate([places, shapely.centroid(small_areas.geometry.to_numpy())])
    near, off_m = snapped(network, places)
    notes = [*roads.attrs.get("notes", []), *_told(practices, off_m)]
    minutes = _between(network, places, near, len(codes))
    walk = off_m / 1000.0 / WALK_KPH * 60.0
    minutes = minutes + walk[: len(codes), None] + walk[None, :]
    table = _as_table(minutes, [*codes, *areas], codes)
    table.attrs = {"notes": notes, "mode": "road"}
    return table


def build(roads: gpd.GeoDataFrame) -> Network:
    """Cut lines where they share a point, which makes them a network."""
    points, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    _, node = np.unique(np.rint(points / _GRID_M).astype(np.int64), axis=0, return_inverse=True)
    node = node.reshape(-1)
    first = np.r_[True, line[1:] != line[:-1]]
    last = np.r_[line[1:] != line[:-1], True]
    cut = (np.bincount(node)[node] > 1) & ~first & ~last
    twice = np.repeat(np.arange(len(points)), 1 + cut)
    second = np.r_[False, twice[1:] == twice[:-1]]
    piece = np.cumsum(first[twice] | second) - 1
    starts = np.flatnonzero(np.r_[True, piece[1:] != piece[:-1]])
    stops = np.r_[starts[1:], len(piece)] - 1
    of = line[twice[starts]]
    return Network(
        shapely.linestrings(points[twice], indices=piece),
        np.column_stack([node[twice[starts]], node[twice[stops]]]).astype(np.int64),
        roads["kph"].to_numpy(float)[of],
        roads["joins"].to_numpy(bool)[of],
    )


def snapped(network: Network, places: NDArray[np.object_]) -> tuple[Ints, Floats]:
    """The piece of road nearest to each place, and how many metres away it is."""
    open_to = np.flatnonzero(network.joins)
    near = open_to[shapely.STRtree(network.lines[open_to]).nearest(places)]
    return near.astype(np.int64), shapely.distance(network.lines[near], places)


def _between(network: Network, places: NDArray[np.object_], near: Ints, hubs: int) -> Floats:
    """Minutes from the first places, the hubs, to all (hubs, places); inf where no road leads."""
    graph = _graph(network, places, near)
    own = network.nodes + np.arange(len(places))
    at_once = max(1, _CELLS // graph.shape[0])
    rounds = [own[k : min(k + at_once, hubs)] for k in range(0, hubs, at_once)]
    return np.concatenate([dijkstra(graph, directed=True, indices=some)[:, own] for some in rounds])


def _graph(network: Network, places: NDArray[np.object_], near: Ints) -> csr_array:
    """Minutes between nodes, every place a node on its piece of road; both ways."""
    length = shapely.length(network.lines)
    along = shapely.line_locate_point(network.lines[near], places)
    met = np.unique(near)
    piece = np.concatenate([met, met, near])
    at = np.concatenate([np.zeros(len(met)), length[met], along])
    new = network.nodes + np.arange(len(places))
    node = np.concatenate([network.ends[met, 0], network.ends[met, 1], new])
    rank = np.repeat([0, 2, 1], [len(met), len(met), len(near)])
    order = np.lexsort((rank, at, piece))
    piece, at, node = piece[order], at[order], node[order]
    inside = np.flatnonzero(piece[1:] == piece[:-1])
    whole = np.setdiff1d(np.arange(len(length)), met)
    ends = np.concatenate([network.ends[whole], np.column_stack([node[inside], node[inside + 1]])])
    km = np.concatenate([length[whole], at[inside + 1] - at[inside]]) / 1000.0
    kph = network.kph[np.concatenate([whole, piece[inside]])]
    return _both_ways(ends, km / kph * 60.0, network.nodes + len(places))


def _both_ways(ends: Ints, minutes: Floats, size: int) -> csr_array:
    """The quickest of several roads between two nodes, in both directions."""
    table = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "minutes": minutes})
    least = table[table["a"] != table["b"]].groupby(["a", "b"], as_index=False)["minutes"].min()
    a, b = least["a"].to_numpy(), least["b"].to_numpy()
    cost = least["minutes"].clip(lower=_LEAST_MIN).to_numpy()
    both = np.concatenate([a, b]), np.concatenate([b, a])
    return csr_array(coo_array((np.concatenate([cost, cost]), both), shape=(size, size)))


def _as_table(minutes: Floats, starts: list[str], hubs: list[str]) -> pd.DataFrame:
    """Rows from every start to every hub; the way there takes as long as the way back."""
    hub, start = np.nonzero(np.isfinite(minutes))
    kept = np.array(starts, dtype=object)[start] != np.array(hubs, dtype=object)[hub]
    hub, start = hub[kept], start[kept]
    return pd.DataFrame(
        {
            "from_code": np.array(starts, dtype=object)[start],
            "to_code": np.array(hubs, dtype=object)[hub],
            "minutes": minutes[hub, start],
        }
    )


def _told(practices: gpd.GeoDataFrame, off_m: Floats) -> list[str]:
    """How far practices are from the roads. Raises DataError where the roads are elsewhere."""
    off = pd.Series(off_m[: len(practices)], index=practices.index)
    if off.median() > AWAY_M:
        raise DataError(
            f"the roads are {off.median() / 1000:,.0f} km from the practices, in the median",
            remedy="Give the roads of the same area, in a coordinate system that the file names",
        )
    said = [
        f"Roads: practices are joined to the nearest road at {WALK_KPH:.0f} km an hour, "
        f"{off.median():.0f} m away in the median, {off.max():,.0f} m at most."
    ]
    far = off[off > FAR_M].sort_values(ascending=False)
    if len(far):
        names = ", ".join(f"{code} ({m:,.0f} m)" for code, m in far.head(SHOWN).items())
        more = f" and {len(far) - SHOWN:,} more" if len(far) > SHOWN else ""
        said.append(
            f"Roads: {len(far):,} practices are more than {FAR_M:.0f} m away: {names}{more}."
        )
    return said
