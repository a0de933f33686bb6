"""The drafting page, as the script sees it: empty, drafting, failing."""

import ast
import re
import textwrap
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as hypothesis

from optimise.progress import Progress
from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.maps.templates import asset
from pcn_planner.proposal.tables import ABOVE
from pcn_planner.views.drafting import draft as draft_page
from pcn_planner.views.drafting import network_list, solve_panel, wishes
from pcn_planner.views.parts import row_height
from tests.support import small_study
from tests.support.draft_page import TIMEOUT_S, at, items, named, press, said
from tests.support.locations import HOME
from tests.support.solver_processes import held

PAIR, PLACED = ["R0C0", "R0C1"], ["R0C0", "R2C1"]  #: of one network, and of two


@pytest.fixture
def session(tmp_path) -> Session:
    return small_study.session(tmp_path)


def test_without_data_the_page_points_to_the_start() -> None:
    app = at(Session())
    assert not app.exception
    assert "Start" in said(app)


def test_without_a_plan_there_is_a_map_and_a_way_on(tmp_path) -> None:
    session = Session()
    session.begin(small_study.study(tmp_path), small_study.RULES)
    app = at(session, pane="Networks")
    assert not app.exception
    assert "No plan yet" in said(app)
    assert named(app, "Repair").disabled
    assert not named(app, "Optimise").disabled
    assert app.button(key="undo").disabled


def test_blank_lets_networks_be_made_by_hand(tmp_path) -> None:
    session = Session()
    session.begin(small_study.study(tmp_path), small_study.RULES)
    app = press(at(session), "start_blank")
    assert session.proposal is None
    session.chosen = "R0C0"
    app = press(app.run(), "go_N01")
    assert not app.exception
    assert session.proposal.plan.assignment == {"R0C0": "N01"}
    assert items(session)["Coverage"] == ("bad", "1 of 12 practices")


def test_a_practice_is_moved_undone_and_moved_again(session) -> None:
    app = at(session, "R1C0")
    assert "33,000 patients after" in said(app)
    press(app, "go_B")
    assert session.state.assignment["R1C0"] == "B"
    assert "moved to B" in said(app)
    assert session.proposal.tables.networks.loc["B", "patients"] == 33_000
    press(app, "undo")
    assert session.state.assignment == small_study.NETWORK
    press(app, "redo")
    assert session.state.assignment["R1C0"] == "B"
    assert not app.exception


def test_undo_goes_back_to_the_data_and_no_further(session) -> None:
    app = at(session)
    press(app, "undo")
    assert session.proposal is None
    assert app.button(key="undo").disabled
    assert session.rules.floor == 16_000


def test_an_illegal_move_is_warned_of_allowed_and_flagged(session) -> None:
    session.record(draft.move_practice("R1C0", "B"))
    app = at(session, "R0C1")
    assert "below the floor" in said(app)
    press(app, "go_B")
    assert not app.exception
    assert items(session)["Band"][0] == "bad"
    assert session.proposal.status is None
    assert session.proposal.tables.networks.loc["B", "status"] == ABOVE
    app = at(session, pane="Findings")
    assert any("above the ceiling" in one.value for one in app.text)


def test_a_lock_with_its_reason_stops_a_move(session) -> None:
    app = at(session, "R1C0")
    app.text_input(key="why_R1C0").set_value("shares premises").run()
    press(app, "lock_R1C0")
    assert session.state.locked_practices == {"R1C0": "shares premises"}
    assert "Locked. shares premises" in said(app)
    assert "Unlock to move the practice" in said(app)
    assert not [one for one in app.button if str(one.key).startswith("go_")]
    assert session.state.assignment["R1C0"] == "A"
    press(app, "unlock_R1C0")
    assert session.state.locked_practices == {}


def test_a_network_is_chosen_named_and_locked(session) -> None:
    app = at(session, "A", pane="Networks")
    [name] = [one for one in app.text_input if one.label == "Name"]
    name.set_value("Ash <script>").run()
    press(app, "rename_A")
    assert session.proposal.tables.networks.loc["A", "name"] == "Ash <script>"
    app.text_input(key="why_A").set_value("approved").run()
    press(app, "lock_A")
    assert session.state.locked_networks == {"A": "approved"}
    assert not app.exception


