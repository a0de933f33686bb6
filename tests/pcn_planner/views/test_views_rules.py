"""The drawer with the rules: presets, weights in live units, everything the command line states."""

from dataclasses import fields, replace

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from optimise.problem.rules import ties_broken
from optimise.progress import Limits
from pcn_planner.commands.asking import change as asked_change
from pcn_planner.commands.asking import effort, rule_options
from pcn_planner.drafting.session import Session
from pcn_planner.proposal import presets
from pcn_planner.study import tier_rules
from pcn_planner.views.drafting import solve_panel
from pcn_planner.views.rules import change, drawer, practices, priorities, stopping, summary
from pcn_planner.views.rules.practices import KINDS
from tests.support import small_study
from tests.support.draft_page import at, items, named, press, said


@pytest.fixture
def session(tmp_path) -> Session:
    return small_study.session(tmp_path)


def opened(session: Session) -> AppTest:
    """The page with its drawer open."""
    app = at(session)
    return press(app, "rules")


def field(app: AppTest, label: str):
    return next(one for one in app.number_input if one.label == label)


def slider(app: AppTest, label: str):
    [found] = [one for one in app.select_slider if one.label == label]
    return found


def choice(app: AppTest, label: str):
    [found] = [one for one in app.multiselect if one.label.startswith(label)]
    return found


def test_rules_are_changed_and_judged_at_once(session) -> None:
    app = opened(session)
    field(app, "At least (patients)").set_value(25_000)
    named(app, "Use these rules").click().run()
    assert session.rules.floor == 25_000
    assert items(session)["Band"] == ("bad", "3 networks outside (3,000 patients)")
    press(app, "undo")
    assert session.rules.floor == 16_000


def test_what_undo_takes_back_is_gone_from_the_form_too(session) -> None:
    app = opened(session)
    slider(app, "Even sizes").set_value(5.0)
    field(app, "Target size for even sizes").set_value(17_000)
    named(app, "Use these rules").click().run()
    assert session.rules.weights["balance"] == 5.0
    press(app, "undo")
    app = opened(session)
    assert slider(app, "Even sizes").value == 0.0
    assert field(app, "Target size for even sizes").value == 40_000
    field(app, "At most (patients)").set_value(34_000)
    named(app, "Use these rules").click().run()
    assert "balance" not in session.rules.weights
    assert session.rules.ceiling == 34_000


def test_rules_sent_as_they_are_leave_nothing_to_undo(session) -> None:
    weights = {**session.rules.weights, "balance": 0.0}
    session.set_rules(replace(session.stated_rules, weights=weights))
    before = len(session.project.changes())
    app = opened(session)
    named(app, "Use these rules").click().run()
    assert len(session.project.changes()) == before
    app = opened(session)
    field(app, "After (seconds)").set_value(45)
    named(app, "Use these rules").click().run()
    assert len(session.project.changes()) == before
    assert session.limits == Limits(gap=0.0, time_s=45.0)
    assert "limits are changed" in said(app)
    assert "at most 45 s" in said(app)


def test_a_band_upside_down_is_refused_and_the_rules_stay(session) -> None:
    app = opened(session)
    field(app, "At least (patients)").set_value(90_000)
    named(app, "Use these rules").click().run()
    assert "The band is upside down" in said(app)
    assert "30000:50000" not in said(app)
    assert session.rules.floor == 16_000
    assert field(app, "At least (patients)").value == 90_000, "the drawer is as it was filled in"
    field(app, "At least (patients)").set_value(20_000)
    named(app, "Use these rules").click().run()
    assert session.rules.floor == 20_000
    assert "upside down" not in said(app)
    assert "upside down" not in said(opened(session))


def test_a_press_outlasts_a_run_that_another_takes_the_place_of(session, monkeypatch) -> None:
    app, runs = opened(session), []

    def cut_short_once(limits: Limits) -> Limits:
        runs.append(limits)
        return st.rerun() if len(runs) == 1 else limits

    monkeypatch.setattr(stopping, "show", cut_short_once)
    field(app, "At least (patients)").set_value(25_000)
    named(app, "Use these rules").click().run()
    assert len(runs) > 1
    assert session.rules.floor == 25_000
    assert "The rules are changed." in said(app)
    assert session.asked is None


def test_a_preset_sets_every_weight(session) -> None:
    app = opened(session)
    app.radio[0].set_value("whole-teams").run()
    assert slider(app, "Whole community teams").value == 5.0
    named(app, "Use these rules").click().run()
    assert session.rules.weights == presets.weights("whole-teams")
    assert presets.chosen(session.rules.weights) == "whole-teams"


