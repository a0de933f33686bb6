"""What a check reads, and what it says: Case, Finding, Check, Report."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from boundaries.unallocated import is_unallocated
from optimise.problem.plan import ExceptionRow
from optimise.problem.rules import Rules


@dataclass(frozen=True)
class Finding:
    """One thing a check found wrong.

    ``patients`` counts the registered patients concerned: of the practices left out, missing
    from or above the band, outside the largest piece, outside the largest side of a border;
    ``None`` where the finding is not about patients.
    """

    check: str
    network_id: str | None
    practices: tuple[str, ...]
    patients: int | None
    message: str


@dataclass(frozen=True)
class Check:
    """One named check in one version, with everything it found."""

    name: str
    version: int
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True)
class Report:
    """All checks of one assignment, in their fixed order."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all checks, in their order."""
        return tuple(finding for check in self.checks for finding in check.findings)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for ``report.json``."""
        checks = [{**asdict(check), "passed": check.passed} for check in self.checks]
        return {"passed": self.passed, "checks": checks}


@dataclass(frozen=True)
class TravelClaims:
    """What a plan says of its travel, and the travel times to add it up from.

    ``travel`` maps network id to its hub and patient-minutes; ``patients`` gives a practice's
    patients by the place they start from, ``minutes`` the time from a start to a practice.
    ``room`` is how many patient-minutes a practice another hub may save unseen, for costs are
    whole units; ``None`` where hubs are chosen by more than travel.
    """

    travel: Mapping[str, tuple[str, float]]
    patients: Callable[[str], Mapping[str, float]]
    minutes: Callable[[str, str], float]
    room: float | None = None


@dataclass(frozen=True)
class Case:
    """An assignment beside the tables it is checked against, all in plain containers.

    ``networks`` holds only practices of the table; ``left_out`` those of the table without a
    network; ``strangers`` the codes of the assignment that are not in the table. ``counted`` is
    what the band counts of each practice, ``patients`` where the rules name no column. ``levels``
    pairs each hard border's name with practice code -> border code. ``current`` maps practice
    code to its network of today; ``outer`` are the practices whose land touches the outside,
    ``None`` where that is not known; ``teams`` maps practice code to its team inside its network;
    ``claims`` is what the plan says of its travel times, where there are any.
    """

    networks: Mapping[str, tuple[str, ...]]
    network_of: Mapping[str, str]
    left_out: tuple[str, ...]
    strangers: tuple[str, ...]
    patients: Mapping[str, int]
    counted: Mapping[str, int]
    names: Mapping[str, str]
    levels: tuple[tuple[str, Mapping[str, str]], ...]
    graph: "nx.Graph[str]"
    rules: Rules
    fixed: frozenset[frozenset[str]]
    declared: tuple[ExceptionRow, ...]
    current: Mapping[str, str] = field(default_factory=dict)
    outer: frozenset[str] | None = None
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    claims: TravelClaims | None = None

    def size(self, codes: Iterable[str]) -> int:
        """Registered patients of these practices; unknown codes count nothing."""
        return sum(self.patients.get(code, 0) for code in codes)

    def counts(self, codes: Iterable[str]) -> int:
        """What the band counts of these practices; unknown codes count nothing."""
        return sum(self.counted.get(code, 0) for code in codes)

    @property
    def noun(self) -> str:
        """What the band counts, in words."""
        return f"patients ({self.rules.size})" if self.rules.size else "patients"

    def people(self, codes: Iterable[str]) -> str:
        """Practices as a person would look them up: ``High Street Surgery (P81008), ...``."""
        return ", ".join(
            f"{self.names[code]} ({code})" if self.names.get(code) else code for code in codes
        )


CheckFunction = Callable[[Case], Iterator[Finding]]


def case_of(
    assignment: Mapping[str, str],
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    *,
    units: "pd.Series[str] | None",
    declared: Collection[ExceptionRow],
    current: "Mapping[str, object] | None" = None,
    outer: Collection[str] | None = None,
    teams: Mapping[str, str] | None = None,
    claims: TravelClaims | None = None,
) -> Case:
    """Lay an assignment beside its tables; raises ``DataError`` for an unknown border column."""
    codes = [str(code) for code in practices.index]
    named = {
        str(code): str(label) for code, label in assignment.items() if not is_unallocated(label)
    }
    network_of = {code: named[code] for code in sorted(codes) if code in named}
    networks: dict[str, list[str]] = {}
    for code, network_id in network_of.items():
        networks.setdefault(network_id, []).append(code)
    return Case(
        networks={network_id: tuple(networks[network_id]) for network_id in sorted(networks)},
        network_of=network_of,
        left_out=tuple(sorted(code for code in codes if code not in named)),
        strangers=tuple(sorted(set(named) - set(codes))),
        patients={c: int(w) for c, w in zip(codes, practices["patients"], strict=True)},
        counted=_counted(practices, rules.size),
        names=_column(practices, "name") if "name" in practices else {},
        levels=_levels(practices, rules.within, units),
        graph=graph,
        rules=rules,
        fixed=frozenset(frozenset(group) for group in rules.fixed),
        declared=tuple(declared),
        current={
            str(c): str(n)
            for c, n in ({} if current is None else current).items()
            if not is_unallocated(n)
        },
        outer=None if outer is None else frozenset(map(str, outer)),
        places=_places(practices),
        teams=dict(teams or {}),
        claims=claims,
    )


def _places(practices: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Easting and northing of each practice, where the table has points."""
    points = getattr(practices, "geometry", [None] * len(practices))
    return {
        str(code): (point.x, point.y)
        for code, point in zip(practices.index, points, strict=True)
        if point is not None and not point.is_empty
    }


def _column(practices: pd.DataFrame, column: str) -> dict[str, str]:
    return {
        str(code): str(value)
        for code, value in zip(practices.index, practices[column], strict=True)
        if not is_unallocated(value)
    }


def _counted(practices: pd.DataFrame, column: str) -> dict[str, int]:
    """The nearest whole number in a column for each practice; read here once more."""
    if column and column not in practices:
        raise DataError(
            f"The practice table has no column {column}, which the band is to count",
            remedy=f"Choose among its columns: {', '.join(map(str, practices.columns))}",
        )
    counted = {}
    for code, cell in zip(practices.index, practices[column or "patients"], strict=True):
        try:
            counted[str(code)] = round(float(_pointed(str(cell))))
        except (ValueError, OverflowError) as error:
            raise DataError(
                f"Practice {code} has {cell!r} as {column}, which the band is to count",
                remedy="Complete the column, or count the band on another",
            ) from error
    return counted


def _pointed(cell: str) -> str:
    """A number as Python writes it: a comma before three figures parts thousands, else decimals."""
    whole, comma, after = re.sub("[ \u00a0\u2009\u202f'\u2019]", "", cell).rpartition(",")
    decimal = after.isdigit() and "," not in whole and len(after) != len("000") and bool(comma)
    return f"{whole}.{after}" if decimal else f"{whole}{after}".replace(",", "")


def _levels(
    practices: pd.DataFrame, within: tuple[str, ...], units: "pd.Series[str] | None"
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    absent = [column for column in within if column not in practices]
    if absent and units is None:
        raise DataError(
            f"The practice table has no border column {', '.join(absent)}",
            remedy=f"Choose among its columns: {', '.join(map(str, practices.columns))}",
        )
    if (absent or not within) and units is not None:
        return (("border unit", {str(code): str(unit) for code, unit in units.items()}),)
    return tuple((column, _column(practices, column)) for column in within)
