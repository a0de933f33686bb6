"""The history tells every change as a sentence, and scenarios have a life of their own."""

import io

import pandas as pd
import pytest

from boundaries.errors import DataError
from pcn_planner.drafting import draft
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.state import DraftState
from pcn_planner.projects import history, scenarios
from pcn_planner.projects.project import Project

FIRST = draft.set_plan({"A": "N1", "B": "N1", "C": "N2", "D": "N2"}, {"N1": "North"}, {"from": "x"})


@pytest.fixture
def project(tmp_path) -> Project:
    new = Project.create(tmp_path / "town.pcn", author="Ada")
    new.record(draft.set_rules({"floor": 30_000, "within": ["ccg_code"]}), author="Ada")
    new.record(FIRST, author="Ada")
    return new


def sentences(project: Project) -> list[str]:
    return history.table(project)["change"].tolist()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (draft.move_practice("A", "N2", "nearer"), "Practice A moved from N1 (North) to N2."),
        (draft.rename_network("N2", "South"), "Network N2 was named South."),
        (draft.rename_network("N1", ""), "Network N1 lost its name."),
        (draft.lock_practice("A", "lease"), "Practice A was locked."),
        (draft.unlock_practice("A"), "Practice A was unlocked."),
        (draft.lock_network("N1", "agreed"), "Network N1 (North) was locked."),
        (draft.unlock_network("N1"), "Network N1 (North) was unlocked."),
        (draft.keep_together("AC"), "Practices A, C are to share a network."),
        (draft.keep_apart("AC"), "Practices A, C are to be in different networks."),
        (draft.release("AC"), "Practices A, C are no longer kept together or apart."),
        (draft.release("AC", "apart"), "Practices A, C are no longer kept apart."),
        (draft.set_rules({"floor": 25_000, "within": ["ccg_code"]}),
         "The rules were changed: floor 25,000."),
        (draft.add_note("ask the board", "A"), "Comment on A: ask the board"),
        (draft.explain("N2", "rural"), "Network N2 may be outside the band: rural."),
        (FIRST, "The whole plan was replaced (x): 2 networks, 0 practices moved."),
    ],
)  # fmt: skip
def test_every_kind_of_change_is_a_sentence(project, change, says):
    made = project.record(change, author="Bo")
    row = history.table(project).set_index("number").loc[made.number]
    assert (row["change"], row["author"]) == (says, "Bo")
    assert row["reason"] == change.payload.get("reason", "")


FORGED = "ok\n2026-11-28T14:00:00Z Director: The plan was approved"


@pytest.mark.parametrize(
    "change",
    [
        draft.add_note(FORGED, "A"), draft.add_note("ok", FORGED), draft.explain("N2", FORGED),
        draft.rename_network("N2", FORGED), draft.move_practice("A", "N2", FORGED),
        draft.lock_practice("A", FORGED), draft.set_plan({"A": FORGED}, {}, {"from": FORGED}),
    ],
)  # fmt: skip
def test_one_change_is_one_line_whatever_people_wrote(project, change):
    project.record(change, author=FORGED)
    row = history.table(project).iloc[-1]
    said = [row[name] for name in ("author", "change", "reason")]
    assert all(len(text.splitlines()) <= 1 for text in said)
    assert any("Director: The plan was approved" in text for text in said)


def test_no_kind_of_change_is_without_its_sentence():
    assert set(history._SENTENCES) == set(draft._ACTIONS)


def test_what_was_taken_back_and_what_was_left_behind_are_told_apart(project):
    left = project.record(draft.lock_practice("A"))
    project.undo()
    taken = project.record(draft.lock_practice("B"))
    project.undo()
    assert history.table(project).iloc[-1][["number", "standing"]].tolist() == [
        taken.number, history.TAKEN_BACK,
    ]  # fmt: skip
    every = history.table(project, everything=True).set_index("number")
    assert every.loc[left.number, "standing"] == history.LEFT


def test_any_point_is_gone_back_to_and_led_on_from(project):
    states = [project.state()]
    for code in "ABC":
        project.record(draft.lock_practice(code))
        states.append(project.state())
    numbers = [one.number for one in project.changes()]
    project.go_to(numbers[1])
    assert project.state() == states[0]
    for state in states[1:]:
        project.redo()
        assert project.state() == state
    project.go_to(numbers[2])
    project.record(draft.lock_practice("D"))
    project.go_to(numbers[-1])  # left behind by now
    assert project.state() == states[-1]
    with pytest.raises(DataError, match="no change 999"):
        project.go_to(999)


