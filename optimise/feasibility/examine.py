"""What is possible before anything is solved: numbers of networks, blockers, contradictions."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import networkx as nx
import pandas as pd

from boundaries.practices import border_units
from optimise.feasibility import contradictions
from optimise.feasibility.blockers import Part, above_ceiling, part_of, parts_of
from optimise.feasibility.conflicting_rules import smallest_conflicting_rules
from optimise.feasibility.reasons import PlainArea, Reason, read_ground
from optimise.problem.rules import Group, Rules

__all__ = ["Feasibility", "Reason", "UnitFigures", "examine", "smallest_conflicting_rules"]


@dataclass(frozen=True)
class UnitFigures:
    """One border unit in figures.

    ``networks_min`` and ``networks_max`` are the numbers of networks that its totals allow,
    with networks fixed or set apart as they are and practices above the ceiling each by
    themselves; ``exceptions_min`` patients at least will be outside the band.
    """

    unit: str
    practices: int
    patients: int
    networks_given: int
    practices_above_ceiling: int
    networks_min: int
    networks_max: int
    exceptions_min: int

    @property
    def message(self) -> str:
        """The possible numbers of networks as a sentence."""
        numbers = str(self.networks_min)
        if self.networks_max > self.networks_min:
            numbers += f" to {self.networks_max}"
        noun = "network" if numbers == "1" else "networks"
        unit = "The area" if self.unit == border_units.WHOLE else self.unit
        head = f"{unit}: {self.patients:,} patients in {self.practices} practices"
        return f"{head}; totals allow {numbers} {noun}"


@dataclass(frozen=True)
class Feasibility:
    """What is known of an area before any solve.

    ``contradictions`` leave no plan at all. ``blockers`` keep every plan from being wholly
    inside the band; their patients add up to a number that no plan comes below. ``warnings``
    are worth knowing and in nobody's way.
    """

    units: tuple[UnitFigures, ...]
    blockers: tuple[Reason, ...]
    contradictions: tuple[Reason, ...]
    warnings: tuple[Reason, ...]

    @property
    def possible(self) -> bool:
        """Whether no contradiction was found; a solve may still find one."""
        return not self.contradictions

    @property
    def exceptions_min(self) -> int:
        """Patients in exceptions that no plan comes below."""
        return sum(reason.patients or 0 for reason in self.blockers)

    def to_table(self) -> pd.DataFrame:
        """Index ``unit``, one column for each figure."""
        return pd.DataFrame([asdict(row) for row in self.units]).set_index("unit")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``report.json``."""
        return asdict(self)


def examine(
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    units: "pd.Series[str] | None" = None,
) -> Feasibility:
    """Say what the totals, the neighbours and the rules allow, without solving anything.

    Parameters
    ----------
    practices
        Index ``practice_code``; columns ``patients``, ``name`` where known, and the hard
        border columns of ``rules.within``.
    graph
        Neighbours; edges across border units are not followed.
    rules
        What is asked for. Codes that are not in the table become findings.
    units
        Practice code -> border unit; by default joined from ``rules.within``.

    Raises
    ------
    DataError
        If a border column is not in the table or has blanks.
    """
    ground = read_ground(practices, graph, rules, units)
    large = [atom for atom in ground.atoms if ground.size(atom) > ground.ceiling_free]
    parts = [part_of(ground, atoms, large) for atoms in parts_of(ground, large)]
    blockers = [*above_ceiling(ground, large), *(p.blocker for p in parts if p.blocker)]
    figures = tuple(
        _figures(ground, unit, parts, large) for unit in sorted(set(ground.unit_of.values()))
    )
    return Feasibility(
        units=figures,
        blockers=(*blockers, *_number_outside_totals(rules, figures)),
        contradictions=contradictions.find(ground),
        warnings=(*_kept_outside_band(ground), *_idle_rules(ground)),
    )


def _figures(ground: PlainArea, unit: str, parts: list[Part], large: list[Group]) -> UnitFigures:
    codes = [code for code, its_unit in ground.unit_of.items() if its_unit == unit]
    inside = [part for part in parts if ground.unit_of[part.codes[0]] == unit]
    given = sum(ground.unit_of[group[0]] == unit for group in ground.kept)
    mine = [atom for atom in large if ground.unit_of[atom[0]] == unit]
    above = sum(ground.size(atom) - ground.rules.ceiling for atom in mine)
    return UnitFigures(
        unit=unit,
        practices=len(codes),
        patients=ground.size(codes),
        networks_given=given,
        practices_above_ceiling=len(mine),
        networks_min=given + len(mine) + sum(part.networks_min for part in inside),
        networks_max=given + len(mine) + sum(part.networks_max for part in inside),
        exceptions_min=above + sum(p.blocker.patients or 0 for p in inside if p.blocker),
    )


def _number_outside_totals(rules: Rules, figures: tuple[UnitFigures, ...]) -> Iterator[Reason]:
    least, most = rules.networks or (None, None)
    fewest = sum(row.networks_min for row in figures)
    greatest = sum(row.networks_max for row in figures)
    if (least or 0) > greatest or (most is not None and most < fewest):
        message = f"Totals allow {fewest} to {greatest} networks, fewer or more were asked for"
        remedy = "Ask for a number in that range, or accept networks outside the band"
        yield Reason("number_of_networks", None, (), None, message, remedy)


def _kept_outside_band(ground: PlainArea) -> Iterator[Reason]:
    for group in ground.kept:
        size, rules = ground.size(group), ground.rules
        off = max(rules.floor - size, size - rules.ceiling)
        if off > 0:
            side = "below the floor" if size < rules.floor else "above the ceiling"
            message = f"The network fixed or set apart as {ground.people(group)} is {off:,} {side}"
            remedy = "Nothing need be done: it is kept as it is, and declared"
            yield Reason("kept_outside_band", ground.unit(group), group, off, message, remedy)


def _idle_rules(ground: PlainArea) -> Iterator[Reason]:
    for rule, groups in (
        ("apart", ground.rules.apart),
        ("floor_waived", (ground.rules.floor_waived,)),
        ("stay", (ground.rules.stay,)),
    ):
        for group in groups:
            unknown = tuple(sorted(set(group) - set(ground.sizes)))
            if unknown:
                message = f"The rule {rule} names {', '.join(unknown)}, not in the practice table"
                remedy = "Correct the code, or drop it from the rule"
                yield Reason("unknown_practice", None, unknown, None, message, remedy)
