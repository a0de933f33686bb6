"""White lines on fills, so that neighbours are told apart where colours are not seen or printed."""

from collections.abc import Hashable, Mapping
from typing import Any

import networkx as nx

from pcn_planner.maps import palette
from pcn_planner.proposal.tables import PlanTables

PLAIN = ""
#: hatches of matplotlib, the first for most networks; dark ones are of networks outside the band
TEXTURES = (PLAIN, "\\\\\\", "---", "|||", "+++", "xxx", "ooo", "OO")
NEAR = 24  #: shades of grey, of 255, that printers and tired eyes take for one
_WEIGHTS = (0.299, 0.587, 0.114)  #: of red, green, blue in a grey print: ITU-R BT.601


def of_networks(tables: PlanTables, fills: Mapping[Any, str]) -> dict[Any, str]:
    """Network -> texture: neighbours whose fills are near each other in grey never share one.

    Grey is what is left of colour in a print, and no defect of colour vision takes it away.
    """
    graph = palette.network_graph(tables.areas, tables.graph, tables.assignment)
    return textures(graph, {key: grey(fill) for key, fill in fills.items()})


def textures(graph: "nx.Graph[Hashable]", greys: Mapping[Any, float]) -> dict[Any, str]:
    """Network -> texture, from the graph of neighbours and the greys of their fills."""
    near: nx.Graph[Hashable] = nx.Graph()
    near.add_nodes_from(sorted((key for key in graph if key in greys), key=str))
    near.add_edges_from(pair for pair in sorted(map(_sorted, graph.edges)) if _near(greys, pair))
    turns = nx.greedy_color(near, strategy="DSATUR")
    return {key: TEXTURES[turn % len(TEXTURES)] for key, turn in turns.items()}


def grey(colour: str) -> float:
    """How light a colour is in a grey print, 0 to 255."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True))


def _sorted(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    one, other = sorted(pair, key=str)
    return one, other


def _near(greys: Mapping[Any, float], pair: tuple[Any, Any]) -> bool:
    one, other = (greys.get(key) for key in pair)
    return one is not None and other is not None and abs(one - other) < NEAR
