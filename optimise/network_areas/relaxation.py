"""The linear relaxation of one block, kept alive in HiGHS so that new rows start from the last
optimum. The integer programs themselves are stated in PuLP (``optimise.network_areas.program``).
"""

from collections.abc import Iterable

import highspy
import numpy as np

from boundaries.network_areas.repair import MapGround
from optimise.network_areas.program import Block, Pair, ProgramRow, open_to


class AllotmentRelaxation:
    """Maximise patients inside over the rows of a block, fractions allowed."""

    def __init__(self, ground: MapGround, block: Block, price: float) -> None:
        self._ground, self._price = ground, price
        self._model = highspy.Highs()
        self._model.setOptionValue("output_flag", False)
        self._column: dict[Pair, int] = {}
        self._owed: dict[str, int] = {}
        self._one: dict[int, int] = {}  # area -> its row "to exactly one network"
        self._named: dict[int, set[int]] = {}
        self._value: list[float] = []
        self.add(block.rows)

    def add(self, rows: Iterable[ProgramRow]) -> None:
        """State further rows, with the columns they need."""
        rows = list(rows)
        for row in rows:
            for area, network in row.more + row.less:
                self._named.setdefault(area, set()).add(network)
        for area in sorted({a for row in rows for a, _ in row.more + row.less}):
            self._add_columns(area)
        for row in rows:
            self._add_row(row)

    def solve(self) -> tuple[dict[Pair, float], dict[str, float]]:
        """Values of x[area, network], and of what is owed by name of the debt."""
        self._model.run()
        self._value = self._model.getSolution().col_value
        x = {pair: float(self._value[column]) for pair, column in self._column.items()}
        return x, {debt: float(self._value[column]) for debt, column in self._owed.items()}

    def slack(self, row: ProgramRow) -> float:
        """By how much the last solution more than meets a row stated before it."""
        return sum(sign * self._value[column] for column, sign in self._terms(row)) - row.at_least

    def _add_columns(self, area: int) -> None:
        if area not in self._one:
            self._one[area] = self._model.getNumRow()
            self._model.addRow(1.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        for network in open_to(self._ground, area, self._named[area]):
            if (area, network) not in self._column:
                self._column[area, network] = self._new_column(-self._worth(area, network))
                last = self._column[area, network]
                self._model.changeCoeff(self._one[area], last, 1.0)

    def _worth(self, area: int, network: int) -> float:
        return float(self._ground.weights[area, network])

    def _new_column(self, cost: float) -> int:
        self._model.addCol(cost, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        return int(self._model.getNumCol()) - 1

    def _add_row(self, row: ProgramRow) -> None:
        if row.debt and row.debt not in self._owed:
            self._owed[row.debt] = self._new_column(self._price)
        terms = self._terms(row)
        index = np.array([column for column, _ in terms], dtype=np.int32)
        value = np.array([sign for _, sign in terms])
        self._model.addRow(float(row.at_least), highspy.kHighsInf, len(terms), index, value)

    def _terms(self, row: ProgramRow) -> list[tuple[int, float]]:
        terms = [(self._column[p], 1.0) for p in row.more if p in self._column]
        terms += [(self._column[p], -1.0) for p in row.less if p in self._column]
        return terms + ([(self._owed[row.debt], 1.0)] if row.debt else [])
