"""A sum over all that a project file holds, so that damage is found wherever it lies.

SQLite notices a page that cannot be a page; a byte that changes a word or a number it does not.
"""

import hashlib
import sqlite3

ROWS = "rows"  #: the seal of everything but the content of input files
_CONTENT = "content:"  #: and, before its name, that of each input file, which is large
_SEALED = (
    "SELECT rowid, name, digest, at, file, form, size FROM inputs ORDER BY rowid",
    "SELECT id, before, kind, payload, at, author FROM changes ORDER BY id",
    "SELECT rowid, name, branched_from, head, tip, at, author, status, result, result_of "
    "FROM scenarios ORDER BY rowid",
    "SELECT rowid, name, value FROM facts ORDER BY rowid",
    "SELECT id, change, reason, at, author FROM reasons ORDER BY id",
    "SELECT id, scenario, sentence, reason, at, author FROM events ORDER BY id",
)
SINCE = 3  #: version of the tables that first had seals


def write(db: sqlite3.Connection) -> None:
    """Seal a file as it stands, at the end of whatever changed it."""
    sealed = {name for (name,) in db.execute("SELECT name FROM seals")}
    for (role,) in db.execute("SELECT name FROM inputs").fetchall():
        if _CONTENT + role not in sealed:
            _put(db, _CONTENT + role, _of_content(db, role))
    now = _of_rows(db)
    if (now,) != db.execute("SELECT sum FROM seals WHERE name = ?", (ROWS,)).fetchone():
        _put(db, ROWS, now)


def broken(db: sqlite3.Connection) -> bool:
    """Whether anything in a file is not what this tool wrote last."""
    known = dict(db.execute("SELECT name, sum FROM seals"))
    roles = [str(role) for (role,) in db.execute("SELECT name FROM inputs")]
    wanted = {ROWS, *(_CONTENT + role for role in roles)}
    return (
        set(known) != wanted
        or known[ROWS] != _of_rows(db)
        or any(known[_CONTENT + role] != _of_content(db, role) for role in roles)
    )


def open_content(db: sqlite3.Connection, role: str) -> None:
    """Let the content of an input file be replaced; it is sealed anew with the rest."""
    db.execute("DELETE FROM seals WHERE name = ?", (_CONTENT + role,))


def _put(db: sqlite3.Connection, name: str, total: str) -> None:
    db.execute("REPLACE INTO seals VALUES (?, ?)", (name, total))


def _of_rows(db: sqlite3.Connection) -> str:
    total = hashlib.sha256()
    contents = "SELECT name, sum FROM seals WHERE name <> ? ORDER BY name"
    for row in db.execute(contents, (ROWS,)):
        total.update(repr(row).encode())
    for every in _SEALED:
        for row in db.execute(every):
            total.update(repr(row).encode())
    return total.hexdigest()


def _of_content(db: sqlite3.Connection, role: str) -> str:
    (content,) = db.execute("SELECT content FROM inputs WHERE name = ?", (role,)).fetchone()
    return hashlib.sha256(content or b"").hexdigest()
