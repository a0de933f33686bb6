"""Adjacency: which practices are neighbours, and why.

Two practices of one border unit are neighbours when their land shares a border, when they share
premises, or when their catchments overlap. Barriers cut such edges; the exceptions list has the
last word. Edges across a hard border do not exist.
"""

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries import barriers as obstacles
from boundaries import catchments, edges, sites, touching
from boundaries import links as exceptions
from boundaries.barriers import Obstacle
from boundaries.borders import WHOLE
from boundaries.edges import PAIR
from boundaries.edges import read as read_edges
from boundaries.edges import table_of as to_table
from boundaries.isolation import cut_off
from boundaries.links import read as read_links
from boundaries.territories import Method

__all__ = ["build", "cut_off", "from_table", "read_edges", "read_links", "to_table"]

CATCHMENT_SHARE_MIN = 0.3


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
    catchment_share_min: float = CATCHMENT_SHARE_MIN,
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
        Columns ``practice_code``, ``area_code``, ``patients``.
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
    (metres, to 0.1), ``catchment_share`` (to 0.0001) and ``note``; ``graph.graph["notes"]``
    says in sentences what barriers and links did.

    Raises
    ------
    DataError
        Links cannot be used.
    """
    units = pd.Series(WHOLE, index=practices.index, dtype="str") if units is None else units
    block = obstacles.obstacle(barriers)
    where = sites.table(practices, branches)
    where = where.assign(plot=where["practice_code"].map(units))
    touch = _borders(where, territories, units, block)
    near = None if registrations is None else catchments.overlaps(registrations, units, catchment_share_min)
    found = _merged(_same_premises(where), touch, near)
    cut = _cut(found, where, block)
    found = found[~cut]
    if territories.attrs.get("method") not in CELLS:
        found = _joined_up(found, where, territories, (units, block))
    graph = edges.graph_of(practices.index, _with_reasons(found))
    graph.graph["notes"] = [f"Barriers cut {cut.sum()} pairs of neighbours."] if cut.any() else []
    return graph if links is None else exceptions.apply(graph, links, units, left_out)


CELLS = (Method.HULL, Method.OUTLINE, Method.BORDERS)


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
    table
        As ``read_edges`` returns it.
    units
        Border unit of each practice: pairs across are left out, since such edges do not exist.
    left_out
        Codes left out of the practice table on purpose; pairs with them are left out.

    Raises
    ------
    DataError
        A code is unknown or a practice is its own neighbour; rows are named.
    """
    full = table.reindex(columns=edges.COLUMNS)
    full = full.fillna({"reason": "given", "border_m": 0.0, "catchment_share": 0.0, "note": ""})
    pairs = edges.check_pairs(full, practices.index, left_out)
    inside = pairs
    if units is not None:
        inside = pairs[pairs["practice_a"].map(units) == pairs["practice_b"].map(units)]
    graph = edges.graph_of(practices.index, inside)
    dropped = len(pairs) - len(inside)
    note = f"Given neighbours: {dropped} pairs across a hard border are left out."
    graph.graph["notes"] = [note] if dropped else []
    return graph


def _borders(
    where: pd.DataFrame,
    territories: gpd.GeoDataFrame,
    units: "pd.Series[str]",
    block: Obstacle | None,
) -> pd.DataFrame:
    if territories.attrs.get("method") in CELLS:
        return touching.of_cells(where, touching.lands(where, territories, units), block)
    return touching.of_territories(territories, units, block)


def _same_premises(where: pd.DataFrame) -> pd.DataFrame:
    """Pairs of practices of one unit with sites at the same premises."""
    spot = where.assign(spot=sites.premises(where[["x", "y"]].to_numpy()))
    spot = spot[["practice_code", "plot", "spot"]].drop_duplicates()
    pairs = spot.merge(spot, on=["plot", "spot"], suffixes=("_a", "_b"))
    pairs = pairs.rename(columns={"practice_code_a": "practice_a", "practice_code_b": "practice_b"})
    pairs = pairs[pairs["practice_a"] < pairs["practice_b"]][PAIR].drop_duplicates()
    return pairs.assign(shared_premises=True)


def _merged(
    premises: pd.DataFrame, touch: pd.DataFrame, near: pd.DataFrame | None
) -> pd.DataFrame:
    """All pairs with what is known of each."""
    found = touch.merge(premises, on=PAIR, how="outer")
    if near is not None:
        found = found.merge(near, on=PAIR, how="outer")
    found = found.reindex(columns=[*PAIR, "border_m", "shared_premises", "catchment_share"])
    return found.assign(
        border_m=found["border_m"].astype("float64").fillna(0.0),
        shared_premises=found["shared_premises"].eq(True),
        catchment_share=found["catchment_share"].astype("float64").fillna(0.0),
        note="",
    ).sort_values(PAIR, ignore_index=True)


def _cut(found: pd.DataFrame, where: pd.DataFrame, block: Obstacle | None) -> "pd.Series[bool]":
    """Which pairs a barrier parts: never those of one building."""
    if block is None:
        return pd.Series(False, index=found.index)
    return pd.Series(obstacles.blocked(_ways(found, where), block), index=found.index) & ~found["shared_premises"]


def _ways(found: pd.DataFrame, where: pd.DataFrame) -> Any:
    """Straight line between the nearest sites of each pair."""
    at = where.groupby("practice_code")[["x", "y"]].apply(lambda g: shapely.multipoints(g.to_numpy()))
    ends = [np.asarray(at.reindex(found[end])) for end in PAIR]
    return shapely.shortest_line(*ends)


def _joined_up(found, where, territories, context):
    units, block = context
    codes = pd.Index(territories.index)
    graph = nx.Graph()
    return found


def _with_reasons(found: pd.DataFrame) -> pd.DataFrame:
    """The columns of a table of edges."""
    flags = pd.DataFrame({
        "border_m": found["border_m"] > 0,
        "shared_premises": found["shared_premises"],
        "catchment": found["catchment_share"] > 0,
    })
    reason = [";".join(flags.columns[row]) for row in flags.to_numpy(dtype=bool)]
    return found.assign(
        reason=reason,
        border_m=found["border_m"].round(1),
        catchment_share=found["catchment_share"].round(4),
    )
