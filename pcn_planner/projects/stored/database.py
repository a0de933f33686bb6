"""One project file as a database: transactions, and whether it is whole."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from boundaries.errors import DataError
from boundaries.files.real_path import real_path
from pcn_planner.projects.stored import schema, seal

WAIT_S = 10.0  #: for another writer of the same file to finish


def now() -> str:
    """The time in UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def transaction(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction: all of it is written, or nothing.

    Raises ``DataError`` where the file is absent, not a database, or held by another writer.
    """
    with _opened(path, "rwc" if create else "rw", "BEGIN IMMEDIATE") as db:
        yield db
        if schema.version_of(db) >= seal.SINCE:
            seal.write(db)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file to look at it as it is at one moment; others may write meanwhile."""
    with _opened(path, "rw", "BEGIN") as db:  # a killed writer's journal is rolled back by it
        yield db


@contextmanager
def _opened(path: Path, mode: str, begin: str) -> Iterator[sqlite3.Connection]:
    uri = f"{real_path(path).as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute(begin)
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
    except (sqlite3.Error, UnicodeError) as error:  # a text that is none any more
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> DataError:
    if path.exists() and not path.is_file():
        what = "a folder" if path.is_dir() else "a pipe or device"
        return DataError(
            f"this is {what}, no project file",
            remedy="Name a file NAME.pcn, or the project.pcn in the folder of a plan",
            source=path.name,
        )
    if not path.is_file():
        return DataError(
            "there is no such project file", remedy="Check its name and folder", source=path.name
        )
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return DataError(
            "the project is being written to by another program",
            remedy="Try again in a moment",
            source=path.name,
        )
    if "not a database" in str(error):
        return _no_project(path)
    return DataError(
        f"the project file cannot be used ({error})",
        remedy="Take an earlier copy of it, or check that it may be written to",
        source=path.name,
    )


def _no_project(path: Path) -> DataError:
    return DataError(
        "this is not a project file",
        remedy="Choose one that this tool has written; `pcn project open` makes one of a plan's "
        "folder, zip or plan.gpkg",
        source=path.name,
    )


def create(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make a new file with its tables and what ``fill`` writes; it is there whole or not at all.

    Raises ``DataError`` where a file of that name is there, or none can be made.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with transaction(fresh, create=True) as db:
            schema.bring_up_to_date(db)
            fill(db)
        put(fresh, path)
    except FileExistsError as error:
        raise DataError(
            "There is a file of this name already",
            remedy="Open it, or choose another name",
            source=path.name,
        ) from error
    except OSError as error:
        raise DataError(
            f"the project file cannot be made ({error.strerror})",
            remedy="Choose a folder that may be written to",
            source=path.name,
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def put(fresh: Path, path: Path) -> None:
    """Give a new file its name, and never that of another file. Raises ``FileExistsError``."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no second name of a file
        if path.exists():
            raise FileExistsError(str(path)) from None
        fresh.rename(path)


def make_ready(path: Path, *, thorough: bool = True) -> None:
    """Check a file, ``thorough`` from front to end, and bring an earlier version up to date.

    Raises ``DataError`` unless it is an undamaged project of a version known here.
    """
    with reading(path) as db:
        _check_kind(db, path)
        if thorough:
            _check_whole(db, path)
        early = schema.version_of(db) < schema.VERSION
    if early:
        with transaction(path) as db:
            schema.bring_up_to_date(db)


def _check_kind(db: sqlite3.Connection, path: Path) -> None:
    [application_id] = db.execute("PRAGMA application_id").fetchone()
    version = schema.version_of(db)
    if application_id != schema.APPLICATION_ID:
        raise _no_project(path)
    if version > schema.VERSION:
        raise DataError(
            f"the project file has layout {version}; this version knows up to {schema.VERSION}",
            remedy="Open it with the version that wrote it, or a later one",
            source=path.name,
        )
    if found := schema.strangers(db):
        raise DataError(
            "the project file holds what this tool never writes",
            rows=found,
            remedy="Take a copy that nothing else has changed",
            source=path.name,
        )


def _check_whole(db: sqlite3.Connection, path: Path) -> None:
    [verdict] = db.execute("PRAGMA integrity_check(1)").fetchone()
    dangling = db.execute("PRAGMA foreign_key_check").fetchone()
    scenarios = db.execute("SELECT count(*) FROM scenarios").fetchone()[0]
    changed = schema.version_of(db) >= seal.SINCE and seal.broken(db)
    if verdict != "ok" or dangling is not None or not scenarios or changed:
        raise DataError(
            "the project file is damaged, or another program has changed it",
            remedy="Take an earlier copy of it",
            source=path.name,
        )
