"""Solve a problem: the public verb of the optimiser."""

from optimise.plan import Result
from optimise.problem import Problem
from optimise.progress import Cancelled, Limits, Tell


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),
    seed: int = 1,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
) -> Result:
    """Propose networks and prove how good they are."""
    raise NotImplementedError
