"""What is to be said of the land of a plan: checks, shapes, who lives there, who stands apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import geopandas as gpd
import pandas as pd

from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import compactness, separation
from boundaries.population import dispersion, residence
from boundaries.population.residence import Residence
from pcn_planner import kept
from pcn_planner.proposal.land.in_pieces import MAY_BE
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.spared import spared
from pcn_planner.study.study import Study

Part = TypeVar("Part")
NONE = pd.DataFrame()  #: a table that could not be made


def residents(made: Proposal) -> Residence | None:
    """Who lives inside the areas drawn; ``None`` where homes, or the plan, are not known.

    Raises
    ------
    DataError
        See ``boundaries.population.residence.count``.
    """
    study = made.study
    if made.tables is None or study.small_areas is None or study.registrations is None:
        return None
    return residence.count(
        study.registrations,
        study.practices,
        study.small_areas,
        made.tables.assignment,
        network_of_area(study.small_areas, made.tables.areas),
    )


def network_of_area(small_areas: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Area code -> the network whose area it is drawn in, small areas outside all left out.

    A small area lies where a point inside it lies: areas drawn from small areas hold each whole.
    """
    inside = small_areas[["geometry"]].assign(geometry=small_areas.representative_point())
    keyed = areas[["geometry"]].rename_axis("network_id").reset_index()
    joined: pd.Series[str] = gpd.sjoin(inside, keyed, predicate="intersects")["network_id"]
    return joined[~joined.index.duplicated()].astype("str")


@dataclass(frozen=True)
class Geography:
    """Findings on areas as they are drawn; see the modules of ``boundaries`` for the columns.

    Parameters
    ----------
    checks
        ``network_areas.checks.check``.
    shapes
        ``compactness.measures``.
    between
        ``separation.between``.
    residence, dispersion
        ``residence.count`` and ``dispersion.find``, ``None`` where homes are not known.
    not_made
        Sentences on what a fault kept from being made.
    in_pieces
        Network id -> pieces, see ``in_pieces.find``.
    may_be_in_pieces
        Whether the areas were drawn in a way that claims no area to be one piece.
    stretches
        Network id -> parts of one island that its area has to lie in, where several.
    """

    checks: pd.DataFrame
    shapes: pd.DataFrame
    between: pd.DataFrame
    residence: Residence | None
    dispersion: pd.DataFrame | None
    not_made: list[str] = field(default_factory=list)
    in_pieces: Mapping[str, int] = field(default_factory=dict)
    may_be_in_pieces: bool = False
    stretches: Mapping[str, int] = field(default_factory=dict)

    @property
    def findings(self) -> list[str]:
        """What the checks of the areas found, and what could not be made, as sentences.

        Without pieces where ``may_be_in_pieces``, or where the land has to lie in as many
        ``stretches``: the notes of the plan tell these.
        """
        lying = self.checks["network_id"].map(self.stretches).fillna(0)
        told = self.may_be_in_pieces | (self.checks["measure"] <= lying)
        pieces = self.checks["check"] == area_checks.one_piece.__name__
        failed = ~self.checks["passed"] & ~(pieces & told)
        return [*self.checks["message"][failed], *self.not_made]

    @property
    def not_place_based(self) -> list[str]:
        """Practices that are proposed to stand apart, one sentence each."""
        if self.dispersion is None:
            return []
        return list(self.dispersion["message"][~self.dispersion["place_based"]])


@kept.by_owner
def of(made: Proposal) -> Geography | None:
    """Look at the land of a proposal; ``None`` without a plan. A fault costs its part alone."""
    study, tables, told = made.study, made.tables, list[str]()
    if tables is None:
        return None

    def part(what: str, make: Callable[[], Part], instead: Part) -> Part:
        def without(reason: str) -> Part:
            told.append(f"{what} could not be made ({reason})")
            return instead

        return spared(make, without)

    return Geography(
        checks=spared(
            lambda: area_checks.check(tables.areas, study.small_areas), area_checks.not_made
        ),
        shapes=part("the measures of shape", lambda: compactness.measures(tables.areas), NONE),
        between=part(
            "the list of practices between others",
            lambda: NONE if study.inputs.of_areas else _between(tables),
            NONE,
        ),
        residence=part("the count of who lives inside", lambda: residents(made), None),
        dispersion=part("the search for scattered lists", lambda: _spread(study), None),
        not_made=told,
        in_pieces=tables.areas.attrs.get("in_pieces", {}),
        may_be_in_pieces=tables.areas.attrs.get("method") in MAY_BE,
        stretches=tables.areas.attrs.get("stretches", {}),
    )


def _between(tables: PlanTables) -> pd.DataFrame:
    return separation.between(tables.practices, tables.assignment)


def _spread(study: Study) -> pd.DataFrame | None:
    if study.registrations is None or study.small_areas is None:
        return None
    return dispersion.find(
        study.registrations, study.practices, study.small_areas, branches=study.branches
    )
