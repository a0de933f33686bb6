"""Solve in a process of its own: whoever waits goes on answering, whatever happens there."""

from typing import Any

from optimise.problem.plan import Result
from optimise.problem.problem import Problem
from optimise.progress import Cancelled, Limits, Tell
from optimise.solve import solve as solve_here
from optimise.units.processes import BrokeOffError, call, prepare

__all__ = ["BrokeOffError", "prepare", "solve"]


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seed: int = 1,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Do as ``optimise.solve.solve``, in another process.

    ``progress`` and ``cancelled`` are called on this thread. Raises ``BrokeOffError`` where the
    solver fails or its process ends.
    """
    made: Result = call(_solve, problem, limits, seed, progress=progress, cancelled=cancelled)
    return made


def _solve(problem: Problem, limits: Limits, seed: int, **watching: Any) -> Result:
    return solve_here(problem, limits=limits, seed=seed, **watching)
