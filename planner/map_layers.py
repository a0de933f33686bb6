"""Feature groups of the map, for ``map.html`` and for the web app alike.

Every builder takes plain tables in EPSG:27700 and gives a ``folium.FeatureGroup``. All text is
escaped here. Tooltips begin with the code or id, parted from the rest by `` · ``, so that
whoever gets a tooltip back (streamlit-folium) knows what was clicked: see ``map_texts.clicked``.
The groups need Leaflet and the page parts of ``maps.base_map``, nothing else: no jQuery, no
Bootstrap, no icon font, no request.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pandas as pd
import shapely
from folium.utilities import JsCode

from boundaries import geojson
from planner import map_shapes, map_texts
from planner.palette import NONE, darker
from planner.plan_tables import ABOVE, BELOW
from planner.safe_text import html

if TYPE_CHECKING:
    import networkx as nx

ASSETS = Path(__file__).parent / "assets"
MAP_DECIMALS = 5  #: of a degree, about 1 m
LABEL_LIFT = 100_000  #: above every practice
CLOSE_ZOOM = 13  #: from this zoom on practices show their codes
TEAM, BORDER, CONFLICT, INK = "#4B0F6B", "#1D2733", "#9B1C1C", "#34404D"
HATCH = {BELOW: "url(#pcn-below)", ABOVE: "url(#pcn-above)"}
CROSSINGS = ("bridge", "given")  #: reasons of links that geography alone would not make


def areas_layer(
    areas: gpd.GeoDataFrame, networks: pd.DataFrame, colours: Mapping[Any, str]
) -> folium.FeatureGroup:
    """Network areas: soft fill, firm border, dashed and hatched where outside the band.

    ``networks`` as ``plan_tables.network_table`` gives it; ``colours`` network id -> fill.
    """
    shapes = _shapes(areas)
    fills = [_area(str(key), networks.loc[key], colours) for key in shapes.index]
    outside = [networks.loc[key, "status"] in HATCH for key in shapes.index]
    hatches = [_hatch(status) for status in networks.loc[shapes[outside].index, "status"]]
    layers = [_layer(shapes, fills), _layer(shapes[outside], hatches, interactive=False)]
    return _group("Network areas", layers)


def borders_layer(borders: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Border units that no network crosses: a heavy dash-dotted line with their names."""
    style = {"color": BORDER, "weight": 4, "dashArray": "14 5 3 5", "fill": False, "opacity": 0.9}
    rows = [{"style": style} for _ in borders.index]
    lines = _layer(_shapes(borders), rows, interactive=False)
    return _group("Borders no network crosses", [lines])


