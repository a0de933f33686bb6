"""What parts or joins practices on a map for paper: barriers, and links made by hand."""

from typing import Any

import geopandas as gpd
import shapely

from pcn_planner.maps.layers import WALL, WATER, barrier_kinds
from pcn_planner.papers.maps.furniture import INK
from pcn_planner.proposal.tables import PlanTables

BY_HAND = "bridge"  #: the reason of a link that a person made
EDGE_PT, WALL_PT, LINK_PT = 4.0, 2.0, 2.6
#: dashes of barriers: in a grey print a whole line would be a border or a link; teams have plain
#: dashes
DASH_DOTS = (0, (6, 1.2, 1, 1.2))


def draw(axes: Any, tables: PlanTables) -> None:
    """Barriers as brown dash-dots in a white casing, water as areas; links as thick dark lines."""
    barriers, links = tables.barriers, _links(tables)
    if barriers is not None:
        flat = shapely.get_dimensions(barriers.geometry.to_numpy()) == 1
        _areas(axes, barriers[~flat])
        _lines(axes, barriers[flat], EDGE_PT, "white")
        _lines(axes, barriers[flat], WALL_PT, str(WALL["color"]), linestyle=DASH_DOTS)
    _lines(axes, links, LINK_PT, INK)


def key(tables: PlanTables) -> list[Any]:
    """Entries of the legend for what there is."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    out: list[Any] = []
    kinds, colour = barrier_kinds(tables.barriers), str(WALL["color"])
    if "line" in kinds:
        out.append(
            Line2D([], [], label="Barrier between neighbours", color=colour, linewidth=WALL_PT,
                   linestyle=DASH_DOTS)
        )  # fmt: skip
    if "area" in kinds:
        fill = str(WATER["fillColor"])
        out.append(
            Patch(facecolor=fill, edgecolor=colour, label="Water or land between neighbours")
        )
    if len(_links(tables)):
        out.append(Line2D([], [], label="Link made by hand", color=INK, linewidth=LINK_PT))
    return out


def _links(tables: PlanTables) -> gpd.GeoSeries:
    """Lines between practices that only a link made by hand joins."""
    graph, at = tables.graph, tables.practices.geometry
    pairs = [] if graph is None else sorted((min(one), max(one)) for one in graph.edges)
    lines = [
        shapely.LineString([at[a], at[b]])
        for a, b in pairs
        if graph is not None and set(graph.edges[a, b]["reasons"]) == {BY_HAND}
    ]
    return gpd.GeoSeries(lines, crs=at.crs)


def _areas(axes: Any, some: gpd.GeoDataFrame) -> None:
    if len(some):
        some.plot(
            ax=axes, color=WATER["fillColor"], edgecolor=WATER["color"], linewidth=0.8,
            zorder=3.4, aspect=None,
        )  # fmt: skip


def _lines(
    axes: Any, some: gpd.GeoDataFrame | gpd.GeoSeries, width: float, colour: str, **style: Any
) -> None:
    if len(some):
        some.plot(ax=axes, color=colour, linewidth=width, zorder=3.5, aspect=None, **style)
