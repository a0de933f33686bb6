"""What a project holds beside its changes: facts about it, and the study's own files."""

import hashlib
import io
import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.real_path import real_path
from boundaries.files.tables.in_memory import Source, name_of
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import database, seal
from pcn_planner.projects.stored.database import now, reading, transaction
from pcn_planner.study.inputs import LAYER, SOURCE, Inputs
from pcn_planner.study.reading.load import load
from pcn_planner.study.study import Study

FILE, TABLE, SHAPES, ELSEWHERE = "file", "table", "shapes", "reference"
STUDY = "study"  #: the fact that says which columns mean what
OPEN = "scenario"  #: the fact that names the scenario that was worked on last
THUMBNAIL = "thumbnail"  #: the fact that is a small picture of the plan
SOURCES = "sources"  #: the fact that has the digests of files that tables were joined from
LAYERS, ORDER = "layers", "layer_order"  #: further layers of footprints, and their order
NAME_BYTES = 200  #: of the name of a file, which may have ours behind it
LARGEST = 900_000_000  #: bytes of one file, packed, that a database holds in one cell
UNPACKED = 8_000_000_000  #: bytes that a file of a project may unpack to
Fill = Callable[[sqlite3.Connection], None]


def set_fact(db: sqlite3.Connection, name: str, value: Any) -> None:
    """Write a fact, given as JSON has it; a later one of the same name replaces it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    db.execute("REPLACE INTO facts VALUES (?, ?)", (name, text))


def keep_fact(project: Project, name: str, value: Any) -> None:
    """Write a fact as ``set_fact`` does, as one transaction."""
    with transaction(project.path) as db:
        set_fact(db, name, value)


def facts(path: Path) -> dict[str, Any]:
    """Every fact of a file by its name. Raises ``DataError`` where one cannot be read."""
    with reading(path) as db:
        rows = db.execute("SELECT name, value FROM facts").fetchall()
    return {str(name): as_fact(value, path) for name, value in rows}


def as_fact(text: str, path: Path) -> Any:
    """A fact as it reads back from a file. Raises ``DataError`` for what is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(
            "the project file is damaged", remedy="Take an earlier copy of it", source=path.name
        ) from error


def open_scenario(path: Path) -> str | None:
    """The scenario that was worked on last, where that is known and it is still there."""
    database.make_ready(path)
    name = facts(path).get(OPEN)
    known = {one.name for one in Project(path, "").scenarios()}
    return name if isinstance(name, str) and name in known else None


def filler(study: Study, *, references: bool = False) -> Fill:
    """The function that writes a study into a new file: its files, packed, or where they lie.

    Parameters
    ----------
    study
        The study; tables in memory are always written.
    references
        Write down where a file lies and its digest, and not the file.
    """

    def fill(db: sqlite3.Connection) -> None:
        set_fact(db, STUDY, _settings(study.inputs))
        joined = {name: one for name, one in study.digests.items() if name.startswith(SOURCE)}
        set_fact(db, SOURCES, joined)
        for role, source in study.inputs.files.items():
            _put(db, role, source, study.digests[role], references)

    return fill


def _settings(inputs: Inputs) -> dict[str, Any]:
    apart = {*inputs.files, "sources"}  # files are written for themselves, sources as digests
    values = {one.name: getattr(inputs, one.name) for one in fields(Inputs)}
    plain = {name: v for name, v in values.items() if name not in apart | {LAYERS}}
    plain[ORDER] = list(inputs.layers)
    notes = {
        role: list(source.attrs.get("notes", []))
        for role, source in inputs.files.items()
        if isinstance(source, pd.DataFrame)
    }
    return {"columns": {}, **_as_json(plain), "notes": notes}


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()
    }


def _put(db: sqlite3.Connection, role: str, source: Source, digest: str, references: bool) -> None:
    if references and isinstance(source, Path):
        size, content, form = source.stat().st_size, None, ELSEWHERE
        name = str(real_path(source))
    else:
        form, raw = _packed(role, source)
        name = source.name if isinstance(source, Path) else name_of(source)
        size, content = len(raw), zlib.compress(raw, 6)
        if len(content) > LARGEST:
            raise DataError(
                f"the file for {role} is too large to be kept in a project",
                remedy="Keep a reference to it instead",
                source=name,
            )
    seal.open_content(db, role)
    insert = "REPLACE INTO inputs (name, digest, at, file, form, size, content) "
    values = (role, digest, now(), name, form, size, content)
    db.execute(insert + "VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _packed(role: str, source: Source) -> tuple[str, bytes]:
    if isinstance(source, Path):
        return FILE, source.read_bytes()
    out = io.BytesIO()
    try:
        source.to_parquet(out)
    except (ValueError, TypeError) as error:
        raise DataError(
            f"the table for {role} cannot be kept in a project ({error})",
            remedy="Write it to a file and read that",
        ) from error
    return SHAPES if isinstance(source, gpd.GeoDataFrame) else TABLE, out.getvalue()


def digests(project: Project) -> dict[str, str]:
    """What a file is for -> its SHA-256; also of the files that tables were joined from."""
    with reading(project.path) as db:
        own = dict(db.execute("SELECT name, digest FROM inputs ORDER BY name"))
    return own | _joined(project)


def _joined(project: Project) -> dict[str, str]:
    said = facts(project.path).get(SOURCES)
    return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}