def test_wishes_are_added_shown_and_released(session) -> None:
    app = at(session, pane="Wishes")
    app.multiselect(key="wish_practices").set_value(["R0C0", "R2C1"])
    app.text_input(key="wish_why").set_value("one partnership")
    named(app, "Add").click().run()
    assert session.rules.together == (("R0C0", "R2C1"),)
    assert items(session)["Kept together"][0] == "bad"
    assert any("one partnership" in one.value for one in app.text)
    named(app, "Release").click().run()
    assert session.rules.together == ()


def test_wishes_that_contradict_each_other_are_named_and_each_is_released_alone(session) -> None:
    app = at(session, pane="Wishes")
    for kind, codes in (("Keep together", ["R0C0", "R0C1", "R0C2"]), ("Keep apart", PAIR)):
        app.radio(key="wish_kind").set_value(kind)
        app.multiselect(key="wish_practices").set_value(codes)
        named(app, "Add").click().run()
    assert not app.exception
    assert "R0C0" in session.notice.text
    assert "kept together (R0C0, R0C1, R0C2) and apart (R0C0, R0C1)" in session.notice.text
    app.multiselect(key="wish_practices").set_value(["R0C0", "R0C1", "R0C2"])
    named(app, "Add").click().run()
    assert not app.exception, "the same practices may be in both lists"
    app.button(key=next(b.key for b in app.button if "'apart'" in str(b.key))).click().run()
    assert len(session.state.together) == 1
    assert len(session.state.apart) == 1


@pytest.mark.parametrize(
    "change",
    [
        draft.keep_together(["R0C0", "R2C1"]), draft.lock_practices(["R0C0", "R2C1"]),
        draft.lock_network("A"), draft.lock_network("B"),
    ],
)  # fmt: skip
def test_what_cannot_hold_beside_a_wish_is_warned_of(session, change) -> None:
    held = change.kind == "keep_together"
    session.record(draft.lock_practices(PLACED) if held else draft.keep_together(PLACED))
    assert wishes.keep(session, change)
    assert session.notice.kind == "warning"
    assert "kept together" in session.notice.text


@pytest.mark.parametrize("make", [draft.keep_together, draft.keep_apart, draft.lock_practices])
def test_what_is_so_already_writes_nothing(session, make) -> None:
    assert wishes.keep(session, make(PAIR, "one roof"))
    before = session.standing.head
    for why in ("one roof", ""):
        assert wishes.keep(session, make(PAIR, why))
        assert session.notice.text == wishes.IS_SO
    assert session.standing.head == before
    assert wishes.keep(session, make(PAIR, "one board"))
    assert session.standing.head != before


def test_one_practice_alone_is_no_wish(session) -> None:
    app = at(session, pane="Wishes")
    app.multiselect(key="wish_practices").set_value(["R0C0"])
    named(app, "Add").click().run()
    assert "cannot be kept together" in said(app)
    assert session.state.together == ()


def test_a_name_that_undo_brings_back_is_in_its_field(session) -> None:
    app = at(session, "A", pane="Networks")
    [name] = [one for one in app.text_input if one.label == "Name"]
    was = name.value
    name.set_value("Ash").run()
    press(app, "rename_A")
    press(app, "undo")
    [name] = [one for one in app.text_input if one.label == "Name"]
    assert name.value == was


def test_optimising_puts_a_proven_plan_in_the_drafts_place(session) -> None:
    app = at(session)
    named(app, "Optimise").click().run()
    session.run.wait(TIMEOUT_S)
    app.run()
    assert not app.exception
    assert "no plan is better" in said(app)
    assert items(session)["Proof"] == ("good", "no better plan exists")
    assert session.proposal.verified
    press(app, "undo")
    assert session.state.assignment == small_study.NETWORK


def test_what_came_of_a_solve_stands_until_it_is_dismissed(session) -> None:
    solve_panel.begin(session, solve_panel.OPTIMISED)
    session.run.wait(TIMEOUT_S)
    app = at(session).run().run()
    assert "no plan is better" in said(app)
    assert "no plan is better" not in said(press(app, "dismiss"))


