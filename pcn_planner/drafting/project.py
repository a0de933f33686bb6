"""The project file: scenarios that branch, and every change with its time and author."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting.draft import Change, State, apply

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


@dataclass(frozen=True)
class Project:
    """One scenario of a project file. Holds no connection: use it from any thread.

    Changes are never overwritten: each knows the one before it, and a scenario points at its
    newest applied change (``head``) and the newest that redo can reach (``tip``). Undo and redo
    move ``head``; a change made after undo starts a new line and leaves the old one in the
    file. Each operation is one transaction, so the file is whole whenever the machine stops.
    """

    path: Path
    scenario: str

    @classmethod
    def create(cls, path: Path, scenario: str = "Draft 1", *, author: str = "") -> "Project":
        """Start a new project file with one empty scenario; never overwrites a file."""
        if path.exists():
            raise DataError(
                "There is a file of this name already",
                remedy="Open it, or choose another name",
                source=str(path),
            )
        project = cls(path, scenario)
        with transaction(path, create=True) as db:
            create_tables(db)
            insert_scenario(db, Scenario(scenario, None, now(), author), None)
        return project

    @classmethod
    def open(cls, path: Path, scenario: str | None = None) -> "Project":
        """Open a project file at a scenario, by default the one that was started last.

        Raises ``DataError`` for a file that is absent, damaged, of another program or of a
        later version.
        """
        with transaction(path) as db:
            check_whole(db, path)
        project = cls(path, scenario or "")
        if scenario is None:
            project = replace(project, scenario=project.scenarios()[-1].name)
        project.state()  # every change has to be readable, or the file is damaged
        return project

    def scenarios(self) -> tuple[Scenario, ...]:
        """All scenarios of the file, oldest first."""
        with transaction(self.path) as db:
            query = "SELECT name, branched_from, at, author FROM scenarios ORDER BY rowid"
            return tuple(Scenario(*row) for row in db.execute(query))

    def at(self, scenario: str) -> "Project":
        """The same file at another scenario."""
        other = replace(self, scenario=scenario)
        other.changes()
        return other

    def branch(self, name: str, *, author: str = "") -> "Project":
        """Start a scenario where this one stands; both then go their own ways."""
        with transaction(self.path) as db:
            head, _ = self._pointers(db)
            if db.execute("SELECT 1 FROM scenarios WHERE name = ?", (name,)).fetchone():
                raise DataError(
                    f"There is a scenario {name!r} already", remedy="Choose another name"
                )
            insert_scenario(db, Scenario(name, self.scenario, now(), author), head)
        return replace(self, scenario=name)

    def record(self, change: Change, *, author: str = "") -> Recorded:
        """Apply a change and write it down; one that cannot be made raises and leaves no trace."""
        payload = json.dumps(change.payload, sort_keys=True, ensure_ascii=False)
        at = now()
        with transaction(self.path) as db:
            head, _ = self._pointers(db)
            apply(replay(chain(db, head)), plain(change.kind, payload))
            values = (head, change.kind, payload, at, author)
            insert = "INSERT INTO changes (before, kind, payload, at, author) VALUES (?,?,?,?,?)"
            number = int(db.execute(insert, values).lastrowid or 0)
            self._point(db, head=number, tip=number)
        return Recorded(number, plain(change.kind, payload), at, author)

    def undo(self) -> Recorded | None:
        """Take back the newest change and return it; ``None`` where there is nothing left."""
        with transaction(self.path) as db:
            head, tip = self._pointers(db)
            made = chain(db, head)
            if made:
                self._point(db, head=made[-2].number if len(made) > 1 else None, tip=tip)
            return made[-1] if made else None

    def redo(self) -> Recorded | None:
        """Make the change again that was taken back last; ``None`` where there is none."""
        with transaction(self.path) as db:
            head, tip = self._pointers(db)
            ahead = chain(db, tip)[len(chain(db, head)) :]
            if ahead:
                self._point(db, head=ahead[0].number, tip=tip)
            return ahead[0] if ahead else None

    def changes(self) -> tuple[Recorded, ...]:
        """The changes that make up the scenario as it stands, oldest first."""
        with transaction(self.path) as db:
            return chain(db, self._pointers(db)[0])

    def undone(self) -> tuple[Recorded, ...]:
        """The changes that redo would make again, in that order."""
        with transaction(self.path) as db:
            head, tip = self._pointers(db)
            return chain(db, tip)[len(chain(db, head)) :]

    def state(self) -> State:
        """The draft as it stands, rebuilt from its changes."""
        return replay(self.changes())

    def keep_digest(self, name: str, digest: str) -> None:
        """Remember which input was used, by the digest of its bytes; a later one replaces it."""
        with transaction(self.path) as db:
            db.execute("REPLACE INTO inputs VALUES (?, ?, ?)", (name, digest, now()))

    def digests(self) -> dict[str, str]:
        """Input name -> digest."""
        with transaction(self.path) as db:
            return dict(db.execute("SELECT name, digest FROM inputs ORDER BY name"))

    def _pointers(self, db: sqlite3.Connection) -> tuple[int | None, int | None]:
        query = "SELECT head, tip FROM scenarios WHERE name = ?"
        row = db.execute(query, (self.scenario,)).fetchone()
        if row is None:
            known = [name for (name,) in db.execute("SELECT name FROM scenarios ORDER BY rowid")]
            remedy = f"Choose among {', '.join(known)}"
            raise DataError(f"There is no scenario {self.scenario!r}", remedy=remedy)
        return int(row[0]) if row[0] else None, int(row[1]) if row[1] else None

    def _point(self, db: sqlite3.Connection, *, head: int | None, tip: int | None) -> None:
        query = "UPDATE scenarios SET head = ?, tip = ? WHERE name = ?"
        db.execute(query, (head, tip, self.scenario))
