"""Files of angle brackets, which look like text and are neither tables nor shapes that are read."""

import re

from boundaries.errors import DataError

_HEAD = 4096
_START = re.compile(rb"\s*<(?:\?xml|!doctype|html|kml|gpx|osm|table)\b", re.IGNORECASE)
_NAMES = (
    (b"<kml", "KML"), (b"opengis.net/gml", "GML"), (b"<gpx", "GPX"), (b"<osm", "OpenStreetMap XML"),
    (b"<html", "a web page"), (b"<table", "a web page"), (b"<!doctype html", "a web page"),
    (b"spreadsheetml", "a spreadsheet of 2003 (XML)"),
    (b"schemas-microsoft-com:office:spreadsheet", "a spreadsheet of 2003 (XML)"),
)  # fmt: skip


def name_of(data: bytes) -> str:
    """What a file of markup is called; blank for all other files."""
    start = data.removeprefix(b"\xef\xbb\xbf")[:_HEAD]
    if not _START.match(start):
        return ""
    return next((name for mark, name in _NAMES if mark in start.lower()), "XML")


def refuse(data: bytes, source: str) -> None:
    """Raise DataError where a table is wanted and the file is markup."""
    name = name_of(data)
    if name:
        raise DataError(
            f"is {name}, not a table",
            remedy="Save a table as CSV or .xlsx, and shapes as GeoJSON or GeoPackage",
            source=source,
        )
