"""Prices of stand-ins for networks not found yet, and an upper bound on the cost of a plan."""

import numpy as np

from optimise.candidates.area import FORBIDDEN, Area
from optimise.candidates.candidate import per_patient
from optimise.candidates.kept_whole import COST
from optimise.problem.criteria import SCALE
from optimise.problem.problem import Floats


def prices_of_stand_ins(area: Area, price: int) -> Floats:
    """What falling short costs (patient-km): a practice uncovered, a network too few or many."""
    weights = area.problem.rules.weights
    furthest = area.ground.costs.max(axis=0, initial=0) / SCALE
    a_patient_each = ("change", "borders", "split", "balance", "oversize")
    each = sum(weights.get(name, 0.0) for name in a_patient_each)
    each += sum(map(area.problem.rules.alignment_weight, area.problem.layers))
    a_patient = 10.0 + 2.0 * each + 2.0 * price / SCALE
    patients = np.maximum(area.problem.patients, area.problem.size)
    patients = np.maximum(patients, patients.mean())  # one without patients is in the way too
    costs = 2.0 * furthest + a_patient * patients + weights.get("count", 0.0)
    return np.append(costs, [costs.sum(), costs.sum()])


def cost_at_most(area: Area, price: int) -> int:
    """Quanta that no plan's cost exceeds, whatever its networks."""
    ground, rules = area.ground, area.problem.rules
    patients, n = int(ground.size.sum()), len(area)
    outside = patients + n * max(rules.floor, rules.balance_target)
    priced = ("balance", "oversize")
    each = sum(per_patient(rules.weights.get(name, 0.0)) for name in priced) + price
    extra = np.where(area.modes.extra >= FORBIDDEN, 0, area.modes.extra)
    teams = ground.teams[ground.team_layer > 0]
    split = ground.wholes[COST]
    terms = (ground.costs.max(axis=0), ground.layer_costs, split, teams, abs(ground.mix), extra)
    return sum(int(t.sum()) for t in terms) + each * outside + n * area.count_cost
