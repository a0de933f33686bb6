"""Adjacency: which practices are neighbours, and why.

Two practices of one border unit are neighbours when their land shares a border, when they share
premises, or when their catchments overlap. Barriers cut such edges; the exceptions list has the
last word. Edges across a hard border do not exist.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.adjacency import barriers, catchments, edge_table, shared_borders
from boundaries.adjacency import barriers as obstacles
from boundaries.adjacency import links as exceptions
from boundaries.adjacency.barriers import Obstacle
from boundaries.adjacency.cut_off import cut_off
from boundaries.adjacency.edge_table import PAIR
from boundaries.adjacency.edge_table import read as read_edges
from boundaries.adjacency.edge_table import table_of as to_table
from boundaries.adjacency.links import read as read_links
from boundaries.practices import border_units, sites
from boundaries.territories.draw import TerritoryMethod

CELLS = (TerritoryMethod.HULL, TerritoryMethod.OUTLINE, TerritoryMethod.BORDERS)
CELLS_NOTE = "the cells of their sites touch, the small areas they lead do not"


@dataclass(frozen=True)
class Scene:
    """What neighbours are read from.

    ``sites`` is a table of sites with the border unit as ``plot``; ``units`` the border unit of
    each practice in the order of ``territories``.
    """

    sites: pd.DataFrame
    territories: gpd.GeoDataFrame
    units: "pd.Series[str]"
    block: Obstacle | None


def pairs(
    scene: Scene, registrations: pd.DataFrame | None, share_min: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the pairs of neighbours and the pairs that a barrier cuts.

    Returns
    -------
    Two tables with the columns of ``edge_table.COLUMNS``, sorted by pair.
    """
    near = None
    if registrations is not None:
        near = catchments.overlaps(registrations, scene.units, share_min)
    free = _found(replace(scene, block=None), near)
    kept = free
    if scene.block is not None:
        kept = _found(scene, near)
        kept = kept[~_blocked(kept, scene.sites, scene.block)]
    if not _drawn_as_cells(scene) and not _given(scene):
        kept = _joined_up(kept, scene)
    gone = ~pd.MultiIndex.from_frame(free[PAIR]).isin(pd.MultiIndex.from_frame(kept[PAIR]))
    return _with_reasons(kept), _with_reasons(free[gone])


def _drawn_as_cells(scene: Scene) -> bool:
    return scene.territories.attrs.get("method") in CELLS


def _given(scene: Scene) -> bool:
    """Whether the territories are the units of the plan, so that only shared borders count."""
    return bool(scene.territories.attrs.get("method") == TerritoryMethod.GIVEN)


def _found(scene: Scene, near: pd.DataFrame | None) -> pd.DataFrame:
    """All pairs with what is known of each."""
    if _drawn_as_cells(scene):
        touch = _cell_borders(scene, scene.sites)
    else:
        touch = shared_borders.of_territories(scene.territories, scene.units, scene.block)
    found = touch.merge(_same_premises(scene.sites), on=PAIR, how="outer")
    return _completed(found if near is None else found.merge(near, on=PAIR, how="outer"))


def _cell_borders(scene: Scene, rows: pd.DataFrame) -> pd.DataFrame:
    lands = shared_borders.lands(rows, scene.territories, scene.units)
    return shared_borders.of_cells(rows, lands, scene.block)


def _same_premises(where: pd.DataFrame) -> pd.DataFrame:
    """Pairs of practices of one unit with sites at the same premises."""
    spot = where.assign(spot=sites.premises(where[["x", "y"]].to_numpy()))
    spot = spot[["practice_code", "plot", "spot"]].drop_duplicates()
    both = spot.merge(spot, on=["plot", "spot"], suffixes=("_a", "_b"))
    both = both.rename(columns={"practice_code_a": "practice_a", "practice_code_b": "practice_b"})
    both = both[both["practice_a"] < both["practice_b"]][PAIR].drop_duplicates()
    return both.assign(shared_premises=True)


def _completed(found: pd.DataFrame) -> pd.DataFrame:
    """The table with all columns, and zeros where nothing is known."""
    full = found.reindex(
        columns=[*PAIR, "border_m", "shared_premises", "catchment_share", "note"]
    ).sort_values(PAIR, ignore_index=True)
    return full.assign(
        border_m=full["border_m"].astype("float64").fillna(0.0),
        shared_premises=full["shared_premises"].eq(True),
        catchment_share=full["catchment_share"].astype("float64").fillna(0.0),
        note=full["note"].astype("str").fillna(""),
    )


def _blocked(found: pd.DataFrame, where: pd.DataFrame, block: Obstacle | None) -> "pd.Series[bool]":
    """Which pairs a barrier parts, judged between their nearest sites; none at one building."""
    if block is None:
        return pd.Series(False, index=found.index)
    at = {
        code: shapely.multipoints(rows.to_numpy())
        for code, rows in where.groupby("practice_code")[["x", "y"]]
    }
    ends = [np.array([at[code] for code in found[end]], dtype=object) for end in PAIR]
    ways: Any = shapely.shortest_line(*ends)
    return ~found["shared_premises"] & barriers.blocked(ways, block)


