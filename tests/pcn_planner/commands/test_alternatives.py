"""``--alternatives``: plans beside the best, their tables, maps and folders."""

import json

import pandas as pd
import pytest

import pcn_planner
from boundaries.errors import DataError
from pcn_planner.files import exports
from tests.support.area_files import LISTS, pcn, write

ASKED = ("--within", "ccg_code", "--near", "40%", "--different", "5000")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alternatives")
    table = write(folder)
    ran = pcn("plan", table, *ASKED, "--alternatives", "2", "--out", folder / "out")
    assert ran.exit_code == 0, ran.output
    return folder, ran.output


def test_each_plan_has_its_folder_and_its_gap(made):
    folder, said = made
    table = pd.read_csv(folder / "out-alternatives" / "alternatives.csv", index_col="plan")
    assert list(table.index) == [0, 1, 2]
    assert (table["gap"] <= 0.4).all()
    assert (table["differs_from_nearest"] >= 5_000).all()
    for row in table.itertuples():
        report = json.loads((folder / row.folder / "report.json").read_text("utf-8"))
        assert report["verified"]
        assert report["objective"] == pytest.approx(row.objective)
    assert "2 alternatives within 40.00% of the best possible" in said


def test_practices_that_swing_are_those_in_several_networks(made):
    folder, _ = made
    table = pd.read_csv(folder / "out-alternatives" / "practices.csv", index_col="practice_code")
    for code, row in table.iterrows():
        networks = {row["plan_0"], row["plan_1"], row["plan_2"]}
        assert row["swings"] == (len(networks) > 1), code
    plan = exports.read_plan(folder / "out-alternative-2").assignment
    assert table["plan_2"].to_dict() == plan
    assert table["swings"].any()
    assert table["patients"].sum() == sum(LISTS) * 1_000
    for kind in ("svg", "png"):
        assert (folder / "out-alternatives" / f"alternatives.{kind}").stat().st_size > 10_000


def test_fewer_than_asked_are_said_to_be_fewer(tmp_path):
    asked = ("--within", "ccg_code", "--near", "0.1%", "--different", "140000")
    ran = pcn("plan", write(tmp_path), *asked, "--alternatives", "1", "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    assert "0 of 1 alternatives were found" in ran.output
    assert "does not prove that there are no more" in ran.output


@pytest.mark.parametrize(
    "wrong",
    [("--near", "120%"), ("--near", "soon"), ("--different", "0"), ("--alternatives", "-1")],
)
def test_a_wish_that_means_nothing_is_refused_before_any_work(tmp_path, wrong):
    asked = {"--alternatives": "1", wrong[0]: wrong[1]}
    options = [word for pair in asked.items() for word in pair]
    ran = pcn("plan", tmp_path / "absent.csv", *options, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert wrong[0] in ran.output


def test_the_api_gives_the_same_and_needs_the_plan_as_proposed(made):
    folder, _ = made
    study = pcn_planner.read(folder / "practices.csv", within="ccg_code")
    plan = pcn_planner.propose(study)
    found = pcn_planner.alternatives(study, plan, 2, near=0.4, different=5_000)
    table = pd.read_csv(folder / "out-alternatives" / "alternatives.csv", index_col="plan")
    assert found.table()["objective"].tolist() == pytest.approx(table["objective"].tolist())
    with pytest.raises(DataError, match="as it was proposed"):
        pcn_planner.alternatives(study, pcn_planner.open(folder / "out"), 1)
