"""Made-up roads: between neighbouring small areas, the main ones between towns, over one bridge."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Delaunay

from data.ground.setting import BNG

TOWNS_JOINED = 12  #: places between which the main roads lead
LOCAL_M = 1_500.0  #: a shorter road is a street
MAIN = "A Road"


def roads(
    places: gpd.GeoDataFrame, links: pd.DataFrame, practices: gpd.GeoDataFrame, water: object
) -> gpd.GeoDataFrame:
    """Lines between places, none over water but at the links.

    Parameters
    ----------
    places
        Small areas: polygons and ``residents``.
    links
        Pairs of practices joined by a bridge or a ferry.
    practices
        Points by practice code.
    water
        What no road crosses.

    Returns
    -------
    ``road_function`` in the words of OS Open Roads, index ``road``; EPSG:27700.
    """
    points = np.round(shapely.get_coordinates(shapely.centroid(places.geometry.to_numpy())))
    graph = _gabriel(points, water)
    for a, b in links[["practice_a", "practice_b"]].to_numpy():
        ends = [_nearest(points, practices.geometry[code]) for code in (a, b)]
        graph.add_edge(*ends, metres=float(np.hypot(*(points[ends[0]] - points[ends[1]]))))
    main = _main(graph, places["residents"].to_numpy())
    rows = [
        (min(a, b), max(a, b), "Local Road" if data["metres"] < LOCAL_M else "Minor Road")
        for a, b, data in graph.edges(data=True)
    ]
    table = pd.DataFrame(sorted(rows), columns=["a", "b", "road_function"])
    pairs = list(zip(table["a"], table["b"], strict=True))
    table.loc[[pair in main for pair in pairs], "road_function"] = MAIN
    lines = [shapely.LineString(points[[a, b]]) for a, b in pairs]
    index = pd.Index([f"R{k:04d}" for k in range(len(lines))], name="road")
    return gpd.GeoDataFrame(
        {"road_function": table["road_function"].to_numpy()}, index=index, geometry=lines, crs=BNG
    )


def _gabriel(points: np.ndarray, water: object) -> "nx.Graph[int]":
    """Pairs with nobody inside the circle between them, on one side of the water."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(points)))
    triangles = Delaunay(points).simplices
    pairs = {
        (int(min(one[i], one[j])), int(max(one[i], one[j])))
        for one in triangles
        for i, j in ((0, 1), (1, 2), (0, 2))
    }
    for a, b in sorted(pairs):
        middle, metres = (points[a] + points[b]) / 2, float(np.hypot(*(points[a] - points[b])))
        apart = np.hypot(*(points - middle).T)
        apart[[a, b]] = metres
        wet = shapely.intersects(water, shapely.LineString(points[[a, b]]))
        if apart.min() >= metres / 2 and not wet:
            graph.add_edge(a, b, metres=metres)
    return graph


def _main(graph: "nx.Graph[int]", residents: np.ndarray) -> set[tuple[int, int]]:
    """Roads on the shortest ways between the places with most people."""
    towns = np.argsort(-residents, kind="stable")[:TOWNS_JOINED].tolist()
    found: set[tuple[int, int]] = set()
    for a in towns:
        ways = nx.single_source_dijkstra_path(graph, a, weight="metres")
        for b in towns:
            way = ways.get(b, [])
            found |= {(min(pair), max(pair)) for pair in pairwise(way)}
    return found


def _nearest(points: np.ndarray, place: shapely.Point) -> int:
    return int(np.argmin(np.hypot(points[:, 0] - place.x, points[:, 1] - place.y)))
