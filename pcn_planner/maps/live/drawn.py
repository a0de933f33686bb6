"""What a person drew on the map, and what the map is turned to."""

from collections.abc import Collection, Mapping
from typing import Any

import folium
import geopandas as gpd
import shapely

from boundaries.crs import BNG, WGS84
from boundaries.files.outlines import geojson
from pcn_planner.maps import layers as map_layers
from pcn_planner.maps.features import FOCUS, group, layer, shapes
from pcn_planner.study.study import Line

RING = {"color": "#0B3D91", "weight": 3.4, "fill": False, "opacity": 0.95}
CASING = {"color": "#FFFFFF", "weight": 7, "fill": False, "opacity": 0.9}
QUIET: dict[str, Any] = {"interactive": False}
NOTHING = {"opacity": 0, "fill": False, "weight": 0}
UNKEPT = map_layers.WALL | {"dashArray": "8 7"}
BARRIER, LINK = "barrier", "link"  #: what a line was drawn for
SHAKY = 400  #: a line drawn by hand wavers by one so-manieth of its length


def is_drawn(shape: Mapping[str, Any] | None) -> bool:
    """Whether a person drew a shape: what was clicked comes back from the map as one, too."""
    return "drawn" in ((shape or {}).get("properties") or {})


def inside(practices: gpd.GeoDataFrame, shape: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Codes of practices inside a polygon drawn in WGS84 (a GeoJSON feature), sorted."""
    given = (shape or {}).get("geometry") or {}
    if given.get("type") != "Polygon":
        return ()
    drawn = gpd.GeoSeries([shapely.make_valid(shapely.geometry.shape(given))], crs=WGS84)
    within = practices.geometry.within(drawn.to_crs(BNG).iloc[0])
    return tuple(sorted(str(code) for code in practices.index[within]))


def purpose(shape: Mapping[str, Any] | None) -> str:
    """What a line was drawn for, ``BARRIER`` or ``LINK``; blank for another shape."""
    given = shape or {}
    kind = str((given.get("properties") or {}).get("kind") or "")
    is_line = (given.get("geometry") or {}).get("type") == "LineString"
    return kind if is_line and kind in (BARRIER, LINK) else ""


def line(shape: Mapping[str, Any]) -> Line:
    """A line drawn in WGS84 (a GeoJSON feature) without the shaking of the hand that drew it."""
    at = _on_grid(shape)
    smooth = shapely.set_precision(at.simplify(at.length / SHAKY), 1)
    return tuple((int(x), int(y)) for x, y in smooth.coords)


def ends(practices: gpd.GeoDataFrame, shape: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the practices nearest to both ends of a line; one where that is the same."""
    at = _on_grid(shape)
    near = [practices.geometry.distance(shapely.Point(at.coords[k])).idxmin() for k in (0, -1)]
    return tuple(dict.fromkeys(map(str, near)))


def barriers_file(reasons: Mapping[Line, str]) -> str:
    """Barriers as GeoJSON in WGS84, with the reason of each."""
    return geojson.dumps(geojson.to_json(_lines(reasons)))


def unkept_layer(line: Line) -> folium.FeatureGroup:
    """A barrier that was drawn and is not kept yet, dashed."""
    shown = _lines({line: ""})
    both = [layer(shown, [{"style": style}], **QUIET) for style in (map_layers.EDGE, UNKEPT)]
    return group("Barrier drawn", both, control=False)


def _lines(reasons: Mapping[Line, str]) -> gpd.GeoDataFrame:
    drawn = [shapely.LineString(one) for one in reasons]
    return gpd.GeoDataFrame({"reason": list(reasons.values())}, geometry=drawn, crs=BNG)


def _on_grid(shape: Mapping[str, Any]) -> shapely.LineString:
    given = gpd.GeoSeries([shapely.geometry.shape(shape["geometry"])], crs=WGS84)
    return given.to_crs(BNG).iloc[0]


def dropped(areas: gpd.GeoDataFrame, shape: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """Code of a practice that was dragged, and the network it was dropped on; blank for none.

    ``None`` where nothing was dragged. ``areas`` index network id, EPSG:27700.
    """
    code = ((shape or {}).get("properties") or {}).get("dragged")
    if code is None:
        return None
    at = gpd.GeoSeries([shapely.geometry.shape((shape or {})["geometry"])], crs=WGS84)
    under = areas.index[areas.geometry.intersects(at.to_crs(BNG).iloc[0])]
    return str(code), str(under[0]) if len(under) else ""


def focus_layer(
    shown: gpd.GeoDataFrame, number: int, areas: gpd.GeoDataFrame, ringed: str | None
) -> folium.FeatureGroup:
    """Turns the map to ``shown``, once for each ``number``, and rings one of ``areas``."""
    edge = shapes(areas)
    layers = [
        layer(edge, [{"style": style} if key == ringed else None for key in edge.index], **QUIET)
        for style in (CASING, RING)
    ]
    if len(shown):
        unseen = [{"style": NOTHING}] * len(shown)
        layers.append(layer(shown, unseen, added=FOCUS, focus=number, **QUIET))
    return group("Chosen", layers, control=False)


def territories_of(territories: gpd.GeoDataFrame, codes: Collection[str]) -> gpd.GeoDataFrame:
    """The ground of some practices."""
    return territories.loc[[code for code in territories.index if code in codes], ["geometry"]]
