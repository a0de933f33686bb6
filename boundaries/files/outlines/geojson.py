"""GeoJSON as RFC 7946 wants it: WGS84, right-hand rings, no ``crs`` member, ids as text."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry import mapping, shape

from boundaries.crs import WGS84
from boundaries.errors import DataError
from boundaries.files import opening
from boundaries.files.outlines import rounding
from boundaries.files.tables.in_memory import as_text

DECIMALS = 7  #: of a degree, about 1 cm; RFC 7946 (section 11.2) finds 6 enough for most uses
Json = dict[str, Any]
#: brackets in a document, each of which takes about a hundred bytes once it is read
BRACKETS_MAX = 20_000_000

_CRS_NAME = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(EPSG|OGC)[:/\d.]*[:/](\d+|CRS84)",
    re.IGNORECASE,
)
_TOTALS = ("numberMatched", "totalFeatures")
_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
}  # fmt: skip


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


def parse(data: bytes, source: str) -> gpd.GeoDataFrame:
    """The features of a GeoJSON file's content; see `shapes.read`.

    RFC 7946 means WGS84; the older `crs` member is obeyed where it names an EPSG code.
    """
    document = _json(data, source)
    features = _features(document, source)
    _refuse_cut_off(document, len(features), source)
    if not features:
        raise DataError("has no features", remedy="Export it again", source=source)
    index = pd.RangeIndex(1, len(features) + 1, name="row")
    shapes = [
        _shape(one.get("geometry"), row, source) for row, one in zip(index, features, strict=True)
    ]
    return gpd.GeoDataFrame(
        _properties(features, index), geometry=shapes, crs=_crs(document, source)
    )


def _features(document: Mapping[str, Any], source: str) -> list[dict[str, Any]]:
    """The features of a document: RFC 7946 lets it be one feature, or one geometry, too."""
    kind, features = document.get("type"), document.get("features")
    if kind == "Feature" and "geometry" in document:
        return [dict(document)]
    if kind in _GEOMETRIES and {"coordinates", "geometries"} & set(document):
        return [{"geometry": document}]
    if kind == "Topology" or "geometryType" in document:
        other = "TopoJSON" if kind == "Topology" else "Esri JSON"
        raise DataError(
            f"is {other}, not GeoJSON", remedy="Export it as GeoJSON (RFC 7946)", source=source
        )
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise DataError(
            "is JSON but not a GeoJSON FeatureCollection",
            remedy="Export it as GeoJSON",
            source=source,
        )
    return features


def rounded(geometry: Any, decimals: int) -> Any:
    """Geometries with rounded coordinates, right-hand rings and no repeated points.

    Shared borders stay shared, because equal points round to equal points. Empty and missing
    geometries come back as None, and so do shapes too small to have a surface when rounded.
    """
    return shapely.orient_polygons(rounding.rounded(geometry, decimals))


def plain(value: Any) -> Any:
    """``value`` as JSON knows it: numpy numbers, dates, tuples and missing values translated."""
    if value is None or type(value) in (str, int, bool):  # most of what there is
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str):
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


_HALVES = b"\\ud"  #: how JSON may write half of a character, which no file takes


def _json(data: bytes, source: str) -> Mapping[str, Any]:
    if data.count(b"[") + data.count(b"{") > BRACKETS_MAX:
        raise DataError(
            "is more detailed than can be read",
            remedy="Keep the shapes of your own area only, or save it as GeoPackage",
            source=source,
        )
    twice: set[str] = set()
    hook = _hook(twice)
    try:
        wide = data.startswith(opening.UTF16_BOMS)
        text = data.decode("utf-16") if wide else opening.without_end(data).decode("utf-8-sig")
        document = _sequence(text, hook)
        if _HALVES in data.lower():
            plain_text = json.dumps(document, ensure_ascii=False)
            document = json.loads(plain_text.encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"is not valid JSON ({error})", remedy="Export it as GeoJSON again", source=source
        ) from error
    if twice:
        raise DataError(
            f"has names that stand twice in one object: {', '.join(sorted(twice))}",
            remedy="Keep one of each, or rename the other",
            source=source,
        )
    return document if isinstance(document, dict) else {}


def _sequence(text: str, hook: Callable[[list[tuple[str, Any]]], Json]) -> Any:
    """Read a JSON document, or features one a line (GeoJSONL, RFC 8142) as one collection."""
    try:
        return json.loads(text, object_pairs_hook=hook)
    except ValueError:
        lines = [line for line in text.replace("\x1e", "").splitlines() if line.strip()]
        if len(lines) < 2 or not all('"Feature"' in line for line in lines):
            raise
        features = [json.loads(line, object_pairs_hook=hook) for line in lines]
        return {"type": "FeatureCollection", "features": features}


def _hook(twice: set[str]) -> Callable[[list[tuple[str, Any]]], Json]:
    """Makes an object of its members, and puts the names that are there twice into ``twice``."""

    def made(pairs: list[tuple[str, Any]]) -> Json:
        members = dict(pairs)
        if len(members) < len(pairs):
            names = [name for name, _ in pairs]
            twice.update(name for name in members if names.count(name) > 1)
        return members

    return made


def _refuse_cut_off(document: Mapping[str, Any], features: int, source: str) -> None:
    """Refuse what a server cut off: ArcGIS says so, OGC services say how many there are."""
    members = document.get("properties")
    said = [document, members if isinstance(members, dict) else {}]
    cut_off = any(one.get("exceededTransferLimit") for one in said)
    totals = [document.get(name) for name in _TOTALS]
    total = max((one for one in totals if isinstance(one, int)), default=0)
    if cut_off or total > features:
        raise DataError(
            f"is not whole: its server cut it off after {features:,} features"
            + (f" of {total:,}" if total > features else ""),
            remedy="Download it as a file, or in several parts",
            source=source,
        )


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
        trimmed = _without_measures(geometry)
        if trimmed != geometry:
            return _shape(trimmed, row, source)
        raise DataError(
            "a geometry cannot be read",
            rows=[f"feature {row}: {_why(geometry, error)}"],
            remedy="Correct or remove the feature",
            source=source,
        ) from error


def _without_measures(geometry: Any) -> Any:
    """The geometry with only longitude, latitude and height in its positions."""
    if isinstance(geometry, dict):
        inside = ("coordinates", "geometries")
        return {k: _without_measures(v) if k in inside else v for k, v in geometry.items()}
    if not isinstance(geometry, list):
        return geometry
    if geometry and all(isinstance(one, int | float) for one in geometry):
        return geometry[:3]
    return [_without_measures(one) for one in geometry]


def _why(geometry: Any, error: Exception) -> str:
    """What is wrong with a geometry, in words of the format."""
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        return "it names no type of geometry"
    if re.search(r"NaN|Infinity", json.dumps(geometry.get("coordinates"))):
        return "its coordinates are no numbers"
    return str(error)


def _crs(document: Mapping[str, Any], source: str) -> str:
    member = document.get("crs")
    if not member:
        return WGS84
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
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
