"""Single practice moves: what they say is what happens, and the best is the best of all."""

import networkx as nx
import pandas as pd
from hypothesis import given, settings

from boundaries.teams import conflicts
from tests.support.depth import examples
from tests.support.team_worlds import World, in_conflict, worlds


def is_legal(world: World, practice: str, network: str) -> bool:
    """The rule stated anew: no network emptied, none further out, in more pieces, over a border."""
    start = world.assignment[practice]
    left, joined = world.members(world.assignment, start), world.members(world.assignment, network)
    after = {**world.assignment, practice: network}
    less, more = world.members(after, start), world.members(after, network)
    if start == network or not less or not set(world.graph[practice]) & set(joined):
        return False

    def outside(members):
        size = world.size(members)
        return max(0, world.limits.floor - size, size - world.limits.ceiling)

    def pieces(members):
        return nx.number_connected_components(world.graph.subgraph(members))

    return all(
        [
            outside(less) <= outside(left),
            outside(more) <= outside(joined),
            pieces(less) <= pieces(left),
            world.units[practice] in {world.units[p] for p in joined},
            practice not in world.limits.held,
            not any(code in world.limits.shut for code in joined),
            not any(practice in g and len(g & set(left)) > 1 for g in world.limits.together),
            not any(practice in g and g & set(joined) for g in world.limits.apart),
        ]
    )


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=20))
def test_practice_moves_are_exactly_the_legal_ones(world):
    moves = world.find().practice_moves
    got = set(zip(moves["practice_code"], moves["to_network_id"], strict=True))
    networks = sorted(set(world.assignment.values()))
    assert got == {(p, n) for p in world.assignment for n in networks if is_legal(world, p, n)}


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=12))
def test_a_practice_move_does_what_it_says(world):
    before = world.find()
    for move in before.practice_moves.head(2).itertuples():
        after_assignment = {**world.assignment, move.practice_code: move.to_network_id}
        after = world.find(assignment=after_assignment)
        was, then = in_conflict(before.matrix), in_conflict(after.matrix)
        assert move.removes_plan == sum(was.values()) - sum(then.values())
        assert move.removes_plan == conflicts.misaligned_patients(
            before.matrix
        ) - conflicts.misaligned_patients(after.matrix)
        start, goal = move.from_network_id, move.to_network_id
        assert move.removes_network == was[start] - then[start]
        own = move.practice_code
        elsewhere = [one.practices.loc[own, "patients_elsewhere"] for one in (before, after)]
        assert move.removes_practice == elsewhere[0] - elsewhere[1]
        old = [world.members(world.assignment, n) for n in (start, goal)]
        new = [world.members(after_assignment, n) for n in (start, goal)]
        assert [move.from_patients_after, move.to_patients_after] == [world.size(m) for m in new]
        change = sum(map(world.patient_km, new)) - sum(map(world.patient_km, old))
        assert abs(move.patient_km_change - change) < 1e-6


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=12))
def test_the_best_mend_of_a_split_network_is_the_best_of_all_legal_moves(world):
    before = world.find()
    was = in_conflict(before.matrix)
    for row in before.rows[before.rows["kind"] == "network_split"].itertuples():
        network, best = row.network_ids, 0
        for practice in world.members(world.assignment, network):
            for other in sorted(set(world.assignment.values())):
                if is_legal(world, practice, other):
                    moved = {**world.assignment, practice: other}
                    then = in_conflict(world.matrix(assignment=moved))
                    plan = sum(was.values()) - sum(then.values())
                    best = max(best, min(plan, was[network] - then[network]))
        if best == 0:
            assert row.move_practice_code == ""
            assert pd.isna(row.move_removes)
        else:
            assert min(row.move_removes, row.move_removes_plan) == best


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=12))
def test_mends_of_teams_and_practices_do_what_they_say(world):
    before = world.find()
    for row in before.rows[before.rows["kind"] != "network_split"].itertuples():
        if row.move_practice_code == "":
            continue
        moved = {**world.assignment, row.move_practice_code: row.move_to_network_id}
        after = world.find(assignment=moved)
        table, key = (before.teams, after.teams), row.team_ids
        column = "patients_led_by_others"
        if row.kind == "practice_apart":
            table, key = (before.practices, after.practices), row.practices
            column = "patients_elsewhere"
        assert row.move_removes == table[0].loc[key, column] - table[1].loc[key, column]
        assert row.move_removes > 0
        assert row.move_removes_plan > 0


def test_without_an_adjacency_nothing_is_moved():
    world = World(3)
    world.graph = nx.Graph()
    found = world.find()
    assert found.practice_moves.empty
    assert (found.rows["move_practice_code"] == "").all()
