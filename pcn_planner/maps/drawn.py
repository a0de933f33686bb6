"""What a person drew on the map, and what the map is turned to."""

from collections.abc import Collection, Mapping
from typing import Any

import folium
import geopandas as gpd
import shapely
from folium.utilities import JsCode

from boundaries.crs import BNG, WGS84
from pcn_planner.maps.features import group, layer, shapes
from pcn_planner.maps.templates import asset

RING = {"color": "#0B3D91", "weight": 3.4, "fill": False, "opacity": 0.95}
CASING = {"color": "#FFFFFF", "weight": 7, "fill": False, "opacity": 0.9}
NOTHING = {"opacity": 0, "fill": False, "weight": 0}


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


def focus_layer(
    shown: gpd.GeoDataFrame, number: int, ringed: gpd.GeoDataFrame
) -> folium.FeatureGroup:
    """Turns the map to ``shown``, once for each ``number``, and rings the outline of ``ringed``."""
    layers = []
    if len(ringed):
        edge = shapes(ringed)
        for style in (CASING, RING):
            layers.append(layer(edge, [{"style": style}] * len(edge), interactive=False))
    if len(shown):
        view = layer(shown, [{"style": NOTHING}] * len(shown), interactive=False, focus=number)
        view.on(add=JsCode(asset("focus.js")))
        layers.append(view)
    return group("Chosen", layers, control=False)


def territories_of(territories: gpd.GeoDataFrame, codes: Collection[str]) -> gpd.GeoDataFrame:
    """The ground of some practices."""
    return territories.loc[[code for code in territories.index if code in codes], ["geometry"]]
