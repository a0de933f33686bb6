"""A plan with all that is known of it: tables, claims, and what it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from pcn_planner.described import claims
from pcn_planner.described.claims import Claims
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables


@dataclass(frozen=True, eq=False, repr=False)
class Described:
    """A plan verified, measured and drawn, whether it was just made or opened from its folder.

    Parameters
    ----------
    claims
        What is claimed of the plan.
    rules
        What it was planned or judged by.
    tables
        What maps and files are made from; ``None`` without a plan.
    made
        Everything else that is known: the study, criteria, conflicts in full. ``None`` for a
        plan opened from its folder.
    folder
        The folder it was opened from.
    why_moved
        Practice code -> why it was moved, as people wrote in its project.
    """

    claims: Claims
    rules: Rules
    tables: PlanTables | None = None
    made: Proposal | None = None
    folder: Path | None = None
    why_moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> PlanTables:
        """The tables of the plan; ``DataError`` with the reasons where there is none."""
        if self.tables is None:
            raise DataError(
                f"there is no plan to show ({self.claims.status})",
                rows=self.claims.reasons,
                remedy="Change the rules, or give more time",
                source="" if self.folder is None else str(self.folder),
            )
        return self.tables


def of(made: Proposal) -> Described:
    """The plan as the pipeline describes it."""
    return Described(claims.of(made), made.rules, made.tables, made)
