"""Colours of networks: neighbours never share one, and colour-blind people can tell them apart."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import islice, pairwise
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

#: "Light" qualitative scheme of P. Tol, "Colour Schemes" (SRON/EPS/TN/09-002, 2021): made for
#: filled areas that carry dark labels, and safe for colour-blind people. His pale grey is kept
#: for what belongs to no network.
PALETTE = (
    "#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#44BB99", "#99DDFF", "#BBCC33", "#AAAA00",
)  # fmt: skip
NONE = "#DDDDDD"
NEAR_M = 500.0  #: networks whose areas come this close count as neighbours (over an estuary)
_SHADES = (1.0, 0.72, 0.5)
_STEP = 0x35A7C1  #: odd, so that its multiples pass through every colour

Colours = dict[Hashable, str]
_Vector = npt.NDArray[np.float64]

#: Full red-, green- and blue-blindness in linear RGB: G. M. Machado, M. M. Oliveira and L. A. F.
#: Fernandes, "A physiologically-based model for simulation of color vision deficiency", IEEE
#: Transactions on Visualization and Computer Graphics 15 (2009), severity 1.0.
_VISION: tuple[_Vector, ...] = (
    np.eye(3),
    np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
              [-0.003882, -0.048116, 1.051998]]),
    np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
              [-0.011820, 0.042940, 0.968881]]),
    np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
              [0.004733, 0.691367, 0.303900]]),
)  # fmt: skip


def colours(graph: "nx.Graph[Hashable]", keep: Mapping[Any, str] | None = None) -> Colours:
    """A fill colour for every node, different from those of all its neighbours.

    Nodes are taken in DSATUR order (D. Brélaz, CACM 22, 1979); each takes the allowed colour
    that its neighbours' colours differ from most in the eyes of colour-blind people, among
    equals the one used least. Eight colours suffice for every map drawn on paper; a graph that
    needs more gets darker shades of them.

    Parameters
    ----------
    graph
        Networks as nodes, an edge where two must differ.
    keep
        Colours from an earlier plan: a node keeps its own wherever no neighbour clashes, so
        that moving one practice does not repaint the map.
    """
    graph = _ordered(graph)
    palette = shades(1 + max((degree for _, degree in graph.degree()), default=0))
    out = _kept(graph, keep or {}, palette)
    waiting = [(_urgency(graph, out, node), node) for node in graph if node not in out]
    heapify(waiting)
    while waiting:
        urgency, node = heappop(waiting)
        if node in out or urgency != _urgency(graph, out, node):
            continue  # coloured, or back in the queue since a neighbour was
        out[node] = _best(palette, [out[m] for m in graph[node] if m in out], out)
        for other in graph[node]:
            if other not in out:
                heappush(waiting, (_urgency(graph, out, other), other))
    if len(set(out.values())) > len(PALETTE):
        out = _fewest(graph, palette, out)
    return {node: out[node] for node in graph}


def network_graph(
    areas: gpd.GeoDataFrame,
    practice_graph: "nx.Graph[str] | None" = None,
    assignment: Mapping[str, str] | None = None,
    near_m: float = NEAR_M,
) -> "nx.Graph[Hashable]":
    """Networks that must differ in colour: areas within ``near_m`` metres, or joined practices.

    Parameters
    ----------
    areas
        Index network id, polygons in EPSG:27700.
    practice_graph, assignment
        Practice adjacency and practice -> network: neighbours by a bridge or shared premises
        count too.
    near_m
        Metres.
    """
    geometry = areas.geometry.to_numpy()
    graph: nx.Graph[Hashable] = nx.Graph()
    graph.add_nodes_from(str(key) for key in areas.index)
    pairs = shapely.STRtree(geometry).query(geometry, predicate="dwithin", distance=near_m).T
    graph.add_edges_from((str(areas.index[a]), str(areas.index[b])) for a, b in pairs if a < b)
    if practice_graph is not None and assignment is not None:
        ends = ((assignment.get(a), assignment.get(b)) for a, b in practice_graph.edges)
        graph.add_edges_from((a, b) for a, b in ends if a and b and a != b)
    return graph


def shades(count: int) -> tuple[str, ...]:
    """At least ``count`` different colours: the palette, darker shades of it, then any others."""
    shaded = [darker(colour, shade) for shade in _SHADES for colour in PALETTE]
    others = (f"#{(_STEP * number) % 0x1000000:06X}" for number in range(1, 2 * count))
    more = islice((colour for colour in others if colour not in shaded), count)
    return tuple([*shaded, *more][: max(count, len(PALETTE))])


@cache
def darker(colour: str, share: float) -> str:
    """``colour`` (``#RRGGBB``) with every channel multiplied by ``share``."""
    return "#" + "".join(f"{round(255 * share * v):02X}" for v in _rgb(colour))


@cache
def difference(one: str, other: str) -> float:
    """CIE 1976 colour difference in the eye that sees it least.

    The least over normal vision and full red-, green- and blue-blindness; about 2.3 is just
    noticeable.
    """
    return min(float(np.linalg.norm(_lab(one, eye) - _lab(other, eye))) for eye in range(4))


def _kept(graph: "nx.Graph[Hashable]", keep: Mapping[Any, str], palette: Sequence[str]) -> Colours:
    out: Colours = {}
    for node in graph:
        colour = keep.get(node)
        if colour in palette and all(out.get(other) != colour for other in graph[node]):
            out[node] = str(colour)
    return out


def _urgency(graph: "nx.Graph[Hashable]", done: Colours, node: Hashable) -> tuple[int, int, str]:
    saturation = len({done[other] for other in graph[node] if other in done})
    return -saturation, -len(graph[node]), str(node)


def _best(palette: Sequence[str], taken: Sequence[str], done: Colours) -> str:
    rounds = (palette[at : at + len(PALETTE)] for at in range(0, len(palette), len(PALETTE)))
    free = next(left for one in rounds if (left := [c for c in one if c not in taken]))
    used = list(done.values())

    def worth(colour: str) -> tuple[float, int, int]:
        contrast = min((difference(colour, other) for other in taken), default=0.0)
        return contrast, -used.count(colour), -free.index(colour)

    return max(free, key=worth)


def _fewest(graph: "nx.Graph[Hashable]", palette: Sequence[str], found: Colours) -> Colours:
    """The classical greedy colouring, where it needs fewer colours than spreading them out."""
    ranks: Mapping[Hashable, int] = nx.greedy_color(graph, strategy="DSATUR")
    if 1 + max(ranks.values()) >= len(set(found.values())):
        return found
    return {node: palette[ranks[node]] for node in graph}


def _ordered(graph: "nx.Graph[Hashable]") -> "nx.Graph[Hashable]":
    """The same graph with nodes and edges in the order of their names."""
    out: nx.Graph[Hashable] = nx.Graph()
    out.add_nodes_from(sorted(graph, key=str))
    edges = (sorted(edge, key=str) for edge in graph.edges)
    out.add_edges_from(sorted(((a, b) for a, b in edges), key=str))
    return out


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[a:b], 16) / 255 for a, b in pairwise((1, 3, 5, 7)))


@cache
def _lab(colour: str, eye: int) -> _Vector:
    """CIE L*a*b* (D65) of an sRGB colour as that eye sees it."""
    rgb = np.array(_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(_VISION[eye] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ seen / np.array([0.9505, 1.0, 1.0888])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