def test_what_came_of_one_act_makes_way_for_the_next(session) -> None:
    app = at(session, "R1C0")
    press(app, "go_B")
    assert "moved to B." in said(app)
    press(app, "undo")
    assert "moved to B." not in said(app)


def test_a_crash_of_the_solver_says_so_and_keeps_the_plan(session) -> None:
    with held():
        solve_panel.begin(session, solve_panel.OPTIMISED)
    session.run.wait(TIMEOUT_S)
    app = at(session)
    assert not app.exception
    assert "broke off" in said(app)
    assert session.state.assignment == small_study.NETWORK
    assert session.run is None


def test_rules_without_a_plan_are_told_with_their_reason(session) -> None:
    session.record(draft.lock_network("A"))
    session.record(draft.keep_together(["R0C0", "R2C1"], ""))
    solve_panel.begin(session, solve_panel.OPTIMISED)
    session.run.wait(TIMEOUT_S)
    app = at(session)
    assert "No plan was found." in said(app)
    assert "Your draft is as it was." in said(app)
    assert ".." not in said(app)
    assert session.state.assignment == small_study.NETWORK


@pytest.mark.parametrize("networks", [(None, 2), (13, None)])
def test_a_number_of_networks_that_cannot_be_is_told_in_sentences(session, networks) -> None:
    session.set_rules(replace(session.stated_rules, networks=networks))
    assert items(session)["Networks"] == ("bad", "not as many as asked for")
    solve_panel.begin(session, solve_panel.OPTIMISED)
    session.run.wait(TIMEOUT_S)
    app = at(session)
    assert "No plan was found. Networks: at " in said(app)
    assert ".." not in said(app)


def test_two_sessions_see_only_their_own(tmp_path) -> None:
    here, there = (tmp_path / "here"), (tmp_path / "there")
    here.mkdir()
    there.mkdir()
    one, other = small_study.session(here), small_study.session(there)
    press(at(one, "R1C0"), "go_B")
    assert one.state.assignment["R1C0"] == "B"
    assert other.state.assignment["R1C0"] == "A"
    assert not set(one.folder.iterdir()) & set(other.folder.iterdir())


def test_names_from_files_stay_text_everywhere(tmp_path) -> None:
    attack = '<img src=x onerror="alert(1)"> **bold** $x$ [a](javascript:1)'
    session = small_study.session(tmp_path, names={"R1C0": attack})
    session.record(draft.move_practice("R0C1", "B"))
    app = at(session, "R1C0")
    assert not app.exception
    assert any(one.value == attack for one in app.text)
    unescaped = re.compile(r"(?<!\\)<img")
    assert not any(unescaped.search(one.value) for one in (*app.markdown, *app.caption))
    assert not any("<img" in one.body for one in at(session, pane="Findings").html)


def test_the_list_writes_the_band_and_draws_it(session) -> None:
    session.record(draft.move_practice("R1C0", "B"))
    session.record(draft.move_practice("R0C1", "B"))
    table = network_list.of(session.proposal.tables)
    assert table.loc["B", "Band"] == "▲ 8,000"
    assert table.loc["A", "Band"] == "▼ 8,000"
    assert table.loc["C", "Band"] == "inside"
    assert table.loc["B", "In the band"].startswith("data:image/svg+xml")


def test_the_chart_adds_up_border_units_that_have_plan_and_bound() -> None:
    steps = [
        Progress("A", "bound", None, 5.0, None, 0.1, 0, 2),
        Progress("A", "plan", 9.0, 5.0, 3, 0.2, 0, 2),
        Progress("B", "plan", 4.0, None, 0, 0.3, 1, 2),
        Progress("B", "bound", 4.0, 4.0, 0, 0.4, 1, 2),
    ]
    curve = solve_panel.chart(steps)
    assert list(curve.index) == [0.2, 0.3, 0.4]
    assert list(curve["Plan"]) == [9.0, 9.0, 13.0]
    assert list(curve["Bound"]) == [5.0, 5.0, 9.0]
    assert list(curve["Gap"]) == [4 / 9, 4 / 9, 4 / 13]
    assert list(curve["units"]) == [1, 1, 2]
    assert solve_panel.exceptions(steps) == 3
    assert solve_panel.chart([]).empty


