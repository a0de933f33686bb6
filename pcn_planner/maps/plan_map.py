"""The map of a plan: a folium map for the app, one self-contained ``map.html`` for everyone."""

import base64
import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import networkx as nx
from branca.element import Element, MacroElement
from folium.template import Template

from pcn_planner import kept
from pcn_planner.maps import layers as map_layers
from pcn_planner.maps import palette, places, templates
from pcn_planner.maps import panel as map_panel
from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps.templates import asset
from pcn_planner.proposal.tables import PlanTables

LEAFLET = "js_lib_leaflet/static/js_lib_leaflet"
INLINED = "pcn_leaflet"  #: the part of a page that ``put_leaflet_in`` adds
FLAGS = "L_NO_TOUCH = false; L_DISABLE_3D = false;"  #: as folium sets them for Leaflet


def base_map(areas: gpd.GeoDataFrame, *, leaflet_url: str | None = None) -> folium.Map:
    """An empty map of the extent of ``areas``, without base tiles, that asks for nothing.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700.
    leaflet_url
        Where the page finds ``leaflet.js`` and ``leaflet.css`` (a folder served by the app);
        ``None`` leaves them out, for ``to_html`` to put in.
    """
    out = folium.Map(
        tiles=None, control_scale=True, attribution_control=False, font_size="13px",
        zoom_snap=0.05, zoom_delta=0.5,
    )  # fmt: skip
    names = ("leaflet.js", "leaflet.css") if leaflet_url else ()
    links = [(Path(name).suffix[1:], f"{leaflet_url}/{name}") for name in names]
    out.default_js, out.default_css = links[:1], links[1:]
    figure = out.get_root()
    figure.header.add_child(_Verbatim(f"<style>{asset('layers.css')}</style>"), name="pcn_style")
    figure.html.add_child(_Verbatim(asset("patterns.svg")), name="pcn_patterns")
    _Fit(map_shapes.view_bounds(areas)).add_to(out)
    return out


def plan_map(tables: PlanTables, *, keep_colours: Mapping[str, str] | None = None) -> folium.Map:
    """The whole map of a plan with title, legend, tables, caveats and attribution.

    ``keep_colours`` (network id -> colour) carries colours over from an earlier map.
    """
    colours = network_colours(tables, keep=keep_colours)
    out = base_map(tables.areas)
    names = places.places_layer(tables.areas)
    for layer in ([] if names is None else [names]) + plan_layers(tables, colours):
        layer.add_to(out)
    folium.LayerControl(collapsed=False).add_to(out)
    figure = out.get_root()
    figure.title = tables.heading
    figure.header.add_child(_Verbatim(f"<style>{asset('page.css')}</style>"), name="pcn_page")
    head, panel = map_panel.render(tables, colours)
    figure.html.add_child(_Verbatim(head), name="pcn_head", index=0)
    _Page(panel).add_to(out)
    _fix_ids(out)
    return out


def plan_layers(tables: PlanTables, colours: Mapping[Any, str]) -> list[folium.FeatureGroup]:
    """The feature groups of a plan, lowest first."""
    assignment, networks = tables.assignment, tables.networks
    out = [] if tables.outline is None else [map_layers.land_layer(tables.outline)]
    out.append(map_layers.areas_layer(tables.areas, networks, colours, said=tables.said))
    if tables.unit_areas is not None:
        out.append(map_layers.units_layer(tables.unit_areas))
    out.extend(_optional_layers(tables))
    places = tables.practices, assignment, networks, colours
    out.append(map_layers.practices_layer(*places, said=tables.said))
    out.append(map_layers.labels_layer(tables.areas, networks, tables.said))
    return out


def network_colours(tables: PlanTables, *, keep: Mapping[str, str] | None = None) -> dict[Any, str]:
    """Network id -> fill colour, neighbours always different (see ``palette.colours``)."""
    return _own_colours(tables) if keep is None else palette.colours(_graph(tables), keep=keep)


def coloured(tables: PlanTables, keep: Mapping[str, str]) -> PlanTables:
    """The tables with fill colours set for their networks; colours to ``keep`` stay if they can.

    ``network_colours`` gives these for the returned tables without working them out again.
    """
    colours = network_colours(tables, keep=keep)
    made = tables if dict(tables.colours) == colours else replace(tables, colours=colours)
    _own_colours.note(made, colours)
    return made


@kept.by_owner
def _own_colours(tables: PlanTables) -> dict[Any, str]:
    return palette.colours(_graph(tables), keep=tables.colours)


def _graph(tables: PlanTables) -> "nx.Graph[Hashable]":
    return palette.network_graph(tables.areas, tables.graph, tables.assignment)


