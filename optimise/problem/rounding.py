"""How far whole cost units may be from the criteria that they stand for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimise.problem.criteria import SCALE, UNITS
from optimise.problem.problem import Problem

HALF = 0.5  #: of a cost unit: the most that rounding one number changes


def most(problem: Problem, networks: int) -> float:
    """The most by which an objective in whole units can differ from its weighted criteria.

    In patient-kilometres, or patient-minutes. What the optimiser adds up is rounded practice by
    practice, team by team where patients of one practice belong to several, and once a network
    and criterion; prices a patient of a network's size are rounded to quanta. What has no
    fraction at its weight is not changed by rounding.
    """
    rules, patients = problem.rules, problem.patients.astype(np.float64)
    weights = rules.weights
    cells: list[NDArray[Any]] = [
        rules.alignment_weight(name) * team.of for name, team in problem.layers.items()
    ]
    prices = {
        "borders": [rules.soft_borders[level] for level in problem.soft],
        "split": [rules.kept_whole[level] for level in problem.wholes],
        "change": [1.0],
    }
    cells += [weights.get(name, 0.0) * one * patients for name in prices for one in prices[name]]
    whole = [name for name in ("travel", "inertia", "mix") if weights.get(name, 0.0)]
    rounded = HALF * (len(whole) * len(problem) + len(weights) * networks)
    counted = float(problem.size.sum() + networks * rules.balance_target)
    each = np.array([weights.get(name, 0.0) * SCALE for name in ("balance", "oversize")])
    by_price = counted * _fractions(each) / SCALE
    return (rounded + sum(_fractions(one * UNITS) for one in cells)) / UNITS + by_price


def _fractions(numbers: NDArray[Any]) -> float:
    return float(np.abs(numbers - np.rint(numbers)).sum())
