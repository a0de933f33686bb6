"""Assignments that are given: a column of the practice table, a file, or an exported folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError

if TYPE_CHECKING:
    from boundaries.practices.table import Practices

_PANEL = "The assignment"


@dataclass(frozen=True)
class Given:
    """Where the assignment to be judged stands."""

    networks_column: Annotated[
        str | None,
        typer.Option(
            "--networks-column",
            help="Column of networks.",
            rich_help_panel=_PANEL,
            metavar="COLUMN",
        ),
    ] = None
    assignment: Annotated[
        Path | None,
        typer.Option(
            "--assignment", help="assignment.csv, or a plan's folder.", rich_help_panel=_PANEL
        ),
    ] = None

    def read(self, practices: "Practices") -> tuple[dict[str, str], dict[str, str]]:
        """Practice code -> network id, and network id -> name.

        Raises
        ------
        DataError
            Neither or both are named, or what is named cannot be read.
        """
        if self.assignment is not None and self.networks_column is None:
            return of_file(self.assignment)
        if self.networks_column is not None and self.assignment is None:
            return of_column(practices, self.networks_column)
        raise DataError(
            "it takes one assignment to judge",
            remedy="Name a column with --networks-column, or a file with --assignment",
        )


def of_column(practices: "Practices", name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The assignment in a column, and the names in the column of names beside it."""
    from pcn_planner.proposal import naming
    from pcn_planner.study import columns as practice_columns

    labels = practice_columns.labels(practices, name, "--networks-column")
    assignment = dict(zip(map(str, labels.index), labels, strict=True))
    return assignment, naming.names_of_column(practices, name)


def of_file(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The assignment of an exported plan."""
    from pcn_planner.files import exports

    return exports.read_assignment(path / exports.ASSIGNMENT if path.is_dir() else path)


def of_either(text: str, practices: "Practices") -> Mapping[str, str]:
    """The assignment of a file or folder, else of a column of that name."""
    return (of_file(Path(text)) if Path(text).exists() else of_column(practices, text))[0]
