"""Further tables that a pack is made with: staff, and who lives where."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

    from pcn_planner.profile.profile import Profile
    from pcn_planner.proposal.tables import PlanTables
    from pcn_planner.staff.staff import Staff

_STAFF, _PROFILE = "Staff", "Profile of networks"


@dataclass(frozen=True)
class Beside:
    """What is known beside the plan."""

    staff: Annotated[
        Path | None,
        typer.Option(
            "--staff", help="Table: team_id, role, wte, base, annual_cost.", rich_help_panel=_STAFF
        ),
    ] = None
    staff_level: Annotated[
        float | None,
        typer.Option(
            "--staff-level", help="WTE for 10,000 patients to hold networks against.",
            rich_help_panel=_STAFF, metavar="WTE",
        ),
    ] = None  # fmt: skip
    staff_by: Annotated[
        str | None,
        typer.Option(
            "--staff-by", help="Column of counts, or file with caseload, to share staff out by.",
            rich_help_panel=_STAFF, metavar="COLUMN|FILE",
        ),
    ] = None  # fmt: skip
    staff_step: Annotated[
        float,
        typer.Option(
            "--staff-step", help="Whole (1) or half (0.5) posts.", rich_help_panel=_STAFF,
            metavar="WTE",
        ),
    ] = 0.5  # fmt: skip
    registrations: Annotated[
        Path | None,
        typer.Option(
            "--registrations", help="Patients by practice and small area.", rich_help_panel=_PROFILE
        ),
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

    def lives(self, tables: "PlanTables") -> "pd.DataFrame | None":
        """The registrations of the plan's practices, where they are given."""
        from boundaries.population import registrations

        if self.registrations is None:
            return None
        return registrations.read(self.registrations, practices=tables.practices)

    def posts(self, tables: "PlanTables", lives: "pd.DataFrame | None") -> "Staff | None":
        """The staff allotted to the networks of a plan, where a table of them is given.

        Raises
        ------
        DataError
            A table cannot be used, or an option of staff is given without ``--staff``.
        """
        from boundaries.errors import DataError
        from pcn_planner.staff import caseload, posts, staff

        if self.staff is None:
            if self.staff_level is not None or self.staff_by is not None:
                raise DataError("no staff are given", remedy="Name a table with --staff")
            return None
        weights, said = caseload.of_networks(self.staff_by, tables, lives)
        return staff.planned(
            posts.read(self.staff), tables, weights, level=self.staff_level, step=self.staff_step,
            notes=said,
        )  # fmt: skip

    def profile(self, tables: "PlanTables", lives: "pd.DataFrame | None") -> "Profile | None":
        """Need, residents and growth of the networks of a plan, where tables of any are given.

        Raises
        ------
        DataError
            A table cannot be used, or it is not known where patients live.
        """
        from pcn_planner.profile import profile

        if self.need_counts is None and self.places is None and self.projections is None:
            return None
        return profile.of_plan(
            tables, lives, needs=self.need_counts, places=self.places, projections=self.projections
        )
