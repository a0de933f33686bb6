"""Roads as lines: from any file of shapes, or an extract of OpenStreetMap."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from boundaries.errors import DataError
from boundaries.files import opening
from boundaries.files.outlines import clean_shapes, shapes
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.journeys import speeds

_EXTRACT = b"OSMHeader"  #: how an .osm.pbf begins, after the length of its first block
_MAXSPEED = r'"maxspeed"=>"([^"]*)"'  #: among the other tags of a line, as GDAL writes them
_LINES = ("LineString", "MultiLineString", "LinearRing")


def read(source: Source) -> gpd.GeoDataFrame:
    """Read roads that cars may use, from GeoPackage, GeoJSON, shapefile or an ``.osm.pbf``.

    Lines that meet in a point of both are joined there; lines that merely cross, as at a bridge,
    are not. One-way streets are driven both ways.

    Returns
    -------
    Lines in EPSG:27700, one a row, with ``kph`` and ``joins``: whether a place may be beside
    it. ``attrs["notes"]`` says which speeds were taken.

    Raises
    ------
    DataError
        The file cannot be read, holds other shapes than lines, or no road.
    """
    name = name_of(source)
    given = _extract(source) if is_extract(source) else shapes.read(source)
    found, absent = clean_shapes.present(given, name)
    other = ~found.geom_type.isin(_LINES)
    if other.any():
        raise DataError(
            f"{int(other.sum()):,} of {len(found):,} shapes are something else than lines",
            remedy="Keep the layer of roads alone",
            source=name,
        )
    placed = clean_shapes.on_grid(found, clean_shapes.names(found), name, noun="roads", whole=False)
    kph, kind, told = speeds.of(placed, name)
    lines = gpd.GeoDataFrame(
        {"kph": kph, "joins": ~kind.isin(list(speeds.MOTORWAYS))},
        geometry=placed.geometry, crs=placed.crs,
    )  # fmt: skip
    whole = lines[kph.notna()].explode(ignore_index=True)
    if whole.empty:
        raise DataError("holds no road for cars", remedy="Give roads, not paths alone", source=name)
    if not whole["joins"].any():
        whole["joins"] = True
    km = float(np.sum(shapely.length(whole.geometry.to_numpy()))) / 1000.0
    whole.attrs["notes"] = [
        *absent, f"Roads: {len(whole):,} lines, {km:,.0f} km; one-way streets count both ways.",
        *told,
    ]  # fmt: skip
    return whole


def is_extract(source: Source) -> bool:
    """Whether a file is an extract of OpenStreetMap (``.osm.pbf``), told by its content."""
    if not isinstance(source, Path):
        return False
    if not source.is_file():
        return source.name.lower().endswith(".pbf")
    with source.open("rb") as stream:
        return _EXTRACT in stream.read(64)


def _extract(source: Source) -> gpd.GeoDataFrame:
    """The roads of an extract with their class and speed, as GDAL reads it."""
    assert isinstance(source, Path)
    opening.raw_bytes(source)  # says what is wrong with a path
    if "OSM" not in pyogrio.list_drivers():
        raise DataError(
            "GDAL is installed here without its reader of OpenStreetMap extracts",
            remedy="Export its roads as a GeoPackage",
            source=str(source),
        )
    try:
        roads = pyogrio.read_dataframe(
            source, layer="lines", columns=["highway", "other_tags"], where="highway IS NOT NULL"
        )
    except (RuntimeError, ValueError) as error:
        raise DataError(
            f"the extract cannot be read ({error})",
            remedy="Download it again, or export its roads as a GeoPackage",
            source=str(source),
        ) from error
    if not len(roads):
        raise DataError("the extract has no roads", remedy="Give a larger one", source=str(source))
    limits = roads["other_tags"].fillna("").str.extract(_MAXSPEED)[0]
    kept = roads[["highway", "geometry"]].assign(maxspeed=limits)
    return shapes.read(gpd.GeoDataFrame(kept, crs=roads.crs or "EPSG:4326"))
