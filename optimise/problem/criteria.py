"""What a network costs: one function a criterion, each in its natural unit.

The objective is the weighted sum of the criteria, in patient-kilometres where ``travel`` has
weight 1, or in patient-minutes where it counts travel times. Inside the optimiser every cost is
a whole number of quanta, so that sums are exact and the same on every machine; a gap below one
unit (a tenth of a patient-kilometre or patient-minute) is a proof.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimise.problem.continuing import matched, worth
from optimise.problem.problem import NONE, Ints, Labels, Problem
from optimise.problem.rules import LAYER
from optimise.problem.travel_unit import KM, TravelUnit

UNITS = 10  #: cost units in one patient-kilometre
QUANTA = 1_000  #: quanta in one cost unit, so that prices a patient may have four decimals
SCALE = UNITS * QUANTA  #: quanta in one patient-kilometre
Members = Sequence[int] | Ints


def in_quanta(value: float | NDArray[np.float64]) -> Ints:
    """Weighted cost as whole units, in quanta. Raises ``ArithmeticError`` if not finite."""
    units = np.rint(np.asarray(value) * UNITS)
    if not np.isfinite(units).all():
        raise ArithmeticError("a cost is not a finite number")
    return np.asarray(units, np.int64) * QUANTA


def hub_cost(problem: Problem, members: Members | None = None) -> NDArray[np.float64]:
    """Weighted distance terms of practice i when h is the hub, as ``[h, i]``; of all, or some."""
    rows = np.arange(len(problem)) if members is None else np.asarray(members)
    weights, travelled = problem.rules.weights, problem.travel(rows)
    cost: NDArray[np.float64] = weights.get("travel", 0.0) * travelled
    if weights.get("inertia", 0.0):
        cost = cost + weights["inertia"] * problem.straight(rows) * problem.distance_km(rows)
    return cost


def hub(problem: Problem, members: Members) -> int:
    """The member that makes the weighted distance smallest (travel where none has a weight)."""
    weighted = any(problem.rules.weights.get(name, 0.0) for name in ("travel", "inertia"))
    rows = np.asarray(sorted(members))
    table = in_quanta(hub_cost(problem, rows)) if weighted else problem.travel(rows)
    totals = table.sum(axis=1)
    return int(rows[int(np.argmin(totals))])


def travel(problem: Problem, members: Members) -> float:
    """Patients times kilometres, or minutes where travel times are given, to the network's hub."""
    rows = np.asarray(members)
    to_hub = rows == hub(problem, members)
    return float(problem.travel(rows)[to_hub].sum())


def inertia(problem: Problem, members: Members) -> float:
    """Patients times squared kilometres to the hub (Hess et al. 1965)."""
    rows = np.asarray(members)
    to_hub = rows == hub(problem, members)
    return float((problem.straight(rows)[to_hub] * problem.distance_km(rows)[to_hub]).sum())


def exceptions(problem: Problem, members: Members) -> float:
    """Patients below the floor or above the ceiling, counted as the band counts them."""
    size = int(problem.size[np.asarray(members)].sum())
    return float(max(0, problem.rules.floor - size, size - problem.rules.ceiling))


def outside_lead(labels: Labels, patients: Ints, members: Members) -> int:
    """Patients whose label is not the one that most patients of the network bear.

    Those without a label are of nobody's.
    """
    rows = np.asarray(members)
    known = rows[labels.of[rows] != NONE]
    if not known.size:
        return 0
    lead = np.bincount(labels.of[known], weights=patients[known]).max()
    return int(patients[known].sum() - lead)


def alignment(problem: Problem, members: Members) -> float:
    """Patients whose community team is not the network's lead team, over all layers."""
    return sum(by_layer(problem, members).values(), 0.0)


def by_layer(problem: Problem, members: Members) -> dict[str, float]:
    """Footprint layer -> patients of one of its teams that is not the network's lead team."""
    found = {}
    for name, team in problem.layers.items():
        by_team = team.of[np.asarray(members)].sum(axis=0)
        found[name] = float(by_team.sum() - by_team.max(initial=0))
    return found


def layer_criteria(problem: Problem) -> list[str]:
    """``alignment:NAME`` for each footprint layer that has a name, in order."""
    return [LAYER + name for name in problem.layers if name]


def change(problem: Problem, members: Members) -> float:
    """Patients whose practice leaves its current network, if the largest keeps its name."""
    if problem.current is None:
        return 0.0
    return float(outside_lead(problem.current, problem.patients, members))


def borders(problem: Problem, members: Members) -> float:
    """Patients of the smaller sides of each soft border crossed, times the border's price."""
    prices = problem.rules.soft_borders
    return float(
        sum(
            prices[level] * outside_lead(labels, problem.patients, members)
            for level, labels in problem.soft.items()
        )
    )


def split(problem: Problem, members: Members) -> float:
    """Patients whose ward, or other place to be kept whole, is not mostly in the network, times
    the place's price.
    """
    rows, total = np.asarray(members), 0.0
    for level, place in problem.wholes.items():
        price = problem.rules.kept_whole[level]
        for label in set(place.labels.of[rows].tolist()) - {NONE}:
            own = rows[place.labels.of[rows] == label]
            held = int(problem.patients[own].sum())
            total += price * held if 2 * held <= place.people[own[0]] else 0.0
    return total


def balance(problem: Problem, members: Members) -> float:
    """Patients by which the network's size differs from the target."""
    size = int(problem.size[np.asarray(members)].sum())
    return float(abs(size - problem.rules.balance_target))


