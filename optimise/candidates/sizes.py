"""What the size of a network costs and which sizes are allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimise.candidates.arrays import AreaArrays, Bytes
from optimise.candidates.candidate import per_patient
from optimise.candidates.today.approved import land_of
from optimise.problem.problem import Ints, Problem
from optimise.problem.rules import PIECES, SIZE, Rules
from optimise.problem.standing import Standing


@dataclass(frozen=True)
class Regime:
    """One set of practices and the sizes that networks made of them may have.

    ``land`` are the fields of the ground that an approved network sees differently, and
    ``counts_pieces`` says whether patients outside its largest piece count as exceptions.
    ``breaks`` are patients, rising; the size costs and the exception patients are linear
    between them. ``cost`` and ``exceptions`` hold the figures at the breaks (quanta, patients).
    """

    allowed: Bytes
    breaks: Ints
    cost: Ints
    exceptions: Ints
    land: Mapping[str, Any] = field(default_factory=dict)
    counts_pieces: bool = False

    def on(self, ground: AreaArrays) -> AreaArrays:
        """The ground as networks of this regime see it."""
        return ground._replace(**self.land)

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
    given = {code for group in rules.given for code in group}
    free = ~np.isin(np.array(problem.codes), np.array(sorted(given), dtype=str))
    for one in problem.standing:
        found += _standing_regimes(problem, one, free, excused, waived=False)
        if (waived & free)[list(one.rows)].any():
            found += _standing_regimes(problem, one, waived & free, excused, waived=True)
    return found


def _standing_regimes(
    problem: Problem, one: Standing, free: NDArray[np.bool_], excused: int | None, *, waived: bool
) -> list[Regime]:
    """What an approved network may become by losing practices.

    A soft ceiling excuses sizes up to its end and none beyond: one regime for each, as what
    exceptions cost must rise with the size.
    """
    rules = problem.rules
    allowed = np.zeros(free.size, np.bool_)
    allowed[list(one.rows)] = True
    exempt = SIZE in one.kinds - one.counted
    least = 1 if excused is None or waived else max(1, rules.floor - excused)
    most = rules.ceiling + rules.oversize_slack
    most = most if excused is None else min(most, largest(rules) + excused)
    most = max(most, one.size) if SIZE in one.kinds else most
    soft = rules.ceiling_soft and not exempt and most > largest(rules)
    found = []
    for end in (largest(rules), most) if soft else (most,):
        if least <= end and (allowed & free).any():
            regime = _regime(rules, allowed & free, (least, end), waived=waived)
            above = 0 if exempt or end <= largest(rules) else regime.breaks - rules.ceiling
            below = 0 if waived else rules.floor - regime.breaks
            missing = np.maximum(0, below) + np.maximum(0, above)
            found.append(
                replace(
                    regime,
                    exceptions=np.broadcast_to(missing, regime.breaks.shape).astype(np.int64),
                    land=land_of(problem, one),
                    counts_pieces=PIECES in one.counted,
                )
            )
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


def has_allowed_size(
    problem: Problem, members: Sequence[int], missed: int, *, excusing: bool
) -> bool:
    """Whether a network with so many patients in exceptions has a size that networks may have.

    ``excusing`` says that networks outside the band may be made at a price; else only a practice
    that is alone and above the band may be outside it.
    """
    rules, patients = problem.rules, problem.size[list(members)]
    size, large, lone = int(patients.sum()), int(patients.max()), len(members) == 1
    if missed == 0 or (lone and size > largest(rules)):
        return True
    own = set(members)
    counted = any(SIZE in one.kinds and own <= set(one.rows) for one in problem.standing)
    within = size <= max(rules.ceiling, large) + rules.oversize_slack
    return excusing and (counted or lone or within)
