"""Opening files of shapes: GeoJSON, GeoPackage, shapefile, GeoParquet, each also packed."""

import glob
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Literal

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj
import shapely

from boundaries.crs import BNG, WGS84
from boundaries.errors import DataError
from boundaries.files import archives, opening, other_text
from boundaries.files.outlines import geojson, geopackage
from boundaries.files.tables import headers, in_memory, large_text, parquet
from boundaries.files.tables.in_memory import Source

_ENDINGS = (".shp", ".gpkg", ".geojson", ".json", ".geojson.gz", ".json.gz", ".gpkg.gz")
#: marks of shapes in forms that are not read
_FORMATS = ((b"fgb\x03", "FlatGeobuf"),)
#: type of a binary shape (ISO 13249-3) that does not lie in the plane
_SOLIDS = {15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}
_ORDERS: tuple[Literal["big"], Literal["little"]] = ("big", "little")
_KINDS = ("geojson", "geopackage", "shapefile")


def read(source: Source, *, layer: str = "") -> gpd.GeoDataFrame:
    """Shapes with their attributes, from GeoJSON, GeoPackage, shapefile or GeoParquet.

    The kind is told by the content, not by the name. GeoJSON is read as RFC 7946 has it
    (WGS84), unless it carries the older `crs` member. A zip holds exactly one file of shapes.
    In a GeoPackage only layers with geometry count; edits that another program has saved beside
    it (`-wal`) are read with it.

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
        no CRS, or several layers of which none is `layer`; or its server cut it off.
    """
    name = in_memory.name_of(source)
    if isinstance(source, gpd.GeoDataFrame):
        return _of_frame(source, name)
    if isinstance(source, pd.DataFrame):
        raise _no_shapes("it is a DataFrame", name)
    return of_content(opening.read_bytes(source), name, layer)


def holds_shapes(source: Source) -> bool:
    """Whether a GeoDataFrame, or a file that is read as shapes rather than as a table."""
    if isinstance(source, pd.DataFrame):
        return isinstance(source, gpd.GeoDataFrame)
    if large_text.head(source) is not None:
        return False
    data = opening.read_bytes(source)
    what = opening.kind(data)
    if what == "zip":
        return bool(members(archives.names(data, str(source))))
    return what in _KINDS or (what == "parquet" and parquet.has_geometry(data))


def members(names: list[str]) -> list[str]:
    """The files in a zip that hold shapes."""
    return [name for name in names if name.lower().endswith(_ENDINGS)]


def of_content(data: bytes, source: str, layer: str = "") -> gpd.GeoDataFrame:
    """Shapes of a file's content; see `read`."""
    what = opening.kind(data)
    if what == "zip":
        return of_member(data, _only_member(data, source), source, layer)
    if what == "geojson":
        return geojson.parse(data, source)
    if what == "parquet" and parquet.has_geometry(data):
        return as_shapes(parquet.read(data, source), source)
    if what == "geopackage":
        return as_shapes(_read_packed({".gpkg": data}, layer, source), source)
    if what == "shapefile":
        beside = Path(source).parent.glob(f"{glob.escape(Path(source).stem)}.*")
        _refuse_partial({one.suffix.lower() for one in beside}, source)
        return as_shapes(_read_gdal(Path(source), layer, source), source)
    raise _no_shapes(_format(data) or f"{what} content", source)


def _format(data: bytes) -> str:
    """Say which known format, not read here, a file of shapes has; blank for any other file."""
    name = other_text.name_of(data) or next(
        (name for mark, name in _FORMATS if mark in data[:99]), ""
    )
    return f"it is {name}" if name else ""


