"""Who may see a project where one app serves several people: its makers, and those with a link.

What is known of links and browsers lies beside the projects, never in them, so that a project
given away as a file gives no right to the one that stays. Of links and browsers only digests are
kept: nobody who reads the folder can use them.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.projects.stored.database import WAIT_S, now

NAME = "sharing.db"
LOOK, EDIT, FROZEN = "look", "edit", "frozen"
RIGHTS = (LOOK, EDIT, FROZEN)
MAKER = ""  #: in the place of a link, for the browser that made the project
_TABLES = """
CREATE TABLE IF NOT EXISTS links (
    link TEXT PRIMARY KEY, project TEXT NOT NULL, may TEXT NOT NULL, scenario TEXT NOT NULL,
    whom TEXT NOT NULL, at TEXT NOT NULL, author TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS browsers (
    browser TEXT NOT NULL, project TEXT NOT NULL, link TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (browser, project, link)
) STRICT
"""


@dataclass(frozen=True)
class Link:
    """A link that was given: what it allows, to whom, when (UTC) and by whom.

    ``mark`` tells it from others and opens nothing. ``scenario`` is set for a frozen link.
    """

    mark: str
    may: str
    scenario: str
    whom: str
    at: str
    author: str


@dataclass(frozen=True)
class Grant:
    """What a browser may do with a project, named by its key: one of ``RIGHTS``."""

    project: str
    may: str
    scenario: str = ""


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(folder / NAME, timeout=WAIT_S)) as db, db:
            for statement in _TABLES.split(";"):
                db.execute(statement)
            yield db
    except (sqlite3.Error, UnicodeError) as error:
        raise DataError(
            f"it cannot be read who may see the projects ({error})",
            remedy="Check that the folder for projects may be written to",
            source=NAME,
        ) from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def made(folder: Path, browser: str, project: str) -> None:
    """Remember that a browser has made a project, which it may do everything with."""
    _remember(folder, browser, project, MAKER)


def _remember(folder: Path, browser: str, project: str, link: str) -> None:
    if browser:
        with _opened(folder) as db:
            values = (_digest(browser), project, link, now())
            db.execute("INSERT OR IGNORE INTO browsers VALUES (?, ?, ?, ?)", values)


def give(
    folder: Path, project: str, may: str, *, scenario: str = "", whom: str = "", author: str = ""
) -> str:
    """Make a link and return its secret part, which is nowhere kept and cannot be guessed."""
    if may not in RIGHTS:
        raise DataError(f"a link cannot allow {may!r}", remedy=f"One of {', '.join(RIGHTS)}")
    secret = secrets.token_urlsafe(24)
    with _opened(folder) as db:
        values = (_digest(secret), project, may, scenario, whom, now(), author)
        db.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return secret


def links(folder: Path, project: str) -> list[Link]:
    """The links of a project that lead somewhere, oldest first."""
    with _opened(folder) as db:
        query = "SELECT link, may, scenario, whom, at, author FROM links WHERE project = ? "
        return [Link(*row) for row in db.execute(query + "ORDER BY at, link", (project,))]


def revoke(folder: Path, mark: str) -> None:
    """End a link: it leads nowhere, also for those whom it has let in already."""
    with _opened(folder) as db:
        db.execute("DELETE FROM browsers WHERE link = ? AND link != ''", (mark,))
        db.execute("DELETE FROM links WHERE link = ?", (mark,))


def taken(folder: Path, browser: str, secret: str) -> Grant | None:
    """What a link allows, remembered for the browser; ``None`` where it leads nowhere."""
    with _opened(folder) as db:
        query = "SELECT project, may, scenario FROM links WHERE link = ?"
        row = db.execute(query, (_digest(secret),)).fetchone()
    if row is None:
        return None
    _remember(folder, browser, row[0], _digest(secret))
    return Grant(*row)


def grants(folder: Path, browser: str) -> dict[str, Grant]:
    """Key of a project -> the most that a browser may do with it."""
    if not browser:
        return {}
    query = """
        SELECT b.project, COALESCE(l.may, ?), COALESCE(l.scenario, '')
        FROM browsers b LEFT JOIN links l ON l.link = b.link
        WHERE b.browser = ? AND (b.link = '' OR l.link IS NOT NULL)
    """
    with _opened(folder) as db:
        rows = [Grant(*row) for row in db.execute(query, (EDIT, _digest(browser)))]
    best = sorted(rows, key=lambda one: (FROZEN, LOOK, EDIT).index(one.may))
    return {one.project: one for one in best}
