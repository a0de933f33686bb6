"""GeoJSON as RFC 7946 wants it: WGS84, right-hand rings, no ``crs`` member, ids as text."""

import gzip
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry import mapping, shape

from boundaries.crs import BNG, WGS84
from boundaries.errors import DataError

DECIMALS = 7  #: of a degree, about 1 cm; RFC 7946 (section 11.2) finds 6 enough for most uses
Json = dict[str, Any]


def to_json(
    frame: gpd.GeoDataFrame,
    *,
    decimals: int = DECIMALS,
    metadata: Mapping[str, Any] | None = None,
) -> Json:
    """A table with geometry as a FeatureCollection (RFC 7946).

    Parameters
    ----------
    frame
        Any CRS; the index gives the feature ids (as text, unique), the columns the properties.
        Empty geometry becomes ``null``. Numbers that are missing or infinite become ``null``.
    decimals
        Decimals of a degree kept. Polygons that rounding makes invalid are repaired.
    metadata
        Written as the foreign member ``metadata`` (section 6.1 of the RFC).

    Raises
    ------
    DataError
        An id occurs twice.
    """
    ids = [str(key) for key in frame.index]
    _check_unique(ids)
    geometry = rounded(frame.geometry.to_crs(WGS84).to_numpy(), decimals)
    columns = [name for name in frame.columns if name != frame.geometry.name]
    rows = frame[columns].to_dict("records") if columns else [{}] * len(frame)
    out: Json = {"type": "FeatureCollection"}
    if metadata:
        out["metadata"] = plain(metadata)
    box = shapely.total_bounds(geometry) if len(geometry) else np.array([np.nan])
    if not np.isnan(box).any():
        out["bbox"] = [float(value) for value in box]
    out["features"] = [
        _feature(key, shapely_geometry, row)
        for key, shapely_geometry, row in zip(ids, geometry, rows, strict=True)
    ]
    return out


def dumps(document: Json) -> str:
    """A FeatureCollection as text, one feature a line, so that two plans can be compared."""
    head = {key: value for key, value in document.items() if key != "features"}
    lines = ",\n".join(_compact(feature) for feature in document["features"])
    return f'{_compact(head)[:-1]},"features":[\n{lines}\n]}}\n'


def write(path: Path, frame: gpd.GeoDataFrame, **options: Any) -> None:
    """Write ``frame`` to ``path``; the options of ``to_json``."""
    path.write_text(dumps(to_json(frame, **options)), encoding="utf-8", newline="\n")


def read(path: Path, *, id_name: str = "id") -> gpd.GeoDataFrame:
    """Read a FeatureCollection (``.geojson``, or gzipped ``.gz``) into EPSG:27700.

    The index, called ``id_name``, holds the feature ids as text (the row number where a feature
    has none). A ``crs`` member, which files older than RFC 7946 carry, is honoured.

    Raises
    ------
    DataError
        The file is absent, is no FeatureCollection, or has coordinates that are no longitude
        and latitude though it does not name another reference system.
    """
    document = _load(path)
    features = document["features"]
    crs = _crs(document, path)
    ids = pd.Index([str(f.get("id", k)) for k, f in enumerate(features)], name=id_name, dtype=str)
    try:
        geometry = [None if f["geometry"] is None else shape(f["geometry"]) for f in features]
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise DataError(f"a geometry cannot be read ({error})", source=path.name) from error
    rows = [f.get("properties") or {} for f in features]
    out = gpd.GeoDataFrame(pd.DataFrame(rows, index=ids), geometry=geometry, crs=crs)
    if crs.to_epsg() == pyproj.CRS(WGS84).to_epsg():
        _check_degrees(out, path)
    return out.to_crs(BNG)


def rounded(geometry: Any, decimals: int) -> Any:
    """Geometries with rounded coordinates, right-hand rings and no repeated points.

    Shared borders stay shared, because equal points round to equal points. Empty and missing
    geometries come back as None.
    """
    rough = shapely.transform(geometry, lambda xy: np.round(xy, decimals) + 0.0)
    clean = shapely.remove_repeated_points(rough)
    broken = ~shapely.is_missing(clean) & ~shapely.is_valid(clean)
    clean[broken] = [_repaired(one, decimals) for one in np.asarray(geometry)[broken]]
    clean[shapely.is_missing(clean) | shapely.is_empty(clean)] = None
    return shapely.orient_polygons(clean)


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: numpy numbers, dates, tuples and missing values translated."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str | bool | None):
        return value
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else str(value)


def text(value: Any) -> str:
    """``value`` as one line of text: lists joined by ``;``, missing values empty."""
    known = plain(value)
    if known is None:
        return ""
    return ";".join(map(text, known)) if isinstance(known, list) else str(known)


def _repaired(geometry: Any, decimals: int) -> Any:
    """A polygon on the grid of rounded coordinates; rounding alone made it cross itself."""
    snapped = shapely.set_precision(geometry, 10.0**-decimals)
    return shapely.transform(snapped, lambda xy: np.round(xy, decimals) + 0.0)


def _feature(key: str, geometry: Any, row: Mapping[Any, Any]) -> Json:
    shown = None if geometry is None else json.loads(json.dumps(mapping(geometry)))
    return {"type": "Feature", "id": key, "geometry": shown, "properties": plain(row)}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _check_unique(ids: list[str]) -> None:
    counts = pd.Series(ids, dtype=str).value_counts()
    twice = sorted(counts[counts > 1].index)
    if twice:
        raise DataError("an id occurs more than once", rows=twice, remedy="Make the ids unique")


def _load(path: Path) -> Json:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig") as file:
            document = json.load(file)
    except FileNotFoundError as error:
        raise DataError("there is no such file", source=str(path)) from error
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"not a GeoJSON file ({error})", source=path.name) from error
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        remedy = "Save it as a GeoJSON FeatureCollection"
        raise DataError("no FeatureCollection", remedy=remedy, source=path.name)
    if not all(isinstance(f, dict) and "geometry" in f for f in document["features"]):
        raise DataError("a feature has no geometry member", source=path.name)
    return document


def _crs(document: Json, path: Path) -> pyproj.CRS:
    member = document.get("crs")
    if member is None:
        return pyproj.CRS(WGS84)
    try:
        crs = pyproj.CRS(member["properties"]["name"])
    except (KeyError, TypeError, pyproj.exceptions.CRSError) as error:
        remedy = "Save the file in WGS84 (EPSG:4326)"
        raise DataError("unknown crs member", remedy=remedy, source=path.name) from error
    return pyproj.CRS(WGS84) if "CRS84" in str(member) else crs


def _check_degrees(frame: gpd.GeoDataFrame, path: Path) -> None:
    box = frame.bounds
    far = (box.abs() > [180, 90, 180, 90]).any(axis=1)
    if far.any():
        raise DataError(
            "coordinates are not longitude and latitude",
            rows=[str(key) for key in frame.index[far]],
            remedy="Save the file in WGS84 (EPSG:4326)",
            source=path.name,
        )