def of_member(data: bytes, name: str, source: str, layer: str = "") -> gpd.GeoDataFrame:
    """Shapes of one file in a zip, a shapefile with the files that belong to it."""
    inside = f"{source}/{name}"
    if not name.lower().endswith(".shp"):
        return of_content(archives.read(data, name, source), inside, layer)
    stem = str(PurePosixPath(name).with_suffix("")).lower()
    wanted = {stem + ending: ending for ending in archives.SHAPEFILE_PARTS}
    found = {wanted[n.lower()]: n for n in archives.names(data, source) if n.lower() in wanted}
    parts = {ending: archives.read(data, name, source) for ending, name in found.items()}
    _refuse_partial({".shp", *parts}, inside)
    return as_shapes(_read_packed(parts, layer, inside), inside)


def attributes(data: bytes, source: str) -> pd.DataFrame:
    """The attributes of shapes, or a table without any, as text; index `row` from 1."""
    what = opening.kind(data)
    if what == "parquet" and not parquet.has_geometry(data):
        return as_text(parquet.read(data, source), source)
    if what == "geopackage" and not geopackage.geometry_layers(data, source):
        return as_text(_read_packed({".gpkg": data}, "", source), source)
    return pd.DataFrame(of_content(data, source).drop(columns="geometry"))


def to_grid(shapes: gpd.GeoSeries, source: str) -> gpd.GeoSeries:
    """Shapes in British National Grid; DataError where their CRS cannot be converted."""
    try:
        return shapes.to_crs(BNG)
    except pyproj.exceptions.ProjError as error:
        raise DataError(
            f"cannot be brought from {shapes.crs.name!r} to British National Grid",
            remedy="Export it in longitude and latitude (EPSG:4326)",
            source=source,
        ) from error


def as_text(table: pd.DataFrame, source: str) -> pd.DataFrame:
    """Attributes as trimmed text, without geometry; index `row` from 1."""
    if table.empty:
        raise DataError("has no features", remedy="Export it again", source=source)
    index = pd.RangeIndex(1, len(table) + 1, name="row")
    kept = [at for at, name in enumerate(table.columns) if name != "geometry"]
    names = headers.unique_names([str(table.columns[at]) for at in kept])
    plain = {
        name: [in_memory.as_text(value) for value in table.iloc[:, at]]
        for name, at in zip(names, kept, strict=True)
    }
    return pd.DataFrame(plain, index=index, dtype="str")


_UNDEFINED = "Undefined"  #: begins the names of GeoPackage's systems that say nothing


def as_shapes(table: pd.DataFrame, source: str) -> gpd.GeoDataFrame:
    """A table as GDAL or GeoParquet gives it, in the form that `read` promises."""
    plain = as_text(table, source)
    shapes = list(table["geometry"]) if "geometry" in table else [None] * len(table)
    crs = getattr(table, "crs", None)
    if crs is not None and str(crs.name).startswith(_UNDEFINED):
        crs = None
    if crs is None and any(one is not None for one in shapes):
        raise DataError(
            "does not say its coordinate reference system",
            remedy="Export it with one (a shapefile needs its .prj, a GeoDataFrame set_crs)",
            source=source,
        )
    return gpd.GeoDataFrame(plain, geometry=shapes, crs=crs or WGS84)


def _refuse_partial(endings: set[str], source: str) -> None:
    """Raise DataError where a shapefile comes without the files that belong to it."""
    missing = [ending for ending in (".shx", ".dbf") if ending not in endings]
    if missing:
        raise DataError(
            f"is a shapefile without its {' and '.join(missing)}",
            remedy="Give .shp, .shx, .dbf and .prj together, best in one zip",
            source=source,
        )


def _no_shapes(why: str, source: str) -> DataError:
    remedy = "Give GeoJSON, GeoPackage or a zipped shapefile"
    return DataError(f"holds no shapes ({why})", remedy=remedy, source=source)


def _of_frame(shapes: gpd.GeoDataFrame, source: str) -> gpd.GeoDataFrame:
    name = shapes.active_geometry_name
    if name is None:
        raise _no_shapes("it has no geometry column", source)
    table = in_memory.with_columns(pd.DataFrame(shapes.drop(columns=name)))
    placed = gpd.GeoDataFrame(table, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)
    return as_shapes(placed, source)


