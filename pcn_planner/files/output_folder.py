"""A folder written whole or not at all."""

import os
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from boundaries.errors import DataError

_REMEDY = "Name a new or empty folder"


@contextmanager
def replaced(folder: Path, ours: Collection[str]) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``folder`` when the block succeeds.

    It is hidden and stands beside ``folder``, on the same disk, so that the last step is a
    rename. When the block fails or is interrupted, ``folder`` is as it was.

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
    target = folder.resolve()
    _check(target, ours)
    fresh = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        fresh.mkdir(parents=True)
        yield fresh
        _check(target, ours)
        _swap(fresh, target)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", source=str(folder)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def check(folder: Path, ours: Collection[str]) -> None:
    """Raise DataError now where ``replaced`` would raise it, before work is put in."""
    _check(folder.resolve(), ours)


def _check(target: Path, ours: Collection[str]) -> None:
    if target.exists() and not target.is_dir():
        raise DataError("is a file", remedy=_REMEDY, source=str(target))
    held = sorted(os.listdir(target)) if target.is_dir() else []
    others = [name for name in held if name not in ours or not (target / name).is_file()]
    if others:
        what = "the folder holds files that this tool did not write"
        raise DataError(what, rows=others, remedy=_REMEDY, source=str(target))


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
    shutil.rmtree(old, ignore_errors=True)
