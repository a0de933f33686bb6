"""The tables of a project file, version by version, and the steps from each to the next."""

import sqlite3

APPLICATION_ID = 0x50434E50  #: "PCNP", in the file's header, tells the file from other databases
_FIRST = """
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
) STRICT
"""
#: The files themselves or where they lie; status and last result of scenarios; reasons given
#: afterwards; what was done to scenarios.
_SECOND = """
ALTER TABLE inputs ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE inputs ADD COLUMN form TEXT NOT NULL DEFAULT 'digest';
ALTER TABLE inputs ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inputs ADD COLUMN content BLOB;
ALTER TABLE scenarios ADD COLUMN status TEXT NOT NULL DEFAULT 'draft';
ALTER TABLE scenarios ADD COLUMN result TEXT;
ALTER TABLE scenarios ADD COLUMN result_of INTEGER REFERENCES changes;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE reasons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    change INTEGER NOT NULL REFERENCES changes,
    reason TEXT NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scenario TEXT NOT NULL, sentence TEXT NOT NULL, reason TEXT NOT NULL,
    at TEXT NOT NULL, author TEXT NOT NULL
) STRICT
"""
#: Sums over what the file holds; see ``seal``.
_THIRD = "CREATE TABLE seals (name TEXT PRIMARY KEY, sum TEXT NOT NULL) STRICT"
STEPS = (
    _FIRST,
    _SECOND,
    _THIRD,
)  #: step k leads from version k to k + 1; version 0 is an empty file
VERSION = len(STEPS)


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables in a file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(db: sqlite3.Connection, version: int = VERSION) -> None:
    """Lay out an empty file, or take an earlier one step by step to ``version``."""
    for step in STEPS[version_of(db) : version]:
        for statement in step.split(";"):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {version}")


def strangers(db: sqlite3.Connection) -> list[str]:
    """What a file has beside tables: views and triggers, which this tool never writes."""
    query = "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') ORDER BY name"
    return [str(name) for (name,) in db.execute(query)]
