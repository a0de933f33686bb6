"""``pcn project`` and ``pcn plan`` on a project: what it holds, and the plan kept in it."""

import shutil

import pandas as pd
import pytest

from pcn_planner.drafting import draft
from pcn_planner.projects import history, levels, scenarios
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.study import tier_rules
from tests.support import app_pages
from tests.support.area_files import pcn, write
from tests.support.locations import DEMO

ASKED = ("--gap", "0", "--author", "Ada", "--reason", "the board asked")


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """The file of a project with a lock and a plan."""
    work = app_pages.session(app_pages.study(tmp_path_factory.mktemp("area")), app_pages.PLAN)
    work.record(draft.lock_practice("P01", "lease"))
    yield work.project.path  # its folder goes with the session
    work.close()


@pytest.fixture
def path(drafted, tmp_path):
    return shutil.copy(drafted, tmp_path / "town.pcn")


def planned(path, *words):
    return pcn("plan", path, "--out", path.parent / "out", *ASKED, *words)


def test_a_plan_is_kept_in_its_project_with_author_reason_and_result(path):
    before = Project.open(path).state()
    result = planned(path)
    assert result.exit_code == 0, result.output
    project = Project.open(path)
    newest = project.changes()[-1]
    assert (newest.author, newest.reason) == ("Ada", "the board asked")
    written = pd.read_csv(path.parent / "out" / "assignment.csv", dtype=str)
    placed = dict(zip(written["practice_code"], written["network_id"], strict=True))
    assert project.state().assignment == placed
    assert project.state().locked_practices == {"P01": "lease"}
    found, fresh = scenarios.result_of(project)
    assert (found["status"], found["verified"], fresh) == ("optimal", True, True)
    assert "planned on the command line" in history.table(project)["change"].iloc[-1]
    project.undo()
    assert project.state() == before


def test_rules_given_with_it_are_kept_before_the_plan(path):
    result = planned(path, "--band", "20000:60000")
    assert result.exit_code == 0, result.output
    said = history.table(Project.open(path))["change"].tolist()
    assert "ceiling 60,000, floor 20,000" in said[-2]
    assert "planned on the command line" in said[-1]


def test_levels_asked_for_in_the_app_are_made_by_the_command_too(path):
    asked = [{"name": "place", "band": [40_000, 60_000]}]
    levels.keep(Project.open(path), tier_rules.stated(asked))
    result = planned(path)
    assert result.exit_code == 0, result.output
    written = pd.read_csv(path.parent / "out" / "assignment.csv", dtype=str)
    assert written["place_id"].notna().all()


def test_an_approved_scenario_stays_and_the_plan_is_in_its_folder(path):
    project = Project.open(path)
    scenarios.set_status(project, "approved")
    before = project.changes()
    result = planned(path)
    assert result.exit_code == 0, result.output
    assert "is approved and stays as it is" in result.stdout
    assert project.changes() == before
    assert (path.parent / "out" / "assignment.csv").is_file()


@pytest.mark.deep
def test_alternatives_of_a_project_keep_what_it_locks(path):
    project = Project.open(path)
    project.record(draft.lock_network("A", "agreed"))
    kept = project.state().members("A")
    result = planned(path, "--alternatives", "1", "--near", "60%", "--different", "1000")
    assert result.exit_code == 0, result.output
    table = pd.read_csv(path.parent / "out-alternatives" / "practices.csv", dtype=str)
    plans = [name for name in table if name.startswith("plan_")]
    assert len(plans) == 2, result.stdout
    for name in plans:
        together = table.groupby(name)["practice_code"].agg(set)
        assert set(kept) in list(together)


def test_who_plans_is_asked_of_projects_alone(tmp_path):
    result = pcn("plan", write(tmp_path), "--out", tmp_path / "out", "--author", "Ada")
    assert result.exit_code == 2
    assert "history of a project" in result.stderr


def test_a_plan_of_a_folder_carries_digests_of_its_files_into_its_project(tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in ("gp-reg-pat-prac-all.csv", "gp-reg-pat-prac-map.csv", "postcode_coordinates.csv"):
        shutil.copy(DEMO / name, folder / name)
    chosen = pd.read_csv(DEMO / "practices.csv", dtype=str)["ccg_code"].iloc[0]
    result = pcn(
        "plan", folder, "--where", f"ccg_code={chosen}", "--out", tmp_path / "out", "--gap", "0.05"
    )
    assert result.exit_code == 0, result.output
    project = Project.open(tmp_path / "out" / "project.pcn")
    sources = {name for name in contents.digests(project) if name.startswith("source: ")}
    assert sources == {f"source: downloads/{path.name}" for path in folder.iterdir()}
    shown = pcn("project", "show", tmp_path / "out" / "project.pcn")
    assert "downloads/gp-reg-pat-prac-map.csv" in shown.stdout
    again = pcn("plan", tmp_path / "out" / "project.pcn", "--out", tmp_path / "again", *ASKED)
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize("content", [b"some text", b"PK\x05\x06" + bytes(18), b""])
def test_a_file_that_is_no_project_is_called_so(tmp_path, content):
    path = tmp_path / "plan.pcn"
    path.write_bytes(content)
    found = pcn("project", "show", path)
    assert found.exit_code == 2
    assert "plan.pcn: this is not a project file" in found.output
    assert "pcn project open" in found.output


def test_a_history_about_nobody_is_refused_with_the_codes_that_are_alike(path):
    assert pcn("project", "log", path, "--about", "P01").exit_code == 0
    for word in ("p01", "P01x"):
        result = pcn("project", "log", path, "--about", word)
        assert result.exit_code == 2
        assert f"'{word}' is no practice or network of this project. There is P01" in result.output


def test_a_project_that_is_a_folder_is_only_opened(path):
    said = " ".join(pcn("project", "--help").output.replace("│", " ").split())
    assert "for open also a plan's folder" in said
