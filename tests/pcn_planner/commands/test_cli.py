"""The command line on a small area in files: what it writes, prints and returns."""

import json

import pandas as pd
import pytest

from pcn_planner.files import exports
from tests.support.area_files import CODES, LISTS, TODAY, pcn, table, write

WRITTEN = {
    "adjacency.csv", "conflicts.csv", "assignment.csv", "map.html", "networks.csv",
    "networks.geojson", "plan.gpkg", "practices.geojson", "report.json",
    "project.pcn", "README.txt",
}  # fmt: skip


def report_of(folder):
    return json.loads((folder / "report.json").read_text())


def sizes_of(folder):
    """List size of every network, counted from the assignment alone."""
    rows = pd.read_csv(folder / "assignment.csv", dtype=str)
    lists = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))
    return rows["practice_code"].map(lists).groupby(rows["network_id"]).sum()


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """The area planned within its commissioners, and what was printed."""
    folder = tmp_path_factory.mktemp("planned")
    result = pcn("plan", write(folder), "--within", "ccg_code", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return folder, result


def test_a_plan_is_written_whole(planned):
    folder, _ = planned
    assert {one.name for one in (folder / "out").iterdir()} == WRITTEN


def test_a_plan_is_proven_verified_and_inside_band_and_borders(planned):
    folder, _ = planned
    report = report_of(folder / "out")
    assert (report["status"], report["verified"]) == ("optimal", True)
    assert sizes_of(folder / "out").between(30_000, 50_000).all()
    plan = exports.read_plan(folder / "out")
    for codes in plan.networks.values():
        assert len({code > "P08" for code in codes}) == 1
    assert sorted(plan.assignment) == CODES


def test_the_summary_says_what_was_found_and_where_it_is(planned):
    folder, result = planned
    assert "inside the band of 30,000 to 50,000" in result.stdout
    assert "Status optimal" in result.stdout
    assert "Verified: 16 checks passed" in result.stdout
    assert f"Written to {folder / 'out'}" in result.stdout


def test_a_plan_replaces_an_earlier_one(planned):
    folder, _ = planned
    before = (folder / "out" / "assignment.csv").read_bytes()
    again = pcn("plan", folder / "practices.csv", "--within", "ccg_code", "--out", folder / "out")
    assert again.exit_code == 0, again.output
    assert (folder / "out" / "assignment.csv").read_bytes() == before


def test_rules_come_from_a_file_and_options_win(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('floor = 20000\nceiling = 60000\nwithin = ["ccg_code"]\nbalance_target = 1\n')
    out = tmp_path / "out"
    result = pcn("plan", write(tmp_path), "--rules", rules, "--band", "25000:45000", "--out", out)
    assert result.exit_code == 0, result.output
    asked = report_of(out)["rules"]
    assert (asked["floor"], asked["ceiling"]) == (25_000, 45_000)
    assert (asked["within"], asked["balance_target"]) == (["ccg_code"], 1)


def test_every_rule_can_be_asked_for_in_options(tmp_path):
    out = tmp_path / "out"
    result = pcn(
        "plan", write(tmp_path), "--out", out, "--current", "pcn_code", "--team", "team",
        "--need", "need", "--soft", "ccg_code=0.5", "--soft-ceiling",
        "--weights", "travel=1,alignment=0.5,mix=0.1,oversize=1",
        "--together", "P01,P02", "--apart", "P01,P14", "--fixed", "P09,P10,P11",
        "--networks", "4:", "--waive-floor", "P13,P14", "--seed", "7",
        "--same-premises", "together", "--keep-whole", "pcn_code=0.1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    plan, report = exports.read_plan(out), report_of(out)
    assert plan.assignment["P01"] == plan.assignment["P02"] != plan.assignment["P14"]
    assert ("P09", "P10", "P11") in plan.networks.values()
    assert len(plan.networks) >= 4
    assert report["seed"] == 7
    assert report["rules"]["same_premises"] == "together"
    unit = {name: row["total"] is not None for name, row in report["criteria"].items()}
    assert all(unit.values()), unit
    assert (out / "conflicts.csv").exists()


def test_practices_left_out_are_in_no_network_and_said_to_be(tmp_path):
    out = tmp_path / "out"
    result = pcn(
        "plan", write(tmp_path), "--exclude", "P14", "--where", "ccg_code=S1", "--out", out
    )
    assert result.exit_code == 0, result.output
    assert sorted(exports.read_plan(out).assignment) == CODES[8:13]
    inputs = report_of(out)["inputs"]
    assert (inputs["excluded"], inputs["where"]) == (["P14"], {"ccg_code": "S1"})
    assert any("P14" in note for note in report_of(out)["notes"])


def test_no_plan_gives_reasons_a_report_alone_and_exit_1(tmp_path):
    out = tmp_path / "out"
    result = pcn(
        "plan", write(tmp_path), "--together", "P01,P02", "--apart", "P02,P01", "--out", out
    )
    assert result.exit_code == 1
    assert "P01" in result.stdout
    assert "there is no whole plan" in result.stdout
    assert [one.name for one in out.iterdir()] == ["report.json"]
    report = report_of(out)
    assert report["status"] == "infeasible"
    assert report["reasons"]
    assert report["objective"] is None
    assert report["networks"] == {}


def test_todays_networks_are_checked_and_found_wanting(tmp_path):
    result = pcn("check", write(tmp_path), "--networks-column", "pcn_code", "--within", "ccg_code")
    assert result.exit_code == 1
    findings = [line for line in result.stdout.splitlines() if line.startswith(
        ("coverage:", "band:", "contiguity:", "borders:"))]  # fmt: skip
    found = sorted(line.split(":")[0] for line in findings)
    assert found == ["borders", "borders", "contiguity", "contiguity", "coverage"]
    assert any("SURGERY P14" in line and "7,000" in line for line in findings)


def test_a_sound_plan_is_checked_without_a_finding(planned, tmp_path):
    folder, _ = planned
    source = folder / "practices.csv"
    out = tmp_path / "checked"
    result = pcn(
        "check", source, "--assignment", folder / "out", "--within", "ccg_code", "--out", out
    )
    assert result.exit_code == 0, result.output
    assert {one.name for one in out.iterdir()} == WRITTEN
    assert exports.read_plan(out) == exports.read_plan(folder / "out")
    planned_report, checked = report_of(folder / "out"), report_of(out)
    assert checked["criteria"] == planned_report["criteria"]
    assert (checked["status"], checked["bound"]) == ("feasible", None)


@pytest.mark.parametrize("given", [[], ["--networks-column", "pcn_code", "--assignment", "x.csv"]])
def test_a_check_wants_one_assignment(given, tmp_path):
    result = pcn("check", write(tmp_path), *given)
    assert result.exit_code == 2
    assert "--networks-column" in result.stderr


def test_conflicts_of_todays_networks_are_counted_by_hand(tmp_path):
    out = tmp_path / "out"
    result = pcn(
        "conflicts", write(tmp_path), "--networks-column", "pcn_code", "--team", "team",
        "--out", out,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    # T1 = P01 to P05: X1 is all theirs, and in X2 P05 (11,000) is, P06 and P09 (19,000) are not
    assert "11,000 patients, by list, belong to another team" in result.stdout
    matrix = report_of(out)["conflicts"]["matrix"]
    assert matrix["T1"] == {"X1": 39_000, "X2": 11_000, "X3": 0, "X4": 0}
    assert matrix["T2"] == {"X1": 0, "X2": 19_000, "X3": 35_000, "X4": 34_000}


def test_conflicts_want_teams(tmp_path):
    result = pcn("conflicts", write(tmp_path), "--networks-column", "pcn_code")
    assert result.exit_code == 2
    assert "--footprints" in result.stderr


def test_a_plan_compared_with_itself_moves_nobody(planned):
    folder, _ = planned
    out = folder / "out"
    result = pcn("compare", out, out / "assignment.csv", folder / "practices.csv")
    assert result.exit_code == 0, result.output
    assert "0 of 14 practices with 0 of 145,000 patients" in result.stdout


def test_a_plan_is_compared_with_a_column(tmp_path):
    moved = [*TODAY[:3], "X3", *TODAY[4:]]
    path = write(tmp_path, moved=moved)
    result = pcn("compare", "pcn_code", "moved", path)
    assert result.exit_code == 0, result.output
    assert "1 of 13 practices with 12,000 of 138,000 patients" in result.stdout
    assert "P14" in result.stdout


def test_names_from_files_are_printed_as_they_are(tmp_path):
    names = [f"[red]{code}[/red] Surgery" for code in CODES]
    out = tmp_path / "out"
    result = pcn("plan", write(tmp_path, practice_name=names), "--out", out)
    assert result.exit_code == 0, result.output
    assert "[red]P" in result.stdout


def test_the_table_drawn_above_the_files_is_the_one_written(tmp_path):
    assert pd.read_csv(write(tmp_path), dtype=str).equals(table())
