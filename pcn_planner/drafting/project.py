"""The project file: scenarios that branch, and every change with its time and author."""

import json
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting.changes import Change
from pcn_planner.drafting.draft import State, apply
from pcn_planner.drafting.project_file import (
    Recorded,
    Scenario,
    chain,
    check_whole,
    create_tables,
    insert_scenario,
    now,
    plain,
    replay,
    transaction,
)


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
