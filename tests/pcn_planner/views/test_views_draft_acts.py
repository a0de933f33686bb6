"""What a person does on the page Draft beside plain moves: drags, gives reasons, adds layers."""

import re
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely

from boundaries.crs import WGS84
from pcn_planner import pipeline
from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.serving import tiles
from pcn_planner.study.inputs import Inputs
from pcn_planner.views.drafting import draft_map, neighbours, own_layers
from pcn_planner.views.drafting.cards import practice_card
from pcn_planner.views.parts import memo
from tests.support import small_study
from tests.support.draft_page import at, named, press, said


@pytest.fixture
def session(tmp_path):
    return small_study.session(tmp_path)


def test_a_practice_dropped_on_a_network_is_priced_first_and_moved_by_one_press(session) -> None:
    app = at(session, "R1C0")
    app.session_state["dropped"] = ("R1C0", "B")
    app.run()
    assert any("Dropped on the map" in one.value for one in app.markdown)
    assert session.state.assignment["R1C0"] == "A"
    assert len([one for one in app.button if one.key == "go_B"]) == 1
    press(app, "go_B")
    assert session.state.assignment["R1C0"] == "B"
    press(app, "undo")
    assert session.state.assignment["R1C0"] == "A"


def test_practices_of_a_file_that_are_not_in_these_data_are_named(session) -> None:
    app = at(session, "R1C0")
    app.session_state["starts"] = True
    app.run()
    table = b"practice_code,network_id\nR1C0,B\nX99,B\n"
    place = next(one for one in app.file_uploader if one.key == "assignment_file")
    place.set_value(("plan.csv", table, "text/csv")).run()
    press(app, "start_file")
    assert session.state.assignment["R1C0"] == "B"
    assert session.notice is not None
    assert session.notice.kind == "warning"
    told = "plan.csv: 1 of 2 practice codes of the plan is not in the data, and left out: X99. "
    assert session.notice.text.startswith(told)
    assert session.notice.text.endswith("11 practices of the data are not in it: in no network.")


def test_what_was_dropped_on_its_own_or_on_a_locked_network_offers_nothing_more(session) -> None:
    session.record(draft.lock_network("B"))
    for network in ("A", "B", "nowhere"):
        app = at(session, "R1C0")
        app.session_state["dropped"] = ("R1C0", network)
        app.run()
        assert not app.exception
        assert not any("Dropped on the map" in one.value for one in app.markdown)


def test_why_a_practice_moved_stands_in_the_history(session) -> None:
    app = at(session, "R1C0")
    press(app, "go_B")
    [field] = [one for one in app.text_input if one.label == "Why it moved"]
    field.set_value("nearer by bus").run()
    assert not app.exception
    assert session.project.changes()[-1].reason == "nearer by bus"
    assert "in the history" in said(app)


def test_an_exception_takes_a_persons_own_reason(session) -> None:
    session.record(draft.move_practice("R1C1", "E"))
    session.set_rules(replace(small_study.RULES, alone=("R1C1",)))
    app = at(session, pane="Findings")
    app.button(key="explain_E")
    [field] = [one for one in app.text_input if one.label == "Your own reason"]
    field.set_value("agreed by the board")
    press(app, "explain_E")
    assert not app.exception
    assert session.state.reasons == {"E": "agreed by the board"}
    press(app, "undo")
    assert session.state.reasons == {}


def own(path, shape: Any):
    at_ = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:27700").to_crs(WGS84)
    at_.to_file(path, driver="GeoJSON")
    return path.read_bytes()


def test_a_layer_of_ones_own_lies_beneath_the_networks(session, tmp_path) -> None:
    river = own(tmp_path / "river.geojson", shapely.LineString([(399e3, 404e3), (409e3, 404e3)]))
    app = at(session)
    app.file_uploader(key=own_layers.FILE).set_value(("river.geojson", river, "text/plain")).run()
    assert not app.exception
    assert list(app.session_state[own_layers.SHOWN][1]) == ["river.geojson"]
    [shown] = app.get("component_instance")
    named = re.findall(r'\\"name\\":\\"([^"\\]+)\\"', shown.proto.json_args)
    ours, areas = "Own: river.geojson 0", "Network areas 0"
    assert named.index(ours) < named.index(areas)


