"""Single moves of a team's edge: what they say is what happens, and none is overlooked."""

import networkx as nx
import pandas as pd
from hypothesis import given, settings

from boundaries.teams import edge_moves
from tests.support.depth import examples
from tests.support.team_worlds import AREAS, World, in_conflict, worlds


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=12))
def test_a_team_edge_move_does_what_it_says(world):
    before = world.find()
    for move in before.edge_moves.head(2).itertuples():
        after = world.find(team_of={**world.team_of, move.place_code: move.to_team_id})
        was, then = in_conflict(before.matrix), in_conflict(after.matrix)
        assert move.removes_plan == sum(was.values()) - sum(then.values())
        led = [
            one.teams.loc[move.from_team_id, "patients_led_by_others"] for one in (before, after)
        ]
        assert move.removes_team == led[0] - led[1]
        teams = after.teams["patients"]
        assert move.from_team_patients_after == teams[move.from_team_id]
        assert move.to_team_patients_after == teams[move.to_team_id]
        assert before.networks["patients"].equals(after.networks["patients"])


def edges_in_plain_loops(world: World) -> set[tuple[str, str]]:
    """Place and team of every edge move: peopled, next to the team, not cutting its own."""
    team_of, graph, peopled = world.team_of, world.graph, set(world.assignment)
    if world.by_area:
        graph, peopled = (
            edge_moves.touching(world.small_areas),
            set(world.registrations["area_code"]),
        )
    moves = set()
    for place in peopled & set(team_of):
        own = [one for one in team_of if team_of[one] == team_of[place]]
        rest = [one for one in own if one != place]
        parts = [nx.number_connected_components(graph.subgraph(some)) for some in (own, rest)]
        if rest and parts[1] <= parts[0]:
            near = {team_of[one] for one in graph[place] if one in team_of}
            moves |= {(place, team) for team in near - {team_of[place]}}
    return moves


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=20))
def test_team_edges_move_wherever_they_may(world):
    found = world.find()
    table = found.edge_moves
    got = set(zip(table["place_code"], table["to_team_id"], strict=True))
    wanted = edges_in_plain_loops(world)
    # Lists smaller than their registrations can leave an area without a patient.
    assert got <= wanted
    assert {place for place, _ in wanted - got} <= set(AREAS)
    if not world.by_area:
        assert got == wanted


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=12))
def test_the_best_edge_of_a_split_network_is_the_best_of_all(world):
    before = world.find()
    was = in_conflict(before.matrix)
    results = [
        in_conflict(world.matrix(team_of={**world.team_of, place: team}))
        for place, team in sorted(edges_in_plain_loops(world))
    ]
    for row in before.rows[before.rows["kind"] == "network_split"].itertuples():
        network = row.network_ids
        gains = [
            min(sum(was.values()) - sum(then.values()), was[network] - then[network])
            for then in results
        ]
        best = max([0, *gains])
        got = 0 if pd.isna(row.edge_removes) else min(row.edge_removes, row.edge_removes_plan)
        assert got == best
