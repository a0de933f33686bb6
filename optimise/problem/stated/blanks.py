"""Practices of which a column says nothing that is weighed or priced: told by name."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from boundaries.files.columns import listed
from boundaries.words import agreed
from optimise.problem.problem import NONE, Problem

_SHOWN = 8


def sentences(problem: Problem) -> list[str]:
    """One sentence for each column that counts and is blank for some practices, not for all."""
    return [
        f"{_who(problem, blank)}: {meaning}."
        for blank, meaning in _columns(problem)
        if blank.any() and not blank.all()
    ]


def _columns(problem: Problem) -> Iterator[tuple[NDArray[np.bool_], str]]:
    """Which practices a column is blank for, and how they count."""
    rules = problem.rules
    for level, labels in problem.soft.items():
        if rules.soft_borders[level] and rules.weights.get("borders"):
            yield labels.of == NONE, f"{level} is blank there, so no side of that border has them"
    for level, place in problem.wholes.items():
        if rules.kept_whole[level] and rules.weights.get("split"):
            yield place.labels.of == NONE, f"{level} is blank there, so they are of no place"
    if problem.need is not None and rules.weights.get("mix"):
        yield np.isnan(problem.need), "need is blank there, so they count as of the average need"


def _who(problem: Problem, blank: NDArray[np.bool_]) -> str:
    codes = [code for code, one in zip(problem.codes, blank, strict=True) if one]
    patients = int(problem.patients[blank].sum())
    return agreed(f"{len(codes):,} practices with {patients:,} patients ({listed(codes, _SHOWN)})")
