"""What is done to whole scenarios: naming, deleting, approving, keeping what they came to."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from boundaries.errors import DataError
from pcn_planner.projects.project import APPROVED, STATUSES, Project, Standing, refuse_known
from pcn_planner.projects.stored import contents
from pcn_planner.projects.stored.database import now, reading, transaction


@dataclass(frozen=True)
class Event:
    """Something done to a scenario, as a sentence."""

    scenario: str
    sentence: str
    reason: str
    at: str
    author: str


def branch(project: Project, name: str, *, author: str = "") -> Project:
    """Start a scenario where this one stands, and say so in the history."""
    made = project.branch(name, author=author)
    with transaction(project.path) as db:
        _tell(db, name, f"Branched from {project.scenario}", author)
    return made


def rename(project: Project, name: str, *, author: str = "") -> Project:
    """Give the scenario another name."""
    with transaction(project.path) as db:
        project.pointers(db)
        refuse_known(db, name)
        old = project.scenario
        db.execute("UPDATE scenarios SET name = ? WHERE name = ?", (name, old))
        db.execute("UPDATE scenarios SET branched_from = ? WHERE branched_from = ?", (name, old))
        _tell(db, name, f"Renamed from {old}", author)
    return replace(project, scenario=name)


def delete(project: Project, *, author: str = "") -> None:
    """Take the scenario out of the file; its changes stay, as others may have branched from it.

    Raises ``DataError`` for an approved scenario and for the last one.
    """
    with transaction(project.path) as db:
        status, name = project.pointers(db).status, project.scenario
        if status == APPROVED:
            raise DataError(f"The scenario {name!r} is approved", remedy="It stays in the project")
        if db.execute("SELECT count(*) FROM scenarios").fetchone()[0] == 1:
            raise DataError("A project has at least one scenario", remedy="Start another first")
        query = "SELECT branched_from FROM scenarios WHERE name = ?"
        [parent] = db.execute(query, (name,)).fetchone()
        query = "UPDATE scenarios SET branched_from = ? WHERE branched_from = ?"
        db.execute(query, (parent, name))
        db.execute("DELETE FROM scenarios WHERE name = ?", (name,))
        _tell(db, name, "Deleted", author)


def set_status(
    project: Project, status: str, *, author: str = "", reason: str = "",
    seen: Standing | None = None,
) -> None:  # fmt: skip
    """Call the scenario a draft, proposed or approved; approval is final.

    Raises ``DataError`` for another status, for a scenario that is approved, and where it no
    longer stands where it was ``seen``: what is approved is what was looked at.
    """
    if status not in STATUSES:
        raise DataError(f"There is no status {status!r}", remedy=f"One of {', '.join(STATUSES)}")
    with transaction(project.path) as db:
        project.open_standing(db, seen)
        query = "UPDATE scenarios SET status = ? WHERE name = ?"
        db.execute(query, (status, project.scenario))
        _tell(db, project.scenario, f"Called {status}", author, reason)


def keep_result(
    project: Project, head: int | None, result: Mapping[str, Any], *, thumbnail: str = ""
) -> None:
    """Remember what the scenario came to when it was last verified, at the change ``head``.

    ``thumbnail`` is the small picture (SVG) that the project is listed with.
    """
    with transaction(project.path) as db:
        contents.set_fact(db, contents.THUMBNAIL, thumbnail)
        query = "UPDATE scenarios SET result = ?, result_of = ? WHERE name = ?"
        text = json.dumps({**result, "at": now()}, ensure_ascii=False, sort_keys=True)
        db.execute(query, (text, head, project.scenario))


def result_of(project: Project) -> tuple[dict[str, Any] | None, bool]:
    """What the scenario last came to, and whether that is of the draft as it stands."""
    with reading(project.path) as db:
        query = "SELECT result, result_of IS head FROM scenarios WHERE name = ?"
        row = db.execute(query, (project.scenario,)).fetchone()
    if row is None or row[0] is None:
        return None, False
    try:
        return dict(json.loads(row[0])), bool(row[1])
    except (ValueError, TypeError, RecursionError):
        return None, False


def events(project: Project) -> tuple[Event, ...]:
    """What was done to the scenarios of the file, oldest first."""
    with reading(project.path) as db:
        query = "SELECT scenario, sentence, reason, at, author FROM events ORDER BY id"
        return tuple(Event(*row) for row in db.execute(query))


def _tell(
    db: sqlite3.Connection, scenario: str, sentence: str, author: str, reason: str = ""
) -> None:
    values = (scenario, sentence, reason, now(), author)
    insert = "INSERT INTO events (scenario, sentence, reason, at, author) VALUES (?, ?, ?, ?, ?)"
    db.execute(insert, values)
