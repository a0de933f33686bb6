"""Middle-sized areas for a second opinion: planar neighbours, two border levels, some rules."""

from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Delaunay

from optimise.problem import problem
from optimise.problem.rules import Rules


@dataclass(frozen=True)
class Middle:
    """Practices, neighbours inside units, rules, and whole prices of (practice, hub)."""

    practices: gpd.GeoDataFrame
    graph: "nx.Graph[str]"
    rules: Rules
    prices: dict[tuple[str, str], int]
    units: "pd.Series[str]"

    def problem(self) -> problem.Problem:
        codes = list(self.practices.index)
        table = [[float(self.prices[a, h]) for a in codes] for h in codes]
        travel = pd.DataFrame(table, index=codes, columns=codes)
        return problem.build(
            self.practices, self.graph, self.rules, units=self.units, travel_km=travel
        )


def middle_area(n: int, seed: int, *, lists: tuple[int, int] = (5, 22)) -> Middle:
    """``n`` practices with lists of so many thousands; every third area has locks."""
    random = np.random.default_rng(seed)
    codes = pd.Index([f"P{k:02d}" for k in range(n)], name="practice_code")
    xy = random.integers(0, 40, (n, 2)) + random.random((n, 2)) / 10
    patients = 500 * random.integers(2 * lists[0], 2 * lists[1], n)
    west = np.where(xy[:, 0] < np.median(xy[:, 0]), "West", "East") if seed % 2 else ["All"] * n
    south = np.where(xy[:, 1] < 12, "South", "North") if seed % 4 == 3 else ["All"] * n
    practices = gpd.GeoDataFrame(
        {"patients": patients, "system": west, "place": south},
        index=codes,
        geometry=shapely.points(xy * 1_000),
        crs="EPSG:27700",
    )
    units = practices["system"] + " / " + practices["place"]
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    for corners in Delaunay(xy).simplices:
        for a, b in zip(corners, np.roll(corners, 1), strict=True):
            if units.iloc[a] == units.iloc[b]:
                graph.add_edge(codes[a], codes[b])
    steps = np.abs(xy[:, None, :] - xy[None, :, :]).sum(axis=2)
    prices = {
        (codes[i], codes[h]): int(patients[i] * steps[i, h] // 1_000)
        for i in range(n)
        for h in range(n)
    }
    return Middle(practices, graph, _rules(seed, graph, codes, patients), prices, units)


def _rules(seed: int, graph: "nx.Graph[str]", codes: pd.Index, patients: np.ndarray) -> Rules:
    edges = sorted(tuple(sorted(edge)) for edge in graph.edges)
    locks = {}
    if seed % 3 == 1:
        locks = {"together": (edges[0],), "apart": (edges[len(edges) // 2],)}
    if seed % 3 == 2:
        smallest = codes[int(np.argmin(patients))]
        locks = {"fixed": (edges[-1],), "floor_waived": (smallest,)}
    likely = int(patients.sum() // 40_000)
    networks = (likely, likely + 1) if seed % 5 == 0 else None
    return Rules(within=("system", "place"), networks=networks, weights={"travel": 1.0}, **locks)
