"""Patients in exceptions that no plan of a border unit avoids, by its totals alone."""

import numpy as np

from optimise.candidates.area import Area
from optimise.candidates.large_practices import large_practices
from optimise.candidates.whole_sets import shortfall
from optimise.problem.problem import Problem
from optimise.problem.rules import SIZE


def above_ceiling(problem: Problem) -> int:
    """Excess of the practices above the ceiling that no rule lets stand as they are."""
    rules = problem.rules
    standing = {code for group in rules.given for code in group}
    for one in problem.standing:
        if SIZE in one.kinds and SIZE not in one.counted:
            standing |= {problem.codes[i] for i in one.rows}
    return sum(
        int(problem.size[i]) - rules.ceiling
        for i in large_practices(problem)
        if problem.codes[i] not in standing
    )


def of_components(area: Area) -> int:
    """The fewest in each connected part, by its total alone; 0 where a floor is waived.

    What touches nobody but practices above the ceiling, or networks that stand, is a part too.
    """
    if area.ground.parts_min == 0:
        return 0
    n = len(area)
    nobody, seen, queue = np.empty(0, np.int64), np.zeros(n, np.uint8), np.zeros(n, np.int64)
    return int(shortfall(area.ground, nobody, seen, queue))
