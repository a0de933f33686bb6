"""Comments that the public page saved and people sent back; nothing in them is trusted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import folders, opening
from pcn_planner.consultation.page import digest
from pcn_planner.files import exports
from pcn_planner.safe_text import writable

FORMAT = "pcn-comment/1"
BYTES_MAX = 64 * 1024  #: of one file; the page lets nobody write more
FIELDS = {"about": 20, "key": 200, "view": 20, "who": 20, "comment": 4_000, "name": 200, "plan": 64}
CHOICES = {
    "about": {"", "network", "practice"},
    "view": {"", "agree", "disagree", "unsure"},
    "who": {"", "patient", "practice", "organisation", "other"},
}
OTHER_PLAN, NOBODY = "no", "nobody"  #: in the column ``of_this_plan``
COLUMNS = ["file", "of_this_plan", *FIELDS]


@dataclass(frozen=True)
class Comments:
    """What was read: one row a comment (``COLUMNS``), and why others were left out."""

    table: pd.DataFrame
    left_out: tuple[str, ...]


def read(paths: Sequence[Path], assignment: Mapping[str, str] | None = None) -> Comments:
    """Read comments from files, and from the ``.json`` files of folders.

    Parameters
    ----------
    paths
        Files and folders.
    assignment
        Practice code -> network id of the plan that was commented on; tells comments on another.

    Returns
    -------
    Comments
        ``of_this_plan`` is ``yes``, ``no`` (on another plan) or ``nobody`` (on this plan, and on a
        practice or network that is not in it); blank where no plan is given. A comment that was
        sent twice is kept once.

    Raises
    ------
    DataError
        A path does not exist, or no file holds a comment.
    """
    rows: list[dict[str, str]] = []
    files, left_out = _files(paths)
    seen: dict[tuple[str, ...], str] = {}
    for path in files:
        try:
            given = _comment(path)
        except DataError as error:
            left_out.append(f"{error.source}: {error.what}.")
            continue
        first = seen.setdefault(tuple(given.values()), path.name)
        if first != path.name:
            left_out.append(f"{path.name}: the same comment as {first}, counted once.")
            continue
        rows.append({"file": path.name, "of_this_plan": _same(given, assignment), **given})
    if not rows:
        raise DataError(
            "there is no comment in these files", rows=[one.rstrip(".") for one in left_out],
            remedy="Name the files that people sent back, or their folder",
        )  # fmt: skip
    return Comments(pd.DataFrame(rows, columns=COLUMNS, dtype=str), tuple(left_out))


def write(found: Comments, path: Path) -> None:
    """Write the comments as CSV; no text in it is ever a formula."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        exports.write_csv(path, found.table)
    except OSError as error:
        raise DataError(
            f"cannot be written ({error.strerror or error})", source=str(path),
            remedy="Name a file that can be written to",
        ) from error  # fmt: skip


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """Files that may hold comments, and why others of a folder are left out."""
    out: list[Path] = []
    left_out: list[str] = []
    for path in paths:
        if path.is_dir():
            files = folders.files_in(path, deep=False)
            out += [one for one in files if one.suffix.casefold() == ".json"]
            left_out += [f"{one.name}: left out: its name does not end in .json." for one in files
                         if one.suffix.casefold() != ".json"]  # fmt: skip
        elif path.exists():
            out.append(path)
        else:
            raise DataError("is no file and no folder", source=str(path), remedy="Check the name")
    return list(dict.fromkeys(out)), left_out


def _comment(path: Path) -> dict[str, str]:
    """The fields of one file; ``DataError`` where it is none that the page saved."""
    said = _document(path)
    out = {name: said.get(name, "") for name in FIELDS}
    wrong = [
        name for name, text in out.items()
        if not isinstance(text, str) or len(text) > FIELDS[name]
        or text not in CHOICES.get(name, {text})
    ]  # fmt: skip
    if wrong or not writable(out["comment"]).strip():
        are = "are" if len(wrong) > 1 else "is"
        what = " and ".join(wrong or ["comment"])
        raise _refused(path, f"{what} {are} not as the page saves it")
    return {name: writable(text) for name, text in out.items()}


def _document(path: Path) -> Mapping[str, Any]:
    try:
        data = opening.raw_bytes(path, BYTES_MAX)
        said = json.loads(data.decode("utf-8-sig")) if len(data) <= BYTES_MAX else None
    except DataError as error:
        raise _refused(path, error.what) from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, "it cannot be read as a comment") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _refused(path, "it is no comment that the page saved")
    return said


def _refused(path: Path, why: str) -> DataError:
    return DataError(f"left out: {why}", source=path.name)


def _same(given: Mapping[str, str], assignment: Mapping[str, str] | None) -> str:
    """Whether a comment is on this plan, and on somebody in it; blank where no plan is given."""
    if assignment is None:
        return ""
    if given["plan"] != digest(assignment):
        return OTHER_PLAN
    return "yes" if given["key"] in {"", *assignment, *assignment.values()} else NOBODY
