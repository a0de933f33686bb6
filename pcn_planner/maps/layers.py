"""Feature groups of the map, for ``map.html`` and for the web app alike.

Every builder takes plain tables in EPSG:27700 and gives a ``folium.FeatureGroup``. All text is
escaped here. Tooltips begin with the code or id, parted from the rest by `` · ``, so that
whoever gets a tooltip back (streamlit-folium) knows what was clicked: see ``texts.clicked``.
The groups need Leaflet and the page parts of ``maps.base_map``, nothing else: no jQuery, no
Bootstrap, no icon font, no request.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps import texts as map_texts
from pcn_planner.maps.features import RING, group, labels, layer, shapes
from pcn_planner.maps.palette import NONE, darker
from pcn_planner.proposal.tables import ABOVE, BELOW
from pcn_planner.safe_text import html

if TYPE_CHECKING:
    import networkx as nx

TEAM, BORDER, CONFLICT, INK = "#4B0F6B", "#1D2733", "#9B1C1C", "#34404D"
WALL = {"color": "#6B3E00", "weight": 4, "fill": False, "opacity": 1}
EDGE = {"color": "#FFFFFF", "weight": 8, "fill": False, "opacity": 0.85}
WATER = {"color": "#6B3E00", "weight": 1.5, "fillColor": "#CFE0EC", "fillOpacity": 0.75}
HATCH = {BELOW: "url(#pcn-below)", ABOVE: "url(#pcn-above)"}
PALE, FULL = 0.5, 0.9  #: how much of a network's colour shows
CROSSINGS = ("bridge", "given")  #: reasons of links that geography alone would not make
NEIGHBOURS = "Neighbouring practices"
Say = Callable[[str], str]  #: puts a sentence into the words of what is planned


def areas_layer(
    areas: gpd.GeoDataFrame,
    networks: pd.DataFrame,
    colours: Mapping[Any, str],
    *,
    chosen: str | None = None,
    said: Say,
) -> folium.FeatureGroup:
    """Network areas: pale fill, firm border, dashed and hatched where outside the band.

    ``networks`` as ``tables.network_table`` gives it; ``colours`` network id -> fill, which
    the ``chosen`` network has in full.
    """
    drawn = shapes(areas)
    facts = networks.to_dict("index")
    fills = [_area(str(key), facts[key], colours, str(key) == chosen) for key in drawn.index]
    fills = [row | {"tooltip": said(row["tooltip"])} for row in fills]
    statuses = [facts[key]["status"] for key in drawn.index]
    hatches = [_hatch(status) if status in HATCH else None for status in statuses]
    layers = [
        layer(drawn, fills),
        layer(drawn, hatches, interactive=False),
    ]
    return group(said("Network areas"), layers)


def units_layer(areas: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Small areas that are planned: thin outlines over the neighbourhoods."""
    style = {"color": INK, "weight": 0.7, "opacity": 0.55, "fill": False}
    rows = [{"style": style} for _ in areas.index]
    return group("Outlines of areas", [layer(shapes(areas), rows, interactive=False)])


def borders_layer(borders: gpd.GeoDataFrame, said: Say) -> folium.FeatureGroup:
    """Border units that no network crosses: a heavy dash-dotted line with their names."""
    style = {"color": BORDER, "weight": 4, "dashArray": "14 5 3 5", "fill": False, "opacity": 0.9}
    rows = [{"style": style} for _ in borders.index]
    lines = layer(shapes(borders), rows, interactive=False)
    return group(said("Borders no network crosses"), [lines])