def test_a_preset_that_the_data_cannot_measure_is_told_and_not_offered(tmp_path) -> None:
    session = small_study.session(tmp_path)
    session.study = replace(session.study, current=None)
    app = opened(session)
    assert "Change as little as possible" not in app.radio[0].options
    assert "needs today's networks" in said(app)


def test_weights_say_what_they_are_worth_beside_a_kilometre(session) -> None:
    app = opened(session)
    slider(app, "Whole community teams").set_value(2.0).run()
    assert "One patient kept with their team is worth 2 km of travel." in said(app)
    slider(app, "Short journeys").set_value(0.5).run()
    assert "One patient kept with their team is worth 4 km of travel." in said(app)
    assert priorities.worth("count", 40_000.0, 1.0) == (
        "One network fewer is worth 40,000 patient-kilometres."
    )


def test_everything_is_stated_before_there_is_a_plan(tmp_path) -> None:
    session = Session()
    session.begin(small_study.study(tmp_path), small_study.RULES)
    app = opened(session)
    choice(app, "Set apart").set_value(["R0C0"])
    choice(app, "Floor waived").set_value(["R2C2"])
    choice(app, "Networks of today that do not change").set_value(["C"])
    choice(app, "Practices that keep their network").set_value(["R2C0"])
    field(app, "Most practices that move").set_value(3)
    field(app, "Most patients that move").set_value(24_000)
    app.text_input(key="rules_why").set_value("the board of July")
    named(app, "Use these rules").click().run()
    rules = session.rules
    assert (rules.alone, rules.floor_waived, rules.stay) == (("R0C0",), ("R2C2",), ("R2C0",))
    assert rules.fixed == (("R0C2", "R0C3", "R1C3"),)
    assert (rules.moves_max, rules.patients_moved_max) == (3, 24_000)
    assert session.project.changes()[-1].reason == "the board of July"
    assert "at most 3 practices move" in said(app)


def test_groups_are_read_from_the_table_and_half_rows_say_nothing() -> None:
    rows = [
        ("Keep together", ["b", "a"]), ("Keep apart", ["c", "d", "c"]), ("Keep apart", ["c"]),
        ("One network as it is", ["e"]), (None, ["a", "b"]), ("Keep together", None),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["kind", "practices"])
    assert practices.groups_of(table) == {
        "together": (("a", "b"),), "apart": (("c", "d"),), "fixed": (("e",),),
    }  # fmt: skip


def test_approvals_keep_their_reasons_and_those_unticked_go(session) -> None:
    rules = replace(session.stated_rules, floor=25_000)
    table = change.irregular(session, rules)
    assert list(table.index) == ["A", "C", "D"]
    assert set(table["outside"]) == {"size"}
    table.loc["A", ["approved", "reason", "approved_on"]] = [True, "rural", "2026-07-14"]
    st.session_state[change.TABLE] = table
    made = change.stated(session, rules)
    [one] = made.approved
    assert (one.network_id, one.reason, one.approved_on) == ("A", "rural", "2026-07-14")
    st.session_state[change.TABLE] = change.irregular(session, made).assign(approved=False)
    assert change.stated(session, made).approved == ()


#: option of the command line, as its code names it -> what the app's form calls it
STATED = {
    "rules": "Rules from a file", "within": "ccg", "band": "At least (patients)",
    "size": "The band counts", "soft_ceiling": "Soft ceiling", "networks": "At most",
    "teams_inside": "A network above the ceiling divides into teams",
    "together": KINDS["together"], "apart": KINDS["apart"], "fixed": KINDS["fixed"],
    "alone": "Set apart", "waive_floor": "Floor waived",
    "same_premises": "Keep practices at one place together",
    "preset": "What matters most", "weights": "Short journeys", "soft": "Price of crossing",
    "keep_whole": "Price of crossing", "approved": "approvals",
    "moves_max": "Most practices that move", "patients_moved_max": "Most patients that move",
    "stay": "Practices that keep their network",
    "keep_networks": "Networks of today that do not change",
    "change_only": "Only these networks of today may change",
    "allow_doughnuts": "A network may enclose others",
    "gap": "Within (% of the best)", "time_limit": "After (seconds)",
    "tiers": "Levels above the networks",
}  # fmt: skip
#: what the app has elsewhere, or always does in one way
ELSEWHERE = {
    "alternatives": "page Draft: Alternatives",
    "near": "page Draft: Alternatives",
    "different": "page Draft: Alternatives",
    "seed": "always 1, so that a plan of the app is the command line's",
    "jobs": "one process for every core",
    "resume": "a project keeps what is solved",
    "scheduler": "a cluster is for a whole country",
    "scheduler_security": "as scheduler",
}


