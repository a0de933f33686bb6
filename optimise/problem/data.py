"""What data the criteria with a weight need, and the columns that have a price."""

from collections.abc import Mapping, Sequence

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.tables.cells import question_case
from optimise.problem.rules import LAYER, Rules


def check_data(rules: Rules, given: Mapping[str, object], layers: Sequence[str] = ()) -> None:
    """Raise DataError for a criterion that has a weight and no data, and for a strange layer."""
    remedies = {
        "alignment": "Give team footprints with --footprints, or a weight of 0",
        "change": "Name the column of today's networks with --current, or give a weight of 0",
        "mix": "Name the column of the need score with --need, or give a weight of 0",
    }
    for criterion, data in given.items():
        if rules.weights.get(criterion, 0.0) > 0 and data is None:
            raise DataError(
                f"criterion {criterion} has a weight but no data", remedy=remedies[criterion]
            )
    if given.get("change", True) is None:
        _check_limits(rules)
    strange = [name for name in rules.weights if name.startswith(LAYER) and name not in
               {LAYER + layer for layer in layers}]  # fmt: skip
    if strange:
        known = ", ".join(layer for layer in layers if layer)
        raise DataError(
            "a weight is of a footprint layer that is not given",
            rows=strange,
            remedy=f"The layers are {known}" if known else "Name layers: --footprints NAME=FILE",
        )


def _check_limits(rules: Rules) -> None:
    """Raise DataError where rules limit change from networks of today that nobody has named."""
    limits = {
        "moves_max": rules.moves_max is not None,
        "patients_moved_max": rules.patients_moved_max is not None,
        "stay": bool(rules.stay),
    }
    stated = [name for name, given in limits.items() if given]
    if stated:
        raise DataError(
            "a limit on change begins from today's networks",
            rows=stated,
            remedy="Name the column of today's networks with --current, or leave the limit out",
        )


def column(table: pd.DataFrame, level: str, use: str) -> pd.Series:
    """A column of places; DataError if there is none, or two places differ in capitals alone."""
    if level not in table.columns:
        raise DataError(
            f"no column {level} for {use}",
            remedy=f"Use one of {', '.join(map(str, table.columns))}",
        )
    question_case(table[level].dropna().astype("str").str.strip(), f"values of {level}")
    return table[level]
