"""Folders that sessions of the app work in: theirs alone, and gone when they are."""

import os
import shutil
import stat
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp

PREFIX = "pcn-session-"


def fresh() -> Path:
    """A new folder that only this user can look into, named for this process."""
    sweep()
    return Path(mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))  # mkdtemp makes it 0700


@cache
def sweep() -> None:
    """Remove folders of processes that were killed and could not tidy up; once a process."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and _is_ours(folder) and not _runs(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user, and no link to another place.

    One that has just gone, with its session or swept by another process, is nobody's.
    """
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
