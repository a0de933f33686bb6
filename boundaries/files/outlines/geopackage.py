"""GeoPackages that other programs have open: their layers, and edits not yet in the file."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pyogrio

from boundaries.errors import DataError

_OF_PROGRAMS = frozenset({"layer_styles", "qgis_projects"})


def layers(path: Path) -> list[str]:
    """Layers with geometry, or else tables, but for those that programs keep for themselves."""
    found = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    own = [(name, kind) for name, kind in found if name not in _OF_PROGRAMS]
    return [name for name, kind in own if kind is not None] or [name for name, _ in own]


def geometry_layers(data: bytes, source: str) -> bool:
    """Whether a GeoPackage's content has any layer with geometry."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shapes.gpkg"
        path.write_bytes(data)
        try:
            return any(kind is not None for _, kind in pyogrio.list_layers(path))
        except (RuntimeError, UnicodeError) as error:  # pyogrio's own are RuntimeErrors
            raise DataError(
                "cannot be read as a GeoPackage", remedy="Export it again", source=source
            ) from error


def with_saved_edits(data: bytes, edits: bytes, source: str) -> bytes:
    """A GeoPackage's content with the edits of its write-ahead log (`-wal`) in it.

    QGIS keeps saved edits in that file beside the GeoPackage for as long as it has it open.

    Raises
    ------
    DataError
        SQLite cannot join the two.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.gpkg"
        path.write_bytes(data)
        path.with_name("copy.gpkg-wal").write_bytes(edits)
        try:
            with closing(sqlite3.connect(path)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise DataError(
                f"is open in another program, and its edits (-wal) cannot be read ({error})",
                remedy="Close it there, then try again",
                source=source,
            ) from error
        return path.read_bytes()
