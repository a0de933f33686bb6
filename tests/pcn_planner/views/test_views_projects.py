"""Pages History and Scenarios, the list of projects, and a solve whose draft went on meanwhile."""

import pytest
from streamlit.testing.v1 import AppTest

from boundaries.errors import DataError
from optimise.progress import Limits
from pcn_planner.drafting import draft
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.session import Session
from pcn_planner.projects import folder, sharing
from pcn_planner.views import solve_line
from pcn_planner.views.begin import projects
from tests.support import app_pages
from tests.support.app_pages import PLAN


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture
def work(area, tmp_path) -> Session:
    out = Session(projects=tmp_path, author="Ada")
    out.begin(area, app_pages.WITHIN, title="Town")
    out.start_from(PLAN, {"B": "Harbour"}, "test")
    return out


def press(page: AppTest, key: str) -> AppTest:
    [button] = [one for one in page.button if one.key == key]
    return button.click().run()


def told(work: Session) -> str:
    return "" if work.notice is None else work.notice.text


@pytest.mark.parametrize("name", ["history", "scenarios"])
def test_a_page_without_data_says_where_to_begin(name):
    page = app_pages.run(name, Session())
    assert not page.exception
    assert "Start" in page.info[0].value


def test_the_history_goes_back_to_any_point(work):
    work.record(draft.lock_practice("P01", "lease"))
    page = app_pages.run("history", work)
    shown = page.dataframe[0].value
    assert shown["What"].tolist()[0] == "Practice P01 was locked."
    assert (shown["Who"].tolist()[0], shown["Why"].tolist()[0]) == ("Ada", "lease")
    number = shown["No."].tolist()[1]
    page.selectbox(key="history_point").set_value(int(number)).run()
    press(page, "history_back")
    assert work.state.locked_practices == {}
    assert work.can_redo


def test_a_comment_and_a_reason_are_written_from_the_page(work):
    page = app_pages.run("history", work)
    page.text_input(key="comment_about").set_value("P01")
    page.text_area(key="comment_text").set_value("ask the board")
    press(page, "comment_add")
    assert [(n.about, n.text) for n in work.state.notes] == [("P01", "ask the board")]
    page.text_input(key="history_why").set_value("minutes of 3 May")
    press(page, "history_explain")
    number = page.selectbox(key="history_point").value
    reasons = {one.number: one.reason for one in work.project.changes()}
    assert reasons[number] == "minutes of 3 May"


def test_a_scenario_is_branched_approved_and_then_left_as_it_is(work):
    page = app_pages.run("scenarios", work)
    page.text_input(key="scenario_name_new").set_value("Option B")
    press(page, "scenario_branch")
    assert work.scenario == "Option B"
    page = app_pages.run("scenarios", work)
    page.selectbox(key="scenario_status").set_value("approved")
    press(page, "scenario_set")
    assert work.approved
    with pytest.raises(DataError, match="approved"):
        work.record(draft.lock_practice("P01"))
    work.open_scenario("Draft 1")
    work.record(draft.lock_practice("P01"))
    assert work.state.locked_practices == {"P01": ""}


def test_a_scenario_is_renamed_and_another_deleted(work):
    page = app_pages.run("scenarios", work)
    page.text_input(key="scenario_name_new").set_value("Before")
    press(page, "scenario_rename")
    assert work.scenario == "Before"
    page = app_pages.run("scenarios", work)
    page.checkbox(key="scenario_sure").set_value(True).run()
    press(page, "scenario_delete")
    assert "at least one" in told(work)


def test_the_project_is_opened_again_at_the_scenario_that_was_worked_on(work):
    work.project.branch("Kept aside")
    work.open_scenario("Draft 1")
    again = Session(projects=work.projects)
    again.open_project(work.project.path)
    assert again.scenario == "Draft 1"
    assert again.state == work.state


def test_loading_anew_leaves_the_draft_in_its_own_project(work, area):
    state, path = work.state, work.project.path
    work.begin(area, app_pages.WITHIN, title="Town")
    assert work.state.assignment == {}
    work.open_project(path)
    assert work.state == state
    assert sorted(one.name for one in folder.projects(work.projects)) == ["Town", "Town 2"]


