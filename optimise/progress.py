"""What a long solve tells while it runs, and how it is asked to stop."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """The state of a solve. Unknown is ``None``; costs are in the objective's unit.

    ``unit`` names the border unit being worked on; ``phase`` is one of ``plan`` (a better plan),
    ``bound`` (a better bound), ``choosing`` (the final choice) and ``done`` (a unit is finished).
    """

    unit: str
    phase: str
    objective: float | None
    bound: float | None
    exceptions_patients: int | None
    seconds: float
    units_done: int
    units: int


@dataclass(frozen=True)
class Limits:
    """When to stop: relative gap (0 asks for a proof) and seconds of wall clock."""

    gap: float = 0.0
    time_s: float | None = None


Tell = Callable[[Progress], None]
Cancelled = Callable[[], bool]
