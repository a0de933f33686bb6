"""A fault in what is said of the land costs its part alone, and is told."""

import json

import pandas as pd
import pytest

from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import compactness, separation
from pcn_planner import pipeline
from pcn_planner.commands.running import shown
from pcn_planner.files import report
from pcn_planner.maps import plan_map
from pcn_planner.proposal import workbench
from pcn_planner.proposal.land import geography
from tests.support import small_study


def broken(*_args, **_keywords):
    raise ValueError("a ring that never closes")


@pytest.fixture
def made(tmp_path):
    study = small_study.study(tmp_path)
    return workbench.judge(workbench.lay_out(study, small_study.RULES), small_study.NETWORK)


@pytest.mark.parametrize(
    ("module", "function", "what"),
    [(compactness, "measures", "measures of shape"), (separation, "between", "between others")],
)
def test_a_fault_in_a_measure_costs_that_measure_alone(made, monkeypatch, module, function, what):
    monkeypatch.setattr(module, function, broken)
    told = json.loads(report.dumps(made))
    assert told["areas"]["checks"]
    [line] = told["areas"]["not_made"]
    assert what in line
    assert "never closes" in line
    assert line in geography.of(made).findings


def test_a_drawing_that_is_lost_is_told_in_the_report_and_the_last_line(
    made, tmp_path, monkeypatch
):
    monkeypatch.setattr(plan_map, "plan_map", broken)
    paths = pipeline.write(made, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert list(told["not_made"]) == ["map.html"]
    assert shown.verified(made, paths).endswith("; not made: map.html.")


@pytest.mark.parametrize(("stretches", "findings"), [({"N1": 2}, 0), ({"N1": 1}, 1), ({}, 1)])
def test_pieces_that_the_land_has_itself_are_no_finding(made, stretches, findings):
    row = ("one_piece", 1, False, "N1", 2.0, "pieces", "N1 is in 2 pieces on one island")
    checks = pd.DataFrame([row], columns=area_checks.COLUMNS)
    found = geography.Geography(checks, checks, checks, None, None, stretches=stretches)
    assert len(found.findings) == findings
