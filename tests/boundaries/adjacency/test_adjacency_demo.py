"""The demo area: an estuary with one bridge, an island with a ferry."""

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely

from boundaries.adjacency import barriers
from boundaries.adjacency import graph as adjacency
from boundaries.practices import border_units
from boundaries.practices import table as practices
from boundaries.territories import draw as territories
from tests.support.locations import DEMO

BNG = "EPSG:27700"


@pytest.fixture(scope="module")
def demo():
    table = practices.read(DEMO / "practices.csv")
    sites = pd.read_csv(DEMO / "branches.csv", dtype={"practice_code": "str"})
    points = shapely.points(sites[["easting", "northing"]].to_numpy(dtype=float))
    return {
        "practices": table,
        "units": border_units.units(table, ["ccg_code"]),
        "branches": gpd.GeoDataFrame(sites, geometry=points, crs=BNG),
        "barriers": barriers.read(DEMO / "barriers.geojson"),
        "links": adjacency.read_links(DEMO / "links.csv"),
        "polygons": gpd.read_file(DEMO / "ccg.geojson").set_index("ccg_code"),
    }


@pytest.fixture(scope="module")
def hull(demo):
    return territories.build(demo["practices"], units=demo["units"], branches=demo["branches"])


@pytest.fixture(scope="module")
def patients(demo):
    raw = pd.read_csv(DEMO / "gp-reg-pat-prac-lsoa-all.csv.gz")
    names = {"PRACTICE_CODE": "practice_code", "LSOA_CODE": "area_code"}
    return raw.rename(columns={**names, "NUMBER_OF_PATIENTS": "patients"})


@pytest.fixture(scope="module")
def by_patients(demo, patients):
    areas = gpd.read_file(DEMO / "lsoa.geojson").set_index("lsoa_code").to_crs(BNG)
    return territories.from_registrations(demo["practices"], patients, areas)


@pytest.fixture(scope="module")
def in_borders(demo):
    return territories.build(
        demo["practices"],
        units=demo["units"],
        branches=demo["branches"],
        outline=demo["polygons"],
    )


def graph(demo, drawn, **geography):
    given = {"units": demo["units"], "branches": demo["branches"], **geography}
    return adjacency.build(demo["practices"], drawn, **given)


def parts(demo, graph_):
    """Connected parts of each border unit."""
    return {
        unit: nx.number_connected_components(graph_.subgraph(members.index))
        for unit, members in demo["practices"].groupby(demo["units"])
    }


def bridge_of(demo):
    row = demo["links"][demo["links"]["reason"].str.contains("Bridge")].iloc[0]
    return row["practice_a"], row["practice_b"]


def test_where_no_coast_is_given_the_estuary_cuts_neighbours(demo, hull):
    free = graph(demo, hull)
    cut = graph(demo, hull, barriers=demo["barriers"])
    south = demo["units"][bridge_of(demo)[0]]
    assert parts(demo, free)[south] == 1
    assert parts(demo, cut)[south] == 2
    assert len(cut.graph["cut"]) > 0
    water = barriers.obstacle(demo["barriers"]).water
    at = demo["practices"].geometry
    for a, b in cut.graph["cut"]:
        assert free.has_edge(a, b)
    assert any(shapely.LineString([at[a], at[b]]).intersects(water) for a, b in cut.graph["cut"])


@pytest.mark.parametrize("drawn", ["hull", "in_borders", "by_patients"])
def test_the_bridge_joins_the_banks_and_the_ferry_the_island(request, demo, patients, drawn):
    territory = request.getfixturevalue(drawn)
    rows = patients if drawn == "by_patients" else None
    given = {"barriers": demo["barriers"], "registrations": rows}
    joined = graph(demo, territory, links=demo["links"], **given)
    assert set(parts(demo, joined).values()) == {1}
    assert joined.edges[bridge_of(demo)]["reasons"] == ("bridge",)
    without = demo["links"][~demo["links"]["reason"].str.contains("Bridge")]
    apart = graph(demo, territory, links=without, **given)
    assert parts(demo, apart)[demo["units"][bridge_of(demo)[0]]] == 2


def test_the_island_is_reached_by_its_link_alone(demo, in_borders):
    apart = graph(demo, in_borders)
    found = adjacency.cut_off(demo["practices"], apart, demo["units"])
    island = demo["links"][demo["links"]["reason"].str.contains("ferry")].iloc[0]
    pair = {island["practice_a"], island["practice_b"]}
    row = found[found["nearest_own"].isin(pair) & found["from_own"].isin(pair)]
    assert len(row) == 1
    assert row["remedy"].str.contains("--links").all()
    joined = graph(demo, in_borders, links=demo["links"])
    assert set(joined.edges) - set(apart.edges) >= {tuple(sorted(pair))}
