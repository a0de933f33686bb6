"""A plan and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from optimise.problem.earlier import EarlierPrices


class Status(StrEnum):
    """What a result claims; spelled so in ``report.json``."""

    OPTIMAL = "optimal"  #: no plan is better by one cost unit
    FEASIBLE = "feasible"  #: a plan and, where known, a bound
    INFEASIBLE = "infeasible"  #: the rules contradict each other; ``reasons`` says how
    NO_PLAN = "no_plan"  #: stopped before any plan was found


class Cause(StrEnum):
    """Why a network lies outside the band."""

    SINGLE_PRACTICE = "one practice alone is above the ceiling"
    WITH_LARGE_PRACTICE = "joined to a practice that alone is above the ceiling"
    ABOVE_CEILING = "no plan keeps every network within the ceiling"
    BELOW_FLOOR = "no plan brings every network up to the floor"
    FLOOR_WAIVED = "the floor is waived for these practices"
    SOFT_CEILING = "the ceiling is soft and a larger network costs less"
    APPROVED = "approved as it is today"
    FIXED = "the network is fixed as it is"
    SET_APART = "the practice is set apart as its own network"


@dataclass(frozen=True)
class ExceptionRow:
    """One network outside the band, declared.

    ``list_size`` is the network's size as the band counts it (``Rules.size``), by registered
    patients as a rule. ``patients`` is how many it lies below the floor (negative) or above the
    ceiling (positive); ``reason`` a sentence for people.
    """

    network_id: str
    practices: tuple[str, ...]
    list_size: int
    patients: int
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Plan:
    """Every practice in exactly one network.

    ``networks`` maps network id to its practice codes, both sorted; ``names`` maps network id
    to a name for people (ids stand in where it is empty).
    """

    networks: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def assignment(self) -> dict[str, str]:
        """Practice code -> network id, the form that geography and verifier take."""
        pairs = [(p, n) for n, practices in self.networks.items() for p in practices]
        return dict(sorted(pairs))

    @classmethod
    def from_assignment(
        cls, assignment: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> "Plan":
        """Read a plan from practice code -> network id."""
        members: dict[str, list[str]] = {}
        for practice, network in sorted(assignment.items()):
            members.setdefault(network, []).append(practice)
        return cls({n: tuple(members[n]) for n in sorted(members)}, dict(names or {}))

    def name(self, network_id: str) -> str:
        """The network's name, or its id where it has none."""
        return self.names.get(network_id, network_id)


@dataclass(frozen=True)
class UnitResult:
    """What the solve of one border unit came to; fields as in ``Result``.

    ``unit`` is blank where the whole area was solved as one. ``bound_by`` is the model behind
    the bound: ``connected sets``, or ``centres`` where networks have so many members that the
    search for connected sets falls behind; blank where neither has come to one.
    """

    unit: str
    status: Status
    networks: int
    objective: float | None
    bound: float | None
    gap: float | None
    exceptions_patients: int | None
    exceptions_bound: int | None
    seconds: float = field(compare=False)
    bound_by: str = ""


@dataclass(frozen=True)
class Result:
    """What a solve came to. Unknown is ``None``, never 0 or infinity.

    ``objective`` and ``bound`` are in the objective's unit (see ``criteria`` of the problem) and
    count the weighted criteria only; ``gap`` is ``(objective - bound) / objective``.
    ``exceptions_patients`` and ``exceptions_bound`` are the first, lexicographic objective.
    ``units`` has these figures of every border unit; ``notes`` are sentences on what went wrong
    beside the plan. ``prices`` are what another solve of nearly the same may begin from
    (``Problem.earlier``).
    """

    status: Status
    plan: Plan | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    exceptions_patients: int | None = None
    exceptions_bound: int | None = None
    exceptions: tuple[ExceptionRow, ...] = ()
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    seed: int = 1
    method: str = ""
    statistics: Mapping[str, float] = field(default_factory=dict)
    units: tuple[UnitResult, ...] = ()
    notes: tuple[str, ...] = ()
    prices: tuple[EarlierPrices, ...] = field(default=(), compare=False, repr=False)
