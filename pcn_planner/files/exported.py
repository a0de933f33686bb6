"""The project that travels with an exported plan, so that work can go on from any of its files."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path, PurePosixPath

from boundaries.errors import DataError
from boundaries.files.opening import BROKEN_ZIP, refuse_bomb
from boundaries.files.real_path import real_path

SUFFIX = ".pcn"
PROJECT = f"project{SUFFIX}"
TABLE = "pcn_project"  #: of a GeoPackage: one row, one cell with the project's bytes
LARGEST = 2_000_000_000  #: bytes that a project in an archive may unpack to
_SQLITE = b"SQLite format 3\0"
_PCN = b"PCNP"  #: the application id, at byte 68 of the header


def embed(gpkg: Path, project: bytes) -> None:
    """Write a project into a GeoPackage, beside its layers."""
    with closing(sqlite3.connect(gpkg)) as db, db:
        db.execute("CREATE TABLE pcn_project (name TEXT PRIMARY KEY, content BLOB NOT NULL)")
        db.execute("INSERT INTO pcn_project VALUES (?, ?)", (PROJECT, project))


def is_project(path: Path) -> bool:
    """Whether the header of a file says that it is a project."""
    with path.open("rb") as stream:
        return stream.read(100)[68:72] == _PCN


def project_in(path: Path) -> bytes | None:
    """The project in a file or folder: itself, inside ``plan.gpkg``, in a zip or a folder.

    ``None`` where there is none. Raises ``DataError`` where the file is damaged, or is no project
    but called one.
    """
    found = _in_folder(path) if path.is_dir() else _in_file(path)
    if found is None and path.suffix.lower() == SUFFIX:
        raise DataError(
            "is no project inside: it is damaged, or another kind of file under that name",
            remedy="Choose a project that this tool has written",
            source=path.name,
        )
    return found


def _in_file(path: Path) -> bytes | None:
    if is_project(path):
        return path.read_bytes()
    with path.open("rb") as stream:
        head = stream.read(len(_SQLITE))
    if head.startswith(_SQLITE):
        return _in_geopackage(path)
    return _in_archive(path) if zipfile.is_zipfile(path) else None


def _in_folder(folder: Path) -> bytes | None:
    if (folder / PROJECT).is_file():
        return (folder / PROJECT).read_bytes()
    return _in_geopackage(folder / "plan.gpkg") if (folder / "plan.gpkg").is_file() else None


def _in_geopackage(path: Path) -> bytes | None:
    try:
        with closing(sqlite3.connect(f"{real_path(path).as_uri()}?mode=ro", uri=True)) as db:
            known = db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (TABLE,)).fetchone()
            row = db.execute("SELECT content FROM pcn_project").fetchone() if known else None
    except (sqlite3.Error, UnicodeError) as error:
        raise DataError(
            f"the file cannot be read ({error})",
            remedy="Take another copy of it",
            source=path.name,
        ) from error
    return bytes(row[0]) if row and isinstance(row[0], bytes) else None


def _in_archive(path: Path) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                entry
                for entry in archive.infolist()
                if PurePosixPath(entry.filename).name == PROJECT and entry.file_size <= LARGEST
            ]
            names = [entry.filename for entry in entries]
            if len(entries) == 1:
                refuse_bomb(entries[0].file_size, entries[0].compress_size, path.name, LARGEST)
                return archive.read(entries[0])
    except DataError:
        raise
    except BROKEN_ZIP as error:
        raise DataError(
            f"the archive cannot be read ({error})",
            remedy="Unpack it and choose a file in it",
            source=path.name,
        ) from error
    if names:
        raise DataError(
            f"holds {len(names)} projects",
            rows=names,
            remedy="Unpack it and choose one of them",
            source=path.name,
        )
    return None