def oversize(problem: Problem, members: Members) -> float:
    """Patients above a soft ceiling; 0 where the ceiling is hard, which ``exceptions`` counts."""
    size = int(problem.size[np.asarray(members)].sum())
    return float(max(0, size - problem.rules.ceiling)) if problem.rules.ceiling_soft else 0.0


def count(problem: Problem, members: Members) -> float:  # noqa: ARG001 - one shape for all
    """1 for each network, so that the sum is the number of networks."""
    return 1.0


def mix(problem: Problem, members: Members) -> float:
    """Distance of the network's mean need score from the area's mean, times its patients."""
    return float(abs(tilt(problem)[np.asarray(members)].sum()))


def tilt(problem: Problem) -> NDArray[np.float64]:
    """Patients times the difference of the need score from the area's mean (n)."""
    if problem.need is None:
        return np.zeros(len(problem))
    return np.nan_to_num(problem.need - problem.need_mean) * problem.patients


@dataclass(frozen=True)
class Criterion:
    """A criterion: its function, natural unit, and what a weight of 1 buys.

    Where travel is counted in minutes, ``unit_in`` and ``buys_in`` say the same of minutes.
    """

    measure: Callable[[Problem, Members], float]
    unit: str
    buys: str

    def unit_in(self, travelled: TravelUnit) -> str:
        """The natural unit, of travel the one that it is counted in."""
        return travelled.total if self.unit == KM.total else self.unit

    def buys_in(self, travelled: TravelUnit) -> str:
        """What a weight of 1 buys, in the unit that travel is counted in."""
        return travelled.worth(self.buys)


CRITERIA: dict[str, Criterion] = {
    "travel": Criterion(travel, "patient-km", "one patient one kilometre nearer to the hub"),
    "inertia": Criterion(inertia, "patient-km²", "compact shapes: far practices count squared"),
    "alignment": Criterion(alignment, "patients", "1 km more travel for a patient kept aligned"),
    "change": Criterion(change, "patients", "1 km more travel for a patient left where they are"),
    "borders": Criterion(borders, "patients", "1 km more travel for a patient not cut off"),
    "split": Criterion(split, "patients", "1 km more travel for a patient kept with their ward"),
    "balance": Criterion(balance, "patients", "1 km more travel for a patient nearer the target"),
    "oversize": Criterion(
        oversize, "patients", "1 km more travel for a patient fewer above the soft ceiling"
    ),
    "count": Criterion(count, "networks", "1 patient-km more travel for one network fewer"),
    "mix": Criterion(mix, "score x patients", "1 km more travel for one point of need evened out"),
    "exceptions": Criterion(exceptions, "patients", "always minimised first"),
}


def keep_names(
    problem: Problem, groups: Sequence[Members], *, practices: bool = False
) -> list[int]:
    """The current network whose name each group keeps (``NONE`` for none): most patients stay.

    Among equals, most practices stay. With ``practices``, practices count first and patients
    second. Without it, no more practices leave their network than the rules allow, where names can
    be kept so.

    No two groups keep the same label (maximum-weight matching): a network of today goes on once,
    also where a hard border divides it. It goes on with those who must stay in it.
    """
    current = problem.current
    if current is None or not current.names:
        return [NONE] * len(groups)
    here = np.where(np.isin(current.of, sorted(problem.not_kept)), NONE, current.of)
    met = np.unique(here[here != NONE])
    table, shared, held = (np.zeros((len(groups), met.size), np.int64) for _ in range(3))
    stay = np.isin(np.array(problem.codes), np.array(problem.rules.stay, str))
    each = worth(problem.patients, stay, practices=practices)
    for k, group in enumerate(groups):
        rows = np.asarray(group)
        placed = rows[here[rows] != NONE]
        np.add.at(table[k], np.searchsorted(met, here[placed]), each[placed])
        np.add.at(shared[k], np.searchsorted(met, here[placed]), 1)
        np.add.at(held[k], np.searchsorted(met, here[placed]), stay[placed])
    pairs = matched(table, shared, 0 if practices else _least_kept(problem, groups), held)
    return [int(met[pairs[k]]) if k in pairs else NONE for k in range(len(groups))]


def _least_kept(problem: Problem, groups: Sequence[Members]) -> int:
    """How many practices of these groups must keep their network for no more to move than may."""
    if problem.rules.moves_max is None or problem.current is None:
        return 0
    placed = [problem.current.of[np.asarray(group)] != NONE for group in groups]
    return int(sum(one.sum() for one in placed)) - problem.rules.moves_max


def moved_patients(problem: Problem, group: Members, label: int) -> int:
    """Patients of a group whose practice leaves its current network when it keeps ``label``."""
    if problem.current is None:
        return 0
    rows = np.asarray(group)
    now = problem.current.of[rows]
    return int(problem.patients[rows[(now != NONE) & (now != label)]].sum())


def of_networks(problem: Problem, groups: Sequence[Members]) -> list[dict[str, float]]:
    """Every criterion of every network in its natural unit, whatever its weight.

    Beside ``alignment`` over all layers, ``alignment:NAME`` of each layer that has a name.
    """
    rows = [{name: c.measure(problem, g) for name, c in CRITERIA.items()} for g in groups]
    for row, group in zip(rows, groups, strict=True):
        row |= {LAYER + name: n for name, n in by_layer(problem, group).items() if name}
    for row, group, label in zip(rows, groups, keep_names(problem, groups), strict=True):
        row["change"] = float(moved_patients(problem, group, label))
    return rows
