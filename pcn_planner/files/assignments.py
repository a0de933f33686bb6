"""Assignments that are given: a column of the practice table, a file, or a plan's folder."""

import os
from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.columns import in_any_case
from boundaries.files.tables.in_memory import Source, as_text
from boundaries.practices.table import Practices
from pcn_planner.files import exports
from pcn_planner.files.output_folder import found
from pcn_planner.proposal.wording import naming
from pcn_planner.study import columns as practice_columns

#: practice code -> network id, and network id -> name
Assignment = tuple[dict[str, str], dict[str, str]]


def of_column(practices: Practices, name: str, option: str = "--networks-column") -> Assignment:
    """The assignment in a column, and the names in the column of names beside it.

    ``option`` is what the column was named with, for messages.
    """
    labels = practice_columns.labels(practices, name, option)
    assignment = dict(zip(map(str, labels.index), labels, strict=True))
    return assignment, naming.names_of_column(practices, str(labels.name))


def of_file(path: Path) -> Assignment:
    """The assignment of an exported plan: its ``assignment.csv`` or its folder."""
    path = found(path)
    return exports.read_assignment(path / exports.ASSIGNMENT if path.is_dir() else path)


def of_source(source: Source) -> Assignment:
    """The assignment of a file or folder, or of a table in memory."""
    return of_file(source) if isinstance(source, Path) else exports.read_assignment(source)


def of_either(given: str | pd.DataFrame, practices: Practices, option: str = "") -> Assignment:
    """The assignment of a table, of a file or folder, else of a column of that name.

    ``option`` is what it was named with, for messages.
    """
    if isinstance(given, pd.DataFrame):
        return exports.read_assignment(given)
    path = found(Path(given).expanduser())
    if os.path.lexists(path):
        return of_file(path)
    if in_any_case(map(str, practices.columns), given) is None:
        raise DataError(
            f"there is no such file or folder, and the practice table has no column {given!r}"
            + (f" for {option}" if option else ""),
            remedy="Check the path, or name one of the columns: "
            + (", ".join(practice_columns.named(practices)) or "it has none to name"),
        )
    return of_column(practices, given, option)


def of_table(table: pd.DataFrame) -> Assignment:
    """The assignment in the columns of ``assignment.csv`` of a table in memory."""
    table = exports.with_codes(table)
    missing = [name for name in exports.ASSIGNMENT_COLUMNS[:2] if name not in table]
    if missing:
        raise DataError(
            "columns are missing from the assignment",
            rows=missing,
            remedy=f"Give {', '.join(exports.ASSIGNMENT_COLUMNS)}",
        )
    text = {name: list(map(as_text, table[name])) for name in exports.ASSIGNMENT_COLUMNS[:2]}
    names = list(map(as_text, table.get("network_name", [""] * len(table))))
    exports.question_ids(text["network_id"])
    called = {key: name for key, name in zip(text["network_id"], names, strict=True) if name}
    return dict(zip(text["practice_code"], text["network_id"], strict=True)), called
