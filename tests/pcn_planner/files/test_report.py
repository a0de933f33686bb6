"""The report: what it claims, what it leaves unknown, and that it says the same twice."""

import dataclasses
import hashlib
import json

import pytest

from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from pcn_planner import pipeline
from pcn_planner.files import report
from pcn_planner.study.inputs import MAIL, NHS, ONS, OS, Inputs
from tests.support.area_files import CODES, LISTS, TODAY, write

RULES = Rules(within=("ccg_code",), networks=(2, None), weights={"travel": 1.0})


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def made(source):
    inputs = Inputs(
        source, within=("ccg_code",), exclude=("P14",), columns={"list_size": "list_size"}
    )
    return pipeline.propose(pipeline.load(inputs), RULES)


@pytest.fixture(scope="module")
def told(made):
    return json.loads(report.dumps(made))


def test_the_claims_are_those_of_the_result(made, told):
    assert told["status"] == "optimal"
    assert told["verified"] is True
    assert told["objective"] == pytest.approx(made.result.objective, abs=0.001)
    assert told["bound"] == pytest.approx(made.result.bound, abs=0.001)
    assert told["gap"] == made.result.gap
    assert told["method"]


def test_every_network_has_its_practices_size_and_figures(told):
    sizes = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))
    for row in told["networks"].values():
        assert row["list_size"] == sum(sizes[code] for code in row["practices"])
        assert row["in_band"] == (30_000 <= row["list_size"] <= 50_000)
        assert row["travel_patient_km"] >= 0
    placed = [code for row in told["networks"].values() for code in row["practices"]]
    assert sorted(placed) == CODES[:13]


def test_what_is_not_known_is_null(told):
    criteria = told["criteria"]
    assert criteria["alignment"]["total"] is None
    assert criteria["change"]["total"] is None
    assert criteria["travel"] == {
        "total": pytest.approx(told["objective"], abs=1), "unit": "patient-km", "weight": 1.0,
    }  # fmt: skip
    assert told["conflicts"] is None
    assert told["inputs"]["lists_date"] is None
    assert told["areas"]["patients_inside"] is None


def test_every_check_is_named_with_version_and_outcome(told):
    assert {"coverage", "band", "contiguity", "borders"} <= {row["name"] for row in told["checks"]}
    assert all(row["passed"] and row["version"] >= 1 for row in told["checks"])
    assert all(row["findings"] == [] for row in told["checks"])


def test_inputs_are_told_by_name_digest_and_reading(source, told):
    inputs = told["inputs"]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert inputs["files"] == {"practices": {"name": "practices.csv", "sha256": digest}}
    assert inputs["excluded"] == ["P14"]
    assert inputs["columns"] == {"list_size": "list_size"}
    assert (inputs["practices"], inputs["patients"]) == (13, 138_000)


def test_rules_in_the_report_are_read_back_the_same(told):
    assert rules_toml.from_dict(told["rules"]) == RULES


def test_versions_name_what_has_a_part_in_the_answer(told):
    assert {"python", "highspy", "pulp", "geopandas", "pcn-planner"} <= set(told["versions"])
    assert told["versions"]["highspy"]


def test_the_report_is_the_same_twice_but_for_the_seconds(source, made, told):
    again = json.loads(report.dumps(pipeline.propose(pipeline.load(made.study.inputs), RULES)))
    assert list(again) == list(told)
    assert {**again, "seconds": 0} == {**told, "seconds": 0}


def test_a_given_assignment_with_findings_claims_nothing(source):
    study = pipeline.load(Inputs(source, within=("ccg_code",)))
    judged = pipeline.judge(study, RULES, dict(zip(CODES, TODAY, strict=True)))
    told = report.build(judged)
    assert (told["status"], told["verified"]) == (None, False)
    assert (told["bound"], told["gap"]) == (None, None)
    failed = {row["name"] for row in told["checks"] if not row["passed"]}
    assert failed >= {"coverage", "borders"}
    assert all(f["message"] for row in told["checks"] for f in row["findings"])


def test_exports_carry_the_claims_without_figures_of_one_network(made):
    facts = report.facts(made)
    assert {"status", "bound", "gap", "rules", "inputs", "versions"} <= set(facts)
    assert "networks" not in facts
    assert "seconds" not in facts


def test_attribution_follows_the_files(source):
    assert Inputs(source).attributions == (NHS, OS, MAIL)
    assert Inputs(source, areas=source).attributions == (NHS, ONS, OS, MAIL)
    assert Inputs(source, attribution=("Ours.",)).attributions == ("Ours.",)


def test_a_report_without_a_plan_says_why(made):
    study = pipeline.load(made.study.inputs)
    apart = dataclasses.replace(RULES, together=(("P01", "P02"),), apart=(("P01", "P02"),))
    told = report.build(pipeline.propose(study, apart))
    assert told["status"] == "infeasible"
    assert told["reasons"]
    assert (told["objective"], told["areas"], told["networks"]) == (None, None, {})
    assert told["feasibility"]["contradictions"]
