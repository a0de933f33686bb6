"""Part files that were left in the work folder by programs that were killed while writing."""

import sqlite3
import time
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

STILL_S = 600.0  #: a part that nobody has written to for so long is nobody's, unless it is locked
_PARTS = ".*.pcn.????????*"  #: as ``database.create`` and its like name them, journals too


@cache
def swept(folder: Path) -> int:
    """Remove parts of projects that nobody is writing any more, once a process; how many.

    A part that was written to lately, or that another program holds, stays.
    """
    gone = 0
    for path in sorted(folder.glob(_PARTS)):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and not _alive(path):
                path.unlink()
                gone += 1
    return gone


def _alive(path: Path) -> bool:
    return time.time() - path.stat().st_mtime < STILL_S or _held(path)


def _held(path: Path) -> bool:
    """Whether another program is in the midst of writing a database."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:  # half a file, which is no database
        return False
    return False
