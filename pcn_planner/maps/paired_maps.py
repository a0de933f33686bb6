"""Two plans on two maps that move together, in one page that works with no network."""

from collections.abc import Collection, Mapping
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
from branca.element import Element, MacroElement
from folium.template import Template

from pcn_planner.maps import arrows, plan_map, templates
from pcn_planner.maps import layers as map_layers
from pcn_planner.proposal.compare import Comparison
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.safe_text import html

Titles = tuple[str, str]


def page(
    before: PlanTables,
    after: PlanTables,
    found: Comparison,
    titles: Titles,
    *,
    shown: Collection[str] = (),
    swipe: bool = False,
) -> str:
    """One HTML page with both maps, side by side, or one over the other to ``swipe`` between them.

    Networks that continue one another share a colour as far as neighbours allow; on the first map
    the practices that move are ringed, on the second arrows lead from them to their networks.
    ``shown`` practices fill the maps, where any are named, else the whole area does.
    """
    both = _extent(before, after, shown)
    moved = {move.practice_code for move in found.moves}
    left, right = plan_map.network_colours(before), {}
    right = plan_map.network_colours(after, keep=continued(left, found))
    drawn = [
        _side(gpd.GeoDataFrame(both), tables, colours, ringed)
        for tables, colours, ringed in ((before, left, moved), (after, right, set[str]()))
    ]
    arrows.arrows_layer(after.practices, after.areas, _goals(found, after)).add_to(drawn[1])
    figure = drawn[0].get_root()
    figure.add_child(drawn[1])
    figure.header.add_child(Element(f"<style>{templates.asset('frame.css')}</style>"))
    heads = "".join(f"<h2>{html(title)}</h2>" for title in titles)
    kind = "pcn-pair pcn-swipe" if swipe else "pcn-pair"
    figure.html.add_child(Element(f'<div class="{kind}">{heads}'), name="pcn_pair", index=0)
    _Together(drawn[0]).add_to(drawn[1])
    if swipe:
        plan_map.Script("swipe.js").add_to(drawn[1])
    return plan_map.to_html(drawn[0])


def _extent(before: PlanTables, after: PlanTables, shown: Collection[str]) -> gpd.GeoDataFrame:
    """The areas that the maps show at first: all, or those that some practices leave or join."""
    near = {tables.assignment.get(code) for tables in (before, after) for code in shown}
    frames = [
        tables.areas.loc[[n for n in tables.areas.index if not shown or n in near], ["geometry"]]
        for tables in (before, after)
    ]
    return gpd.GeoDataFrame(pd.concat(frames))


def _goals(found: Comparison, after: PlanTables) -> dict[str, str]:
    """Practice that moves -> the network it moves to, where both are drawn."""
    moved = (move.practice_code for move in found.moves)
    goals = {code: after.assignment[code] for code in moved if code in after.assignment}
    return {code: goal for code, goal in goals.items() if goal in after.areas.index}


def continued(colours: Mapping[Any, str], found: Comparison) -> dict[str, str]:
    """Network after -> the colour of the network before that it continues."""
    pairs = ((pair.network_before, pair.network_after) for pair in found.pairs)
    return {b: colours[a] for a, b in pairs if a is not None and b is not None and a in colours}


def _side(
    extent: gpd.GeoDataFrame,
    tables: PlanTables,
    colours: Mapping[Any, str],
    moved: Collection[str],
) -> folium.Map:
    drawn = plan_map.base_map(extent)
    networks, assignment = tables.networks, tables.assignment
    if tables.outline is not None:
        map_layers.land_layer(tables.outline).add_to(drawn)
    map_layers.areas_layer(tables.areas, networks, colours, said=tables.words.said).add_to(drawn)
    if tables.barriers is not None:
        map_layers.barriers_layer(tables.barriers).add_to(drawn)
    practices = tables.practices, assignment, networks, colours
    map_layers.practices_layer(*practices, chosen=moved, said=tables.words.said).add_to(drawn)
    map_layers.labels_layer(tables.areas, networks, tables.words.said).add_to(drawn)
    return drawn


class _Together(MacroElement):  # type: ignore[misc]
    """Moves this map's parent and another map as one."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "({{ this.script }})([{{ this.other }}, {{ this._parent.get_name() }}], []);"
        "{% endmacro %}"
    )

    def __init__(self, other: folium.Map) -> None:
        super().__init__()
        self.script = templates.asset("frame.js")
        self.other = other.get_name()