def test_the_form_knows_every_rule_of_the_command_line(session) -> None:
    kinds = (rule_options.Bounds, rule_options.Wishes, asked_change.Change, effort.Effort,
             effort.Others)  # fmt: skip
    assert {one.name for kind in kinds for one in fields(kind)} == set(STATED) | set(ELSEWHERE)
    session.set_rules(replace(session.stated_rules, floor=25_000))  # some of today are outside
    app = opened(session)
    assert not app.exception
    assert set(drawer.TABS) <= {tab.label for tab in app.tabs}
    widgets = ("number_input", "multiselect", "selectbox", "checkbox", "radio", "select_slider",
               "file_uploader")  # fmt: skip
    labels = [str(one.label) for widget in widgets for one in getattr(app, widget)]
    tables = " ".join(str(one.value.to_csv()) for one in app.dataframe)
    for option, label in STATED.items():
        if option in KINDS:
            assert label in KINDS.values()
        elif option == "approved":
            assert "reason,approved_on" in tables
        elif option != "size":  # asked where the table has another list
            assert any(one.startswith(label) for one in labels), option


def test_only_some_networks_may_change_and_all_others_stay(session) -> None:
    app = opened(session)
    choice(app, "Only these networks of today may change").set_value(["A", "B"])
    named(app, "Use these rules").click().run()
    assert session.rules.fixed == (("R0C2", "R0C3", "R1C3"), ("R1C2", "R2C2", "R2C3"))
    app = press(app, "rules")
    assert list(choice(app, "Networks of today that do not change").value) == ["C", "D"]


def taken(session, what: str, name: str, text: str) -> str:
    """Give a file to the place for rules or levels, and use it; what the page says then."""
    app = opened(session)
    place = next(one for one in app.file_uploader if one.key == f"{what}_file")
    place.set_value((name, text.encode(), "application/toml")).run()
    press(app, f"take_{what}")
    assert not app.exception
    return f"{said(app)} {'' if session.notice is None else session.notice.text}"


def test_rules_are_taken_from_a_file_or_refused_under_its_name(session) -> None:
    board = 'floor = 17000\nwithin = ["CCG_CODE"]\n[weights]\nchange = 1.0\n'
    for name, text, told in (
        ("board.toml", board, "The rules are those of board.toml"),
        ("letter.toml", "Dear colleague,", "letter.toml: not a TOML document"),
        ("odd.toml", "flor = 17000\n", "odd.toml"),
        ("deep.toml", f"within = {'[' * 5_000}", "deep.toml: not a document of rules"),
        ("empty.toml", "\n", "empty.toml: states no rule"),
        ("low.toml", "floor = -1\n", "low.toml: floor is -1"),
    ):
        assert told in taken(session, "rules", name, text)
        assert session.stated_rules.floor == 17_000
    assert session.stated_rules.within == ("ccg_code",)
    assert session.stated_rules.weights == ties_broken({"change": 1.0})
    assert session.project.changes()[-1].reason == "rules of board.toml"


def test_the_summary_of_rules_names_layers_and_teams_inside() -> None:
    weights = {"alignment:nursing": 2.0}
    line = summary.of(replace(small_study.RULES, weights=weights, team_band=(10_000, 20_000)))
    assert "whole community teams of nursing (2 km a patient)" in line
    assert "teams of 10,000 to 20,000 inside" in line


def test_the_summary_of_rules_is_one_plain_line() -> None:
    weights = {"travel": 1.0, "balance": 0.5, "change": 0.0}
    line = summary.of(replace(small_study.RULES, weights=weights), Limits(time_s=90.0))
    band, borders, number, goals, stop = line.split(" · ")
    assert (band, borders) == ("16,000 to 33,000 patients", "within ccg_code")
    assert (number, goals) == (
        "any number of networks",
        "short journeys, even sizes (0.5 km a patient)",
    )
    assert stop == "at most 90 s"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"networks": (1, 1)}, "1 network"), ({"networks": (None, 1)}, "1 network"),
        ({"networks": (1, None)}, "1 network or more"), ({"networks": (2, 3)}, "2 to 3 networks"),
        ({"moves_max": 1}, "at most 1 practice moves"),
        ({"patients_moved_max": 2}, "at most 2 patients move"),
    ],
)  # fmt: skip
def test_the_summary_of_rules_counts_one_as_one(asked, said) -> None:
    assert said in summary.of(replace(small_study.RULES, **asked)).split(" · ")


