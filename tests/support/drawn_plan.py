"""A plan small enough to draw, with everything that maps and exports can show.

Four squares of 10 km, three networks; P2 and P3 share premises; a bridge joins P1 and P5::

    +----------+----------+
    | N1  P1   | N2  P2   |     N1  P1                 25,000  below the floor
    |          |     P3   |     N2  P2 + P3            40,000  in band
    +----------+----------+     N3  P4 + P5            60,000  above the ceiling
    | N3  P4   | N3  P5   |
    +----------+----------+
"""

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from boundaries.crs import BNG
from boundaries.teams.footprints import Footprints
from pcn_planner.proposal.tables import PlanTables, network_table

EAST, NORTH, SIDE = 400_000, 420_000, 10_000
PATIENTS = {"P1": 25_000, "P2": 15_000, "P3": 25_000, "P4": 50_000, "P5": 10_000}
PLACES = {"P1": (0.5, 1.5), "P2": (1.5, 1.5), "P3": (1.5, 1.5), "P4": (0.5, 0.5), "P5": (1.5, 0.5)}
ASSIGNMENT = {"P1": "N1", "P2": "N2", "P3": "N2", "P4": "N3", "P5": "N3"}
NAMES = {"N1": "North West PCN", "N2": "North East PCN"}

ATTACKS = {
    "P1": "<script>window.pwned = 1</script>",
    "P2": '"><img src=x onerror="window.pwned = 1">',
    "P3": "{{ 7 * 7 }} {% raw %}",
    "P4": "`${window.pwned = 1}` \\u003c </script><script>window.pwned = 1</script>",
    "P5": "' onmouseover='window.pwned = 1",
}


def square(column: int, row: int, width: int = 1) -> shapely.Polygon:
    """A square of the grid, or ``width`` of them side by side; rings clockwise."""
    west, south = EAST + column * SIDE, NORTH + row * SIDE
    return shapely.box(west, south, west + width * SIDE, south + SIDE, ccw=False)


def practices(names: dict[str, str] | None = None) -> gpd.GeoDataFrame:
    """The five practices; ``names`` replaces some of their names."""
    called = {code: f"Surgery {code}" for code in PATIENTS} | (names or {})
    points = [shapely.Point(EAST + x * SIDE, NORTH + y * SIDE) for x, y in PLACES.values()]
    return gpd.GeoDataFrame(
        {"name": pd.Series(called, dtype=str), "patients": pd.Series(PATIENTS), "ccg_code": "01A"},
        geometry=gpd.GeoSeries(points, index=list(PATIENTS), crs=BNG),
    ).rename_axis("practice_code")


def graph() -> "nx.Graph[str]":
    """Neighbours by border, by shared premises and by one bridge."""
    out: nx.Graph[str] = nx.Graph()
    out.add_nodes_from(PATIENTS)
    border = {"reasons": ("border_m",), "border_m": 10_000.0, "catchment_share": 0.0, "note": ""}
    bare = border | {"border_m": 0.0}
    out.add_edges_from([("P1", "P2"), ("P1", "P4"), ("P2", "P5"), ("P4", "P5")], **border)
    out.add_edge("P2", "P3", **bare | {"reasons": ("shared_premises",)})
    out.add_edge("P1", "P5", **bare | {"reasons": ("bridge",), "note": "Toll bridge"})
    return out


def plan(names: dict[str, str] | None = None, **changes: object) -> PlanTables:
    """The plan; ``names`` replaces practice names, ``changes`` fields of the tables."""
    people = practices(names)
    keys = pd.Index(["N1", "N2", "N3"], name="network_id")
    shapes = [square(0, 1), square(1, 1), square(0, 0, width=2)]
    areas = gpd.GeoDataFrame({"patients_inside": [1, 2, 3]}, keys, geometry=shapes, crs=BNG)
    team = gpd.GeoDataFrame(geometry=gpd.GeoSeries({"T1": square(0, 0, 2)}, crs=BNG))
    teams = pd.DataFrame({"name": ["South"], "nurses_wte": [12.5]}, pd.Index(["T1"]))
    rows = {"kind": ["team_split"], "network_ids": ["N1;N2"], "patients": [900]}
    tables = PlanTables(
        title="A drawn plan",
        practices=people,
        assignment=ASSIGNMENT,
        networks=network_table(people, ASSIGNMENT, names=NAMES, floor=30_000, ceiling=50_000),
        areas=areas,
        floor=30_000,
        ceiling=50_000,
        graph=graph(),
        footprints=Footprints(teams, areas=team),
        borders=gpd.GeoDataFrame(
            geometry=gpd.GeoSeries({"01A": shapely.union_all(shapes)}, crs=BNG)
        ),
        conflicts=gpd.GeoDataFrame(
            rows, geometry=[shapely.MultiPoint([people.geometry["P1"]])], crs=BNG
        ),
        caveats=("Indicative: areas drawn as squares.",),
        attribution=("Fictional data.",),
        metadata={"rules": {"floor": 30_000}, "bound": 12.5, "gap": None},
    )
    return replace(tables, **changes)


def hostile_plan() -> PlanTables:
    """The plan with markup, scripts and templates in the place of every text."""
    out = plan(names=ATTACKS, title=ATTACKS["P1"], caveats=[ATTACKS["P3"], ATTACKS["P4"]])
    out.networks["name"] = list(ATTACKS.values())[:3]
    out.footprints.teams["name"] = ATTACKS["P2"]
    out.conflicts["kind"] = ATTACKS["P4"]
    out.graph.edges["P1", "P5"]["note"] = ATTACKS["P2"]
    return out