def barriers_layer(barriers: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """What parts neighbours: a firm line in a white casing, water where it is an area.

    ``barriers`` as ``PlanTables`` has them.
    """
    flat = [dimensions == 1 for dimensions in shapely.get_dimensions(barriers.geometry.to_numpy())]
    under = [{"style": EDGE} if line else None for line in flat]
    over = [
        {"style": WALL if line else WATER, "tooltip": map_texts.barrier_line(str(why))}
        for line, why in zip(flat, barriers["reason"], strict=True)
    ]
    shown = shapes(barriers)
    return group("Barriers", [layer(shown, under, interactive=False), layer(shown, over)])


def barrier_kinds(barriers: gpd.GeoDataFrame | None) -> frozenset[str]:
    """``line`` and ``area``, as far as there are any: a legend says only what its map shows."""
    if barriers is None:
        return frozenset()
    flat = shapely.get_dimensions(barriers.geometry.to_numpy()) == 1
    return frozenset(kind for kind, there in (("line", flat), ("area", ~flat)) if there.any())


def level_layer(level: str, areas: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Areas of a level beside the networks: a dotted outline with name and patients."""
    style = {"color": LEVEL, "weight": 3, "dashArray": "2 6", "fill": False}
    rows = [{"style": style} for _ in areas.index]
    texts = {
        key: map_texts.level_label(str(name), patients)
        for key, name, patients in zip(areas.index, areas["name"], areas["patients"], strict=True)
    }
    title = f"Level: {level.removesuffix('_id').replace('_', ' ')}"
    drawn = [layer(shapes(areas), rows, interactive=False), labels(areas, texts, texts, rank=1)]
    return group(title, drawn)


def land_layer(outline: gpd.GeoDataFrame) -> folium.FeatureGroup:
    """Land, pale under everything; not listed in the layer control."""
    style = {"color": "#C3CBD2", "weight": 1, "fillColor": "#FBFAF6", "fillOpacity": 1}
    rows = [{"style": style} for _ in outline.index]
    return group(
        "Land",
        [layer(shapes(outline), rows, interactive=False)],
        control=False,
    )


def practices_layer(
    practices: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    networks: pd.DataFrame,
    colours: Mapping[Any, str],
    *,
    chosen: Collection[str] = (),
    popups: bool = True,
    loose: Collection[str] = (),
    said: Say,
) -> folium.FeatureGroup:
    """Practices as circles whose area grows with the list, in the dark of their network's colour.

    ``chosen`` practices get a ring. Practices that ``assignment`` does not hold are grey.
    Without ``popups`` a click opens nothing on the map, and so cannot move it. Those that are
    ``loose`` can be dragged, which tells where to.
    """
    circles = map_shapes.dots(practices).to_dict("index")
    named = networks["name"].to_dict()
    rows = []
    for code, row in practices[["name", "patients"]].to_dict("index").items():
        network = assignment.get(str(code))
        texts = {"tooltip": said(map_texts.practice_line(str(code), row, network))}
        if popups:
            name = "" if network is None else str(named[network])
            texts["popup"] = said(map_texts.practice_table(str(code), row, network, name))
        if code in loose:
            texts["drag"] = str(code)
        fill = darker(colours.get(network, NONE), 0.55)
        rows.append(texts | {"icon": _dot(str(code), circles[code], fill, code in chosen)})
    return group(said("Practices"), [layer(practices, rows)])


def labels_layer(areas: gpd.GeoDataFrame, networks: pd.DataFrame, said: Say) -> folium.FeatureGroup:
    """Id, name, list size and band symbol of each network, moved apart in the browser.

    Where there is no room for all, those outside the band come first, then the largest.
    """
    ranked = networks.sort_values(["in_band", "patients"], ascending=[True, False], kind="stable")
    rows = dict(zip(ranked.index, ranked.to_dict("records"), strict=True))
    texts = {key: map_texts.network_label(str(key), row) for key, row in rows.items()}
    pieces = {key: map_texts.piece_label(str(key), row) for key, row in rows.items()}
    return group(said("Network labels"), [labels(areas, texts, pieces, rank=0)])


LEVEL = "#0B5563"
TEAM_AREAS = "Community team areas"


def footprints_layer(
    areas: gpd.GeoDataFrame,
    teams: pd.DataFrame,
    *,
    hatched: Collection[str] = (),
    show: bool = False,
    name: str = "",
) -> folium.FeatureGroup:
    """Community team areas: a long-dashed outline, named, with nurses in WTE if known.

    ``areas`` polygons, index team id; ``teams`` index team id, columns ``name``, ``nurses_wte``;
    ``hatched`` teams (those a plan splits, say) are hatched.
    """
    drawn = shapes(areas)
    line = {"color": TEAM, "weight": 3, "dashArray": "10 6", "fillColor": "url(#pcn-team)"}
    rows = [{"style": line | {"fillOpacity": int(key in hatched)}} for key in drawn.index]
    under = [{"style": {"color": "#fff", "weight": 5, "fill": False}} for _ in drawn.index]
    texts = {key: map_texts.team_label(str(key), teams.loc[key]) for key in drawn.index}
    outlines = [layer(drawn, styles, interactive=False) for styles in (under, rows)]
    names = labels(areas, texts, texts, rank=1)
    return group(f"Team areas: {name}" if name else TEAM_AREAS, [*outlines, names], show=show)


def conflicts_layer(conflicts: gpd.GeoDataFrame, *, show: bool = False) -> folium.FeatureGroup:
    """Conflicts with geometry: cross-hatched areas or ringed points, with their patients."""
    drawn = shapes(conflicts)
    style = {"color": CONFLICT, "weight": 2, "dashArray": "3 4", "radius": 13}
    style |= {"fillColor": "url(#pcn-conflict)", "fillOpacity": 1}
    texts = [map_texts.conflict_line(row) for row in drawn.to_dict("records")]
    rows = [{"style": style, "tooltip": text} for text in texts]
    marked = layer(drawn, rows, marks=RING)
    return group("Conflicts with community teams", [marked], show=show)


def links_layer(
    practices: gpd.GeoDataFrame,
    graph: "nx.Graph[str]",
    assignment: Mapping[str, str],
    *,
    reasons: Collection[str] | None = None,
    name: str = NEIGHBOURS,
    show: bool = False,
) -> folium.FeatureGroup:
    """Neighbour links, each with its reasons; solid inside a network, dotted between networks.

    ``reasons`` keeps only links that rest on these alone (bridges, say), drawn heavier.
    """
    at, heavy = practices.geometry.to_dict(), reasons is not None
    rows, lines = [], []
    for a, b in sorted((min(edge), max(edge)) for edge in graph.edges):
        data = graph.edges[a, b]
        if reasons is None or set(data["reasons"]) <= set(reasons):
            lines.append(shapely.LineString([at[a], at[b]]))
            style = _link_style(assignment.get(a) == assignment.get(b), heavy)
            rows.append({"style": style, "tooltip": map_texts.link_line(a, b, data)})
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(lines, crs=practices.crs))
    return group(name, [layer(frame, rows)] if rows else [], show=show)


def _area(key: str, row: Any, colours: Mapping[Any, str], chosen: bool) -> dict[str, Any]:
    style = {"color": INK, "weight": 1.6, "fillColor": colours.get(key, NONE)}
    style["fillOpacity"] = FULL if chosen else PALE
    return {"style": style, "tooltip": map_texts.network_line(key, row)}


def _hatch(status: str) -> dict[str, Any]:
    style = {"color": "#111A24", "weight": 2.6, "dashArray": "7 5", "fillColor": HATCH[status]}
    return {"style": style | {"fillOpacity": 1}}


def _dot(code: str, place: Mapping[Any, Any], fill: str, chosen: bool) -> dict[str, Any]:
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