def land_layer(outline: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Land, pale under everything; not listed in the layer control."""
    style = {"color": "#C3CBD2", "weight": 1, "fillColor": "#FBFAF6", "fillOpacity": 1}
    rows = [{"style": style} for _ in outline.index]
    return _group("Land", [_layer(_shapes(outline), rows, interactive=False)], control=False)


def practices_layer(
    practices: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    networks: pd.DataFrame,
    colours: Mapping[Any, str],
    *,
    chosen: Collection[str] = (),
) -> folium.FeatureGroup:
    """Practices as circles whose area grows with the list, in the dark of their network's colour.

    ``chosen`` practices get a ring. Practices that ``assignment`` does not hold are grey.
    """
    places = map_shapes.dots(practices)
    rows = []
    for code, row in practices[["name", "patients"]].iterrows():
        network = assignment.get(str(code))
        name = "" if network is None else str(networks.loc[network, "name"])
        texts = {
            "tooltip": map_texts.practice_line(str(code), row, network),
            "popup": map_texts.practice_table(str(code), row, network, name),
        }
        fill = darker(colours.get(network, NONE), 0.55)
        rows.append(texts | {"icon": _dot(str(code), places.loc[code], fill, code in chosen)})
    return _group("Practices", [_layer(practices, rows)])


def labels_layer(areas: gpd.GeoDataFrame, networks: pd.DataFrame) -> folium.FeatureGroup:
    """Id, name, list size and band symbol of each network, moved apart in the browser."""
    ranked = networks["patients"].sort_values(ascending=False, kind="stable").index
    rows = [(key, networks.loc[key]) for key in ranked]
    labels = {key: map_texts.network_label(str(key), row) for key, row in rows}
    pieces = {key: map_texts.piece_label(str(key), row) for key, row in rows}
    return _group("Network labels", [_labels(areas, labels, pieces, rank=0)])


def footprints_layer(
    areas: gpd.GeoDataFrame,
    teams: pd.DataFrame,
    *,
    hatched: Collection[str] = (),
    show: bool = False,
) -> folium.FeatureGroup:
    """Community team areas: a long-dashed outline, named, with nurses in WTE if known.

    ``areas`` polygons, index team id; ``teams`` index team id, columns ``name``, ``nurses_wte``;
    ``hatched`` teams (those a plan splits, say) are hatched.
    """
    shapes = _shapes(areas)
    line = {"color": TEAM, "weight": 3, "dashArray": "10 6", "fillColor": "url(#pcn-team)"}
    rows = [{"style": line | {"fillOpacity": int(key in hatched)}} for key in shapes.index]
    under = [{"style": {"color": "#fff", "weight": 5, "fill": False}} for _ in shapes.index]
    labels = {key: map_texts.team_label(str(key), teams.loc[key]) for key in shapes.index}
    outlines = [_layer(shapes, styles, interactive=False) for styles in (under, rows)]
    names = _labels(areas, labels, labels, rank=1)
    return _group("Community team areas", [*outlines, names], show=show)


def conflicts_layer(conflicts: gpd.GeoDataFrame, *, show: bool = False) -> folium.FeatureGroup:
    """Conflicts with geometry: cross-hatched areas or ringed points, with their patients."""
    shapes = _shapes(conflicts)
    style = {"color": CONFLICT, "weight": 2, "dashArray": "3 4", "radius": 13}
    style |= {"fillColor": "url(#pcn-conflict)", "fillOpacity": 1}
    texts = [map_texts.conflict_line(row) for row in shapes.to_dict("records")]
    rows = [{"style": style, "tooltip": text} for text in texts]
    ring = JsCode("(feature, latlng) => L.circleMarker(latlng, feature.properties.style)")
    layer = _layer(shapes, rows, point_to_layer=ring)
    return _group("Conflicts with community teams", [layer], show=show)


def links_layer(
    practices: gpd.GeoDataFrame,
    graph: "nx.Graph[str]",
    assignment: Mapping[str, str],
    *,
    reasons: Collection[str] | None = None,
    name: str = "Neighbouring practices",
    show: bool = False,
) -> folium.FeatureGroup:
    """Neighbour links, each with its reasons; solid inside a network, dotted between networks.

    ``reasons`` keeps only links that rest on these alone (bridges, say), drawn heavier.
    """
    at, heavy = practices.geometry, reasons is not None
    rows, lines = [], []
    for a, b in sorted((min(edge), max(edge)) for edge in graph.edges):
        data = graph.edges[a, b]
        if reasons is None or set(data["reasons"]) <= set(reasons):
            lines.append(shapely.LineString([at[a], at[b]]))
            style = _link_style(assignment.get(a) == assignment.get(b), heavy)
            rows.append({"style": style, "tooltip": map_texts.link_line(a, b, data)})
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(lines, crs=practices.crs))
    return _group(name, [_layer(frame, rows)] if rows else [], show=show)


@cache
def asset(name: str) -> str:
    """The text of a file in ``planner/assets``."""
    return (ASSETS / name).read_text(encoding="utf-8").strip()


def _group(
    name: str, layers: Iterable[folium.GeoJson], *, show: bool = True, control: bool = True
) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=html(name), show=show, control=control)
    for layer in layers:
        group.add_child(layer)
    return group


def _shapes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kept = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    return map_shapes.simplified(kept, map_shapes.detail_m(kept)) if len(kept) else kept


def _layer(frame: gpd.GeoDataFrame, rows: list[dict[str, Any]], **options: Any) -> folium.GeoJson:
    """A GeoJSON layer whose features carry their own style, icon and texts."""
    bare = gpd.GeoDataFrame(geometry=frame.geometry)
    data = geojson.to_json(bare, decimals=MAP_DECIMALS)
    data.pop("bbox", None)
    for feature, row in zip(data["features"], rows, strict=True):
        feature |= {"id": html(feature["id"]), "properties": geojson.plain(row)}
    options.setdefault("point_to_layer", JsCode(asset("marker.js")))
    return folium.GeoJson(data, on_each_feature=JsCode(asset("feature.js")), **options)


def _labels(
    areas: gpd.GeoDataFrame, texts: Mapping[Any, str], pieces: Mapping[Any, str], rank: int
) -> folium.GeoJson:
    """Labels in order of importance, keeping out of each other's way; pieces come last."""
    places = map_shapes.label_places(areas)
    main = places[places["main"]]
    further = places[~places["main"]]
    ordered = pd.concat([main.loc[[key for key in texts if key in main.index]], further])
    icon = {"kind": "pcn-label", "size": [0, 0], "shift": [0, 0], "lift": LABEL_LIFT}
    rows = [
        {
            "icon": icon | {"html": (texts if row["main"] else pieces)[key]},
            "reach_m": round(row["reach_m"]),
            "main": row["main"],
        }
        for key, row in ordered.iterrows()
    ]
    places = ordered.set_axis(range(len(ordered)))
    layer = _layer(places, rows, interactive=False, rank=rank, closeZoom=CLOSE_ZOOM)
    layer.on(add=JsCode(asset("labels.js")))
    return layer


def _area(key: str, row: Any, colours: Mapping[Any, str]) -> dict[str, Any]:
    style = {"color": INK, "weight": 1.6, "fillColor": colours.get(key, NONE), "fillOpacity": 0.72}
    return {"style": style, "tooltip": map_texts.network_line(key, row)}


def _hatch(status: str) -> dict[str, Any]:
    style = {"color": "#111A24", "weight": 2.6, "dashArray": "7 5", "fillColor": HATCH[status]}
    return {"style": style | {"fillOpacity": 1}}


def _dot(code: str, place: pd.Series, fill: str, chosen: bool) -> dict[str, Any]:
    size = [round(2 * float(place["radius"]), 1)] * 2
    circle = f'<span class="pcn-dot" style="background:{fill}"></span>'
    return {
        "kind": "pcn-practice pcn-chosen" if chosen else "pcn-practice",
        "html": f'{circle}<span class="pcn-code">{html(code)}</span>',
        "size": size,
        "shift": [float(place["shift_x"]), float(place["shift_y"])],
        "lift": -round(100 * float(place["radius"])),  # small ones on top
    }


def _link_style(inside: bool, heavy: bool) -> dict[str, Any]:
    style = {"color": INK if inside else "#7A8794", "weight": 4 if heavy else 1.6, "opacity": 0.9}
    return style if inside else style | {"dashArray": "2 6"}
