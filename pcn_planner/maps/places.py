"""Names of towns and villages for maps on screen and paper, from a small table of GeoNames."""

from functools import cache
from typing import Any

import folium
import geopandas as gpd
import pandas as pd

from boundaries.crs import BNG
from pcn_planner import kept
from pcn_planner.home import HOME
from pcn_planner.maps.features import CLOSE_ZOOM, LABEL_LIFT, LABELS, group, layer
from pcn_planner.safe_text import html

TABLE = HOME / "data" / "places.csv"  #: made by ``data/make_places.py``
ATTRIBUTION = "Place names: GeoNames, CC BY 4.0"
MOST = 250  #: names on one map, those of most people first
CITY, TOWN = 100_000, 10_000  #: people; how large a name is written
RANK = 9  #: after the labels of networks and teams, which keep their places


@cache
def table() -> gpd.GeoDataFrame:
    """Every place: ``name``, ``people``, a point in EPSG:27700; most people first."""
    rows = pd.read_csv(TABLE, dtype={"name": "str"}, keep_default_na=False)
    points = gpd.points_from_xy(rows["easting"], rows["northing"])
    return gpd.GeoDataFrame(rows[["name", "people"]], geometry=points, crs=BNG)


@kept.by_value
def near(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Places inside the box of some areas (EPSG:27700), at most ``MOST``, most people first."""
    west, south, east, north = areas.total_bounds
    return table().cx[west:east, south:north].head(MOST).reset_index(drop=True)


def attribution(areas: gpd.GeoDataFrame) -> list[str]:
    """What a map of these areas owes for its place names; nothing where it shows none."""
    return [] if near(areas).empty else [ATTRIBUTION]


def places_layer(areas: gpd.GeoDataFrame) -> folium.FeatureGroup | None:
    """Quiet names beneath everything of ours, as many as there is room for at every zoom.

    ``None`` where no place is near, as on invented ground.
    """
    found = near(areas)
    if found.empty:
        return None
    icon = {"kind": "pcn-label", "size": [0, 0], "shift": [0, 0], "lift": -LABEL_LIFT}
    rows = [
        {
            "icon": icon | {"html": f'<div class="pcn-place pcn-{kind}">{html(name)}</div>'},
            "reach_m": 0, "main": True, "quiet": True,
        }
        for name, kind in zip(found["name"], found["people"].map(_kind), strict=True)
    ]  # fmt: skip
    options: dict[str, Any] = {"interactive": False, "rank": RANK, "closeZoom": CLOSE_ZOOM}
    return group("Place names", [layer(found, rows, added=LABELS, **options)])


def _kind(people: int) -> str:
    return "city" if people >= CITY else "town" if people >= TOWN else "village"
