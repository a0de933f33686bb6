"""Practices parted from their own network by practices of others.

The chief complaint of community providers: "practices of one network physically distant, with
practices of other networks in between".
"""

from collections.abc import Mapping

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist

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
    known = practices[practices.index.isin(list(assignment))].sort_index()
    xy = shapely.get_coordinates(np.asarray(known.geometry.array))
    codes = [str(code) for code in known.index]
    network = np.array([assignment[code] for code in codes], dtype=object)
    rows = []
    for here in sorted(set(network)):
        own = np.flatnonzero(network == here)
        others = np.flatnonzero(network != here)
        for a, b in _tree(xy[own]):
            i, j = sorted((int(own[a]), int(own[b])))
            far = float(np.hypot(*(xy[i] - xy[j])))
            reach = cdist(xy[[i, j]], xy[others]).max(axis=0)
            found = others[reach < far - SAME_PLACE_M]
            if len(found):
                names = ", ".join(codes[k] for k in found)
                rows.append((here, codes[i], codes[j], far, names, _listed(network[found])))
    columns = ["network_id", "practice_a", "practice_b", "distance_m", "between"]
    table = pd.DataFrame(rows, columns=[*columns, "networks_between"])
    order = ["network_id", "distance_m", "practice_a"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _tree(xy: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> list[tuple[int, int]]:
    """Edges of the minimum spanning tree; practices at one point are joined first."""
    if len(xy) < 2:
        return []
    tree = minimum_spanning_tree(cdist(xy, xy) + SAME_PLACE_M).tocoo()
    return sorted(zip(tree.row.tolist(), tree.col.tolist(), strict=True))


def _listed(networks: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> str:
    return ", ".join(sorted(set(networks)))
