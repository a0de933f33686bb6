"""What is to be said of the land of a plan: checks, shapes, who lives there, who stands apart."""

from dataclasses import dataclass

import pandas as pd

from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import compactness, separation
from boundaries.population import dispersion
from boundaries.population.residence import Residence
from pcn_planner.kept import kept
from pcn_planner.proposal import resident
from pcn_planner.proposal.proposal import Proposal


@dataclass(frozen=True)
class Geography:
    """Findings on areas as they are drawn; see the modules of ``boundaries`` for the columns.

    Parameters
    ----------
    checks
        ``area_checks.check``.
    shapes
        ``shape.measures``.
    between
        ``separation.between``.
    residence, dispersion
        ``residence.count`` and ``dispersion.find``, ``None`` where homes are not known.
    """

    checks: pd.DataFrame
    shapes: pd.DataFrame
    between: pd.DataFrame
    residence: Residence | None
    dispersion: pd.DataFrame | None

    @property
    def findings(self) -> list[str]:
        """What the checks of the areas found, as sentences."""
        return list(self.checks["message"][~self.checks["passed"]])

    @property
    def not_place_based(self) -> list[str]:
        """Practices that are proposed to stand apart, one sentence each."""
        if self.dispersion is None:
            return []
        return list(self.dispersion["message"][~self.dispersion["place_based"]])


@kept
def of(made: Proposal) -> Geography | None:
    """Look at the land of a proposal; ``None`` without a plan."""
    study, tables = made.study, made.tables
    if tables is None:
        return None
    spread = None
    if study.registrations is not None and study.small_areas is not None:
        spread = dispersion.find(
            study.registrations, study.practices, study.small_areas, branches=study.branches
        )
    return Geography(
        checks=area_checks.check(tables.areas, study.small_areas),
        shapes=compactness.measures(tables.areas),
        between=separation.between(tables.practices, tables.assignment),
        residence=resident.of(made),
        dispersion=spread,
    )
