"""Tables written in the layouts of NHS England, the ODS and ONS, the same bytes every time."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from data.ground.tessellation import whole

# British National Grid to WGS84 by the seven-parameter shift of Ordnance Survey's guide, which
# needs no grid file and so gives the same digits on every machine (about 5 m from OSTN15).
TO_WGS84 = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 "
    "+y_0=-100000 +ellps=airy +step +proj=push +v_3 +step +proj=cart +ellps=airy +step "
    "+proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
DEGREE_DIGITS = 6
FICTIONAL = "Fictional demo area of PCN Planner: no place, practice, code or person in it is real."


def write_csv(
    path: Path, table: pd.DataFrame, *, quoted: bool = False, header: bool = True
) -> None:
    """A CSV with LF line ends; packed when the name ends in .gz."""
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    text: str = table.to_csv(None, index=False, header=header, lineterminator="\n", quoting=quoting)
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """The content, packed without name or time when the file's name ends in .gz."""
    if path.suffix == ".gz":
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as out:
            out.write(content)
        content = packed.getvalue()
    path.write_bytes(content)


def degrees(points: np.ndarray) -> np.ndarray:
    """Longitudes and latitudes (n, 2), six decimals, of eastings and northings in metres."""
    shift = Transformer.from_pipeline(TO_WGS84)
    return np.column_stack(shift.transform(points[:, 0], points[:, 1])).round(DEGREE_DIGITS)


def write_geojson(path: Path, table: gpd.GeoDataFrame) -> None:
    """GeoJSON as RFC 7946 wants it: WGS84, outer rings anticlockwise, no crs member."""
    plain = table.drop(columns="geometry").reset_index()
    features = [
        {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}
        for properties, shape in zip(
            plain.to_dict("records"),
            shapely.transform(table.geometry.to_numpy(), degrees),
            strict=True,
        )
    ]
    head = json.dumps({"type": "FeatureCollection", "description": FICTIONAL})[:-1]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    write_bytes(path, f'{head},"features":[\n{lines}\n]}}\n'.encode())


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": [shape.x, shape.y]}
    if shape.geom_type == "LineString":
        return {"type": "LineString", "coordinates": shapely.get_coordinates(shape).tolist()}
    parts = [_rings(part) for part in shapely.get_parts(shape)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": sorted(parts, key=lambda part: -len(part[0]))}


def _rings(polygon: shapely.Polygon) -> list[list[list[float]]]:
    tidy = whole(polygon)
    return [shapely.get_coordinates(ring).tolist() for ring in (tidy.exterior, *tidy.interiors)]


def write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """A plain .xlsx: one sheet a table, inline text, no styles, stored unpacked at a fixed time."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{k + 1}.xml") for k in range(len(names))]
        ),
    }
    for k, table in enumerate(sheets.values()):
        parts[f"xl/worksheets/sheet{k + 1}.xml"] = _sheet(table)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            book.writestr(entry, XML + text)


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _content_types(n: int) -> str:
    parts = [("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml")]
    parts += [(f"/xl/worksheets/sheet{k + 1}.xml", f"{_TYPES}.worksheet+xml") for k in range(n)]
    listed = "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{k + 1}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for k, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{k + 1}" r:id="rId{k + 1}"/>'
        for k, name in enumerate(names)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>'


def _sheet(table: pd.DataFrame) -> str:
    rows = [list(table.columns), *table.itertuples(index=False, name=None)]
    body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | np.integer):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
