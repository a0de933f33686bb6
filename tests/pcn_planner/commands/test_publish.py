"""``pcn publish`` from a plan's folder, and the comments held against that plan."""

import json
import shutil

import pytest

import pcn_planner as planner
from pcn_planner import pipeline
from pcn_planner.consultation import comments, page
from pcn_planner.files import exports
from pcn_planner.projects import history
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from tests.support import small_study
from tests.support.area_files import pcn


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    moved = small_study.NETWORK | {"R1C1": "A"}
    made = pipeline.judge(small_study.study(folder), small_study.RULES, moved)
    pipeline.write(made, folder / "plan")
    return folder / "plan"


def test_the_page_says_who_moves(plan, tmp_path):
    result = pcn("publish", plan, "--out", tmp_path / "public")
    assert result.exit_code == 0, result.output
    assert "No address for comments is given (--reply-to)." in result.output
    text = (tmp_path / "public" / "index.html").read_text("utf-8")
    assert "1 practice would change its network." in text
    assert "Is in B today. Would move to A." in text
    again = pcn("publish", plan, "--out", tmp_path / "public", "--before", plan)
    assert again.exit_code == 0, again.output
    assert "No practice would change" in (tmp_path / "public" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("command", ["publish", "pack"])
def test_practices_of_the_plan_before_that_are_not_in_this_one_are_named(plan, command, tmp_path):
    before = tmp_path / "before.csv"
    exports.write_assignment(before, small_study.NETWORK | {"X99": "A"})
    result = pcn(command, plan, "--out", tmp_path / "out", "--before", before)
    assert result.exit_code == 0, result.output
    told = "1 of 13 practice codes of the plan before is not in this plan, and left out: X99."
    assert told in " ".join(result.output.split())
    opened = planner.open(plan)
    if command == "publish":
        assert told in opened.publish(tmp_path / "api", before=before).notes
    else:
        assert told in opened.papers(before=before).notes


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--closes", "soon"], "no date"), (["--before", "no_such_column"], "no_such_column")],
)
def test_what_cannot_be_used_is_refused_and_nothing_written(plan, tmp_path, options, said):
    result = pcn("publish", plan, *options, "--out", tmp_path / "public")
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "public").exists()


def test_comments_are_held_against_the_plan(plan, tmp_path):
    mark = page.digest(small_study.NETWORK | {"R1C1": "A"})
    for name, digest in {"ours": mark, "other": "0"}.items():
        said = {"format": comments.FORMAT, "plan": digest, "comment": f"Words of {name}"}
        (tmp_path / f"{name}.json").write_text(json.dumps(said))
    result = pcn("comments", tmp_path, "--plan", plan, "--out", tmp_path / "comments.csv")
    assert result.exit_code == 0, result.output
    assert "1 comment is on another plan" in result.output


def test_comments_are_read_into_a_project_once(plan, tmp_path):
    project = tmp_path / "area.pcn"
    shutil.copyfile(plan / "project.pcn", project)
    mark = page.digest(small_study.NETWORK | {"R1C1": "A"})
    sent = tmp_path / "sent"
    sent.mkdir()
    told = {
        "a": {"about": "network", "key": "A", "view": "disagree", "who": "patient", "name": "Jo"},
        "b": {"about": "practice", "key": "R1C1", "plan": "0"},
    }
    for name, more in told.items():
        said = {"format": comments.FORMAT, "plan": mark, "comment": f"Words of {name}", **more}
        (sent / f"{name}.json").write_text(json.dumps(said))
    asked = [sent, "--project", project, "--author", "Ann", "--out", tmp_path / "c.csv"]
    first = pcn("comments", *asked)
    assert first.exit_code == 0, first.output
    assert "1 comment is on another plan" in first.output
    again = pcn("comments", *asked)
    assert "2 comments are there already" in again.output
    rows = history.table(Project.open(project, contents.open_scenario(project)))
    assert rows["change"].tolist()[-2:] == [
        "Comment on A: Public: Jo, a patient or carer, disagrees: Words of a",
        "Comment on R1C1: Public: Somebody says (of another plan): Words of b",
    ]
    assert set(rows["author"].tolist()[-2:]) == {"Ann"}
    shown = pcn("project", "log", project, "--about", "R1C1")
    assert "Words of b" in shown.output
    odd = pcn("comments", sent, "--scenario", "Draft", "--out", tmp_path / "c.csv")
    assert odd.exit_code == 2
    assert pcn("comments", sent, "--project", tmp_path / "no.pcn").exit_code == 2


def test_a_project_publishes_the_page_alone(plan, tmp_path):
    result = pcn("publish", plan / "project.pcn", "--out", tmp_path / "public")
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "public").iterdir()] == ["index.html"]
    assert "1 practice would change" in (tmp_path / "public" / "index.html").read_text("utf-8")


def test_it_is_not_written_among_files_that_are_not_for_the_public(plan, tmp_path):
    before = {path.name for path in plan.iterdir()}
    result = pcn("publish", plan, "--out", plan)
    assert result.exit_code == 2
    assert {path.name for path in plan.iterdir()} == before


def test_an_analyst_publishes_the_same_page(plan, tmp_path):
    made = planner.open(plan)
    (path,) = made.publish(tmp_path / "api", before=made, closes="2026-09-03")
    options = ["--before", plan, "--closes", "2026-09-03", "--out", tmp_path / "command"]
    assert pcn("publish", plan, *options).exit_code == 0
    assert path.read_bytes() == (tmp_path / "command" / "index.html").read_bytes()
