"""A plan of a few networks side by side, each with more practices than a page has rows for."""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from boundaries.crs import BNG
from pcn_planner.proposal.tables import PlanTables, network_table
from tests.support import drawn_plan

ACROSS = 6
NAME = "The {} Surgery of Upper and Lower Saltmarsh with all its Branches"


def plan(networks: int, practices: int, each: int = 1_500) -> PlanTables:
    """So many networks (fewer than 10), each of so many practices of ``each`` patients."""
    keys = [f"N{k}" for k in range(networks)]
    places = {f"P{k}{i:02d}": (k, i) for k in range(networks) for i in range(practices)}
    people = gpd.GeoDataFrame(
        {"name": [NAME.format(code) for code in places], "patients": each},
        pd.Index(list(places), name="practice_code"),
        geometry=[_point(*place) for place in places.values()], crs=BNG,
    )  # fmt: skip
    placed = {code: keys[k] for code, (k, _) in places.items()}
    shapes = [drawn_plan.square(k, 0) for k in range(networks)]
    areas = gpd.GeoDataFrame({"patients_inside": 1}, pd.Index(keys), geometry=shapes, crs=BNG)
    table = network_table(people, placed, names={}, floor=30_000, ceiling=50_000)
    return replace(
        drawn_plan.plan(), practices=people, assignment=placed, areas=areas, graph=nx.Graph(),
        networks=table.assign(exception=""), footprints=None, borders=None,
    )  # fmt: skip


def _point(network: int, number: int) -> shapely.Point:
    east, north = 0.1 + 0.15 * (number % ACROSS), 0.1 + 0.15 * (number // ACROSS)
    return shapely.Point(
        drawn_plan.EAST + drawn_plan.SIDE * (network + east),
        drawn_plan.NORTH + drawn_plan.SIDE * north,
    )
