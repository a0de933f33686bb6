"""Small areas of networks whose practices do not hang together: drawn in pieces, as they are.

Only given assignments have such networks. To draw each in one piece would be untrue, and to look
for the best way to do it takes long.
"""

from collections.abc import Collection, Mapping

import networkx as nx
import pandas as pd


def find(graph: "nx.Graph[str]", assignment: Mapping[str, str]) -> list[str]:
    """Ids of networks whose practices do not hang together in the graph, sorted."""
    members: dict[str, list[str]] = {}
    for code, network in assignment.items():
        if code in graph:
            members.setdefault(network, []).append(code)
    return sorted(
        network for network, codes in members.items() if not nx.is_connected(graph.subgraph(codes))
    )


def own_areas(
    patients: pd.DataFrame, nearness: pd.DataFrame, scattered: Collection[str]
) -> "pd.Series[str]":
    """Area code -> scattered network, where it has most of the patients of all networks.

    Where no network hangs together, areas without patients go to the nearest one.

    Parameters
    ----------
    patients, nearness
        By small area (rows) and network (columns); see ``nearest_site.worth``.
    scattered
        As ``find`` returns them.
    """
    lived_in = patients.max(axis=1) > 0
    lead = patients.idxmax(axis=1).where(lived_in, nearness.idxmax(axis=1))
    led = lead.isin(list(scattered)) & (lived_in | (len(scattered) == len(patients.columns)))
    return lead[led].astype("str").rename("network_id")


def without(graph: "nx.Graph[str]", gone: Collection[str]) -> "nx.Graph[str]":
    """The graph of small areas without some of them.

    What is left out counts as no land: outside where it reaches the outside, else a gap of its
    own, so that a network round it is no doughnut.
    """
    rest: nx.Graph[str] = nx.Graph(graph)
    rest.remove_nodes_from(gone)
    known = [face for code in graph for face in graph.nodes[code]["faces"]]
    groups = nx.connected_components(graph.subgraph(gone))
    for face, group in enumerate(sorted(map(sorted, groups)), max(known, default=0) + 1):
        on_shore = any(0 in graph.nodes[code]["faces"] for code in group)
        for beside in sorted(nx.node_boundary(graph, group) & set(rest)):
            faces = {*rest.nodes[beside]["faces"], 0 if on_shore else face}
            rest.nodes[beside]["faces"] = tuple(sorted(faces))
    return rest


def note(scattered: Collection[str]) -> list[str]:
    """What is to be said of how their areas are drawn."""
    if not scattered:
        return []
    return [
        f"The practices of {', '.join(scattered)} do not hang together: the area is drawn where "
        "the network has most of the patients, pieces and all."
    ]
