"""A folder written whole or not at all, whatever stops the writing, power cuts among it.

A run writes into a hidden folder beside the target, ``.NAME.TOKEN.part``, and in the end gives it
the target's name; an earlier folder is ``.NAME.TOKEN.old`` meanwhile. The run holds a lock on what
it writes, so that a later run knows the hidden folders of runs that were killed: it ends what they
had all but ended and removes the rest.
"""

import errno
import os
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from boundaries.errors import DataError
from boundaries.files.real_path import real_path

try:
    import fcntl
except ImportError:  # Windows: what killed runs left stays until it is removed by hand
    fcntl = None  # type: ignore[assignment]

_REMEDY = "Name a new or empty folder"
ROOM = 8_000_000  #: bytes that a plan of a small area takes with its map
_REMEDIES = {
    errno.ENOSPC: "Free some space, or name a folder on another disk",
    errno.EDQUOT: "Free some of your quota, or name a folder on another disk",
    errno.EIO: "Free some space, or name a folder on another disk",
    errno.EFBIG: "Raise the limit on the size of files (ulimit -f)",
    errno.EMFILE: "Raise the limit on open files (ulimit -n)",
    errno.ENFILE: "Raise the limit on open files (ulimit -n)",
    errno.EROFS: "Name a folder on a disk that can be written to",
}


@contextmanager
def replaced(folder: Path, ours: Collection[str]) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``folder`` when the block succeeds.

    When the block fails or is interrupted, ``folder`` is as it was. What the block wrote is on
    the disk before anything is renamed.

    Parameters
    ----------
    folder
        Where the files shall be in the end; made with its parents where missing.
    ours
        Names of files that may be replaced.

    Raises
    ------
    DataError
        ``folder`` is a file, holds anything not in ``ours``, or cannot be written.
    """
    target = real_path(folder)
    with _said(folder):
        heal(target)
        _check(target, ours)
        with _fresh(target) as fresh:
            yield fresh
            _check(target, ours)
            _settle(fresh)
            _swap(fresh, target)


def check(folder: Path, ours: Collection[str]) -> None:
    """Raise DataError now where ``replaced`` would raise it, before work is put in.

    A file is written where the folder will be, to try it, and removed again.
    """
    target = real_path(folder)
    with _said(folder):
        heal(target)
        _check(target, ours)
        above = next(path for path in target.parents if os.path.lexists(path))
        with _fresh(above / target.name) as probe:
            _try(probe)


def heal(target: Path) -> None:
    """End or undo what killed runs left beside ``target``; those of living runs stay."""
    if not target.parent.is_dir():
        return
    for part in sorted(target.parent.glob(f".{_literal(target.name)}.*.part")):
        with _locked(part) as ours:
            if ours:
                _end(part, target)
    for old in sorted(target.parent.glob(f".{_literal(target.name)}.*.old")):
        if old.with_suffix(".part").exists():
            continue  # a living run is between its renames
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


def found(folder: Path) -> Path:
    """``folder``, to be read: what a run killed between its renames wrote is in its place."""
    with suppress(OSError):
        if not folder.exists():
            heal(real_path(folder))
    return folder


def _end(part: Path, target: Path) -> None:
    """End one killed run: it moved the earlier folder only once the new one was whole."""
    old = part.with_suffix(".old")
    if old.exists() and not target.exists():
        part.rename(target)
        _sync(target.parent)
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{one}]" if one in "*?[" else one for one in name)


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """Raise whatever the file system refuses as a DataError that says what to do."""
    try:
        yield
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        remedy = _REMEDIES.get(error.errno or 0, "Name a folder that can be written to")
        raise DataError(what, remedy=remedy, source=str(folder)) from error


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    fresh = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    with ExitStack() as held:
        try:
            fresh.mkdir(parents=True)
            held.enter_context(_locked(fresh))
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a lock on a folder; yields whether it was free. The lock ends with the process."""
    if fcntl is None:
        yield False
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield False  # another run has removed it just now
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _try(probe: Path) -> None:
    free = shutil.disk_usage(probe).free
    if free < ROOM:
        raise OSError(errno.ENOSPC, f"only {free / 1e6:,.1f} MB are free on its disk")
    with (probe / "probe").open("wb") as file:
        file.truncate(ROOM)  # takes no room, but meets a limit on the size of files
        file.seek(0)
        file.write(b"probe")
        file.flush()
        os.fsync(file.fileno())


def _check(target: Path, ours: Collection[str]) -> None:
    if target.is_symlink():  # its real path is a link still
        raise DataError("is a link that leads in a circle", remedy=_REMEDY, source=str(target))
    if target.exists() and not target.is_dir():
        raise DataError("is a file", remedy=_REMEDY, source=str(target))
    held = sorted(os.listdir(target)) if target.is_dir() else []
    others = [name for name in held if not _is_ours(target / name, ours)]
    if others:
        what = "the folder holds files that this tool did not write"
        raise DataError(what, rows=others, remedy=_REMEDY, source=str(target))


def _is_ours(path: Path, ours: Collection[str]) -> bool:
    """Whether a file, or a folder named with a stroke behind it, may be replaced."""
    return (path.name in ours and path.is_file()) or (f"{path.name}/" in ours and path.is_dir())


def _settle(folder: Path) -> None:
    """Have everything in a folder on the disk, not only in memory."""
    for path in [*sorted(folder.iterdir()), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap(fresh: Path, target: Path) -> None:
    old = fresh.with_suffix(".old")
    try:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    with suppress(OSError):  # the plan stands; what follows is for power cuts alone
        _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)
