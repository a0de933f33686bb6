"""The linear programme over the candidates at hand, hot-started in HiGHS.

Rows: one a practice (= 1), one for the number of networks, one each for the patients in
exceptions and for practices and patients that move, one for each name that only one network may
keep, and the subset-row cuts as they come. Column costs are patient-kilometres. The only place
that talks to ``highspy`` for linear programmes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INFINITE = highspy.kHighsInf
_CENTRAL = {"solver": "ipx", "run_crossover": "off", "presolve": "off"}


@dataclass(frozen=True)
class LinearOptimum:
    """An optimum of the linear programme: value, column values, row duals."""

    value: float
    columns: Floats
    duals: Floats


class Master:
    """A growing linear programme. Columns and rows are only ever added, never taken out.

    Parameters
    ----------
    lower, upper
        Bounds of the first rows.
    """

    def __init__(self, lower: Floats, upper: Floats) -> None:
        self._highs = _quiet()
        none = np.array([], np.int32)
        self._highs.addRows(
            lower.size, lower, upper, 0, np.zeros(lower.size, np.int32), none, np.array([])
        )

    def add_columns(self, costs: Floats, rows: Sequence[Sequence[int]], values: Floats) -> None:
        """Add columns >= 0: cost, the rows each meets, and all coefficients in one flat array."""
        starts = np.cumsum([0, *map(len, rows)])[:-1].astype(np.int32)
        flat = np.array([r for column in rows for r in column], np.int32)
        zero, most = np.zeros(costs.size), np.full(costs.size, INFINITE)
        self._highs.addCols(costs.size, costs, zero, most, flat.size, starts, flat, values)

    def add_row(self, upper: float, columns: NDArray[np.int64], values: Floats) -> None:
        """Add one row <= upper."""
        self._highs.addRow(-INFINITE, upper, columns.size, columns.astype(np.int32), values)

    def cost_of_columns(self, first: int, costs: Floats) -> None:
        """Change the costs of some columns, from ``first`` on."""
        where = np.arange(first, first + costs.size, dtype=np.int32)
        self._highs.changeColsCost(costs.size, where, costs)

    def bar_columns(self, columns: NDArray[np.int64], barred: bool = True) -> None:
        """Hold some columns at 0, or let them go again."""
        none, most = np.zeros(columns.size), np.full(columns.size, 0.0 if barred else INFINITE)
        self._highs.changeColsBounds(columns.size, columns.astype(np.int32), none, most)

    def solve(self) -> LinearOptimum:
        """Solve from the last basis; where its numbers have gone astray, from none.

        Raises ``ArithmeticError`` where neither the simplex nor the interior point method ends.
        """
        if not self._solved() and not self._afresh("simplex") and not self._afresh("ipm"):
            status = self._highs.getModelStatus()
            raise ArithmeticError(f"the linear programme ended as {status.name}")
        solution = self._highs.getSolution()
        value = self._highs.getInfo().objective_function_value
        return LinearOptimum(value, np.array(solution.col_value), np.array(solution.row_dual))

    def central_duals(self) -> Floats:
        """Row duals far from the corners of all that are optimal; those at hand where none are met.

        By the interior point method without crossover (Rousseau, Gendreau and Feillet 2007).
        Duals at a corner give a practice all of what its network is worth, and another nothing,
        so that in searches near today's networks nearly every move looks worth while.
        """
        central = _quiet()
        for option, value in _CENTRAL.items():
            central.setOptionValue(option, value)
        central.passModel(self._highs.getLp())
        central.run()
        known = central.getModelStatus() == highspy.HighsModelStatus.kOptimal
        duals = np.array((central if known else self._highs).getSolution().row_dual)
        return duals if np.isfinite(duals).all() else np.array(self._highs.getSolution().row_dual)

    def _solved(self) -> bool:
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _afresh(self, method: str) -> bool:
        """Forget the basis and solve by another method, once."""
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", method)
        solved = self._solved()
        self._highs.setOptionValue("solver", "choose")
        return solved


def _quiet() -> highspy.Highs:
    """A solver that prints nothing and does the same each time."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        highs.setOptionValue(option, value)
    return highs
