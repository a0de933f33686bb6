"""One scenario of a project file: every change with its time and author, undo, redo, going back."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting.draft import Change, apply
from pcn_planner.drafting.state import DraftState
from pcn_planner.projects.stored import database
from pcn_planner.projects.stored.database import now, reading, transaction

APPROVED = "approved"
STATUSES = ("draft", "proposed", APPROVED)
_EVERY = """
SELECT c.id, c.kind, c.payload, c.at, c.author, COALESCE((
    SELECT reason FROM reasons r WHERE r.change = c.id ORDER BY r.id DESC LIMIT 1
), '') FROM changes c """
_CHAIN = """
WITH RECURSIVE chain (id, depth) AS (
    SELECT id, 0 FROM changes WHERE id = ?
    UNION ALL
    SELECT c.before, depth + 1 FROM changes c JOIN chain ON c.id = chain.id AND c.before < c.id
)
"""
_OF_CHAIN = _CHAIN + _EVERY + "JOIN chain ON c.id = chain.id ORDER BY depth DESC"


@dataclass(frozen=True)
class Recorded:
    """A change as it was recorded: its number in the file, UTC time (ISO 8601) and author.

    ``reason`` is the one given last, with the change or afterwards.
    """

    number: int
    change: Change
    at: str
    author: str
    reason: str = ""


@dataclass(frozen=True)
class Scenario:
    """One line of drafting and the one it branched from. ``status`` is one of ``STATUSES``."""

    name: str
    branched_from: str | None
    at: str
    author: str
    status: str = STATUSES[0]


@dataclass(frozen=True)
class Standing:
    """Where a scenario stands: its newest applied change, the newest that redo can reach."""

    head: int | None
    tip: int | None
    status: str = STATUSES[0]


def insert_scenario(db: sqlite3.Connection, scenario: Scenario, head: int | None) -> None:
    """Write a new scenario that stands at ``head``."""
    values = (scenario.name, scenario.branched_from, head, head, scenario.at, scenario.author)
    insert = "INSERT INTO scenarios (name, branched_from, head, tip, at, author) "
    db.execute(insert + "VALUES (?, ?, ?, ?, ?, ?)", values)


def chain(db: sqlite3.Connection, head: int | None) -> tuple[Recorded, ...]:
    """The changes up to and with ``head``, oldest first."""
    return tuple(map(_recorded, db.execute(_OF_CHAIN, (head,)).fetchall()))


def every_change(db: sqlite3.Connection) -> tuple[Recorded, ...]:
    """Every change of the file, also of other scenarios and of lines left behind."""
    return tuple(map(_recorded, db.execute(_EVERY + "ORDER BY c.id")))


def _recorded(row: tuple[int, str, str, str, str, str]) -> Recorded:
    number, kind, text, at, by, reason = row
    change = plain(kind, text)
    return Recorded(number, change, at, by, reason or str(change.payload.get("reason", "")))


def plain(kind: str, payload: str) -> Change:
    """A change as it reads back from the file. Raises ``DataError`` for what is not JSON."""
    try:
        details = json.loads(payload)
        if not isinstance(details, dict):
            raise TypeError
    except (ValueError, TypeError, RecursionError) as error:
        raise DataError(
            f"a change of kind {kind!r} in the project file cannot be read",
            remedy="Take an earlier copy of the file",
        ) from error
    return Change(kind, details)


def replay(changes: Iterable[Recorded]) -> DraftState:
    """The state that a sequence of changes leads to from nothing."""
    return reduce(apply, (recorded.change for recorded in changes), DraftState())


def append(
    db: sqlite3.Connection, head: int | None, change: Change, author: str, reason: str = ""
) -> Recorded:
    """Write a change that follows ``head``. Raises ``DataError`` where it cannot be made."""
    payload, at = json.dumps(change.payload, sort_keys=True, ensure_ascii=False), now()
    apply(replay(chain(db, head)), plain(change.kind, payload))
    values = (head, change.kind, payload, at, author)
    insert = "INSERT INTO changes (before, kind, payload, at, author) VALUES (?,?,?,?,?)"
    number = int(db.execute(insert, values).lastrowid or 0)
    if reason:
        _explain(db, number, reason, author)
    return _recorded((number, change.kind, payload, at, author, reason))


def _explain(db: sqlite3.Connection, number: int, reason: str, author: str) -> None:
    values = (number, reason, now(), author)
    db.execute("INSERT INTO reasons (change, reason, at, author) VALUES (?,?,?,?)", values)


@dataclass(frozen=True)
class Project:
    """One scenario of a project file. Holds no connection: use it from any thread.

    Changes are never overwritten: each knows the one before it, and a scenario points at its
    newest applied change (``head``) and the newest that redo can reach (``tip``). Undo and redo
    move ``head``; a change made after undo starts a new line and leaves the old one in the
    file. Each operation is one transaction, so the file is whole whenever the machine stops.

    Whatever changes the scenario raises ``DataError`` where it is approved, or no longer stands
    where the writer has ``seen`` it, as somebody else has written meanwhile.
    """

    path: Path
    scenario: str

    @classmethod
    def create(
        cls,
        path: Path,
        scenario: str = "Draft 1",
        *,
        author: str = "",
        fill: Callable[[sqlite3.Connection], None] = lambda _: None,
    ) -> "Project":
        """Start a new project file with one empty scenario; never overwrites a file.

        ``fill`` writes what it holds from the beginning; it is there whole or not at all.
        """
        if not path.parent.is_dir():
            raise DataError(
                "there is no such project file: its folder is missing",
                remedy="Choose a folder that is there",
                source=path.name,
            )

        def lay_out(db: sqlite3.Connection) -> None:
            insert_scenario(db, Scenario(scenario, None, now(), author), None)
            fill(db)

        database.create(path, lay_out)
        return cls(path, scenario)

    @classmethod
    def open(cls, path: Path, scenario: str | None = None) -> "Project":
        """Open a project file at a scenario, by default the one that was started last.

        An earlier version of the file is brought up to date. Raises ``DataError`` for a file
        that is absent, damaged, of another program or of a later version.
        """
        database.make_ready(path)
        project = cls(path, scenario or "")
        if scenario is None:
            project = replace(project, scenario=project.scenarios()[-1].name)
        project.state()  # every change has to be readable, or the file is damaged
        return project

    def scenarios(self) -> tuple[Scenario, ...]:
        """All scenarios of the file, oldest first."""
        with reading(self.path) as db:
            query = "SELECT name, branched_from, at, author, status FROM scenarios ORDER BY rowid"
            return tuple(Scenario(*row) for row in db.execute(query))

    def at(self, scenario: str) -> "Project":
        """The same file at another scenario."""
        other = replace(self, scenario=scenario)
        other.changes()
        return other

    def branch(self, name: str, *, author: str = "") -> "Project":
        """Start a scenario where this one stands; both then go their own ways."""
        with transaction(self.path) as db:
            standing = self.pointers(db)
            refuse_known(db, name)
            insert_scenario(db, Scenario(name, self.scenario, now(), author), standing.head)
        return replace(self, scenario=name)

    def record(
        self, change: Change, *, author: str = "", reason: str = "", seen: Standing | None = None
    ) -> Recorded:
        """Apply a change and write it down; one that cannot be made raises and leaves no trace."""
        with self._writing(seen) as (db, standing):
            made = append(db, standing.head, change, author, reason)
            self._point(db, head=made.number, tip=made.number)
        return made

    def undo(self, *, seen: Standing | None = None) -> Recorded | None:
        """Take back the newest change and return it; ``None`` where there is nothing left."""
        with self._writing(seen) as (db, standing):
            made = chain(db, standing.head)
            if made:
                before = made[-2].number if len(made) > 1 else None
                self._point(db, head=before, tip=standing.tip)
            return made[-1] if made else None

    def redo(self, *, seen: Standing | None = None) -> Recorded | None:
        """Make the change again that was taken back last; ``None`` where there is none."""
        with self._writing(seen) as (db, standing):
            ahead = self._ahead(db, standing)
            if ahead:
                self._point(db, head=ahead[0].number, tip=standing.tip)
            return ahead[0] if ahead else None

    def go_to(self, number: int, *, seen: Standing | None = None) -> None:
        """Stand where a change of the file left the draft; redo still leads on from there.

        A change of another line, left behind or of another scenario, is gone to as well.
        """
        with self._writing(seen) as (db, standing):
            if not db.execute("SELECT 1 FROM changes WHERE id = ?", (number,)).fetchone():
                raise DataError(f"There is no change {number}", remedy="Choose one of the list")
            line = {one.number for one in chain(db, standing.tip)}
            self._point(db, head=number, tip=standing.tip if number in line else number)

    def explain(self, number: int, reason: str, *, author: str = "") -> None:
        """Say afterwards why a change was made; what was said before stays in the file."""
        with transaction(self.path) as db:
            _explain(db, number, reason, author)

    def changes(self) -> tuple[Recorded, ...]:
        """The changes that make up the scenario as it stands, oldest first."""
        return self.look()[1]

    def undone(self) -> tuple[Recorded, ...]:
        """The changes that redo would make again, in that order."""
        return self.look()[2]

    def look(self) -> tuple[Standing, tuple[Recorded, ...], tuple[Recorded, ...]]:
        """Where the scenario stands, its changes, and those that redo would make again."""
        with reading(self.path) as db:
            standing = self.pointers(db)
            return standing, chain(db, standing.head), self._ahead(db, standing)

    def standing(self) -> Standing:
        """Where the scenario stands; another writer's change makes it another."""
        with reading(self.path) as db:
            return self.pointers(db)

    def state(self) -> DraftState:
        """The draft as it stands, rebuilt from its changes."""
        return replay(self.changes())

    def pointers(self, db: sqlite3.Connection) -> Standing:
        """Where the scenario stands. Raises ``DataError`` where there is no such scenario."""
        query = "SELECT head, tip, status FROM scenarios WHERE name = ?"
        row = db.execute(query, (self.scenario,)).fetchone()
        if row is None:
            known = [name for (name,) in db.execute("SELECT name FROM scenarios ORDER BY rowid")]
            remedy = f"Choose among {', '.join(known)}"
            raise DataError(f"There is no scenario {self.scenario!r}", remedy=remedy)
        return Standing(*row)

    def _ahead(self, db: sqlite3.Connection, standing: Standing) -> tuple[Recorded, ...]:
        return chain(db, standing.tip)[len(chain(db, standing.head)) :]

    @contextmanager
    def _writing(self, seen: Standing | None) -> Iterator[tuple[sqlite3.Connection, Standing]]:
        with transaction(self.path) as db:
            yield db, self.open_standing(db, seen)

    def open_standing(self, db: sqlite3.Connection, seen: Standing | None) -> Standing:
        """Where the scenario stands, which may be changed.

        Raises ``DataError`` where it is approved, and where it no longer stands as it was ``seen``.
        """
        standing = self.pointers(db)
        if standing.status == APPROVED:
            raise DataError(
                f"The scenario {self.scenario!r} is approved and stays as it is",
                remedy="Branch from it on the page Scenarios and change the branch",
            )
        if seen is not None and seen != standing:
            raise DataError(
                "The draft was changed elsewhere since you last saw it; nothing was done",
                remedy="Look at it as it is now, then decide again",
            )
        return standing

    def _point(self, db: sqlite3.Connection, *, head: int | None, tip: int | None) -> None:
        query = "UPDATE scenarios SET head = ?, tip = ? WHERE name = ?"
        db.execute(query, (head, tip, self.scenario))


def refuse_known(db: sqlite3.Connection, name: str) -> None:
    """Raise ``DataError`` where there is a scenario of that name, or the name is blank."""
    if not name.strip():
        raise DataError("A scenario needs a name", remedy="Give it one")
    if db.execute("SELECT 1 FROM scenarios WHERE name = ?", (name,)).fetchone():
        raise DataError(f"There is a scenario {name!r} already", remedy="Choose another name")