def test_layers_of_ones_own_come_back_with_the_project_until_taken_out(session, tmp_path) -> None:
    river = own(tmp_path / "river.geojson", shapely.LineString([(399e3, 404e3), (409e3, 404e3)]))
    app = at(session)
    app.file_uploader(key=own_layers.FILE).set_value(("river.geojson", river, "text/plain")).run()
    again = at(session)
    assert not again.exception
    [(name, kept)] = again.session_state[own_layers.SHOWN][1].items()
    assert (name, kept.crs.to_epsg()) == ("river.geojson", 27_700)
    assert kept.length.sum() == pytest.approx(10_000, rel=0.3)
    again.button(key="own_layers_out").click().run()
    assert again.session_state[own_layers.SHOWN][1] == {}
    assert at(session).session_state[own_layers.SHOWN][1] == {}


def test_tiles_are_offered_where_they_are_named_and_off_until_asked_for(session, monkeypatch):
    assert draft_map.TILES not in [one.key for one in at(session).toggle]
    for name, value in tiles.told("https://a.org/{z}/{x}/{y}.png", "Makers").items():
        monkeypatch.setenv(name, value)
    app = at(session)
    assert "a.org" not in app.get("component_instance")[0].proto.json_args
    app.toggle(key=draft_map.TILES).set_value(True).run()
    assert not app.exception
    assert "a.org" in app.get("component_instance")[0].proto.json_args


def test_a_layer_of_another_area_is_refused_in_words(session, tmp_path) -> None:
    far = own(tmp_path / "far.geojson", shapely.LineString([(500e3, 300e3), (501e3, 300e3)]))
    app = at(session)
    app.file_uploader(key=own_layers.FILE).set_value(("far.geojson", far, "text/plain")).run()
    assert not app.exception
    assert "near this area" in said(app)


def test_what_changes_nothing_on_the_map_draws_none_of_it_anew(session) -> None:
    app = at(session, "R1C0")
    before = app.session_state[memo.KEY][draft_map.KEY][1]
    app.session_state["pane"] = "Findings"
    app.run()
    assert app.session_state[memo.KEY][draft_map.KEY][1] is before
    session.pick("R0C0")
    app.run()
    assert app.session_state[memo.KEY][draft_map.KEY][1] is not before


def test_a_practice_is_searched_by_its_street_where_the_table_knows_it(tmp_path) -> None:
    lines = small_study.table().splitlines()
    places = [f"{k} Mill <b>Lane</b>" for k in range(1, len(lines))]
    rows = [f"{one},{place}" for one, place in zip(lines, ["Address line 1", *places], strict=True)]
    (tmp_path / "practices.csv").write_text("\n".join(rows))
    work = Session()
    work.begin(pipeline.load(Inputs(tmp_path / "practices.csv")), small_study.RULES)
    app = at(work)
    search = app.multiselect(key=practice_card.KEY)
    assert "R0C0  Surgery R0C0  1 Mill <b>Lane</b>" in search.options
    assert search.placeholder == "Search by code, name or address"
    search.set_value(["R0C1"]).run()
    assert work.selected == ("R0C1",)


RIVER = ((397_000, 403_000), (411_000, 403_000))


def test_a_barrier_drawn_says_whom_it_parts_before_it_is_kept(session) -> None:
    app = at(session, pane="Wishes")
    app.session_state[neighbours.LINE] = RIVER
    app.run()
    assert any("It parts R1C0 Surgery R1C0 and R2C0" in one.value for one in app.text)
    press(app, "barrier_keep")
    assert "no reason" in said(app)
    app.text_input(key="barrier_why").set_value("the river")
    press(app, "barrier_keep")
    assert not app.exception
    assert [one.reason for one in session.state.barriers] == ["the river"]
    assert app.session_state[neighbours.LINE] == ()
    named(app, "Erase").click().run()
    assert session.state.barriers == ()


def test_a_barrier_that_parts_nobody_cannot_be_kept_and_says_why(session) -> None:
    app = at(session, pane="Wishes")
    app.session_state[neighbours.LINE] = ((390_000, 390_000), (390_500, 390_000))
    app.run()
    assert app.button(key="barrier_keep").disabled
    assert any("parts nobody" in one.value for one in app.text)
    press(app, "barrier_discard")
    assert "barrier_keep" not in [one.key for one in app.button]
