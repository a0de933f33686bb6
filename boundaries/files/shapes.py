"""Opening files of shapes: GeoJSON, GeoPackage, shapefile, each also packed."""

import io
import json
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import shapely
from shapely.geometry import shape

from boundaries.crs import BNG, WGS84
from boundaries.errors import DataError
from boundaries.files import in_memory
from boundaries.files import text as files
from boundaries.files.in_memory import Source, as_text

_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC)[:\d.]*:(\d+|CRS84)", re.IGNORECASE)


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


_SHAPEFILE_PARTS = (".shx", ".dbf", ".prj", ".cpg")
# What zipfile raises for damaged, encrypted or exotic archives.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    struct.error,
    zlib.error,
)


def read(source: Source, *, layer: str = "") -> gpd.GeoDataFrame:
    """Shapes with their attributes, from GeoJSON, GeoPackage or shapefile, plain or packed.

    The kind is told by the content, not by the name. GeoJSON is read as RFC 7946 has it
    (WGS84), unless it carries the older `crs` member. A zip holds exactly one shapefile.

    Parameters
    ----------
    source
        The file, or a GeoDataFrame with a CRS.
    layer
        The layer to take where a GeoPackage holds several.

    Returns
    -------
        Attributes as trimmed text (`""` where there is none), geometry in the source's own
        CRS, index `row` from 1 in its order.

    Raises
    ------
    DataError
        The file is absent or rubbish, has no features, a geometry that cannot be read,
        no CRS, or several layers of which none is `layer`.
    """
    name = in_memory.name_of(source)
    if isinstance(source, gpd.GeoDataFrame):
        return _of_frame(source, name)
    if isinstance(source, pd.DataFrame):
        raise _no_shapes("it is a DataFrame", name)
    data = files.read_bytes(source)
    what = files.kind(data)
    if what == "geojson":
        return parse(data, name)
    if what not in ("geopackage", "shapefile", "zip"):
        raise _no_shapes(f"{what} content", name)
    return _from_gdal(source, data, what, layer)


def holds_shapes(source: Source) -> bool:
    """Whether a source is a GeoDataFrame or a file of shapes; see `read`."""
    if isinstance(source, pd.DataFrame):
        return isinstance(source, gpd.GeoDataFrame)
    kinds = ("geojson", "geopackage", "zip", "shapefile")
    return files.kind(files.read_bytes(source)) in kinds


def to_grid(shapes: gpd.GeoSeries, source: str) -> gpd.GeoSeries:
    """Shapes in British National Grid; DataError where their CRS has no way there."""
    try:
        return shapes.to_crs(BNG)
    except pyproj.exceptions.ProjError as error:
        raise DataError(
            f"cannot be brought from {shapes.crs.name!r} to British National Grid",
            remedy="Export it in longitude and latitude (EPSG:4326)",
            source=source,
        ) from error


def _no_shapes(why: str, source: str) -> DataError:
    remedy = "Give GeoJSON, GeoPackage, a zipped shapefile or a GeoDataFrame"
    return DataError(f"holds no shapes ({why})", remedy=remedy, source=source)


def _of_frame(shapes: gpd.GeoDataFrame, source: str) -> gpd.GeoDataFrame:
    name = shapes.active_geometry_name
    if name is None:
        raise _no_shapes("it has no geometry column", source)
    table = in_memory.with_columns(pd.DataFrame(shapes.drop(columns=name)))
    placed = gpd.GeoDataFrame(table, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)
    return _as_text(placed, source)


def _from_gdal(path: Path, data: bytes, what: str, layer: str) -> gpd.GeoDataFrame:
    source = str(path)
    if what == "shapefile":
        return _as_text(_read_gdal(path, what, layer, source), source)
    # Unpacked and under names of ours: GDAL also goes by the ending of a name.
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / ("shapes.gpkg" if what == "geopackage" else "shapes.shp")
        parts = {".gpkg": data} if what == "geopackage" else _shapefile_parts(data, source)
        for ending, content in parts.items():
            plain.with_suffix(ending).write_bytes(content)
        return _as_text(_read_gdal(plain, what, layer, source), source)


def _shapefile_parts(data: bytes, source: str) -> dict[str, bytes]:
    """The files of the one shapefile in a zip, by the ending of their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                PurePosixPath(name).suffix.lower(): archive.read(name)
                for name in _of_one_shapefile(archive, source)
            }
    except DataError:
        raise
    except _ZIP_ERRORS as error:
        raise DataError("is a damaged zip", remedy="Copy it again", source=source) from error


def _of_one_shapefile(archive: zipfile.ZipFile, source: str) -> list[str]:
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if sum(sizes.values()) > files.BYTES_MAX:
        raise DataError("is larger than 1 GiB unpacked", remedy="Cut it down", source=source)
    stems = [PurePosixPath(name) for name in sizes if name.lower().endswith(".shp")]
    if len(stems) != 1:
        raise DataError(
            f"holds {len(stems)} shapefiles where one is wanted",
            remedy="Zip one shapefile (.shp, .shx, .dbf, .prj)",
            source=source,
        )
    wanted = {stems[0].with_suffix(ending) for ending in _SHAPEFILE_PARTS}
    return [name for name in sizes if PurePosixPath(name) in wanted or name == str(stems[0])]


def _read_gdal(path: Path, what: str, layer: str, source: str) -> pd.DataFrame:
    try:
        name = _layer([str(one) for one in pyogrio.list_layers(path)[:, 0]], layer, source)
        table: pd.DataFrame = pyogrio.read_dataframe(path, layer=name)
    except RuntimeError as error:  # all of pyogrio's errors are RuntimeErrors
        raise DataError(
            f"cannot be read as a {what} file", remedy="Export it again", source=source
        ) from error
    return table


def _layer(names: list[str], wanted: str, source: str) -> str:
    if len(names) != 1 and wanted not in names:
        raise DataError(
            f"holds {len(names)} layers ({', '.join(names)})",
            remedy="Keep one layer" + (f", or name one {wanted!r}" if wanted else ""),
            source=source,
        )
    return wanted if wanted in names else names[0]


def _as_text(table: pd.DataFrame, source: str) -> gpd.GeoDataFrame:
    if table.empty:
        raise DataError("has no features", remedy="Export it again", source=source)
    index = pd.RangeIndex(1, len(table) + 1, name="row")
    plain = {
        str(name): [as_text(value) for value in table[name]] for name in table if name != "geometry"
    }
    shapes = list(table["geometry"]) if "geometry" in table else [None] * len(table)
    crs = getattr(table, "crs", None)
    if crs is None and any(one is not None for one in shapes):
        raise DataError(
            "does not say its coordinate reference system",
            remedy="Export it with one (a shapefile needs its .prj, a GeoDataFrame set_crs)",
            source=source,
        )
    return gpd.GeoDataFrame(
        pd.DataFrame(plain, index=index, dtype="str"), geometry=shapes, crs=crs or WGS84
    )
