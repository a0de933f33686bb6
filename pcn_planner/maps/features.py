"""GeoJSON layers whose features carry their own style, icon and texts: what the map is made of."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import folium
import geopandas as gpd
from folium.utilities import JsCode

from boundaries.files.outlines import geojson
from pcn_planner import kept
from pcn_planner.maps import shapes as map_shapes
from pcn_planner.maps.outlines import outline
from pcn_planner.maps.templates import asset
from pcn_planner.safe_text import html

MAP_DECIMALS = 5  #: of a degree, about 1 m
EACH, MARKER, RING = "feature.js", "marker.js", "ring.js"  #: what is run for every feature or point
LABELS, FOCUS = "labels.js", "focus.js"  #: what is run when a layer is added
LABEL_LIFT = 100_000  #: above every practice
CLOSE_ZOOM = 13  #: from this zoom on practices show their codes
#: pyproj makes its transformers anew for every thread, in 50 ms, and every click is a new thread
_WRITER = ThreadPoolExecutor(1, "coordinates")


class Layer(folium.GeoJson):  # type: ignore[misc]
    """Features that carry their own style, icon and texts, drawn by scripts of ``assets``.

    ``marks`` is the script that makes a marker of a point, ``added`` the one that runs when the
    layer is put on a map, if any.
    """

    def __init__(
        self, features: list[dict[str, Any]], marks: str, added: str | None, **options: Any
    ) -> None:
        super().__init__(
            {"type": "FeatureCollection", "features": features},
            on_each_feature=JsCode(asset(EACH)), point_to_layer=JsCode(asset(marks)), **options,
        )  # fmt: skip
        self.marks, self.added, self.given = marks, added, options
        if added is not None:
            self.on(add=JsCode(asset(added)))


def group(
    name: str, layers: Iterable[folium.GeoJson], *, show: bool = True, control: bool = True
) -> folium.FeatureGroup:
    """Layers under one name, escaped here."""
    out = folium.FeatureGroup(name=html(name), show=show, control=control)
    for one in layers:
        out.add_child(one)
    return out


@kept.by_value
def shapes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Polygons as simple as the screen allows, those without any area left out."""
    whole = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    return map_shapes.simplified(whole, map_shapes.detail_m(whole)) if len(whole) else whole


@kept.by_value
def _features(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Features without properties."""
    bare = gpd.GeoDataFrame(geometry=frame.geometry)
    found = _WRITER.submit(geojson.to_json, bare, decimals=MAP_DECIMALS).result()
    return [one | {"geometry": outline(one["geometry"] or {})} for one in found["features"]]


@kept.by_value
def _label_points(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The places of labels numbered, as an area in pieces has several; its id is in ``key``."""
    places = map_shapes.label_places(areas)
    return places.assign(key=places.index).set_axis(range(len(places)))


def layer(
    frame: gpd.GeoDataFrame,
    rows: Sequence[dict[str, Any] | None],
    *,
    order: Sequence[int] | None = None,
    marks: str = MARKER,
    added: str | None = None,
    **options: Any,
) -> Layer:
    """A GeoJSON layer whose features carry their own style, icon and texts; ``None`` for none.

    What has no geometry has no feature either.
    ``order`` are the positions in ``frame`` that the rows are of, where not all in their order;
    ``marks`` and ``added`` as ``Layer`` has them.
    """
    bare = _features(frame)
    features = [
        bare[k] | {"id": html(bare[k]["id"]), "properties": geojson.plain(row)}
        for k, row in zip(range(len(bare)) if order is None else order, rows, strict=True)
        if row is not None and bare[k]["geometry"]
    ]
    return Layer(features, marks, added, **options)


def labels(
    areas: gpd.GeoDataFrame, texts: Mapping[Any, str], pieces: Mapping[Any, str], rank: int
) -> Layer:
    """Labels in order of importance, keeping out of each other's way; pieces come last."""
    places = _label_points(areas)
    facts = list(zip(places["key"], places["main"], places["reach_m"], strict=True))
    first = {key: k for k, (key, main, _) in enumerate(facts) if main}
    further = [k for k, (_, main, _) in enumerate(facts) if not main]
    order = [*(first[key] for key in texts if key in first), *further]
    icon = {"kind": "pcn-label", "size": [0, 0], "shift": [0, 0], "lift": LABEL_LIFT}
    rows = [
        {
            "icon": icon | {"html": (texts if main else pieces)[key]},
            "reach_m": round(reach_m),
            "main": main,
        }
        for key, main, reach_m in (facts[k] for k in order)
    ]
    options: dict[str, Any] = {"interactive": False, "rank": rank, "closeZoom": CLOSE_ZOOM}
    return layer(places, rows, order=order, added=LABELS, **options)