def test_a_tab_that_follows_changes_nothing_and_sees_everything(work):
    other = Session(projects=work.projects)
    other.open_project(work.project.path)
    other.pen = lambda: False
    with pytest.raises(DataError, match="only follows"):
        other.record(draft.lock_practice("P01"))
    work.record(draft.lock_practice("P02"))
    assert other.catch_up()
    assert other.state == work.state


def test_two_writers_are_told_and_nothing_is_lost(work):
    other = Session(projects=work.projects)
    other.open_project(work.project.path)
    work.record(draft.lock_practice("P02"))
    with pytest.raises(DataError, match="changed elsewhere"):
        other.record(draft.lock_practice("P01"))
    assert other.state == work.state
    other.record(draft.lock_practice("P01"))
    work.catch_up()
    assert set(work.state.locked_practices) == {"P01", "P02"}


def test_a_project_is_renamed_copied_and_deleted_from_start(work):
    page = app_pages.run("start", work)
    page.text_input(key="project_name").set_value("City")
    press(page, "project_rename")
    assert work.project.path.stem == "City"
    page = app_pages.run("start", work)
    press(page, "project_duplicate")
    assert sorted(one.name for one in folder.projects(work.projects)) == ["City", "City 2"]
    page.checkbox(key="project_sure").set_value(True).run()
    press(page, "project_delete")
    assert work.project is None
    assert [one.name for one in folder.projects(work.projects)] == ["City 2"]


def test_start_lists_recent_projects_and_opens_one(work):
    page = app_pages.run("start", Session(projects=work.projects))
    assert not page.exception
    opened = Session(projects=work.projects)
    projects.opened(opened, folder.projects(work.projects)[0].path)
    assert opened.state == work.state


@pytest.fixture(scope="module")
def solved(area):
    begun = app_pages.session(area, PLAN)
    return solving.optimise(begun.bench, begun.state, limits=Limits())


def test_a_result_is_taken_where_nothing_changed_meanwhile(work, solved):
    work.begin_run(None)
    assert work.end_run(solved, "optimised")
    assert work.state.assignment == solved.plan.assignment


def test_a_result_stands_beside_a_draft_that_went_on(work, solved):
    work.begin_run(None)
    work.record(draft.rename_network("A", "Hill"))
    state = work.state
    solve_line.finish(work, solved, None, "optimised")
    assert work.state == state
    assert "beside your draft" in told(work)
    work.take_offer()
    assert work.state.assignment == solved.plan.assignment
    assert work.offer is None
    work.undo()
    assert work.state == state


def test_a_lock_set_meanwhile_holds(work, solved):
    moved = next(c for c, n in solved.plan.assignment.items() if PLAN[c] != n)
    work.begin_run(None)
    work.record(draft.lock_practice(moved, "lease"))
    assert not work.end_run(solved, "optimised")
    with pytest.raises(DataError, match=f"{moved} is locked"):
        work.take_offer()
    assert work.offer is not None
    assert work.state.assignment == PLAN


def test_ids_and_names_go_to_the_networks_that_share_most_patients(area, solved):
    patients = area.practices["patients"]
    shared = {
        (old, new): sum(int(patients[c]) for c in PLAN
                        if PLAN[c] == old and solved.plan.assignment[c] == new)
        for old in set(PLAN.values()) for new in set(solved.plan.assignment.values())
    }  # fmt: skip
    kept = sum(count for (old, new), count in shared.items() if old == new)
    others = [new for new in solved.plan.networks if new not in set(PLAN.values())]
    for one in sorted(set(PLAN.values()) & set(solved.plan.networks)):
        for two in sorted(set(PLAN.values()) & set(solved.plan.networks)):
            swapped = kept - shared[one, one] - shared[two, two] + (
                shared[one, two] + shared[two, one] if one != two else shared[one, one] * 2
            )  # fmt: skip
            assert swapped <= kept
        assert all(shared[one, new] <= shared[one, one] for new in others)
    if "B" in solved.plan.networks:
        assert solved.plan.names["B"] == "Harbour"


def test_who_was_given_a_project_to_look_at_changes_nothing_of_it(work):
    work.may = sharing.LOOK
    before = work.project.changes()
    for act in (work.undo, lambda: work.record(draft.lock_practice("P01", "lease"))):
        with pytest.raises(DataError, match="given to you to look at"):
            act()
    page = app_pages.run("history", work)
    page.text_input(key="history_why").set_value("because").run()
    press(page, "history_explain")
    assert "given to you to look at" in told(work)
    assert work.project.changes() == before
