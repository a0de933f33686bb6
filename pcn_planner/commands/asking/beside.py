"""Further tables that a pack is made with: staff, and who lives where."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands.asking import options, parsing

if TYPE_CHECKING:
    from boundaries.files.tables.in_memory import Source
    from pcn_planner.papers.beside import Further

_STAFF, _PROFILE = "Staff", "Profile of networks"


@dataclass(frozen=True)
class Beside:
    """What is known beside the plan."""

    staff: Annotated[
        Path | None,
        typer.Option(
            "--staff",
            help="Table: team_id, role, wte, base, annual_cost, easting, northing.",
            rich_help_panel=_STAFF,
        ),
    ] = None
    staff_level: Annotated[
        list[str],
        typer.Option(
            "--staff-level", rich_help_panel=_STAFF, metavar="[ROLE=]WTE,...",
            help="Compare networks with a level: WTE for 10,000 patients, of all roles or of one.",
        ),
    ] = field(default_factory=list)  # fmt: skip
    staff_by: Annotated[
        str | None,
        typer.Option(
            "--staff-by", help="Share staff out by this column, or by a file of caseload.",
            rich_help_panel=_STAFF, metavar="COLUMN|FILE",
        ),
    ] = None  # fmt: skip
    staff_step: Annotated[
        float,
        typer.Option(
            "--staff-step", help="Allot whole (1) or half (0.5) posts.", rich_help_panel=_STAFF,
            metavar="WTE",
        ),
    ] = 0.5  # fmt: skip
    registrations: Annotated[
        Path | None,
        typer.Option(
            "--registrations", help="Patients by practice and small area.", rich_help_panel=_PROFILE
        ),
    ] = None
    areas: Annotated[
        Path | None,
        typer.Option("--areas", help="Small areas as polygons.", rich_help_panel=_PROFILE),
    ] = None
    need_counts: Annotated[
        Path | None,
        typer.Option(
            "--need-counts", help="Table: practice_code, NAME_numerator, NAME_denominator, ...",
            rich_help_panel=_PROFILE,
        ),
    ] = None  # fmt: skip
    places: Annotated[
        Path | None,
        typer.Option(
            "--places", help="Table: area_code, ward, council, ...", rich_help_panel=_PROFILE
        ),
    ] = None
    projections: Annotated[
        Path | None,
        typer.Option(
            "--projections", help="Table: area_code, year, people.", rich_help_panel=_PROFILE
        ),
    ] = None

    considered: Annotated[
        Path | None,
        typer.Option(
            "--considered",
            help="Folder that pcn redraft wrote: what else was considered, and why practices move.",
            rich_help_panel=_PROFILE, metavar="DIR",
        ),
    ] = None  # fmt: skip

    sheet: Annotated[list[str], options.SHEET] = field(default_factory=list)

    def chosen(self, more: "Mapping[str, Source | None]") -> "Mapping[str, Source | None]":
        """Every table, ``more`` among them; for workbooks, the sheets that are asked for."""
        from pcn_planner.study import asked_sheets

        given = {name: one for name, one in asdict(self).items() if isinstance(one, Path)}
        given = {name: one for name, one in given.items() if name != "considered"}
        by = None if self.staff_by is None else Path(self.staff_by).expanduser()
        if by is not None and by.is_file():
            given["staff_by"] = by
        return asked_sheets.chosen({**given, **more}, self.sheet).files

    @property
    def levels(self) -> dict[str, float] | None:
        """Role -> level of staff, blank for all roles together; ``None`` where none is asked."""
        told: dict[str, float] = {}
        for part in parsing.several(self.staff_level):
            role, _, wte = part.rpartition("=")
            level = parsing.number(wte, "--staff-level")
            parsing.set_once(told, role.strip(), level, "--staff-level")
        return told or None

    def further(self, chosen: "Mapping[str, Source | None]") -> "Further":
        """These options in the form that papers take; ``chosen`` are the tables by name."""
        from pcn_planner.papers.beside import Further

        given = {name: one for name, one in vars(self).items() if name != "sheet"}
        given["staff_level"] = self.levels
        tables = {name: one for name, one in chosen.items() if name in given and one is not None}
        return Further(**{**given, **tables})
