"""Reading GeoJSON that nobody vouches for, without handing it to GDAL."""

import json
import re
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj
import shapely
from shapely.geometry import shape

from boundaries.crs import WGS84
from boundaries.errors import DataError

_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC)[:\d.]*:(\d+|CRS84)", re.IGNORECASE)


def as_text(value: object) -> str:
    """An attribute as text: nothing as `""`, whole numbers without a point."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value).strip()


def parse(data: bytes, source: str) -> gpd.GeoDataFrame:
    """The features of a GeoJSON file's content; see `shape_files.read`.

    RFC 7946 means WGS84; the older `crs` member is obeyed where it names an EPSG code.
    """
    document = _json(data, source)
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise DataError(
            "is JSON but not a GeoJSON FeatureCollection",
            remedy="Export it as GeoJSON",
            source=source,
        )
    if not features:
        raise DataError("has no features", remedy="Export it again", source=source)
    index = pd.RangeIndex(1, len(features) + 1, name="row")
    shapes = [
        _shape(one.get("geometry"), row, source) for row, one in zip(index, features, strict=True)
    ]
    return gpd.GeoDataFrame(
        _properties(features, index), geometry=shapes, crs=_crs(document, source)
    )


def _json(data: bytes, source: str) -> Mapping[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"is not valid JSON ({error})", remedy="Export it as GeoJSON again", source=source
        ) from error
    return document if isinstance(document, dict) else {}


def _properties(features: list[dict[str, Any]], index: pd.Index) -> pd.DataFrame:
    rows = [
        one["properties"] if isinstance(one.get("properties"), dict) else {} for one in features
    ]
    names = list(dict.fromkeys(name for row in rows for name in row if name != "geometry"))
    cells = {name: [as_text(row.get(name)) for row in rows] for name in names}
    return pd.DataFrame(cells, index=index, dtype="str")


def _shape(geometry: object, row: int, source: str) -> Any:
    if geometry is None:
        return None
    try:
        return shape(geometry)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise DataError(
            "a geometry cannot be read",
            rows=[f"feature {row}: {error}"],
            remedy="Correct or remove the feature",
            source=source,
        ) from error


def _crs(document: Mapping[str, Any], source: str) -> str:
    member = document.get("crs")
    if not member:
        return WGS84
    name = str(member.get("properties", {}).get("name")) if isinstance(member, dict) else ""
    found = _CRS_NAME.fullmatch(name)
    if not found:
        raise DataError(
            f"its crs member {name!r} is not understood",
            remedy="Export it in longitude and latitude (EPSG:4326)",
            source=source,
        )
    code = WGS84 if found[2].upper() == "CRS84" else f"EPSG:{found[2]}"
    try:
        return str(pyproj.CRS.from_user_input(code).to_string())
    except pyproj.exceptions.CRSError as error:
        raise DataError(
            f"there is no coordinate reference system {code}",
            remedy="Export it in longitude and latitude (EPSG:4326)",
            source=source,
        ) from error
