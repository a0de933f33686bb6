"""What a draft leaves of the limits on change, which count from today's networks."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from optimise.problem.criteria import keep_names, moved_patients
from optimise.problem.plan import Plan
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules


def rules_left(problem: Problem, rules: Rules, placed: Mapping[str, str]) -> Rules:
    """The rules with limits on change that count from a draft and not from today.

    A practice that the draft has moved already, and that a repair moves no further, has used one
    move. So what keeps these limits keeps those from today, though not the other way round: a
    practice that goes back gives its move back. Limits that the draft has broken stay as they are.

    Parameters
    ----------
    problem
        With today's networks as ``current``.
    rules
        What is asked.
    placed
        Practice code -> network id of the draft.
    """
    if problem.current is None or not rules.limits_change:
        return rules
    practices, patients = _moved(problem, placed)
    return replace(
        rules,
        moves_max=_less(rules.moves_max, practices),
        patients_moved_max=_less(rules.patients_moved_max, patients),
    )


def _less(most: int | None, used: int) -> int | None:
    return most if most is None or most < used else most - used


def _moved(problem: Problem, placed: Mapping[str, str]) -> tuple[int, int]:
    """Practices and patients whose network the draft changes, names kept so that fewest do."""
    known = {code: placed[code] for code in problem.codes if code in placed}
    groups = [problem.rows(codes) for codes in Plan.from_assignment(known).networks.values()]
    by_practice = keep_names(problem, groups, practices=True)
    free = replace(problem, rules=replace(problem.rules, moves_max=None))
    by_patient = keep_names(free, groups)
    each = replace(problem, patients=np.ones_like(problem.patients))
    practices = sum(map(partial(moved_patients, each), groups, by_practice))
    return practices, sum(map(partial(moved_patients, problem), groups, by_patient))