def _parted(given: pd.DataFrame, where: pd.DataFrame, block: Obstacle | None) -> "pd.Series[bool]":
    """Which given pairs a barrier parts; a bridge is there because of it, and is kept."""
    together = _same_premises(where).reindex(columns=[*PAIR, "shared_premises"])
    found = given[PAIR].merge(together, on=PAIR, how="left").set_axis(given.index)
    found = found.assign(shared_premises=found["shared_premises"].eq(True))
    bridge = given["reason"].str.split(";").map(lambda reasons: "bridge" in reasons)
    return _blocked(found, where, block) & ~bridge.astype(bool)


def _joined_up(found: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Add borders of cells between parts of a unit that territories leave apart."""
    codes = scene.units.index
    ends = {
        "a": codes.get_indexer(pd.Index(found[PAIR[0]])),
        "b": codes.get_indexer(pd.Index(found[PAIR[1]])),
    }
    part = pd.Series(coverage.groups(len(codes), pd.DataFrame(ends)), index=codes)
    parted = part.groupby(scene.units).transform("nunique") > 1
    if not parted.any():
        return found
    rows = scene.sites[scene.sites["practice_code"].isin(codes[parted])]
    touch = _cell_borders(scene, rows)
    touch = touch[touch["practice_a"].map(part) != touch["practice_b"].map(part)]
    extra = _completed(touch.assign(note=CELLS_NOTE))
    extra = extra[~_blocked(extra, scene.sites, scene.block)]
    return _completed(pd.concat([found, extra])) if len(extra) else found


def _with_reasons(found: pd.DataFrame) -> pd.DataFrame:
    """The pairs with their reasons, in the columns of a table of edges."""
    flags = [found["border_m"] > 0, found["shared_premises"], found["catchment_share"] > 0]
    names = ("border_m", "shared_premises", "catchment")
    reason = [
        ";".join(name for name, flag in zip(names, row, strict=True) if flag)
        for row in np.column_stack(flags)
    ]
    return found.assign(
        reason=pd.array(reason, dtype="str"),
        border_m=found["border_m"].round(1),
        catchment_share=found["catchment_share"].round(4),
    )


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
        Territories of the same practices. Where they are cells of sites, borders are those of the
        cells of each border unit by itself, so that a practice outside its own unit's area still
        has neighbours in it. Where they are small areas, borders are theirs, and parts of a unit
        that so stay apart though on one piece of land are joined where cells touch; but where small
        areas are planned themselves, only shared borders count.
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
    Graph on all practice codes; edges have ``reasons`` (of ``edge_table.REASONS``), ``border_m``
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
    scene = Scene(where, *own, obstacles.obstacle(barriers))
    found, cut = pairs(scene, registrations, catchment_share_min)
    graph = edge_table.graph_of(practices.index, found)
    graph.graph["cut"] = [tuple(pair) for pair in cut[edge_table.PAIR].to_numpy()]
    graph.graph["notes"] = _cut_note(len(cut))
    return graph if links is None else exceptions.apply(graph, links, units, left_out)


def from_table(
    practices: gpd.GeoDataFrame,
    table: pd.DataFrame,
    *,
    units: "pd.Series[str] | None" = None,
    branches: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    links: pd.DataFrame | None = None,
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
    branches, barriers, links
        As for ``build``. Barriers cut the pairs that they part from each other's nearest sites,
        but those with the reason ``bridge``; links have the last word.
    left_out
        Codes left out of the practice table on purpose; pairs with them are left out.

    Returns
    -------
    As ``build``.

    Raises
    ------
    DataError
        A code is unknown or a practice is its own neighbour; rows are named. Links cannot be used.
    """
    units = border_units.units(practices, ()) if units is None else units
    pairs = edge_table.check_pairs(
        edge_table.completed(table), practices.index, left_out, str(table.attrs.get("source", ""))
    )
    inside = pairs[pairs["practice_a"].map(units) == pairs["practice_b"].map(units)]
    where = sites.table(practices, branches)
    where = where.assign(plot=where["practice_code"].map(units))
    parted = _parted(inside, where, obstacles.obstacle(barriers))
    graph = edge_table.graph_of(practices.index, inside[~parted])
    counts = {
        "with practices left out": int(
            table[edge_table.PAIR].isin(list(left_out)).any(axis=1).sum()
        ),
        "across a hard border": len(pairs) - len(inside),
    }
    cut = sorted({(a, b) for a, b in inside.loc[parted, PAIR].to_numpy()} - set(graph.edges))
    graph.graph["cut"] = cut
    graph.graph["notes"] = [
        *(f"Given neighbours: {number} pairs {which} are left out."
          for which, number in counts.items() if number),
        *_cut_note(len(cut)),
    ]  # fmt: skip
    return graph if links is None else exceptions.apply(graph, links, units, left_out)


def _cut_note(count: int) -> list[str]:
    return [f"Barriers cut {count} pairs of neighbours."] if count else []