def _only_member(data: bytes, source: str) -> str:
    every = archives.names(data, source)
    found = members(every)
    if not found and any(name.lower().endswith(".kml") for name in every):
        raise DataError(
            "holds no shapes that are read (it is KMZ, a zip of KML)", source=source,
            remedy="Open it in QGIS and save the layer as GeoJSON or GeoPackage",
        )  # fmt: skip
    if len(found) != 1:
        raise DataError(
            f"holds {len(found)} files of shapes where one is wanted",
            rows=found,
            remedy="Zip one shapefile (.shp, .shx, .dbf, .prj), GeoPackage or GeoJSON",
            source=source,
        )
    return found[0]


def _read_packed(parts: dict[str, bytes], layer: str, source: str) -> pd.DataFrame:
    """Read under names of ours: GDAL also goes by the ending of a name."""
    with tempfile.TemporaryDirectory() as folder:
        main = ".gpkg" if ".gpkg" in parts else ".shp"
        for ending, content in parts.items():
            (Path(folder) / "shapes").with_suffix(ending).write_bytes(content)
        return _read_gdal((Path(folder) / "shapes").with_suffix(main), layer, source)


def _read_gdal(path: Path, layer: str, source: str) -> pd.DataFrame:
    try:
        name = _layer(geopackage.layers(path), layer, source)
        if pyogrio.read_info(path, layer=name)["features"] > opening.ROWS_MAX:
            raise DataError("has more rows than can be read", source=source)
        with warnings.catch_warnings():  # of rings that do not close, which are closed here
            warnings.simplefilter("ignore", RuntimeWarning)
            table = _features(path, name, source)
    except pyogrio.errors.GeometryError as error:
        kind = next((_SOLIDS[k] for k in _SOLIDS if str(k) in str(error)), "of an unknown kind")
        raise _solids([kind], source) from error
    except (RuntimeError, UnicodeError) as error:  # pyogrio's own are RuntimeErrors
        raise DataError(
            "cannot be read as shapes: it is damaged", remedy="Export it again", source=source
        ) from error
    return table


def _refuse_solids(shapes: Iterable[bytes | None], source: str) -> None:
    """Raise DataError for surfaces of three dimensions, which no map of areas is made of."""
    found = {
        row: _SOLIDS[kind]
        for row, one in enumerate(shapes, start=1)
        if one and (kind := int.from_bytes(one[1:5], _ORDERS[one[0] == 1]) % 1000) in _SOLIDS
    }
    if found:
        raise _solids([f"feature {row}: {name}" for row, name in found.items()], source)


def _solids(rows: list[str], source: str) -> DataError:
    return DataError(
        "holds surfaces of three dimensions",
        rows=rows,
        remedy="Make polygons of them (in QGIS: Convert geometry type), and save it again",
        source=source,
    )


def _features(path: Path, layer: str, source: str) -> pd.DataFrame:
    """A layer with its shapes; rings that do not close are closed, and non-shapes left blank."""
    plain: pd.DataFrame = pyogrio.read_dataframe(path, layer=layer, read_geometry=False)
    meta, _, geometry, _ = pyogrio.raw.read(path, layer=layer, columns=[])
    if geometry is None:
        return plain
    _refuse_solids(geometry, source)
    shapes = shapely.from_wkb(geometry, on_invalid="fix")
    placed: pd.DataFrame = gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries(shapes, crs=meta["crs"]))
    return placed


def _layer(names: list[str], wanted: str, source: str) -> str:
    if len(names) != 1 and wanted not in names:
        raise DataError(
            f"holds {len(names)} layers ({', '.join(names)})",
            remedy="Keep one layer" + (f", or name one {wanted!r}" if wanted else ""),
            source=source,
        )
    return wanted if wanted in names else names[0]
