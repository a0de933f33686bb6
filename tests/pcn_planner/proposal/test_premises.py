"""Practices at one place: told where a plan parts them, kept together where asked."""

from dataclasses import replace

import pytest

from boundaries.errors import DataError
from optimise.problem.rules import TOGETHER
from optimise.problem.stated import rules_toml
from pcn_planner import pipeline
from pcn_planner.proposal import premises, workbench
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

#: R1C0 (network A) moves into the building of R1C1 (network B)
MOVED = {"R1C0": "402000,404000"}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("premises") / "practices.csv"
    lines = small_study.table().replace(
        '"Surgery R1C0",400000,404000', '"Surgery R1C0",402000,404000'
    )
    assert MOVED["R1C0"] in lines
    path.write_text(lines, encoding="utf-8")
    return pipeline.load(Inputs(path, within=("ccg_code",), current="pcn_code", team="team"))


def test_a_plan_that_parts_one_building_says_so(study):
    made = workbench.judge(workbench.lay_out(study, small_study.RULES), small_study.NETWORK)
    [note] = [line for line in made.notes if "at one place" in line.lower()]
    assert "Surgery R1C0 (R1C0), 8,000 patients, in A" in note
    assert "Surgery R1C1 (R1C1), 9,000 patients, in B" in note
    assert made.checked.passed


def test_premises_kept_together_are_in_one_network_and_recounted(study):
    rules = replace(small_study.RULES, same_premises=TOGETHER)
    made = pipeline.propose(study, rules)
    assert made.plan.assignment["R1C0"] == made.plan.assignment["R1C1"]
    assert premises.notes(study, made.plan.assignment) == []
    judged = workbench.judge(workbench.lay_out(study, rules), small_study.NETWORK)
    [finding] = [f for f in judged.checked.findings if f.check == "same_premises"]
    assert finding.practices == ("R1C0", "R1C1")
    assert finding.patients == 8_000


def test_the_rule_is_read_back_and_nonsense_is_refused():
    rules = replace(small_study.RULES, same_premises=TOGETHER)
    assert rules_toml.loads(rules_toml.dumps(rules)) == rules
    with pytest.raises(DataError, match="told or together"):
        rules_toml.check(replace(rules, same_premises="apart"))
