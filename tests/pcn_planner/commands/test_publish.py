"""``pcn publish`` from a plan's folder, and the comments held against that plan."""

import json

import pytest

import pcn_planner as planner
from pcn_planner import pipeline
from pcn_planner.consultation import comments, page
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
