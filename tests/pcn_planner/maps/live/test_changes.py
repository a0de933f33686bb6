"""A map that stays is told every feature once, and what it lacks it finds at one address."""

import json

from pcn_planner.maps import layers, plan_map
from pcn_planner.maps.live import changes
from tests.support import drawn_plan


def told(change: changes.Change) -> dict:
    return json.loads(change.told)


def of(tables) -> changes.Shown:
    return changes.shown(plan_map.plan_layers(tables, plan_map.network_colours(tables)))


def test_everything_is_sent_at_first_and_nothing_twice():
    what = of(drawn_plan.plan())
    first = told(changes.Change(what))
    named = {digest for layer in first["layers"] for digest in layer["features"]}
    outlines = {first["fresh"][digest]["shape"] for digest in named}
    assert set(first["fresh"]) == named | outlines == set(what.features)
    assert json.loads(what.whole()) == first["fresh"]
    again = told(changes.Change(of(drawn_plan.plan()), known=what.features))
    assert again["fresh"] == {}
    assert again["layers"] == first["layers"]


def test_tiles_are_told_only_where_they_are_asked_for():
    what, beneath = of(drawn_plan.plan()), {"address": "https://a.org/{z}", "credit": "&lt;b&gt;"}
    assert told(changes.Change(what))["tiles"] is None
    assert told(changes.Change(what, tiles=beneath))["tiles"] == beneath


def test_what_changed_is_sent_alone():
    what = of(drawn_plan.plan())
    gone = sorted(what.features)[0]
    fresh = told(changes.Change(what, known=set(what.features) - {gone}))["fresh"]
    assert list(fresh) == [gone]
    assert fresh[gone] == json.loads(what.features[gone])


def test_a_network_in_another_colour_keeps_its_outline():
    drawn = drawn_plan.plan()
    pale, full = (
        changes.shown(
            [layers.areas_layer(drawn.areas, drawn.networks, {}, chosen=chosen, said=str)]
        )
        for chosen in (None, "N2")
    )
    fresh = told(changes.Change(full, known=pale.features))["fresh"]
    assert [one["type"] for one in fresh.values()] == ["Feature"]


def test_layers_stand_in_their_order_with_the_scripts_that_draw_them():
    stand = of(drawn_plan.plan()).layers
    assert len({layer["name"] for layer in stand}) == len(stand)
    assert stand[-1]["added"] == "labels.js"
    assert {layer["marks"] for layer in stand} <= {"marker.js", "ring.js"}
