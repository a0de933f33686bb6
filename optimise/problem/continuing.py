"""Which network goes on as which of today's: each at most once, so that the fewest move."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

Ints = NDArray[np.int64]


def worth(patients: Ints, held: NDArray[np.bool_], *, practices: bool = False) -> Ints:
    """What it is worth that each practice keeps its network: its patients, then itself.

    With ``practices``, the practice itself counts first, then its patients. Practices that are
    ``held``, since they must stay, are worth more than all others together.
    """
    weight, one = (1, int(patients.sum()) + 1) if practices else (patients.size + 1, 1)
    each = patients * weight + one
    return np.where(held, each + int(each.sum()) + 1, each)


def matched(worth: Ints, shared: Ints, least: int = 0, held: Ints | None = None) -> dict[int, int]:
    """The pairs of networks, row -> column, that are worth most together; no network in two pairs.

    Parameters
    ----------
    worth
        What each pair of networks (n, m) is worth: as a rule the patients that both have.
    shared
        How many practices each pair has (n, m).
    least
        Fewest practices that all pairs together must have: where few may move, the pairs worth most
        may not be allowed. Ignored where no pairs have so many.
    held
        How many practices that must stay each pair has (n, m): none leaves for the sake of
        ``least``.
    """
    rows, columns = linear_sum_assignment(worth, maximize=True)
    found = {int(k): int(m) for k, m in zip(rows, columns, strict=True) if worth[k, m] > 0}
    if _sum(shared, found) >= least:
        return found
    others = _with_so_many(worth, shared, least)
    if held is not None and _sum(held, others) < _sum(held, found):
        return found
    return others or found


def _sum(of: Ints, pairs: Mapping[int, int]) -> int:
    return sum(int(of[k, m]) for k, m in pairs.items())


def _with_so_many(worth: Ints, shared: Ints, least: int) -> dict[int, int]:
    """Match by an integer program (HiGHS); empty where no pairs have so many practices."""
    rows, columns = np.nonzero(worth > 0)
    pairs, ones = np.arange(rows.size), np.ones(rows.size)
    once = [coo_array((ones, (side, pairs))) for side in (rows, columns)]
    many = coo_array(shared[rows, columns].astype(float)[None, :])
    chosen = milp(
        -worth[rows, columns].astype(float),
        integrality=ones,
        bounds=Bounds(0, 1),
        constraints=[
            *(LinearConstraint(one, ub=1) for one in once), LinearConstraint(many, lb=least),
        ],
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if chosen.x is None:
        return {}
    return {int(rows[k]): int(columns[k]) for k in np.flatnonzero(chosen.x > 0.5)}
