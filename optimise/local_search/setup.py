"""An area in the form the local search takes, and a state without a plan."""

import numpy as np

from optimise.candidates.area import Area, Span
from optimise.candidates.candidate import leaving_costs, per_patient
from optimise.candidates.sizes import largest
from optimise.local_search.state import (
    INSIDE,
    KEPT,
    NOWHERE,
    PRACTICE_ROWS,
    SLOT_COLUMNS,
    STATE_ROWS,
    Field,
    Slots,
)
from optimise.problem.criteria import SCALE
from optimise.problem.problem import NONE, Ints


def field_of(area: Area, span: Span | None = None) -> Field:
    """What the local search must know of an area."""
    ground, problem, n = area.ground, area.problem, len(area)
    starts, flat = _mates(ground.group)
    current = np.full(n, NONE, np.int64) if problem.current is None else problem.current.of
    change = problem.rules.weights.get("change", 0.0)
    links = (ground.neighbours, ground.apart, flat)
    lists = [
        first + before
        for first, before in zip(
            (ground.starts, ground.apart_starts, starts),
            np.cumsum([0, ground.neighbours.size, ground.apart.size]),
            strict=True,
        )
    ]
    of = np.empty((PRACTICE_ROWS, n), np.int64)
    of[:5] = (
        problem.size,
        np.isin(np.array(problem.codes), np.array(problem.rules.floor_waived, str)),
        current,
        leaving_costs(current, problem.patients, change, NONE),
        ground.mix,
    )
    of[5:] = [row for first in lists for row in (first[:-1], first[1:])]
    labels = [np.unique(row, return_inverse=True)[1] for row in ground.layers]
    numbered = np.where(ground.layers < 0, NONE, np.array(labels).reshape(-1, n))
    return Field(
        of=of,
        links=np.concatenate(links).astype(np.int64),
        costs=ground.costs,
        sides=np.array([numbered, ground.layer_costs], np.int64),
        wholes=ground.wholes,
        size=_sizes(area, span),
        teams=ground.teams,
        team_layer=ground.team_layer,
    )


def _mates(group: Ints) -> tuple[Ints, Ints]:
    """For each practice, the others of its keep-together group, as (starts, flat)."""
    lists = [
        [x for x in np.flatnonzero(group == g).tolist() if x != u] if g != NONE else []
        for u, g in enumerate(group.tolist())
    ]
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(mates) for mates in lists], out=starts[1:])
    return starts, np.array([x for mates in lists for x in mates], np.int64)


def _sizes(area: Area, span: Span | None) -> Ints:
    """The row ``Field.size``; the last three are prices, which the search sets."""
    rules = area.problem.rules
    above = per_patient(rules.weights.get("oversize", 0.0)) if rules.ceiling_soft else 0
    return np.array(
        [
            rules.floor,
            rules.ceiling,
            largest(rules),
            area.regimes[0].breaks[0],
            area.regimes[0].breaks[-1],
            rules.oversize_slack,
            rules.balance_target,
            span.networks_min if span else 0,
            per_patient(rules.weights.get("balance", 0.0)),
            above,
            area.count_cost,
            SCALE,
            SCALE,
            1,
        ],
        np.int64,
    )


def empty_state(area: Area, slots: int, seed: int) -> Slots:
    """A state without a plan; every seed its own row of random numbers, none of them 0."""
    n = len(area)
    at = np.full((STATE_ROWS, n), NOWHERE, np.int64)
    at[INSIDE] = 0
    held = np.zeros((slots, SLOT_COLUMNS), np.int64)
    held[:, KEPT] = NONE
    return Slots(
        random=np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1),
        at=at,
        slots=held,
        rows=np.zeros((slots, n), np.int64),
        trials=held.copy(),
        trial=np.zeros((slots, n), np.int64),
        totals=np.zeros((2, 4), np.int64),
        edges=np.zeros((3, area.ground.neighbours.size), np.int64),
    )