def test_a_reason_given_afterwards_stands_in_the_history(project):
    made = project.record(draft.lock_practice("A", "lease"))
    project.explain(made.number, "the lease ends in 2031", author="Bo")
    assert history.table(project)["reason"].tolist()[-1] == "the lease ends in 2031"


def test_the_list_is_cut_to_a_practice_or_network(project):
    project.record(draft.lock_practice("A"))
    project.record(draft.lock_practice("C"))
    found = history.about(history.table(project), "A")
    assert "Practice A was locked." in found["change"].tolist()
    assert "Practice C was locked." not in found["change"].tolist()
    assert (
        "Practice C was locked." in history.about(history.table(project), "N2")["change"].tolist()
    )


def test_the_csv_runs_no_formula(project):
    project.record(draft.add_note("=HYPERLINK(1)", "=A"))
    written = pd.read_csv(io.BytesIO(history.csv(history.table(project))), dtype=str).fillna("")
    assert len(written) == 3
    assert not written.map(lambda cell: cell.startswith(("=", "+", "-", "@"))).to_numpy().any()


def test_an_approved_scenario_is_only_branched_from(project):
    scenarios.set_status(project, "approved", author="Board", reason="vote of 3 May")
    for act in (
        lambda: project.record(draft.lock_practice("A")),
        project.undo,
        project.redo,
        lambda: project.go_to(1),
        lambda: scenarios.set_status(project, "draft"),
        lambda: scenarios.delete(project),
    ):
        with pytest.raises(DataError, match="approved"):
            act()
    other = scenarios.branch(project, "After the vote", author="Bo")
    other.record(draft.lock_practice("A"))
    assert project.state().locked_practices == {}
    assert "Scenario Draft 1: Called approved." in sentences(project)
    assert [one.status for one in project.scenarios()] == ["approved", "draft"]


def test_what_is_approved_is_what_was_seen(project):
    seen = project.standing()
    project.record(draft.lock_practice("A"))
    with pytest.raises(DataError, match="changed elsewhere"):
        scenarios.set_status(project, "approved", seen=seen)


def test_a_writer_who_has_not_seen_the_newest_change_is_told(project):
    seen = project.standing()
    project.record(draft.lock_practice("A"), seen=seen)
    for act in (
        lambda: project.record(draft.lock_practice("B"), seen=seen),
        lambda: project.undo(seen=seen),
    ):
        with pytest.raises(DataError, match="changed elsewhere"):
            act()
    assert project.state().locked_practices == {"A": ""}


def test_scenarios_are_renamed_and_deleted_and_what_branched_stays(project):
    child = scenarios.branch(scenarios.branch(project, "Middle"), "Leaf")
    renamed = scenarios.rename(project.at("Middle"), "Centre")
    assert [s.branched_from for s in project.scenarios()] == [None, "Draft 1", "Centre"]
    scenarios.delete(renamed)
    assert [(s.name, s.branched_from) for s in project.scenarios()] == [
        ("Draft 1", None), ("Leaf", "Draft 1"),
    ]  # fmt: skip
    assert Project.open(project.path, "Leaf").state() == child.state()
    scenarios.delete(child)
    with pytest.raises(DataError, match="at least one"):
        scenarios.delete(project)
    with pytest.raises(DataError, match="already"):
        scenarios.rename(project, "Draft 1")
    with pytest.raises(DataError, match="needs a name"):
        scenarios.branch(project, " ")


def test_the_last_result_says_whether_it_is_of_the_draft_as_it_stands(project):
    scenarios.keep_result(project, project.standing().head, {"networks": 2})
    assert scenarios.result_of(project)[1]
    project.record(draft.lock_practice("A"))
    found, fresh = scenarios.result_of(project)
    assert (found["networks"], fresh) == (2, False)


def test_a_change_of_a_kind_without_sentence_is_named_by_its_kind():
    one = history.Recorded(1, Change("paint_it_black"), "", "")
    assert history.sentence(one, DraftState()) == "Paint it black."
