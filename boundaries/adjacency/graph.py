"""Adjacency: which practices are neighbours, and why.

Two practices of one border unit are neighbours when their land shares a border, when they share
premises, or when their catchments overlap. Barriers cut such edges; the exceptions list has the
last word. Edges across a hard border do not exist.
"""

from collections.abc import Collection

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.adjacency import barriers as obstacles
from boundaries.adjacency import catchments, edge_table, neighbours
from boundaries.adjacency import links as exceptions
from boundaries.adjacency.cut_off import cut_off
from boundaries.adjacency.edge_table import read as read_edges
from boundaries.adjacency.edge_table import table_of as to_table
from boundaries.adjacency.links import read as read_links
from boundaries.practices import border_units, sites

__all__ = ["build", "cut_off", "from_table", "read_edges", "read_links", "to_table"]


def build(
    practices: gpd.GeoDataFrame,
    territories: gpd.GeoDataFrame,
    *,
    units: "pd.Series[str] | None" = None,
    branches: gpd.GeoDataFrame | None = None,
    registrations: pd.DataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    links: pd.DataFrame | None = None,
    left_out: Collection[str] = (),
    catchment_share_min: float = catchments.SHARE_MIN,
) -> "nx.Graph[str]":
    """Join neighbouring practices.

    Parameters
    ----------
    practices, units, branches
        As for ``territories.build``.
    territories
        Of the same practices. Where they are cells of sites, borders are those of the cells of
        each border unit by itself, so that a practice outside its own unit's area still has
        neighbours in it. Where they are small areas, borders are theirs, and parts of a unit
        that so stay apart though on one piece of land are joined where cells touch.
    registrations
        Columns ``practice_code``, ``area_code``, ``patients``, of areas that are places
        (``registrations.placed``).
    barriers
        Lines and polygons in any CRS (``barriers.blocked`` has the rule).
    links
        The exceptions list (``read_links``).
    left_out
        Codes left out of the practice table on purpose; links with them do nothing.
    catchment_share_min
        Overlap of catchments above which practices are neighbours (``catchments.overlaps``).

    Returns
    -------
    Graph on all practice codes; edges have ``reasons`` (of ``edges.REASONS``), ``border_m``
    (metres, to 0.1), ``catchment_share`` (to 0.0001) and ``note``. In ``graph.graph``:
    ``notes``, sentences on what barriers and links did; ``cut``, the pairs that barriers cut.

    Raises
    ------
    DataError
        Links cannot be used.
    """
    units = border_units.units(practices, ()) if units is None else units
    where = sites.table(practices, branches)
    where = where.assign(plot=where["practice_code"].map(units))
    own = territories.loc[practices.index], units.loc[practices.index]
    scene = neighbours.Scene(where, *own, obstacles.obstacle(barriers))
    found, cut = neighbours.pairs(scene, registrations, catchment_share_min)
    graph = edge_table.graph_of(practices.index, found)
    graph.graph["cut"] = [tuple(pair) for pair in cut[edge_table.PAIR].to_numpy()]
    graph.graph["notes"] = [f"Barriers cut {len(cut)} pairs of neighbours."] if len(cut) else []
    return graph if links is None else exceptions.apply(graph, links, units, left_out)


def from_table(
    practices: pd.DataFrame,
    table: pd.DataFrame,
    *,
    units: "pd.Series[str] | None" = None,
    left_out: Collection[str] = (),
) -> "nx.Graph[str]":
    """Take the graph from a table of edges instead of geography.

    Parameters
    ----------
    practices
        The practice table, index ``practice_code``.
    table
        As ``read_edges`` returns it.
    units
        Border unit of each practice: pairs across are left out, since such edges do not exist.
    left_out
        Codes left out of the practice table on purpose; pairs with them are left out.

    Returns
    -------
    As ``build``.

    Raises
    ------
    DataError
        A code is unknown or a practice is its own neighbour; rows are named.
    """
    pairs = edge_table.check_pairs(edge_table.completed(table), practices.index, left_out)
    inside = pairs
    if units is not None:
        inside = pairs[pairs["practice_a"].map(units) == pairs["practice_b"].map(units)]
    graph = edge_table.graph_of(practices.index, inside)
    dropped = len(pairs) - len(inside)
    note = f"Given neighbours: {dropped} pairs across a hard border are left out."
    graph.graph["cut"] = []
    graph.graph["notes"] = [note] if dropped else []
    return graph
