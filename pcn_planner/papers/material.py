"""What papers are made from: one verified plan, the plan before, facts, money."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import heard
from boundaries.files.columns import listed
from boundaries.files.tables.in_memory import Source
from optimise.problem.plan import ExceptionRow, Status
from optimise.problem.rules import Approval
from optimise.verify.case import Finding
from pcn_planner.money import payments, populations, rates
from pcn_planner.papers.considered import Considered
from pcn_planner.papers.facts import Facts
from pcn_planner.papers.formats import widths
from pcn_planner.papers.maps import place_names
from pcn_planner.profile.homes import NOWHERE, Homes
from pcn_planner.profile.profile import Profile
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording import proof
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.staff.staff import Staff
from pcn_planner.study.planned_words import Words
from pcn_planner.words import counted

SHOWN = 8  #: names that a note lists

TELLING = 0.5  #: a gap of more than this says nothing that a board could use


@dataclass(frozen=True)
class Claimed:
    """What is proven of a plan, as papers say it.

    ``limits`` are the limits on change that it is proven under; see ``rules.limits_said``.
    """

    verified: bool
    status: Status | None
    gap: float | None
    exceptions: tuple[ExceptionRow, ...] = ()
    limits: str = ""

    def sentence(self) -> str:
        """One sentence for a board."""
        if not self.verified:
            return "The plan did not pass every check; see the sheet of checks."
        limits = f", {self.limits}" if self.limits else ""
        if self.status is Status.OPTIMAL:
            return f"No better plan exists under the rules and data given{limits}; this is proven."
        if self.gap is not None and self.gap < TELLING:
            return f"The plan is not proven: {proof.from_best(self.gap)}{limits}."
        return "Nothing is proven of how good the plan is."


@dataclass(frozen=True)
class Material:
    """All that papers are made from.

    Parameters
    ----------
    tables, claimed
        The plan, and what is proven of it.
    before
        The plan it changes: today's networks, or the approved plan; ``None`` where unknown.
    facts
        What people gave of each network.
    year
        Financial year of the rates, such as ``2026/27``.
    populations
        See ``money.populations.of_practices``.
    rates
        Rates of that year; see ``money.rates.of_year``.
    lists_date
        ISO date of the list sizes, ``None`` where unknown.
    checks
        One row a check: ``check``, ``passed``, ``findings``.
    staff
        Posts allotted to networks; ``None`` where none are given.
    profile
        Need, residents, growth and ground of networks; ``None`` where it was not asked for.
    considered
        Other plans that were considered; ``None`` where they are not given.
    homes
        Where patients live, whose small areas name the places on maps.
    lists_dates
        Every date of the lists, ISO ascending, where it is known.
    reasons
        Practice code -> why it moves, as people wrote; see ``considered.of_history``.
    findings
        What checks found wrong of the plan.
    approved
        Networks of today that may stay outside some rules, with who said why and when.
    noted
        What readers said of the files; ``notes`` has it where nothing else says so.
    """

    tables: PlanTables
    claimed: Claimed
    before: PlanTables | None
    facts: Facts
    year: str
    populations: pd.DataFrame
    rates: pd.DataFrame
    lists_date: str | None
    checks: pd.DataFrame
    staff: Staff | None = None
    profile: Profile | None = None
    considered: Considered | None = None
    homes: Homes = NOWHERE
    lists_dates: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    noted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    approved: tuple[Approval, ...] = ()

    @property
    def of_areas(self) -> bool:
        """Whether neighbourhoods of small areas are planned: nobody registers or is paid there."""
        return self.tables.of_areas

    @property
    def words(self) -> Words:
        """What is planned, and all that people have given or written, which no paper changes."""
        names = map(readable, self.tables.practices["name"])
        given = (text for row in self.facts.of.values() for text in row.values())
        approved = (one.reason for one in self.approved)
        return self.tables.words.knowing([*names, *given, *self.reasons.values(), *approved])

    @property
    def places(self) -> gpd.GeoSeries | None:
        """Names of places for maps; see ``place_names.for_map``."""
        return place_names.for_map(self.tables.areas, self.homes.small_areas)

    @property
    def unknown(self) -> list[str]:
        """Populations that the rates need and some practices lack, a sentence each."""
        return populations.unknown(self.populations[sorted(set(self.rates["population"]))])

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, is odd or not known of all that is given beside the plan."""
        staff = () if self.staff is None else self.staff.notes
        profile = () if self.profile is None else self.profile.notes
        told = (*self.populations.attrs.get("notes", []), *self.facts.notes, *staff, *profile)
        return tuple(dict.fromkeys((*told, *heard.untold(self.noted, told), *self._unprinted)))

    @property
    def _unprinted(self) -> list[str]:
        """A sentence on names with letters that the font of PDFs lacks."""
        facts = (text for row in self.facts.of.values() for text in row.values())
        names = (self.tables.practices["name"], self.tables.networks["name"], facts)
        known = dict.fromkeys(str(one) for column in names for one in column)
        boxes = [one for one in known if not widths.is_printed(one)]
        if not boxes:
            return []
        verb = "has" if len(boxes) == 1 else "have"
        return [
            f"{counted(len(boxes), 'text')} {verb} letters that the font of PDFs and maps lacks, "
            f"which show boxes; Word, the workbook and the public page have them: "
            f"{listed(boxes, SHOWN)}."
        ]

    @property
    def payments(self) -> pd.DataFrame:
        """Money by network and stream of the plan."""
        return payments.by_network(self.populations, self.tables.assignment, self.rates)

    @property
    def payments_before(self) -> pd.DataFrame | None:
        """Money by network and stream of the plan before."""
        if self.before is None:
            return None
        return payments.by_network(self.populations, self.before.assignment, self.rates)


def gather(
    tables: PlanTables,
    claimed: Claimed,
    *,
    before: PlanTables | None,
    facts: Facts,
    year: str,
    people: pd.DataFrame | None = None,
    rate_table: Source | None = None,
    lists_date: str | None = None,
    checks: pd.DataFrame | None = None,
) -> Material:
    """Look rates and populations up; ``people`` and ``rate_table`` are tables, see ``money``.

    Without a ``year`` the newest that has rates is taken. Where small areas are planned there are
    no rates, as no money follows their residents.

    Raises
    ------
    DataError
        No rates are known for the year, a population is no number, or either is given of areas.
    """
    if tables.of_areas and not (people is None and rate_table is None):
        raise DataError(
            "rates and populations are of money that follows lists, and areas have none",
            remedy="Leave out --rates and --populations",
        )
    known, every = populations.of_practices(tables.practices, people), rates.table(rate_table)
    year = year or rates.years(every)[0]
    of_year = rates.of_year(every, year)
    of_year = of_year.iloc[:0] if tables.of_areas else of_year
    nothing = pd.DataFrame(columns=["check", "passed", "findings"])
    return Material(
        tables, claimed, before, facts, year, known, of_year, lists_date,
        nothing if checks is None else checks,
    )  # fmt: skip
