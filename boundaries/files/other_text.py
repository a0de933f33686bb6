"""Files that look like text and are neither tables nor shapes that are read: markup, JSON, PDF."""

import re

from boundaries.errors import DataError

_HEAD = 4096
_START = re.compile(
    rb"\s*(?:<(?:\?xml|!doctype|html|kml|gpx|osm|table)\b|%PDF-|\[\s*[\[{])", re.IGNORECASE
)
_PAGE = "a web page"
_OLD = "a spreadsheet of 2003 (XML)"
_NAMES = (
    (b"<kml", "KML"), (b"opengis.net/gml", "GML"), (b"<gpx", "GPX"), (b"<osm", "OpenStreetMap XML"),
    (b"spreadsheetml", _OLD), (b"schemas-microsoft-com:office:spreadsheet", _OLD),
    (b"<html", _PAGE), (b"<table", _PAGE), (b"<!doctype html", _PAGE), (b"%pdf-", "a PDF"),
)  # fmt: skip
_REMEDIES = {
    _PAGE: "Download the file itself; the site may ask you to sign in first. Where a program "
    "writes its tables so, open it in a spreadsheet and save it as .xlsx or CSV",
    _OLD: "Open it in a spreadsheet and save it as .xlsx or CSV",
}


def name_of(data: bytes) -> str:
    """The name of a file's kind, if it is one of these; blank for all other files."""
    start = data.removeprefix(b"\xef\xbb\xbf")[:_HEAD].lstrip().lower()
    if not _START.match(start):
        return ""
    rest = "JSON" if start.startswith(b"[") else "XML"
    return next((name for mark, name in _NAMES if mark in start), rest)


def refuse(data: bytes, source: str) -> None:
    """Raise DataError for markup, JSON or PDF where a table is wanted."""
    name = name_of(data)
    if name:
        raise DataError(
            f"is {name}, not a table",
            remedy=_REMEDIES.get(
                name, "Save a table as CSV or .xlsx, and shapes as GeoJSON or GeoPackage"
            ),
            source=source,
        )
