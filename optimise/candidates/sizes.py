"""What the size of a network costs and which sizes are allowed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimise.candidates.arrays import Bytes
from optimise.candidates.candidate import per_patient
from optimise.problem.problem import Ints, Problem
from optimise.problem.rules import Rules


@dataclass(frozen=True)
class Regime:
    """One set of practices and the sizes that networks made of them may have.

    ``breaks`` are patients, rising; the size costs and the exception patients are linear
    between them. ``cost`` and ``exceptions`` hold the figures at the breaks (quanta, patients).
    """

    allowed: Bytes
    breaks: Ints
    cost: Ints
    exceptions: Ints

    def penalty(self, price: int) -> tuple[Ints, Ints, int]:
        """Breaks, slopes and base of cost plus ``price`` quanta per exception patient."""
        total = self.cost + price * self.exceptions
        return self.breaks, np.diff(total) // np.diff(self.breaks), int(total[0])


def exception_patients(rules: Rules, sizes: Ints, waived: bool = False) -> Ints:
    """Patients that an exception must excuse at each size.

    ``waived`` says that the floor is waived for every practice of the network.
    """
    ceiling = rules.ceiling + (rules.oversize_slack if rules.ceiling_soft else 0)
    below = np.zeros_like(sizes) if waived else np.maximum(0, rules.floor - sizes)
    above = np.where(sizes > ceiling, sizes - rules.ceiling, 0)
    return np.asarray(below + above, np.int64)


def size_cost(rules: Rules, sizes: Ints) -> Ints:
    """Quanta for distance from the target size and for patients above a soft ceiling."""
    balance = per_patient(rules.weights.get("balance", 0.0))
    above = per_patient(rules.weights.get("oversize", 0.0)) if rules.ceiling_soft else 0
    cost = balance * np.abs(sizes - rules.balance_target)
    return np.asarray(cost + above * np.maximum(0, sizes - rules.ceiling), np.int64)


def regimes(problem: Problem, ordinary: NDArray[np.bool_], excused: int | None) -> list[Regime]:
    """Which sizes are allowed to which of the ``ordinary`` practices (n).

    Networks may have up to ``excused`` patients in exceptions (``None``: any number), at a
    price per patient; where the floor is waived they may have any size below the ceiling.
    """
    rules = problem.rules
    waived = np.isin(np.array(problem.codes), np.array(rules.floor_waived, dtype=str))
    least = 1 if excused is None else max(1, rules.floor - excused)
    most = rules.ceiling + rules.oversize_slack
    most = most if excused is None else min(most, largest(rules) + excused)
    found = [_regime(rules, ordinary, (least, most), waived=False)]
    if (waived & ordinary).any():
        found.append(_regime(rules, waived & ordinary, (1, most), waived=True))
    return found


def largest(rules: Rules) -> int:
    """The greatest size that needs no exception."""
    return rules.ceiling + (rules.oversize_slack if rules.ceiling_soft else 0)


def _regime(
    rules: Rules, allowed: NDArray[np.bool_], sizes: tuple[int, int], *, waived: bool
) -> Regime:
    least, most = sizes
    inner = {rules.floor, rules.ceiling, rules.balance_target}
    breaks = np.array(sorted({least, most} | {b for b in inner if least < b < most}), np.int64)
    return Regime(
        allowed.astype(np.uint8),
        breaks,
        size_cost(rules, breaks),
        exception_patients(rules, breaks, waived),
    )