def test_several_practices_move_as_one_change(session) -> None:
    session.select(["R0C1", "R1C0"])
    app = at(session)
    assert "Move 2 practices" not in str([one.label for one in app.button])
    app.selectbox(key="bulk_target").set_value("B").run()
    assert "B: ▲ 41,000" in said(app)
    press(app, "bulk_move")
    assert not app.exception
    assert session.state.members("B") == ("R0C1", "R1C0", "R1C1", "R2C0", "R2C1")
    press(app, "undo")
    assert session.state.assignment == small_study.NETWORK


def test_several_practices_are_locked_at_once_and_then_offer_no_move(session) -> None:
    session.select(["R0C1", "R1C0"])
    app = at(session)
    app.text_input(key="bulk_why").set_value("agreed").run()
    press(app, "bulk_lock_practices")
    assert session.state.locked_practices == {"R0C1": "agreed", "R1C0": "agreed"}
    assert "Locked, so no move is offered" in said(app)
    assert "bulk_target" not in [one.key for one in app.selectbox]


def test_a_second_click_moves_nothing_more(session) -> None:
    app = at(session, "R1C0")
    app.button(key="go_B").click().run()
    assert not [one for one in app.button if str(one.key).startswith("go_")]
    press(app, "other_moves")
    assert [one for one in app.button if str(one.key).startswith("go_")]


def test_the_next_problem_is_shown_and_mended_by_its_button(session) -> None:
    session.record(draft.move_practice("R1C0", "B"))
    session.record(draft.move_practice("R0C1", "B"))
    app = press(at(session), "next_problem")
    assert session.focus.practices == session.proposal.checked.findings[0].practices
    assert "below the floor" in str([one.value for one in app.text])
    named(app, "Waive the floor").click().run()
    assert session.rules.floor_waived == ("R0C0",)
    assert "Undo takes it back" in said(app)


def test_a_link_is_made_by_hand_before_there_is_a_plan(tmp_path) -> None:
    session = Session()
    session.begin(small_study.study(tmp_path), small_study.RULES)
    app = at(session, pane="Wishes")
    app.multiselect(key="link_pair").set_value(["R0C0", "R2C0"])
    app.text_input(key="link_why").set_value("a footbridge")
    press(app, "link_add")
    assert session.bench.study.graph.has_edge("R0C0", "R2C0")
    assert "a footbridge" in str([one.value for one in app.text])


@pytest.mark.parametrize("way", ["the button", "the field"])
def test_clear_leaves_nothing_selected_and_nothing_chosen(session, way) -> None:
    session.select(["R0C1", "R1C0"])
    app = at(session, "R0C0")
    if way == "the button":
        press(app, "clear_selection")
    else:
        app.multiselect(key="practice_choice").set_value([]).run()
    assert (session.selected, session.chosen) == ((), None)
    assert app.multiselect(key="practice_choice").value == []


def test_what_is_typed_finds_only_what_holds_it_and_enter_takes_one() -> None:
    asked = [
        {word.arg: ast.unparse(word.value) for word in node.keywords}
        for path in (HOME / "pcn_planner" / "views").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "multiselect"
    ]
    assert len(asked) > 5
    assert {one.get("filter_mode") for one in asked} == {"'contains'"}
    assert {one.get("select_all") for one in asked} == {"False"}


@given(hypothesis.text("ab -", max_size=90), hypothesis.integers(5, 30))
@example("UZ0019  " + "Long PCN name " * 6, 19)
def test_a_name_too_long_for_its_row_ends_in_an_ellipsis(text, fits) -> None:
    shown = row_height.fitted(text, fits)
    assert len(textwrap.wrap(shown, fits)) <= row_height.LINES
    assert shown == text or shown.endswith("\u2026")


def test_a_small_screen_is_told_that_drafting_wants_a_larger_one(session) -> None:
    assert draft_page.SMALL_SCREEN in said(at(session))
    sheet = asset("app.css").replace(" ", "")
    hidden = sheet.index(":has(>.st-key-small_screen){display:none")
    assert hidden < sheet.index("@media(max-width:600px)")
