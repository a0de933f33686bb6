"""`--sheet`: of every workbook that a command or a notebook takes."""

import json

import pandas as pd
import pytest

import pcn_planner as pcn_api
from boundaries.errors import DataError
from tests.support.area_files import CODES, pcn, write
from tests.support.workbooks import workbook

PLAN = dict.fromkeys(CODES, "N1")


@pytest.fixture
def books(tmp_path):
    """Lists of two dates on sheets, a plan on a second one, and mergers on a third."""
    table = pd.read_csv(write(tmp_path), dtype=str)
    rows = [list(table.columns), *table.to_numpy().tolist()]
    at = rows[0].index("list_size")
    old = [rows[0], *([*row[:at], "1", *row[at + 1 :]] for row in rows[1:])]
    lists = workbook(tmp_path / "lists.xlsx", Before=[*old, *old[1:2]], Now=[["Lists"], *rows])
    plan = [["practice_code", "network_id"], *map(list, PLAN.items())]
    notes = [["practice_code", "network_id"], *([code, "X"] for code in CODES), ["P99999", "X"]]
    return lists, workbook(tmp_path / "plan.xlsx", Notes=notes, Ours=plan)


def test_the_sheets_asked_for_are_read_by_every_command(books, tmp_path):
    lists, plan = books
    asked = ("--sheet", "Now", "--sheet", "plan.xlsx=Ours")
    checked = pcn("check", lists, "--assignment", plan, *asked, "--out", tmp_path / "out")
    assert checked.exit_code in (0, 1), checked.output
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert "lists.xlsx" in json.dumps(report["inputs"])
    compared = pcn("compare", plan, plan, lists, *asked)
    assert compared.exit_code == 0, compared.output
    assert f"0 of {len(CODES)} practices" in compared.stdout
    read = pcn("read", lists, "--sheet", "Now", "--out", tmp_path / "read.csv")
    assert read.exit_code == 0, read.output
    assert "another sheet is asked for" in " ".join(read.stdout.split())


def test_a_project_made_from_a_sheet_opens_without_it(books, tmp_path):
    lists, _ = books
    study = pcn_api.read(lists, sheet="Now")
    assert study.practices["patients"].min() > 1
    made = pcn_api.check(study, PLAN)
    made.save(tmp_path / "out")
    assert pcn_api.open(tmp_path / "out" / "project.pcn").assignment == PLAN


def test_a_sheet_that_is_nowhere_is_told_with_those_there_are(books, tmp_path):
    lists, plan = books
    for words in (
        ("check", lists, "--assignment", plan, "--sheet", "Then"),
        ("read", lists, plan, "--sheet", "Then", "--out", tmp_path / "x.csv"),
    ):
        result = pcn(*words)
        assert result.exit_code == 2
        said = " ".join(result.stderr.split())
        assert "lists.xlsx: Before, Now; plan.xlsx: Notes, Ours" in said
    with pytest.raises(DataError, match=r"lists\.xlsx: Before, Now"):
        pcn_api.read(lists, sheet=["Then"])


@pytest.fixture
def odd_books(tmp_path):
    """Networks of today in a table, approvals and a plan before each on the second sheet."""
    table = pd.read_csv(write(tmp_path), dtype=str).assign(pcn_code="N1", pcn_name="North")
    lists = tmp_path / "today.csv"
    table.to_csv(lists, index=False)
    wrong = [["network_id", "reason"], *([name, "a mistake"] for name in ("Nowhere", "No", "Nil"))]
    right = [["Approved at the board"], ["network_id", "reason"], ["N1", "as agreed"]]
    approved = workbook(tmp_path / "approved.xlsx", Old=wrong, New=right)
    plan = [["practice_code", "network_id"], *map(list, PLAN.items())]
    notes = [["practice_code", "network_id"], *([f"Q{k:02d}", "X"] for k in range(20))]
    return lists, approved, workbook(tmp_path / "plan.xlsx", Notes=notes, Ours=plan)


def test_approvals_are_read_from_the_sheet_asked_for(odd_books, tmp_path):
    lists, approved, _ = odd_books
    words = ("check", lists, "--networks-column", "pcn_code", "--current", "pcn_code",
             "--approved", approved)  # fmt: skip
    refused = pcn(*words)
    assert refused.exit_code == 2
    assert "Nowhere" in refused.output
    taken = pcn(*words, "--sheet", "approved.xlsx=New!2", "--out", tmp_path / "out")
    assert taken.exit_code in (0, 1), taken.output


@pytest.mark.parametrize("command", [pytest.param("pack", marks=pytest.mark.deep), "publish"])
def test_a_plan_before_is_read_from_the_sheet_asked_for(odd_books, tmp_path, command):
    lists, _, before = odd_books
    checked = pcn("check", lists, "--networks-column", "pcn_code", "--out", tmp_path / "plan")
    assert checked.exit_code in (0, 1), checked.output
    words = (command, tmp_path / "plan", "--before", before, "--out", tmp_path / command)
    refused = pcn(*words)
    assert refused.exit_code == 2
    assert "practice codes of the plan before is in this plan" in refused.output
    made = pcn(*words, "--sheet", "plan.xlsx=Ours")
    assert made.exit_code == 0, made.output
    nowhere = pcn(*words, "--sheet", "plan.xlsx=Theirs")
    assert nowhere.exit_code == 2
    assert "Theirs" in nowhere.output
