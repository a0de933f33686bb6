"""Assignments that are given: a column of the practice table, a file, or an exported folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError

if TYPE_CHECKING:
    from pcn_planner.commands.asking.options import Table
    from pcn_planner.study.study import Study

_PANEL = "The assignment"


@dataclass(frozen=True)
class Given:
    """Where the assignment to be judged stands."""

    networks_column: Annotated[
        str | None,
        typer.Option(
            "--networks-column",
            help="Column that holds each practice's network.",
            rich_help_panel=_PANEL,
            metavar="COLUMN",
        ),
    ] = None
    assignment: Annotated[
        Path | None,
        typer.Option(
            "--assignment",
            help="File of an assignment, a plan's folder, or a map of neighbourhoods.",
            rich_help_panel=_PANEL,
        ),
    ] = None

    def of_study(
        self, study: "Study", table: "Table"
    ) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
        """Read as ``read`` does, or a map of small areas; with what was mended in the map."""
        from pcn_planner.study.reading import neighbourhoods

        path, areas = self.assignment, study.small_areas
        drawn = study.inputs.of_areas and self.networks_column is None
        if path is None or areas is None or not drawn or not neighbourhoods.is_map(path):
            return self.read(study, table)
        return neighbourhoods.assigned(path, areas)

    def read(
        self, study: "Study", table: "Table"
    ) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
        """Practice code -> network id, network id -> name, and who is taken as the successor.

        ``table`` says which sheet is asked for.

        Raises
        ------
        DataError
            Neither or both are named, or what is named cannot be read.
        """
        from boundaries.nhs import successors
        from pcn_planner.files import assignments

        if self.assignment is not None and self.networks_column is None:
            source = table.source(self.assignment)
            assert source is not None
            assignment, names = assignments.of_source(source)
            followed, told = successors.assigned(assignment, study.inputs.succession)
            return followed, names, told
        if self.networks_column is not None and self.assignment is None:
            return (*assignments.of_column(study.practices, self.networks_column), ())
        raise DataError(
            "it takes one assignment to judge",
            remedy="Name a column with --networks-column, or a file with --assignment",
        )