def listed(project: Project) -> pd.DataFrame:
    """One row an input file: what it is for, its name, how it is kept, its size and digest.

    Only digests are kept of the files that tables were joined from.
    """
    with reading(project.path) as db:
        query = "SELECT name, file, form, size, digest FROM inputs ORDER BY name"
        rows = db.execute(query).fetchall()
    rows += [
        ("joined from", name.removeprefix(SOURCE), "digest", None, digest)
        for name, digest in _joined(project).items()
    ]
    found = pd.DataFrame(rows, columns=["for", "file", "kept as", "bytes", "sha256"])
    return found.astype({"bytes": "Int64"})


def study_of(project: Project, folder: Path) -> Study:
    """Read the study again from the files in the project, which are unpacked into ``folder``.

    Raises ``DataError`` where the project holds none, or a file is damaged, missing or another.
    """
    said = facts(project.path).get(STUDY)
    if not isinstance(said, dict):
        raise DataError(
            "the project does not hold the files it was drafted on",
            remedy="Load the data first, then start from the plan",
            source=project.path.name,
        )
    inputs = _inputs(project, said, folder)
    return replace(load(inputs), digests=digests(project))


def _inputs(project: Project, said: Mapping[str, Any], folder: Path) -> Inputs:
    known = {one.name for one in fields(Inputs)}
    values = {name: _tuples(value) for name, value in said.items() if name in known}
    with reading(project.path) as db:
        query = "SELECT name, digest, file, form, size, content FROM inputs ORDER BY name"
        rows = [row for row in db.execute(query) if row[0] in known or row[0].startswith(LAYER)]
    sources = {row[0]: _source(folder, *row) for row in rows}
    for role, notes in dict(said.get("notes", {})).items():
        if role in sources and isinstance(sources[role], pd.DataFrame):
            sources[role].attrs["notes"] = [str(line) for line in notes]  # type: ignore[union-attr]
    order = [f"{LAYER}{name}" for name in said.get(ORDER, ())]
    if lost := [role for role in order if role not in sources]:
        raise _damaged(lost[0])
    values[LAYERS] = {role.removeprefix(LAYER): sources.pop(role) for role in order}
    return Inputs(**{**values, **sources})


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _source(
    folder: Path, role: str, digest: str, file: str, form: str, size: int, content: bytes | None
) -> Source:
    if form == ELSEWHERE:
        return _elsewhere(Path(file), digest)
    raw = _unpacked(role, content or b"", size)
    if form in (SHAPES, TABLE):
        table: pd.DataFrame = (gpd if form == SHAPES else pd).read_parquet(io.BytesIO(raw))
        return table
    if hashlib.sha256(raw).hexdigest() != digest:
        raise _damaged(role)
    path = folder / "inputs" / safe_name(role.replace(":", "")) / safe_name(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


def safe_name(file: str) -> str:
    """The name of a file without any folder, which the project may have from anybody.

    A file system counts bytes, of which a letter may have four, and takes 255.
    """
    name = Path(file.replace("\\", "/")).name.replace("\0", "")
    name = name.encode("utf-8", "replace")[-NAME_BYTES:].decode("utf-8", "ignore")
    return name if name.strip(". ") else "file"


def _elsewhere(path: Path, digest: str) -> Path:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(
            "a file that the project refers to cannot be read",
            remedy="Bring it back to where it lay, or begin with the files at hand",
            source=str(path),
        ) from error
    if found != digest:
        raise DataError(
            "a file that the project refers to is not what it was",
            remedy="Bring back the file as it was, or begin anew with the one at hand",
            source=str(path),
        )
    return path


def _unpacked(role: str, content: bytes, size: int) -> bytes:
    if not 0 <= size <= UNPACKED:
        raise _damaged(role)
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(content, max(size, 1))
    except zlib.error as error:
        raise _damaged(role) from error
    if len(raw) != size or unpacker.unconsumed_tail:
        raise _damaged(role)
    return raw


def _damaged(role: str) -> DataError:
    return DataError(
        f"the file for {role} in the project is damaged",
        remedy="Take an earlier copy of the project",
    )
