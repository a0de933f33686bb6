"""Columns that stand in for networks not yet found, and when they prove that there are none."""

import numpy as np

from optimise.candidates.area import Area
from optimise.candidates.candidate import per_patient
from optimise.problem.criteria import SCALE
from optimise.problem.problem import Floats

UNCOVERED = 1e-6  #: fraction of a practice that only a stand-in column covers


def prices_of_stand_ins(area: Area, price: int) -> Floats:
    """What falling short costs (patient-km): a practice uncovered, a network too few or many."""
    weights = area.problem.rules.weights
    furthest = area.ground.costs.max(axis=0, initial=0) / SCALE
    each = sum(weights.get(name, 0.0) for name in ("alignment", "change", "borders", "balance"))
    a_patient = 10.0 + 2.0 * each + 2.0 * price / SCALE
    costs = 2.0 * furthest + a_patient * area.problem.patients + weights.get("count", 0.0)
    return np.append(costs, [costs.sum(), costs.sum()])


def cost_at_most(area: Area, price: int) -> int:
    """Quanta that no plan's cost exceeds, whatever its networks."""
    ground, rules = area.ground, area.problem.rules
    patients, n = int(ground.patients.sum()), len(area)
    outside = patients + n * max(rules.floor, rules.balance_target)
    each = per_patient(rules.weights.get("balance", 0.0)) + price
    terms = (ground.costs.max(axis=0), ground.layer_costs, abs(ground.mix), area.modes.extra)
    return sum(int(t.sum()) for t in terms) + each * outside + n * area.count_cost