def to_html(drawn: folium.Map) -> str:
    """The map as one HTML page that works with no network; ``plan_map`` gives the same bytes.

    Leaflet is written into the page, and a content security policy lets nothing be fetched and
    no script run but the page's own. The page is our own template; folium fills in its parts.
    """
    figure = drawn.get_root()
    figure.script._children.clear()  # an earlier rendering leaves its statements here
    for element in figure._children.values():
        element.render()
    maps = [one for one in figure._children.values() if isinstance(one, folium.Map)]
    shells = {
        "meta_http",
        INLINED,
        *(one.get_name() for one in maps),
    }  # what our own head says instead
    header = [e.render() for name, e in figure.header._children.items() if name not in shells]
    scripts = [FLAGS, _leaflet_js(), str(figure.script.render())]
    return templates.rendered(
        "map_page.html",
        title=figure.title or "",
        policy=_policy(scripts),
        leaflet_css=_leaflet_css(),
        font_size=drawn.font_size,
        maps=[one.get_name() for one in maps],
        header="\n".join(header),
        body=str(figure.html.render()),
        scripts=scripts,
    )


def put_leaflet_in(drawn: folium.Map) -> folium.Map:
    """Put Leaflet into the map, which then asks no network for it; returns the map."""
    inline = f"<style>{_leaflet_css()}</style><script>{_leaflet_js()}</script>"
    drawn.get_root().header.add_child(_Verbatim(inline), name=INLINED, index=1)
    return drawn


def save_offline(drawn: folium.Map, path: Path) -> None:
    """Write the map to ``path`` as ``to_html`` gives it."""
    path.write_text(to_html(drawn), encoding="utf-8", newline="\n")


def leaflet_folder() -> Path:
    """The folder of the installed package that holds ``leaflet.js``, ``leaflet.css``, images."""
    return Path(str(files("js_lib_leaflet"))) / "static" / "js_lib_leaflet"


class _Verbatim(Element):  # type: ignore[misc]
    """Text put into the page as it is: folium's own elements would read ``{{`` as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Script(MacroElement):  # type: ignore[misc]
    """A script of ours that is run with the map, such as ``tools.js``."""

    _template = Template(
        "{% macro script(this, kwargs) %}({{ this.script }})({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, name: str) -> None:
        super().__init__()
        self.script = asset(name)


class _Fit(MacroElement):  # type: ignore[misc]
    """Shows the map's whole area, once there is room for it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "({{ this.script }})({{ this._parent.get_name() }}, {{ this.bounds|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, bounds: list[list[float]]) -> None:
        super().__init__()
        self.script, self.bounds = asset("fit.js"), bounds


class _Page(MacroElement):  # type: ignore[misc]
    """Ties the tables beside the map to the map, and sets the map up for printing."""

    _template = Template(
        "{% macro script(this, kwargs) %}({{ this.script }})({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, panel: str) -> None:
        super().__init__()
        self.script = asset("page.js")
        self.panel = panel

    def render(self, **options: Any) -> None:
        """Put the panel behind the map in the page, so that it is read and printed after it."""
        super().render(**options)
        self.get_root().html.add_child(_Verbatim(self.panel), name="pcn_panel")


def _optional_layers(tables: PlanTables) -> Iterable[folium.FeatureGroup]:
    if tables.borders is not None and len(tables.borders):
        yield map_layers.borders_layer(tables.borders, tables.said)
    if tables.barriers is not None:
        yield map_layers.barriers_layer(tables.barriers)
    if tables.footprints is not None and tables.footprints.areas is not None:
        prints = tables.footprints
        yield map_layers.footprints_layer(prints.areas, prints.teams, name=tables.layer)
    for name, prints in tables.layers.items():
        if prints.areas is not None:
            yield map_layers.footprints_layer(prints.areas, prints.teams, name=name)
    for level, areas in tables.tier_areas.items():
        yield map_layers.level_layer(level, areas)
    if isinstance(tables.conflicts, gpd.GeoDataFrame) and len(tables.conflicts):
        yield map_layers.conflicts_layer(tables.conflicts)
    if tables.graph is not None:
        places = tables.practices, tables.graph, tables.assignment
        yield map_layers.links_layer(*places, name=tables.said(map_layers.NEIGHBOURS))
        if map_panel.crossings(tables.graph):
            name, reasons = "Bridges and given links", map_layers.CROSSINGS
            yield map_layers.links_layer(*places, name=name, reasons=reasons, show=True)


def _fix_ids(drawn: folium.Map) -> None:
    """Replace folium's random ids by the place of each element in the tree.

    They look random still, because streamlit-folium replaces them wherever it meets them.
    """
    numbers = count()
    waiting: list[Element] = [drawn]
    while waiting:
        element = waiting.pop()
        element._id = hashlib.sha256(f"pcn {next(numbers)}".encode()).hexdigest()[:32]
        waiting.extend(reversed(element._children.values()))


def _policy(scripts: Iterable[str]) -> str:
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}"


@cache
def _leaflet_js() -> str:
    text = (leaflet_folder() / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", text)


@cache
def _leaflet_css() -> str:
    """Leaflet's style sheet with its images inside, without its rule for Internet Explorer 8."""
    text = (leaflet_folder() / "leaflet.css").read_text(encoding="utf-8")
    text = text.replace("behavior: url(#default#VML);", "")
    return re.sub(r"url\(images/([\w.-]+)\)", lambda found: _data_uri(found[1]), text)


def _data_uri(name: str) -> str:
    data = (leaflet_folder() / "images" / name).read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(data).decode()})"
