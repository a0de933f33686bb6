"""Neighbours on paper maps are told apart without colour, by how light they are or by lines."""

import itertools
from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from boundaries.crs import BNG
from pcn_planner.maps import plan_map
from pcn_planner.maps.palette import PALETTE
from pcn_planner.papers.maps import paper_map, textures
from pcn_planner.proposal.tables import network_table
from tests.support import drawn_plan
from tests.support.depth import examples

SIDE = 4  #: networks of the board, each way
#: whole metres, as of points that are all but one GEOS finds no triangles
PLACES = st.tuples(st.integers(0, 999), st.integers(0, 999))
APART = 10  #: of 255, by which two patches differ in their mean or along either way


def board():
    """A plan of as many squares, each a network of one practice within the band."""
    keys = [f"N{column}{row}" for column in range(SIDE) for row in range(SIDE)]
    shapes = [drawn_plan.square(int(key[1]), int(key[2])) for key in keys]
    codes = [f"P{key[1:]}" for key in keys]
    people = gpd.GeoDataFrame(
        {"name": codes, "patients": 40_000}, pd.Index(codes, name="practice_code"),
        geometry=[shape.centroid for shape in shapes], crs=BNG,
    )  # fmt: skip
    placed = dict(zip(codes, keys, strict=True))
    areas = gpd.GeoDataFrame({"patients_inside": 1}, pd.Index(keys), geometry=shapes, crs=BNG)
    known = network_table(people, placed, names={}, floor=30_000, ceiling=50_000)
    return replace(
        drawn_plan.plan(), practices=people, assignment=placed, networks=known, areas=areas,
        graph=nx.Graph(), footprints=None, borders=None, attribution=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Network -> its patch of the printed map in grey, without label and dot."""
    tables = board()
    folder = tmp_path_factory.mktemp("grey")
    sheet = paper_map.Sheet(folder, "board", 170, 178)
    picture = paper_map.whole(tables, sheet)
    grey = np.asarray(Image.open(picture.raster).convert("L"), float)
    wide = grey.shape[1]
    west, south, east, north = tables.areas.total_bounds
    span = (east - west) * 1.1
    out = {}
    for key, shape in tables.areas.geometry.items():
        low, high = shape.bounds[0] + 800, shape.bounds[3] - 800
        left = round((low - (west + east) / 2 + span / 2) / span * wide)
        top = round(((south + north) / 2 + span / 2 - high) / span * wide)
        size = round(2_200 / span * wide)
        out[key] = grey[top : top + size, left : left + size]
    return tables, out


def signs(patch):
    """How light a patch is, and how much it changes across, down and along both diagonals."""
    rows, columns = patch.mean(axis=1), patch.mean(axis=0)
    square = min(patch.shape)
    slant = [np.mean([np.std([np.trace(one, k) / (square - abs(k)) for k in range(-20, 21)])])
             for one in (patch[:square, :square], np.fliplr(patch[:square, :square]))]  # fmt: skip
    return np.array([patch.mean(), rows.std(), columns.std(), *slant])


def test_neighbours_of_a_printed_map_differ_in_grey(seen):
    tables, patches = seen
    told = {key: signs(patch) for key, patch in patches.items()}
    shapes = tables.areas.geometry
    pairs = [
        (one, other) for one, other in itertools.combinations(shapes.index, 2)
        if shapely.intersection(shapes[one], shapes[other]).length > 0
    ]  # fmt: skip
    assert len(pairs) == 2 * SIDE * (SIDE - 1)
    apart = {pair: np.abs(told[pair[0]] - told[pair[1]]).max() for pair in pairs}
    assert min(apart.values()) > APART, min(apart, key=apart.get)


def test_without_lines_some_neighbours_of_that_map_are_too_near_in_grey(seen):
    """Else the lines would not be needed, and the test above would say nothing."""
    tables, _ = seen
    fills = plan_map.network_colours(tables)
    greys = {key: textures.grey(fill) for key, fill in fills.items()}
    near = [
        pair for pair in itertools.combinations(fills, 2)
        if tables.areas.geometry[pair[0]].touches(tables.areas.geometry[pair[1]])
        and abs(greys[pair[0]] - greys[pair[1]]) < textures.NEAR
    ]  # fmt: skip
    assert near
    lined = textures.of_networks(tables, fills)
    assert all(lined[one] != lined[other] for one, other in near)


@settings(max_examples=examples(everyday=25, deep=300), deadline=None)
@given(st.lists(PLACES, min_size=2, max_size=30, unique=True), st.data())
def test_neighbours_near_in_grey_never_share_lines(points, data):
    """Maps are planar, so that four or five kinds of lines suffice; all are distinct."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(map(str, range(len(points))))
    triangles = shapely.delaunay_triangles(shapely.MultiPoint(points))
    at = {point: str(k) for k, point in enumerate(points)}
    for triangle in triangles.geoms:
        corners = [at[xy] for xy in triangle.exterior.coords[:3]]
        graph.add_edges_from(itertools.combinations(corners, 2))
    fills = {key: data.draw(st.sampled_from(PALETTE)) for key in graph}
    greys = {key: textures.grey(fill) for key, fill in fills.items()}
    found = textures.textures(graph, greys)
    assert set(found) == set(graph)
    for one, other in graph.edges:
        assert found[one] != found[other] or abs(greys[one] - greys[other]) >= textures.NEAR
    assert len(set(textures.TEXTURES)) == len(textures.TEXTURES)
