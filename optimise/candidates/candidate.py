"""Candidate networks and what they cost."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optimise.candidates.arrays import AreaArrays
from optimise.candidates.compiled import entry, maker
from optimise.candidates.kept_whole import split_cost
from optimise.problem.criteria import SCALE, in_quanta
from optimise.problem.problem import NONE, Ints


class Candidate(NamedTuple):
    """A set of practices that may be a network.

    ``members`` are sorted row numbers; ``label`` is the current network whose name it keeps
    (``NONE`` for none); ``cost`` is in quanta; ``exceptions`` counts the patients that an
    exception must excuse; ``moves`` and ``moved`` count the practices and patients that leave
    their network, where that is limited.
    """

    members: tuple[int, ...]
    label: int
    cost: int
    exceptions: int
    moves: int = 0
    moved: int = 0


@maker
def _astray(teams, team_layer, rows):  # type: ignore[no-untyped-def]
    """Cost of a set's patients whose team does not lead it, in every footprint layer."""
    total, lead = np.int64(0), np.int64(0)
    for t in range(teams.shape[0]):
        if t > 0 and team_layer[t] != team_layer[t - 1]:
            total, lead = total - lead, np.int64(0)
        own = np.int64(0)
        for u in rows:
            own += teams[t, u]
        total += own
        lead = max(lead, own)
    return total - lead


@entry
def _whole_set_costs(ground, members, starts):  # type: ignore[no-untyped-def]
    """Cheapest hub, smaller sides of every layer, and mix, of each set."""
    costs = np.zeros(starts.size - 1, np.int64)
    top = 1 + (ground.layers.max() if ground.layers.size else 0)
    sums = np.zeros(max(top, ground.size.size), np.int64)
    for k in range(starts.size - 1):
        rows = members[starts[k] : starts[k + 1]]
        cheapest, tilt = np.int64(2**62), np.int64(0)
        for h in rows:
            total = np.int64(0)
            for u in rows:
                total += ground.costs[h, u]
            cheapest = min(cheapest, total)
        for u in rows:
            tilt += ground.mix[u]
        costs[k] = cheapest + abs(tilt) + _astray(ground.teams, ground.team_layer, rows)
        for layer in range(ground.layers.shape[0]):
            everything, lead = np.int64(0), np.int64(0)
            sums[:] = 0
            for u in rows:
                everything += ground.layer_costs[layer, u]
                label = ground.layers[layer, u]
                if label >= 0:
                    sums[label] += ground.layer_costs[layer, u]
                    lead = max(lead, sums[label])
            costs[k] += everything - lead
        costs[k] += split_cost(ground.wholes, rows, sums)
    return costs


def flat(sets: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Sets as (members, starts), the form that compiled code takes."""
    starts = np.zeros(len(sets) + 1, np.int64)
    np.cumsum([len(s) for s in sets], out=starts[1:])
    members = np.array([row for s in sets for row in s], np.int64)
    return members, starts


def sums(figures: Ints, sets: Sequence[Sequence[int]]) -> Ints:
    """The sum of the practices' figures over each set."""
    members, starts = flat(sets)
    upto = np.append(0, np.cumsum(figures[members]))
    return np.asarray(upto[starts[1:]] - upto[starts[:-1]], np.int64)


def set_costs(ground: AreaArrays, sets: Sequence[Sequence[int]]) -> Ints:
    """Costs of sets in quanta, without what depends on size or on a kept name."""
    members, starts = flat(sets)
    return np.asarray(_whole_set_costs(ground, members, starts), np.int64)


def leaving_costs(current: Ints, patients: Ints, weight: float, label: int) -> Ints:
    """What each practice costs in a network that keeps ``label`` (criterion ``change``)."""
    leaves = (current != NONE) & (current != label)
    return np.where(leaves, in_quanta(weight * patients.astype(np.float64)), 0).astype(np.int64)


def per_patient(weight: float) -> int:
    """A price per patient in quanta."""
    return round(weight * SCALE)
