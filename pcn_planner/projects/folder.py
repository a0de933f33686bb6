"""The work folder: where projects lie, how they are found, named, copied and deleted."""

import json
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from boundaries.errors import DataError
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents, database
from pcn_planner.projects.stored.database import transaction

ENDING = ".pcn"
VARIABLE = "PCN_PROJECTS"  #: of the environment: the work folder that ``pcn app`` tells the app
SETTINGS = "settings.json"  #: in the work folder: who works there
KEY = "id"  #: the fact by which an address names a project; nobody can guess it
TITLE_LENGTH = 80
_UNFIT = re.compile(r"[^\w\- .,()&'+]")


@dataclass(frozen=True)
class Listed:
    """A project of the folder as it is listed; ``damage`` says why it cannot be opened.

    ``at`` is the time of the newest change and ``author`` who made it; blank where unknown.
    """

    path: Path
    key: str
    at: str
    author: str
    scenarios: int = 0
    thumbnail: str = ""
    damage: str = ""
    changes: int = 0

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem


def work_folder() -> Path:
    """The folder that was asked for, else one among the user's data; made where it is missing.

    Raises ``DataError`` where it cannot be made or written to.
    """
    asked = os.environ.get(VARIABLE)
    folder = Path(asked or platformdirs.user_data_path("pcn-planner") / "projects").expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"the folder for projects cannot be made ({error.strerror})",
            remedy="Choose another with pcn app --projects DIR",
            source=str(folder),
        ) from error
    return folder


def projects(folder: Path) -> list[Listed]:
    """All projects of the folder, the one changed last first; damaged ones too."""
    found = [listed(path) for path in sorted(folder.glob(f"*{ENDING}")) if path.is_file()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def listed(path: Path) -> Listed:
    """A project as it is listed."""
    try:
        return _listed(path)
    except DataError as error:
        return Listed(path, "", "", "", damage=str(error))


def _listed(path: Path) -> Listed:
    database.make_ready(path, thorough=False)
    with database.reading(path) as db:
        query = "SELECT name, value FROM facts WHERE name IN (?, ?)"
        facts = {name: _text(value) for name, value in db.execute(query, (KEY, contents.THUMBNAIL))}
        changes = db.execute("SELECT count(*) FROM changes").fetchone()[0]
        scenarios = db.execute("SELECT count(*), max(at), author FROM scenarios").fetchone()
        newest = db.execute("SELECT at, author FROM changes ORDER BY id DESC LIMIT 1").fetchone()
    at, author = newest or scenarios[1:]
    key, picture = facts.get(KEY, ""), facts.get(contents.THUMBNAIL, "")
    return Listed(path, key, at or "", author or "", scenarios[0], picture, changes=changes)


def _text(value: str | None) -> str:
    """A fact that is text; nothing for one that is not."""
    try:
        found = json.loads(value or '""')
    except (ValueError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def find(folder: Path, key: str) -> Path | None:
    """The project of the folder that an address names; ``None`` where there is none."""
    for one in projects(folder):
        if key and secrets.compare_digest(one.key.encode(), key.encode()):
            return one.path
    return None


def key_of(path: Path) -> str:
    """The key of a project in the work folder, given to it where it has none or one in use."""
    own = str(contents.facts(path).get(KEY, ""))
    others = {one.key for one in projects(path.parent) if one.path != path}
    return own if own and own not in others else new_key(path)


def new_key(path: Path) -> str:
    """Give a project another key; addresses with the one before lead nowhere from now on."""
    key = secrets.token_urlsafe(16)
    with transaction(path) as db:
        contents.set_fact(db, KEY, key)
    return key


def author(folder: Path) -> str:
    """Who works in this folder, where that was said once; else blank."""
    try:
        said = json.loads((folder / SETTINGS).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    return str(said.get("author", "")) if isinstance(said, dict) else ""


def set_author(folder: Path, name: str) -> None:
    """Remember who works in this folder. Raises ``DataError`` where that cannot be written."""
    try:
        (folder / SETTINGS).write_text(json.dumps({"author": name}), "utf-8")
    except OSError as error:
        raise DataError(f"your name could not be kept ({error.strerror})") from error


def free_path(folder: Path, title: str) -> Path:
    """A path of that title that is free: the title itself, or with the first free number."""
    stem = safe_title(title)
    number, path = 1, folder / f"{stem}{ENDING}"
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{ENDING}"
    return path


def safe_title(title: str) -> str:
    """A title as the name of a file on every system, never a path."""
    plain = _UNFIT.sub(" ", title)[:TITLE_LENGTH]
    return " ".join(plain.split()).strip(" .") or "Project"


def rename(path: Path, title: str) -> Path:
    """Give a project another name. Raises ``DataError`` where another project has it."""
    target = path.with_name(safe_title(title) + ENDING)
    if target == path:
        return path
    _moved(path, target, Path.rename)
    return target


def duplicate(path: Path, title: str) -> Path:
    """A copy of a project under another name, with a key of its own."""
    target = path.with_name(safe_title(title) + ENDING)
    _moved(path, target, _copy)
    new_key(target)
    return target


def _moved(path: Path, target: Path, act: Any) -> None:
    if target.exists():
        raise DataError("There is a project of this name already", remedy="Choose another name")
    try:
        with transaction(path):  # nobody writes meanwhile
            act(path, target)
    except FileExistsError as error:
        raise DataError(
            "There is a project of this name already", remedy="Choose another name"
        ) from error
    except OSError as error:
        raise DataError(
            f"the project could not be written under that name ({error.strerror})",
            remedy="Choose another name, or make room on the disk",
        ) from error


def _copy(path: Path, target: Path) -> None:
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        shutil.copyfile(path, fresh)
        database.put(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def delete(path: Path) -> None:
    """Delete a project for good."""
    path.unlink(missing_ok=True)


def content(path: Path) -> bytes:
    """The file as it is at one moment, for download."""
    with transaction(path):
        return path.read_bytes()


def add(folder: Path, title: str, given: bytes) -> Path:
    """Put an uploaded project into the folder under a free name, if it can be used.

    Raises ``DataError`` for what is no project, damaged or of a later version; the folder is then
    as it was.
    """
    path = free_path(folder, title)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        fresh.write_bytes(given)
        Project.open(fresh)
        database.put(fresh, path)
    except DataError as error:
        raise DataError(error.what, rows=error.rows, remedy=error.remedy) from error
    finally:
        fresh.unlink(missing_ok=True)
    key_of(path)
    return path
