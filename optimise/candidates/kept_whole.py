"""Wards and the like that are kept whole at a price (compiled)."""

import numpy as np

from optimise.candidates.compiled import inner
from optimise.problem.criteria import in_quanta
from optimise.problem.problem import Ints, Problem

LABEL, COST, PEOPLE, WHOLE, ROWS = range(5)  #: rows of ``wholes``


def wholes(problem: Problem) -> Ints:
    """Places to be kept whole, as (``ROWS``, l, n), one layer a column with a price.

    Number of the place that each practice lies in (-1 for none), what its patients cost in a
    network without most of that place, its patients, and those of the whole place.
    """
    weight, n = problem.rules.weights.get("split", 0.0), len(problem)
    found = []
    for level, place in problem.wholes.items():
        price = weight * problem.rules.kept_whole[level]
        if price:
            named = place.labels.borne().of
            cost = in_quanta(price * problem.patients.astype(np.float64))
            found.append([named, cost, problem.patients, place.people])
    made = np.array(found, np.int64).reshape(-1, ROWS, n)
    return np.ascontiguousarray(made.transpose(1, 0, 2))


@inner
def split_cost(wholes, members, sums):  # type: ignore[no-untyped-def]
    """Cost of a set's patients whose place is not mostly in it; ``sums`` is (n,) room to work in.

    ``sums`` may hold anything before; afterwards the set's places are 0 in it.
    """
    total = 0
    for layer in range(wholes.shape[1]):
        for u in members:
            sums[max(0, wholes[LABEL, layer, u])] = 0
        for u in members:
            if wholes[LABEL, layer, u] >= 0:
                sums[wholes[LABEL, layer, u]] += wholes[PEOPLE, layer, u]
        for u in members:
            label = wholes[LABEL, layer, u]
            if label >= 0 and 2 * sums[label] <= wholes[WHOLE, layer, u]:
                total += wholes[COST, layer, u]
        for u in members:
            sums[max(0, wholes[LABEL, layer, u])] = 0
    return total
