"""Finished units of a run that was stopped or killed, kept in a folder for the next one."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from boundaries.errors import DataError
from optimise.problem.criteria import SCALE
from optimise.units.tasks import Done, Task

METHOD = "column generation 2"  #: changes whenever a kept result may no longer be right
REMEDY = "Name a folder with --resume that can be written to"
_OURS = re.compile(r"[0-9a-f]{64}\.(json|\d+\.part)|\..*")  #: and what file managers hide


def check(folder: Path | None) -> None:
    """Raise DataError now where ``keep`` could not write, before work is put in.

    So it is where the folder holds anything else: a plan with files of ours in it is nothing
    that a later plan may replace.
    """
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(name for name in os.listdir(folder) if not _OURS.fullmatch(name))
        if others:
            raise DataError(
                "the folder for --resume holds other files than finished areas", rows=others,
                remedy="Name a new or empty folder with --resume", source=str(folder),
            )  # fmt: skip
        with tempfile.TemporaryFile(dir=folder, prefix=".") as probe:
            probe.write(b"{}")
    except OSError as error:
        what = f"finished areas cannot be kept there ({error.strerror})"
        raise DataError(what, remedy=REMEDY, source=str(folder)) from error


def digest(task: Task) -> str:
    """What the task's result depends on, as a hash: every field of it, and of what it holds."""
    sha = hashlib.sha256()
    for piece in _pieces((METHOD, SCALE, task)):
        sha.update(len(piece).to_bytes(8, "big") + piece)
    return sha.hexdigest()


def kept(folder: Path | None, task: Task) -> Done | None:
    """The finished result of an earlier run of the same task, if there is one."""
    path = folder and folder / f"{digest(task)}.json"
    if path is None:
        return None
    try:
        row = json.loads(path.read_text("utf-8"))
        networks = tuple(tuple(map(str, practices)) for practices in row.pop("networks"))
        done = replace(Done(networks=networks, **row), prices=())
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None  # absent, or spoilt by a run that was killed: solve again
    return done if _divides(task, done) else None


def keep(folder: Path | None, task: Task, done: Done) -> str:
    """Keep a finished result for a later run; unfinished ones are not kept.

    Returns a sentence where it cannot be written: the plan is worth more than a later run.
    """
    if folder is None or done.stopped or done.failure or not done.networks:
        return ""
    path = folder / f"{digest(task)}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(path, json.dumps(asdict(replace(done, prices=()))))
    except OSError as error:
        return (
            f"{task.unit or 'The area'} is solved but could not be kept in {folder} "
            f"({error.strerror}): --resume will solve it again"
        )
    return ""


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _divides(task: Task, done: Done) -> bool:
    """Whether a kept result is about the task's practices, each in one network."""
    placed = sorted(code for practices in done.networks for code in practices)
    return done.unit == task.unit and placed == sorted(task.problem.codes)


def _pieces(value: Any) -> Iterator[bytes]:
    """A value as bytes, unlike for unlike values; nothing in it is passed over."""
    yield type(value).__name__.encode()
    if is_dataclass(value):
        for one in fields(value):
            yield one.name.encode()
            yield from _pieces(getattr(value, one.name))
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype} {value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Mapping):
        yield from _pieces(sorted(value.items()))
    elif isinstance(value, frozenset | set):
        yield from _pieces(sorted(value))
    elif isinstance(value, list | tuple):
        yield str(len(value)).encode()
        for item in value:
            yield from _pieces(item)
    elif value is None or isinstance(value, str | int | float | Enum | np.generic):
        yield repr(value).encode()
    else:
        raise TypeError(f"{type(value).__name__} has no place in a key")
