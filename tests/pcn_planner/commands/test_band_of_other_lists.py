"""``--size``: one population for the band in options, report, tables, maps and papers."""

import json

import pandas as pd
import pytest

from pcn_planner.maps import panel
from tests.support.area_files import LISTS, pcn, write

WEIGHTED = [size * 1_000 * (1.25 if k % 2 else 0.8) + 0.25 for k, size in enumerate(LISTS)]
PLAN = ("--within", "ccg_code", "--size", "weighted", "--band", "25000:45000")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("size")
    table = write(folder, weighted=WEIGHTED)
    ran = pcn("plan", table, *PLAN, "--out", folder / "out")
    assert ran.exit_code == 0, ran.output
    return table, folder / "out", ran.output


def test_the_band_is_kept_by_the_column_and_the_others_are_reported(made):
    table, out, _ = made
    networks = pd.read_csv(out / "networks.csv", index_col="network_id")
    plan = pd.read_csv(out / "assignment.csv", index_col="practice_code")["network_id"]
    given = pd.read_csv(table, index_col="practice_code")
    counted = given["weighted"].round().groupby(plan).sum()
    assert networks["band_patients"].to_dict() == counted.to_dict()
    assert counted.between(25_000, 45_000).all()
    assert networks["in_band"].all()
    assert networks["patients"].to_dict() == given["list_size"].groupby(plan).sum().to_dict()
    assert networks["weighted_patients"].sum() == pytest.approx(given["weighted"].sum())


def test_report_screen_and_map_say_what_the_band_counts(made):
    _, out, said = made
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["rules"]["size"] == "weighted"
    note = "The band counts patients by weighted, each practice's to the nearest whole patient"
    assert any(line.startswith(note) for line in report["notes"])
    assert "inside the band of 25,000 to 45,000 patients by weighted" in said
    page = (out / "map.html").read_text("utf-8")
    assert "below the floor of 25,000 patients by weighted" in page


def test_check_holds_the_plan_by_the_same_figure_and_tells_it_from_another(made):
    table, out, _ = made
    same = pcn("check", table, "--assignment", out, *PLAN)
    assert same.exit_code == 0, same.output
    other = pcn("check", table, "--assignment", out, *PLAN[:2], *PLAN[4:])
    registered = pd.read_csv(out / "networks.csv")["patients"].between(25_000, 45_000).all()
    assert (other.exit_code == 0) == registered


def test_a_saved_plan_keeps_what_its_band_counts(made):
    import pcn_planner as pcn_api

    opened = pcn_api.open(made[1])
    assert opened.rules.size == "weighted"
    assert panel.BAND in opened.networks


def test_a_column_that_is_not_there_is_refused(made, tmp_path):
    ran = pcn("plan", made[0], "--size", "adjusted", "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert "adjusted" in ran.output
    assert not (tmp_path / "out").exists()
