"""Random tilings of small areas, and what a whole map of them is, said in plain loops."""

import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from tests.support.places import BNG, ORIGIN

OUTSIDE = "outside"


def codes(count):
    return pd.Index([f"S{k:03d}" for k in range(count)], name="area_code", dtype="str")


def voronoi(points, side=10_000):
    """Small areas S000, S001, ...: Voronoi cells of points in a square."""
    x, y = ORIGIN
    square = shapely.box(x, y, x + side, y + side)
    sites = shapely.multipoints(np.asarray(points, dtype=float) + ORIGIN)
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=square))
    cells = shapely.intersection(cells, square)
    index = codes(len(cells))
    return gpd.GeoDataFrame({"name": index}, index=index, geometry=list(cells), crs=BNG)


def random_voronoi(count, seed):
    return voronoi(np.random.default_rng(seed).uniform(0, 10_000, (count, 2)))


def random_patients(small_areas, networks, seed):
    """Patients by distance from random centres, with noise, as registrations have it."""
    rng = np.random.default_rng(seed)
    at = shapely.get_coordinates(small_areas.geometry.centroid)
    centres = rng.uniform(at.min(axis=0), at.max(axis=0), (networks, 2))
    far = np.hypot(*(at[:, None] - centres[None]).transpose(2, 0, 1))
    counts = rng.poisson(900 * np.exp(-far / 2_500) * rng.lognormal(0, 0.5, far.shape))
    names = [f"N{k}" for k in range(networks)]
    return pd.DataFrame(counts, index=small_areas.index, columns=names)


def random_homes(patients, seed):
    """Two practices each: where most patients live, and anywhere."""
    rng = np.random.default_rng(seed)
    places = [str(code) for code in patients.index]
    return {n: [str(patients[n].idxmax()), places[rng.integers(len(places))]] for n in patients}


def grid_graph(columns, rows):
    """Squares in a sheet; the rim touches the outside."""
    graph = nx.Graph()
    cells = list(itertools.product(range(columns), range(rows)))
    for i, j in cells:
        rim = i in (0, columns - 1) or j in (0, rows - 1)
        graph.add_node(f"{i}{j}", outside_m=1.0 if rim else 0.0)
    for (i, j), (k, m) in itertools.combinations(cells, 2):
        if abs(i - k) + abs(j - m) == 1:
            graph.add_edge(f"{i}{j}", f"{k}{m}", border_m=1.0)
    return graph


def faults(graph, labels):
    """Everything that keeps a map from being whole, one sentence each."""
    world = nx.Graph(graph.edges)
    world.add_nodes_from(graph)
    world.add_edges_from((code, OUTSIDE) for code in graph if graph.nodes[code]["outside_m"] > 0)
    found = []
    for network in sorted(set(labels.values())):
        own = {code for code in graph if labels[code] == network}
        for island in nx.connected_components(nx.Graph(graph)):
            here = graph.subgraph(own & island)
            if len(here) and not nx.is_connected(here):
                found.append(f"{network} is in pieces")
        if not nx.is_connected(world.subgraph(set(world) - own)):
            found.append(f"{network} shuts others in")
    return found


@st.composite
def small_cases(draw):
    """A grid of up to nine squares, patients of two or three networks, and their practices."""
    networks = ["P", "Q", "R"][: draw(st.integers(2, 3))]
    sheets = [(1, 4), (2, 3), (2, 4)] if len(networks) > 2 else [(2, 4), (3, 3)]
    graph = grid_graph(*draw(st.sampled_from(sheets)))
    places = sorted(graph)
    counts = st.lists(st.integers(0, 9), min_size=len(places), max_size=len(places))
    patients = pd.DataFrame({n: draw(counts) for n in networks}, index=places)
    some = st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True)
    homes = {n: draw(some) for n in networks}
    return graph, patients, homes