def test_a_level_above_is_asked_for_and_drawn_with_the_plan(session) -> None:
    app = opened(session)
    field(app, "Levels above the networks").set_value(1).run()
    ticked(app, "Plan the networks and level 1 together").check()
    field(app, "Level 1: at least (patients)").set_value(40_000)
    field(app, "Level 1: at most (patients)").set_value(60_000)
    named(app, "Use these rules").click().run()
    assert "Optimise to see the level above" in session.notice.text
    [level] = session.levels
    assert (level.name, level.together, level.rules.floor) == ("place", True, 40_000)
    again = Session()
    again.open_project(session.project.path)
    assert again.levels == session.levels
    solve_panel.begin(session, solve_panel.OPTIMISED)
    assert session.run.wait(120)
    [found] = session.run.made.levels
    assert found["together"] is True
    assert found["joint"]["bound"] <= found["joint"]["objective"]
    assert "the two levels together" in solve_panel.told(session.run.made, solve_panel.OPTIMISED)


def test_a_level_that_means_nothing_is_refused_in_words(session) -> None:
    app = opened(session)
    field(app, "Levels above the networks").set_value(1).run()
    next(one for one in app.text_input if one.label.startswith("Level 1")).set_value("<b>")
    named(app, "Use these rules").click().run()
    assert session.levels == ()
    assert "cannot be read" in said(app)


def test_several_levels_are_asked_for_and_what_a_file_stated_of_them_stays(session) -> None:
    more = {"networks": {"most": 4}, "weights": {"count": 2.0}}
    session.levels = tier_rules.stated([{"name": "place", "band": [40_000, 60_000], **more}])
    app = opened(session)
    field(app, "Levels above the networks").set_value(2).run()
    field(app, "Level 2: at least (patients)").set_value(90_000)
    field(app, "Level 2: at most (patients)").set_value(400_000)
    next(one for one in app.selectbox if one.label == "Level 2 comes from").set_value("ccg_code")
    named(app, "Use these rules").click().run()
    place, system = session.levels
    assert (place.rules.networks, place.rules.weights) == ((None, 4), {"count": 2.0})
    assert (system.name, system.column, system.rules.floor) == ("system", "ccg_code", 90_000)
    assert session.stated_rules.within == ("ccg_code",)  # nothing crosses a level that exists
    again = Session()
    again.open_project(session.project.path)
    assert again.levels == session.levels
    app = opened(session)
    assert field(app, "Levels above the networks").value == 2
    field(app, "Levels above the networks").set_value(0).run()
    named(app, "Use these rules").click().run()
    assert session.levels == ()
    assert "No level above the networks" in session.notice.text


def test_a_level_called_network_gives_the_band_and_is_no_level_above(session) -> None:
    app = opened(session)
    field(app, "Levels above the networks").set_value(1).run()
    next(one for one in app.text_input if one.label.startswith("Level 1")).set_value("network")
    field(app, "Level 1: at least (patients)").set_value(18_000)
    field(app, "Level 1: at most (patients)").set_value(34_000)
    named(app, "Use these rules").click().run()
    assert session.levels == ()
    assert (session.stated_rules.floor, session.stated_rules.ceiling) == (18_000, 34_000)


def test_a_level_of_no_column_is_refused_and_the_levels_stay(session) -> None:
    session.levels = tier_rules.stated([{"name": "place", "band": [1, 2], "column": "nowhere"}])
    app = opened(session)
    field(app, "Levels above the networks").set_value(2).run()
    named(app, "Use these rules").click().run()
    assert len(session.levels) == 1
    assert "no column 'nowhere'" in said(app)


def test_levels_are_taken_from_a_file_as_the_command_line_takes_them(session) -> None:
    levels = (
        '[[tiers]]\nname = "network"\nband = [17000, 32000]\n'
        '[[tiers]]\nname = "place"\nband = [40000, 90000]\ntogether = true\n'
        '[[tiers]]\nname = "system"\nband = [90000, 400000]\ncolumn = "CCG_CODE"\n'
    )
    for name, text, told in (
        ("levels.toml", levels, "The levels above the networks are those of levels.toml"),
        ("rules.toml", "floor = 17000\n", "rules.toml: the file states no levels"),
        ("odd.toml", '[[tiers]]\nname = "x"\n', "odd.toml: the level 'x' cannot be read"),
    ):
        assert told in taken(session, "levels", name, text)
        assert [one.name for one in session.levels] == ["place", "system"]
    assert session.levels[1].column == "ccg_code"
    rules = session.stated_rules
    assert (rules.floor, rules.ceiling, rules.within) == (17_000, 32_000, ("ccg_code",))


def test_a_level_that_cannot_be_made_costs_no_plan(session) -> None:
    session.levels = tier_rules.stated([{"name": "place", "band": [200_000, 300_000],
                                         "networks": {"least": 9}}])  # fmt: skip
    solve_panel.begin(session, solve_panel.OPTIMISED)
    assert session.run.wait(120)
    assert session.run.made.verified
    assert any("levels above the networks are not made" in n for n in session.run.made.notes)


def ticked(app: AppTest, label: str):
    return next(one for one in app.checkbox if one.label == label)
