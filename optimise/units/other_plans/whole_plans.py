"""Whole plans as an area counts them: the names that they keep, and whether they are allowed."""

from collections.abc import Sequence

from optimise.candidates.area import Area, names_matter
from optimise.candidates.candidate import Candidate
from optimise.problem.criteria import keep_names
from optimise.problem.problem import NONE


def fits(area: Area, plan: Sequence[Candidate]) -> bool:
    """Whether a plan, however made, keeps limits on moves, uses names once and obeys the rules."""
    rules = area.problem.rules
    limits = ((rules.moves_max, "moves"), (rules.patients_moved_max, "moved"))
    spent = all(most is None or sum(getattr(c, f) for c in plan) <= most for most, f in limits)
    names = [c.label for c in plan if c.label != NONE]
    return spent and len(set(names)) == len(names) and len(area.lawful(plan)) == len(plan)


def named_best(area: Area, sets: Sequence[tuple[int, ...]]) -> list[Candidate]:
    """A plan with the names that most practices keep, or most patients: the first that fits."""
    ways = [keep_names(area.problem, sets, practices=both) for both in (False, True)]
    plans = [area.candidates(sets, names) for names in ways]
    return next((plan for plan in plans if fits(area, plan)), plans[0])


def with_best_names(area: Area, sets: Sequence[tuple[int, ...]]) -> list[Candidate]:
    """A plan as an area counts it, keeping the best names where that has a weight."""
    named = names_matter(area.problem)
    return area.candidates(sets, keep_names(area.problem, sets) if named else [NONE] * len(sets))
