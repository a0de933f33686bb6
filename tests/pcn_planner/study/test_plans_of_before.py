"""Plans made before practices merged, given wherever a plan can be given."""

import shutil

import pandas as pd
import pytest

import pcn_planner as api
from boundaries.words import agreed
from pcn_planner.drafting import comparable
from pcn_planner.drafting.session import Session
from pcn_planner.files import exports
from pcn_planner.proposal import workbench
from pcn_planner.study import intake
from tests.support.area_files import CODES, pcn, table

OLD, NEW = CODES[0], CODES[1]
PLAN = dict.fromkeys(CODES[:8], "A") | dict.fromkeys(CODES[8:], "B")
AFTER = {code: key for code, key in PLAN.items() if code != OLD}
TOLD_OF_BEFORE = f"1 practice of the plan before counts under a successor's code: {OLD} to {NEW}."
TOLD = f"1 practices of the plan count under a successor's code: {OLD} to {NEW}."


@pytest.fixture(params=["an option", "a file of the folder"])
def given(request, tmp_path):
    """Practices whose first one merged into the second, as the words of a command."""
    folder = tmp_path / "data"
    folder.mkdir()
    table().to_csv(folder / "practices.csv", index=False)
    merged = folder / "successors.csv"
    merged.write_text(f"old_code,new_code,date\n{OLD},{NEW},2026-04-01\n")
    exports.write_assignment(tmp_path / "before.csv", PLAN)
    if request.param == "an option":
        shutil.move(merged, tmp_path)
        return folder / "practices.csv", tmp_path / "successors.csv"
    return folder, None


@pytest.fixture
def study(given):
    return api.read(given[0], successors=given[1])


def test_it_is_judged_in_python_with_the_successors_codes(study, tmp_path):
    made = api.check(study, tmp_path / "before.csv")
    assert dict(made.assignment) == AFTER
    assert TOLD in made.notes
    assert api.compare(PLAN, AFTER, study).patients_moved == 0


def test_it_is_judged_by_commands_with_the_successors_codes(given, tmp_path):
    first, merged = given
    more = ("--successors", merged) if merged else ()
    out = tmp_path / "out"
    result = pcn("check", first, *more, "--assignment", tmp_path / "before.csv", "--out", out)
    assert result.exit_code in (0, 1), result.output
    assert f"Note: {agreed(TOLD)}" in " ".join(result.stdout.split())
    assert len(pd.read_csv(out / "assignment.csv")) == len(AFTER)
    exports.write_assignment(tmp_path / "after.csv", AFTER)
    said = pcn("compare", tmp_path / "before.csv", tmp_path / "after.csv", first, *more)
    assert said.exit_code == 0, said.output
    assert f"0 of {len(AFTER)} practices" in said.stdout
    assert agreed(TOLD) in " ".join(said.stdout.split())


@pytest.mark.parametrize(("command", "before"), [("pack", "before"), ("publish", "before.csv")])
def test_papers_of_the_change_say_who_counts_under_which_code(study, tmp_path, command, before):
    api.check(study, AFTER).save(tmp_path / "after")
    table().to_csv(tmp_path / "earlier.csv", index=False)
    earlier = api.check(api.read(tmp_path / "earlier.csv"), PLAN)
    earlier.save(tmp_path / "before")
    words = (tmp_path / "after", "--before", tmp_path / before, "--out", tmp_path / "out")
    result = pcn(command, *words)
    assert result.exit_code == 0, result.output
    assert TOLD_OF_BEFORE in " ".join(result.stdout.split())
    if command == "publish":
        made = api.open(tmp_path / "after").publish(tmp_path / "page", before=earlier)
        assert any(agreed(one) == TOLD_OF_BEFORE for one in made.notes)


def test_it_is_judged_in_a_project_that_is_opened_again(study, tmp_path):
    work = Session()
    work.begin(study)
    again = Session()
    again.open_project(work.project.path)
    plan, _, told = comparable.plan_in(again.study, tmp_path / "before.csv")
    assert plan == AFTER
    assert told == [TOLD]
    assert not workbench.judge(again.bench, plan).plan.assignment.keys() - AFTER.keys()


def test_a_merger_after_the_date_that_the_table_gives_its_lists_is_told():
    practices = table(extract_date="01APR2020")
    merged = pd.DataFrame([(OLD, NEW, "01/04/2021")], columns=["old_code", "new_code", "date"])
    told = f"after the date of the lists, 2020-04-01, and made all the same: {OLD} to {NEW}"
    taken = intake.opened(practices, succession=merged)
    assert told in " ".join(taken.practices.attrs["notes"])
    later = intake.opened(practices, succession=merged, lists_date="2022-01-01")
    assert "made all the same" not in " ".join(later.practices.attrs["notes"])
