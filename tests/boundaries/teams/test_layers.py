"""Several layers of footprints: the table, and what a mend does to the layers beside its own."""

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.teams import layers, patients_by_team
from boundaries.teams import matrix as team_matrix
from tests.support.depth import examples
from tests.support.team_worlds import World, in_conflict, worlds


@settings(max_examples=examples(everyday=20, deep=60))
@given(worlds, st.integers(0, 10**6))
@example(World(0, by_area=False), 450)  # another layer in which no practice has a team
def test_what_a_move_does_to_another_layer_is_what_counting_again_says(world: World, seed: int):
    other = World(seed).area_team if world.by_area else World(seed).practice_team
    prints = world.footprints(other)
    cells = patients_by_team.build(world.practices, prints, **world.homes)
    moves = world.find().practice_moves
    gains = layers.removed(cells, world.assignment, moves)
    before = sum(in_conflict(world.matrix(team_of=other)).values())
    for move, gain in zip(moves.itertuples(), gains, strict=True):
        moved = {**world.assignment, move.practice_code: move.to_network_id}
        after = team_matrix.build(cells, moved, world.teams.index)
        assert before - sum(in_conflict(after).values()) == gain


@settings(max_examples=examples(everyday=15, deep=50))
@given(worlds)
def test_the_table_has_every_network_in_every_layer_once(world: World):
    found = {"nursing": world.find(), "mental health": world.find(team_of=world.team_of)}
    table = layers.table(found)
    networks = sorted(set(world.assignment.values()))
    pairs = [(network, name) for network in networks for name in found]
    assert list(zip(table["network_id"], table["layer"], strict=True)) == pairs
    outside = table.groupby("layer")["patients_outside_lead"].sum()
    assert outside.to_dict() == dict.fromkeys(found, sum(in_conflict(world.matrix()).values()))
    assert layers.totals(found)["patients_outside_lead"].to_dict() == outside.to_dict()


def test_no_layer_gives_an_empty_table():
    assert layers.table({}).empty
    assert list(layers.table({}).columns) == layers.COLUMNS
    assert isinstance(layers.table({}), pd.DataFrame)
