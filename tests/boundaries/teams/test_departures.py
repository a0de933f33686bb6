"""Whom a network encloses and who leaves today's networks: as the verifier finds it."""

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.teams.departures import Land, moved
from boundaries.teams.practice_moves import MoveLimits
from optimise.problem.rules import Rules
from optimise.verify import verify
from tests.support.depth import examples
from tests.support.team_worlds import World

SEEDS = st.integers(0, 2**32 - 1)


def area(seed: int):
    """A strip of land with random networks; practice k has 2 to the k patients."""
    rng = np.random.default_rng(seed)
    graph = nx.convert_node_labels_to_integers(nx.triangular_lattice_graph(3, 5))
    graph = nx.relabel_nodes(graph, {k: f"P{k}" for k in graph})
    codes = sorted(graph, key=lambda code: int(code[1:]))
    table = pd.DataFrame({"patients": [2**k for k in range(len(codes))]}, index=codes)
    units = {code: str(rng.choice(["e", "e", "e", "w"])) for code in codes}
    plan = {code: f"{units[code]}{rng.integers(3)}" for code in codes}
    outer = frozenset(code for code in codes if rng.random() < 0.3)
    return graph, table, units, plan, outer


def found(check: str, seed: int, **rules: object) -> list:
    graph, table, units, plan, outer = area(seed)
    today = {code: units[code] for code in plan}
    asked = Rules(floor=0, ceiling=10**9, within=("unit",), **rules)
    table = table.assign(unit=pd.Series(units), name="", current=pd.Series(today))
    report = verify.verify(
        plan, table, graph, asked, units=pd.Series(units), outer=outer, current=today
    )
    return [one for one in report.findings if one.check == check]


@given(SEEDS)
@settings(max_examples=examples(everyday=30, deep=250))
def test_those_enclosed_are_those_that_the_verifier_finds(seed):
    graph, _, units, plan, outer = area(seed)
    land = Land.of(graph, units, outer)
    ours = {}
    for network in sorted(set(plan.values())):
        shut = land.enclosed({code for code in plan if plan[code] == network})
        if shut:
            ours[network] = sum(2 ** int(code[1:]) for code in shut)
    assert ours == {one.network_id: one.patients for one in found("no_doughnuts", seed)}


@given(SEEDS, st.integers(0, 14))
@settings(max_examples=examples(everyday=20, deep=200))
def test_as_many_moved_as_the_verifier_counts(seed, most):
    _, table, units, plan, _ = area(seed)
    by_practice, by_patients = dict.fromkeys(plan, 1), table["patients"].to_dict()
    assert (moved(units, plan, by_practice) > most) == bool(
        found("moves_limited", seed, moves_max=most)
    )
    assert (moved(units, plan, by_patients) > 2**most) == bool(
        found("moves_limited", seed, patients_moved_max=2**most)
    )


@given(SEEDS)
@settings(max_examples=examples(everyday=6, deep=60))
def test_no_mend_encloses_anybody_or_moves_too_many(seed):
    world = World(seed)
    outer = frozenset(list(world.assignment)[:2])
    more = {"outer": outer, "current": dict(world.assignment), "moves_max": 0}
    world.limits = MoveLimits(units=world.units)
    free = world.find().practice_moves
    world.limits = MoveLimits(units=world.units, **more)
    assert world.find().practice_moves.empty  # each is a move of one that may not be
    world.limits = MoveLimits(units=world.units, **(more | {"moves_max": 1}))
    land = Land.of(world.graph, world.units, outer)
    offered = set()
    for move in free.itertuples():
        after = {**world.assignment, move.practice_code: move.to_network_id}
        worse = any(
            not land.enclosed(set(world.members(after, network)))
            <= land.enclosed(set(world.members(world.assignment, network)))
            for network in (move.from_network_id, move.to_network_id)
        )
        offered |= set() if worse else {(move.practice_code, move.to_network_id)}
    moves = world.find().practice_moves
    assert set(zip(moves["practice_code"], moves["to_network_id"], strict=True)) == offered
