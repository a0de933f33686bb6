"""What a person drew on the map, and what the map is turned to."""

from collections.abc import Collection, Mapping
from typing import Any

import folium
import geopandas as gpd
import shapely

from boundaries.crs import BNG, WGS84
from pcn_planner.maps.features import FOCUS, group, layer, shapes

RING = {"color": "#0B3D91", "weight": 3.4, "fill": False, "opacity": 0.95}
CASING = {"color": "#FFFFFF", "weight": 7, "fill": False, "opacity": 0.9}
QUIET: dict[str, Any] = {"interactive": False}
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
