"""A person's own layers beneath the networks: roads, rivers, wards, drawn quietly."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import DataError
from boundaries.files.outlines import clean_shapes, geopackage, shapes
from boundaries.files.outlines.clean_shapes import ODD_PLACE, Notes
from pcn_planner.maps.features import group, layer
from pcn_planner.maps.shapes import detail_m, simplified

MOST = 3_000  #: features of one layer that a map can bear; the longest and largest are kept
WATER = ("river", "water", "canal", "lake", "sea", "coast")
ROAD = ("road", "rail", "motorway", "street")
LINE = {"color": "#7A8794", "weight": 1.1, "opacity": 0.75, "fill": False}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "water": {"color": "#7FA8C4", "fillColor": "#CFE3EC", "fillOpacity": 0.8, "fill": True},
    "road": {"color": "#9A8F80", "weight": 1.4},
    "other": {"dashArray": "3 3"},
}


def read(path: Path, around: gpd.GeoDataFrame) -> tuple[dict[str, gpd.GeoDataFrame], Notes]:
    """The layers of a GeoPackage, or the one of another file of shapes, near an area.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON, shapefile in a zip, or GeoParquet.
    around
        Polygons in EPSG:27700; what lies outside their box is cut off.

    Returns
    -------
        Name of the layer -> lines and polygons in EPSG:27700, generalised for a screen; and what
        was left out.

    Raises
    ------
    DataError
        A layer cannot be read, or nothing of the file is near.
    """
    found: dict[str, gpd.GeoDataFrame] = {}
    notes: list[str] = []
    names = _names(path)
    for name in names:
        called = name or path.stem
        try:
            drawn, told = _near(shapes.read(path, layer=name), around, called)
        except DataError as error:
            where = path.name if error.source == path.stem else error.source
            raise DataError(
                error.what, rows=error.rows, remedy=error.remedy, source=where
            ) from error
        notes.extend(told)
        if len(drawn):
            found[called] = drawn
        else:
            notes.append(f"{called}: nothing of it is near this area")
    if not found:
        cause = clean_shapes.likely_cause(pd.concat([shapes.read(path, layer=n) for n in names]))
        raise DataError(
            "no line and no polygon of the file is near this area",
            source=path.name, remedy=cause if cause != ODD_PLACE else "Choose a file of this area",
        )  # fmt: skip
    return found, tuple(notes)


def _names(path: Path) -> list[str]:
    """The layers of a GeoPackage; of another file of shapes the only one, without a name."""
    if path.suffix.lower() != ".gpkg":
        return [""]
    if not geopackage.geometry_layers(path.read_bytes(), path.name):
        raise DataError("the GeoPackage has no shapes", source=path.name, remedy="Give another")
    return geopackage.layers(path)


def _near(
    given: gpd.GeoDataFrame, around: gpd.GeoDataFrame, name: str
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Lines and polygons inside the box of an area, as simple as the screen allows."""
    named = clean_shapes.names(given)
    placed = given.set_geometry(shapes.to_grid(given.geometry, name))
    known = clean_shapes.finite(placed.geometry)  # what no place of the grid is, is not near
    if not known.any():
        return placed[known], []
    found, notes = clean_shapes.lines_and_polygons(placed[known], named[known], name)
    box = shapely.box(*around.total_bounds)
    cut = found.geometry.clip(box)
    cut = cut[~(cut.is_empty | cut.isna())]
    told = list(notes)
    if len(cut) > MOST:
        told.append(f"{name}: {len(cut) - MOST:,} of {len(cut):,} features are too many to draw")
        size = cut.length
        cut = cut[size >= size.nlargest(MOST).min()].iloc[:MOST]
    frame = gpd.GeoDataFrame(geometry=cut)
    return (simplified(frame, detail_m(around)) if len(frame) else frame), told


def layers(found: Mapping[str, gpd.GeoDataFrame]) -> Iterable[folium.FeatureGroup]:
    """One quiet feature group a layer, styled by what its name says it is."""
    for name, frame in found.items():
        style = {**LINE, **STYLES[kind(name)]}
        yield group(
            f"Own: {name}", [layer(frame, [{"style": style}] * len(frame), interactive=False)]
        )


def kind(name: str) -> str:
    """What a layer of this name shows: ``water``, ``road`` or ``other``."""
    said = name.lower()
    if any(word in said for word in WATER):
        return "water"
    return "road" if any(word in said for word in ROAD) else "other"
