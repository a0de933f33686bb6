"""How a project is laid out in its SQLite file, and how the file is read without trust."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting.changes import Change
from pcn_planner.drafting.draft import State, apply

APPLICATION_ID = 0x50434E50  #: "PCNP", in the file's header, tells the file from other databases
SCHEMA_VERSION = 1
WAIT_S = 10.0  #: for another writer of the same file to finish

_SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE inputs (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    before INTEGER REFERENCES changes CHECK (before < id),
    kind TEXT NOT NULL, payload TEXT NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL
) STRICT;
CREATE TABLE scenarios (
    name TEXT PRIMARY KEY,
    branched_from TEXT REFERENCES scenarios,
    head INTEGER REFERENCES changes,
    tip INTEGER REFERENCES changes,
    at TEXT NOT NULL, author TEXT NOT NULL
) STRICT;
"""
_CHAIN = """
WITH RECURSIVE chain (id, before, kind, payload, at, author, depth) AS (
    SELECT id, before, kind, payload, at, author, 0 FROM changes WHERE id = ?
    UNION ALL
    SELECT c.id, c.before, c.kind, c.payload, c.at, c.author, depth + 1
    FROM changes c JOIN chain ON c.id = chain.before AND c.id < chain.id
)
SELECT id, kind, payload, at, author FROM chain ORDER BY depth DESC
"""


@dataclass(frozen=True)
class Recorded:
    """A change as it was recorded: its number in the file, UTC time (ISO 8601) and author."""

    number: int
    change: Change
    at: str
    author: str


@dataclass(frozen=True)
class Scenario:
    """One line of drafting and the one it branched from."""

    name: str
    branched_from: str | None
    at: str
    author: str


@contextmanager
def transaction(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction: all of it is written, or nothing.

    Raises ``DataError`` where the file is absent, not a database, or held by another writer.
    """
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: sqlite3.Error) -> DataError:
    if not path.is_file():
        return DataError(
            "there is no such project file", remedy="Check its name and folder", source=str(path)
        )
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return DataError(
            "the project is being written to by another program",
            remedy="Try again in a moment",
            source=str(path),
        )
    return DataError(
        f"the project file cannot be used ({error})",
        remedy="Take an earlier copy of it, or check that it may be written to",
        source=str(path),
    )


def create_tables(db: sqlite3.Connection) -> None:
    """Lay out an empty file."""
    for statement in _SCHEMA.split(";"):
        db.execute(statement)


def check_whole(db: sqlite3.Connection, path: Path) -> None:
    """Raise ``DataError`` unless this is an undamaged project of a version known here."""
    [application_id] = db.execute("PRAGMA application_id").fetchone()
    [version] = db.execute("PRAGMA user_version").fetchone()
    if application_id != APPLICATION_ID:
        raise DataError(
            "this is not a project file",
            remedy="Choose one that this tool has written",
            source=str(path),
        )
    if version > SCHEMA_VERSION:
        raise DataError(
            f"the project file has layout {version}; this version knows up to {SCHEMA_VERSION}",
            remedy="Open it with the version that wrote it, or a later one",
            source=str(path),
        )
    [verdict] = db.execute("PRAGMA quick_check(1)").fetchone()
    dangling = db.execute("PRAGMA foreign_key_check").fetchone()
    scenarios = db.execute("SELECT count(*) FROM scenarios").fetchone()[0]
    if verdict != "ok" or dangling is not None or not scenarios:
        raise DataError(
            "the project file is damaged", remedy="Take an earlier copy of it", source=str(path)
        )


def insert_scenario(db: sqlite3.Connection, scenario: Scenario, head: int | None) -> None:
    """Write a new scenario that stands at ``head``."""
    values = (scenario.name, scenario.branched_from, head, head, scenario.at, scenario.author)
    db.execute("INSERT INTO scenarios VALUES (?, ?, ?, ?, ?, ?)", values)


def chain(db: sqlite3.Connection, head: int | None) -> tuple[Recorded, ...]:
    """The changes up to and with ``head``, oldest first."""
    rows = db.execute(_CHAIN, (head,)).fetchall()
    return tuple(Recorded(n, plain(kind, text), at, by) for n, kind, text, at, by in rows)


def plain(kind: str, payload: str) -> Change:
    """A change as it reads back from the file. Raises ``DataError`` for what is not JSON."""
    try:
        return Change(kind, json.loads(payload))
    except ValueError as error:
        raise DataError(
            f"a change of kind {kind!r} in the project file cannot be read",
            remedy="Take an earlier copy of the file",
        ) from error


def replay(changes: Iterable[Recorded]) -> State:
    """The state that a sequence of changes leads to from nothing."""
    return reduce(apply, (recorded.change for recorded in changes), State())


def now() -> str:
    """The time in UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
