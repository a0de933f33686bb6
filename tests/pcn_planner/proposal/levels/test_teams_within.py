"""Teams inside large networks, from a rule to every output."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.proposal.levels import teams_within
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.study import Study
from tests.support import small_study

#: Six practices of 49,000 patients in each unit: one network of two teams is cheapest.
RULES = Rules(
    floor=16_000, ceiling=33_000, within=("ccg_code",), ceiling_soft=True, oversize_slack=20_000,
    team_band=(16_000, 33_000), weights={"travel": 1.0, "count": 1_000_000.0},
)  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return small_study.study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def made(study: Study) -> Proposal:
    return pipeline.propose(study, RULES)


def test_large_networks_are_divided_proven_and_verified(made: Proposal):
    assert made.verified
    assert [len(one.teams) for one in made.divided.values()] == [2, 2]
    assert all(one.proven for one in made.divided.values())
    assert sum("is divided into 2 teams" in line for line in made.notes) == 2


def test_every_output_has_the_teams(made: Proposal, tmp_path: Path):
    assert not pipeline.write(made, tmp_path / "out").lost
    table = pd.read_csv(tmp_path / "out" / "assignment.csv")
    assert list(table.columns) == ["practice_code", "network_id", "network_name", "team_id"]
    sizes = table.groupby("team_id").size()
    assert len(sizes) == 4
    assert table.groupby("team_id")["network_id"].nunique().max() == 1
    assert list(pd.read_csv(tmp_path / "out" / "networks.csv")["teams_inside"]) == [2, 2]
    drawn = gpd.read_file(tmp_path / "out" / "plan.gpkg", layer="level_team")
    assert sorted(drawn["team_id"]) == sorted(sizes.index)
    networks = gpd.read_file(tmp_path / "out" / "plan.gpkg", layer="networks")
    assert drawn.area.sum() <= networks.area.sum() * 1.000001
    assert "team_id" in gpd.read_file(tmp_path / "out" / "practices.geojson")
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [len(one["teams"]) for one in report["teams_inside"].values()] == [2, 2]
    assert report["rules"]["team_band"] == [16_000, 33_000]


def test_a_given_network_that_does_not_divide_is_a_finding(study: Study):
    wide = {code: "W" if int(code[3]) < 2 else "E" for code in small_study.NETWORK}
    narrow = Rules(**{**vars(RULES), "team_band": (30_000, 33_000)})
    judged = pipeline.judge(study, narrow, wide)
    found = [f for f in judged.checked.findings if f.check == "teams_inside"]
    assert [f.network_id for f in found] == ["E", "W"]
    assert all("not divided" in f.message for f in found)


def test_without_the_rule_no_output_has_teams(study: Study):
    plain = pipeline.judge(study, Rules(within=("ccg_code",)), small_study.NETWORK)
    assert plain.tables.tiers == {}
    assert "teams_inside" not in plain.tables.networks


def test_where_ground_and_area_only_touch_no_line_is_drawn(made: Proposal):
    moved = made.study.territories.copy()
    code = next(c for c, t in made.tables.tiers["team_id"].items() if t.endswith("-T1"))
    area = made.tables.areas.geometry[made.tables.assignment[code]]
    west, south, _, north = area.bounds
    beside = shapely.box(west - 500, south, west, north).union(moved.geometry[code])
    moved.loc[code, "geometry"] = beside
    drawn = teams_within.areas(made.tables, moved)
    assert set(drawn.geom_type) <= {"Polygon", "MultiPolygon"}
    moved.geometry = moved.geometry.translate(1_000_000, 0)
    assert len(teams_within.areas(made.tables, moved)) == 0
