"""Who moves, of a plan whose rules say so: the same in every paper, page, table and command."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import pcn_planner as pcn_api
from pcn_planner import pipeline
from pcn_planner.consultation import changes
from pcn_planner.described import saved
from pcn_planner.papers import change, opening
from pcn_planner.papers.facts import Facts
from pcn_planner.redrafting.measures import figures
from tests.support import small_study
from tests.support.area_files import pcn

#: West in columns for rows: most patients of A are in its first, but R0C1 must not leave A
COLUMNS = small_study.NETWORK | {
    "R0C0": "B", "R1C0": "B", "R2C0": "B", "R0C1": "A", "R1C1": "A", "R2C1": "A",
}  # fmt: skip
MOVING = {"R0C0", "R1C0", "R1C1", "R2C1"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stay")
    rules = replace(small_study.RULES, stay=("R0C1",))
    proposal = pipeline.judge(small_study.study(folder), rules, COLUMNS)
    pipeline.write(proposal, folder / "plan")
    return folder, proposal


def test_papers_and_public_page_of_a_folder(made):
    opened = saved.opened(made[0] / "plan")
    before = opening.before("pcn_code", opened.shown, opened.rules)
    material = opening.of_plan(opened, before=before, facts=Facts({}), year="2026/27")
    found = change.compared(material)
    assert {move.practice_code for move in found.moves} == MOVING
    assert changes.compared(opened.shown, before) == found
    assert set(change.moved(found, material)["practice_code"]) == MOVING


def test_report_redraft_and_notebook(made):
    folder, proposal = made
    report = json.loads((folder / "plan" / "report.json").read_text(encoding="utf-8"))
    counted = figures(proposal)
    assert report["change"]["practices_moved"] == counted.practices_moved == len(MOVING)
    assert report["change"]["patients_moved"] == counted.patients_moved
    study = pcn_api.read(folder / "practices.csv", within="ccg_code", current="pcn_code")
    for plan in (pcn_api.open(folder / "plan"), folder / "plan"):
        assert set(pcn_api.compare("pcn_code", plan, study).to_table()["practice_code"]) == MOVING


@pytest.mark.parametrize("after", ["plan", "plan/assignment.csv"])
def test_the_command_compare(made, after):
    folder, _ = made
    result = pcn("compare", "pcn_code", folder / after, folder / "practices.csv")
    assert result.exit_code == 0, result.output
    assert "4 of 12 practices with 33,000 of 97,000 patients" in result.output


def test_another_plan_before_is_matched_by_patients_alone(made):
    folder, _ = made
    other = pd.DataFrame(small_study.NETWORK.items(), columns=["practice_code", "network_id"])
    other.loc[other["practice_code"] == "R2C3", "network_id"] = "C"
    other.to_csv(folder / "other.csv", index=False)
    result = pcn("compare", folder / "other.csv", folder / "plan", folder / "practices.csv")
    assert "3 of 12 practices" in result.output
