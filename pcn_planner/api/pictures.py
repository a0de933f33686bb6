"""Pictures of a plan in a notebook: still with matplotlib, to explore with folium."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from pcn_planner.proposal.tables import PlanTables

if TYPE_CHECKING:
    import folium
    from matplotlib.axes import Axes

    from pcn_planner.redrafting.frontier import Step

LAND, WATER_EDGE = "#F3F1EA", "#B9B6AA"
DOT_PATIENTS = 1_500  #: patients that one square point of a practice's dot stands for
MAP_HEIGHT = "640px"
BAR = "#2F7A78"
WIDE = 170  #: letters in a line under the map


def plot(tables: PlanTables, ax: "Axes | None" = None) -> "Axes":
    """Draw a plan's areas with ids and sizes, practices as dots, caveats underneath."""
    from pcn_planner.maps import plan_map

    ax = _axes() if ax is None else ax
    if tables.outline is not None:
        tables.outline.plot(ax=ax, color=LAND, edgecolor=WATER_EDGE, linewidth=0.5)
    fills = plan_map.network_colours(tables)
    colours = [fills[key] for key in tables.areas.index]
    tables.areas.plot(ax=ax, color=colours, edgecolor="white", linewidth=1)
    tables.practices.plot(
        ax=ax, color="black", markersize=tables.practices["patients"] / DOT_PATIENTS
    )
    _labelled(tables, ax)
    ax.set(xticks=[], yticks=[], frame_on=False, aspect="equal", ylabel="")
    return ax


def explore(tables: PlanTables) -> "folium.Map":
    """The map of a plan that carries Leaflet itself, as high as a notebook shows well."""
    from pcn_planner.maps import plan_map

    drawn = plan_map.put_leaflet_in(plan_map.plan_map(tables))
    drawn.get_root().height = MAP_HEIGHT
    return drawn


def bars(
    steps: "Sequence[Step]", towards: str, said: "Callable[[str], str]", ax: "Axes | None" = None
) -> "Axes":
    """Draw what each number of moves comes to, the figure on each bar; ``said`` words the title."""
    from pcn_planner.redrafting import picture

    ax = _axes(height=4) if ax is None else ax
    rows = picture.bars(steps, towards)
    drawn = ax.bar([str(moves) for moves, _ in rows], [left for _, left in rows], color=BAR)
    ax.bar_label(drawn, fmt="{:,.0f}")
    ax.set(yticks=[])
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.set_title(said(picture.heading(steps, towards)), loc="left", parse_math=False)
    return ax


def _axes(height: float = 8) -> "Axes":
    import matplotlib.pyplot as plt

    axes: Axes = plt.subplots(figsize=(9, height), layout="compressed")[1]
    return axes


def _labelled(tables: PlanTables, ax: "Axes") -> None:
    """Titles and labels, whose signs are never read as mathematics."""
    from pcn_planner.papers.maps.furniture import halo

    for key, point in tables.areas.representative_point().items():
        size = tables.networks.loc[key, "patients"]
        ax.annotate(
            f"{key}\n{size:,}", (point.x, point.y), ha="center", va="center", fontsize=7,
            parse_math=False, path_effects=halo(),
        )  # fmt: skip
    ax.set_title(tables.title, loc="left", parse_math=False)
    lines = [part for one in (*tables.caveats, *tables.attribution) for part in wrap(one, WIDE)]
    # A label of the axis, as room is made for it; a text beside the axes would be cut.
    ax.set_xlabel("\n".join(lines), loc="left", fontsize=6, parse_math=False)
