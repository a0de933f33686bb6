"""Practices parted from their own network by practices of others.

The chief complaint of community providers: "practices of one network physically distant, with
practices of other networks in between".
"""

import math
from collections.abc import Iterator, Mapping

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SAME_PLACE_M = 1.0  #: closer than this is the same premises: nobody stands in between


def groups(graph: "nx.Graph[str]", assignment: Mapping[str, str]) -> pd.DataFrame:
    """Networks whose practices do not hang together in the graph.

    Returns
    -------
    One row for each group of practices apart from the largest of its network (by number, then
    code): ``network_id``, ``practices`` (codes joined by ", "), ``main`` (codes of the largest
    group), sorted.
    """
    members: dict[str, list[str]] = {}
    for practice, network in sorted(assignment.items()):
        members.setdefault(network, []).append(practice)
    rows = []
    for network, practices in sorted(members.items()):
        parts = nx.connected_components(graph.subgraph(practices))
        main, *apart = sorted((sorted(part) for part in parts), key=lambda p: (-len(p), p))
        rows += [(network, ", ".join(part), ", ".join(main)) for part in apart]
    return pd.DataFrame(rows, columns=["network_id", "practices", "main"])


def between(practices: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> pd.DataFrame:
    """Practices of other networks that stand between practices of one network.

    The practices of a network are joined by their minimum spanning tree of straight lines. A
    third practice c stands between a and b when it is nearer to both than they are to each
    other, max(|ac|, |bc|) < |ab|: the lune of the relative neighbourhood graph (Toussaint 1980,
    "The relative neighbourhood graph of a finite planar set", Pattern Recognition 12).

    Returns
    -------
    One row for each interrupted link: ``network_id``, ``practice_a`` < ``practice_b``,
    ``distance_m``, ``between`` (codes joined by ", "), ``networks_between``, sorted by
    network, then longest first.
    """
    rows = [
        (network, here, there, apart, ", ".join(others),
         ", ".join(sorted({assignment[code] for code in others})))
        for network, here, there, apart, others in _interrupted(practices, assignment)
    ]  # fmt: skip
    columns = ["network_id", "practice_a", "practice_b", "distance_m", "between"]
    table = pd.DataFrame(rows, columns=[*columns, "networks_between"])
    order = ["network_id", "distance_m", "practice_a"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def all_between(
    practices: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Network id -> the practices of others that stand between any two of its own, by code."""
    out: dict[str, set[str]] = {}
    for network, _, _, _, others in _interrupted(practices, assignment):
        out.setdefault(network, set()).update(others)
    return {network: tuple(sorted(codes)) for network, codes in out.items()}


def _interrupted(
    practices: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> Iterator[tuple[str, str, str, float, list[str]]]:
    """Network, two of its practices, metres between them, and the practices of others between."""
    known = practices[practices.index.isin(list(assignment))].sort_index()
    xy = shapely.get_coordinates(np.asarray(known.geometry.array))
    codes = [str(code) for code in known.index]
    network = np.array([assignment[code] for code in codes], dtype=object)
    links = _links(xy, network)
    far = np.hypot(*(xy[links[:, 0]] - xy[links[:, 1]]).T)
    near = _near(xy, xy[links].mean(axis=1), far)
    for (i, j), apart, around in zip(links.tolist(), far.tolist(), near, strict=True):
        others = np.sort(np.array(around, np.int64))
        others = others[network[others] != network[i]]
        found = others[cdist(xy[[i, j]], xy[others]).max(axis=0) < apart - SAME_PLACE_M]
        if len(found):
            yield network[i], codes[i], codes[j], apart, [codes[k] for k in found]


def _links(xy: Floats, network: NDArray[np.object_]) -> Ints:
    """Edges (m, 2) of every network's minimum spanning tree; one point's are joined first."""
    groups = pd.Series(network).groupby(network).indices.values()
    pairs = [np.stack(np.triu_indices(len(rows), 1), axis=1) for rows in groups]
    none = np.empty((0, 2), np.int64)
    ends = np.concatenate([none, *(rows[pair] for rows, pair in zip(groups, pairs, strict=True))])
    lengths = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T) + SAME_PLACE_M
    n = len(xy)
    tree = minimum_spanning_tree(coo_array((lengths, (ends[:, 0], ends[:, 1])), shape=(n, n)))
    found = np.stack(tree.tocoo().coords, axis=1)
    return found[np.lexsort(found.T[::-1])].astype(np.int64)


def _near(xy: Floats, middles: Floats, lengths: Floats) -> list[list[int]]:
    """Points in the circle round each link's middle that holds its lune."""
    return list(KDTree(xy).query_ball_point(middles, lengths * math.sqrt(3) / 2)) if len(xy) else []
