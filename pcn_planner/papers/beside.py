"""What is given beside a plan: staff of teams, and what the profile of networks is made from."""

from dataclasses import dataclass, replace
from pathlib import Path

from boundaries.errors import DataError
from boundaries.files.tables.in_memory import Source
from pcn_planner.papers import considered
from pcn_planner.papers.considered import Considered
from pcn_planner.papers.material import Material
from pcn_planner.profile import homes, profile
from pcn_planner.profile.homes import NOWHERE, Homes
from pcn_planner.profile.profile import Profile
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.staff import caseload, posts
from pcn_planner.staff.levels import Level
from pcn_planner.staff.staff import Staff, planned


@dataclass(frozen=True)
class Further:
    """Tables beside a plan, any of which may be missing; each a file or a table.

    Parameters
    ----------
    staff
        See ``posts.read``.
    staff_level
        Whole-time equivalents for 10,000 registered patients that networks are held against, of
        all roles together or by role.
    staff_by
        A column of counts, or a file; see ``caseload.of_networks``.
    staff_step
        Whole (1) or half (0.5) posts.
    registrations, areas
        Patients by practice and small area, and the areas' polygons; see ``homes.read``.
    need_counts, places, projections
        See ``profile.of_plan``.
    considered
        The folder of a redraft, or one in memory; see ``considered.read``.
    """

    staff: Source | None = None
    staff_level: Level = None
    staff_by: Source | str | None = None
    staff_step: float = 0.5
    registrations: Source | None = None
    areas: Source | None = None
    need_counts: Source | None = None
    places: Source | None = None
    projections: Source | None = None
    considered: Path | Considered | None = None

    def joined(self, material: Material, known: Homes = NOWHERE) -> Material:
        """The same material with staff and profile; ``known`` is where patients live already.

        Staff come last: they are solved for, and no table is read after a solve.

        Raises
        ------
        DataError
            A table cannot be used.
        """
        tables = material.tables
        lives = homes.read(self.registrations, self.areas, tables.practices, known)
        found = self.profile(tables, lives, material.before).dated(material.lists_date)
        return replace(
            material, homes=lives, considered=self._considered(), profile=found,
            staff=self.allotted(tables, lives),
        )  # fmt: skip

    def _considered(self) -> Considered | None:
        given = self.considered
        return given if isinstance(given, Considered) else considered.read(given)

    def allotted(self, tables: PlanTables, lives: Homes) -> Staff | None:
        """The staff allotted to the networks of a plan, where a table of them is given.

        Raises
        ------
        DataError
            A table cannot be used, or an option of staff is given without any.
        """
        if self.staff is None:
            if self.staff_level is not None or self.staff_by is not None:
                raise DataError("no staff are given", remedy="Name a table with --staff")
            return None
        weights, said = caseload.of_networks(self.staff_by, tables, lives.registrations)
        return planned(
            posts.read(self.staff), tables, weights, level=self.staff_level, step=self.staff_step,
            homes=lives, notes=said,
        )  # fmt: skip

    def profile(
        self, tables: PlanTables, lives: Homes, before: PlanTables | None = None
    ) -> Profile:
        """Need, residents, growth and spread of the networks of a plan, as far as is known.

        Raises
        ------
        DataError
            A table cannot be used, or it is not known where patients live.
        """
        return profile.of_plan(
            tables, lives, needs=self.need_counts, places=self.places,
            projections=self.projections, before=before,
        )  # fmt: skip


NOTHING = Further()  #: no further tables
