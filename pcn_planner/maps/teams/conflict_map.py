"""The map of a plan's conflicts: split teams hatched over the networks, conflicts ringed."""

from collections.abc import Collection

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from boundaries.crs import WGS84
from boundaries.teams.conflicts import Conflicts
from pcn_planner.maps import (
    layers as map_layers,
)
from pcn_planner.maps import plan_map, templates
from pcn_planner.maps.teams import conflict_texts
from pcn_planner.proposal.tables import PlanTables


def page(
    tables: PlanTables, found: Conflicts, *, chosen: Collection[str] = (), closer: bool = False
) -> str:
    """One HTML page that works with no network.

    Parameters
    ----------
    tables, found
        A plan and its conflicts.
    chosen
        Practices to ring.
    closer
        Whether to show the ground around them instead of everything.
    """
    drawn = plan_map.base_map(tables.areas)
    for layer in _layers(tables, found, chosen):
        layer.add_to(drawn)
    folium.LayerControl(collapsed=True).add_to(drawn)
    style = templates.asset("frame.css") + templates.asset("conflict_map.css")
    drawn.get_root().header.add_child(Element(f"<style>{style}</style>"), name="pcn_frame")
    places = tables.practices.geometry.to_crs(WGS84)
    near = sorted(places.index.intersection(list(chosen))) if closer else []
    at = [(places[code].y, places[code].x) for code in near]
    Frame(at).add_to(drawn)
    return plan_map.to_html(drawn)


class Frame(MacroElement):  # type: ignore[misc]
    """Fits a map to the frame it is shown in, and to places given as latitude and longitude."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "({{ this.script }})([{{ this._parent.get_name() }}], {{ this.places|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, places: list[tuple[float, float]]) -> None:
        super().__init__()
        self.script = templates.asset("frame.js")
        self.places = places


def _layers(
    tables: PlanTables, found: Conflicts, chosen: Collection[str]
) -> list[folium.FeatureGroup]:
    colours = plan_map.network_colours(tables)
    out = [] if tables.outline is None else [map_layers.land_layer(tables.outline)]
    said = tables.words.said
    out.append(map_layers.areas_layer(tables.areas, tables.networks, colours, said=said))
    if tables.barriers is not None:
        out.append(map_layers.barriers_layer(tables.barriers))
    prints = tables.footprints
    if prints is not None and prints.areas is not None:
        split = conflict_texts.split_teams(found)
        teams = map_layers.footprints_layer(prints.areas, prints.teams, hatched=split, show=True)
        out.append(teams)
    if len(found.rows):
        out.append(map_layers.conflicts_layer(found.rows[~found.rows["small"]]))
    practices = tables.practices, tables.assignment, tables.networks, colours
    out.append(map_layers.practices_layer(*practices, chosen=chosen, said=said))
    out.append(map_layers.labels_layer(tables.areas, tables.networks, said))
    return out
