"""Page 1 of the registration paper names every check that failed, with its network."""

from dataclasses import replace

import pytest

from pcn_planner import pipeline
from pcn_planner.described import saved
from pcn_planner.papers import gate, opening
from pcn_planner.papers.facts import Facts
from tests.support import small_study

#: R2C3 is in no network, and R0C3 cut off from those of A
PLACED = {
    "R0C0": "A", "R1C0": "A", "R2C0": "A", "R0C1": "B", "R1C1": "B", "R2C1": "B",
    "R0C3": "A", "R0C2": "C", "R1C2": "C", "R2C2": "C", "R1C3": "D",
}  # fmt: skip


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failed")
    area = small_study.study(folder)
    pipeline.write(pipeline.judge(area, small_study.RULES, PLACED), folder / "plan")
    opened = saved.opened(folder / "plan")
    return opening.of_plan(opened, before=None, facts=Facts({}), year="2026/27")


def test_each_failed_check_is_named_with_its_network(gathered):
    stops = [one for one in gate.stops(gathered) if one.where == "draft"]
    said = {(one.network, one.why.partition(":")[0]) for one in stops}
    key = gathered.tables.assignment["R0C3"]
    assert (key, f"Network {key} is in 2 pieces") in said
    alone = gathered.tables.assignment["R1C3"]
    assert any(one == alone and "below the floor" in why for one, why in said)


def test_practices_in_no_network_are_named(gathered):
    whole = [one.why for one in gate.stops(gathered) if not one.network]
    left_out = next(why for why in whole if "in no network" in why)
    assert "R2C3" in left_out
    assert not any("did not pass every check" in why for why in whole)


def test_without_findings_it_is_said_that_a_check_failed(gathered):
    bare = replace(gathered, findings=())
    assert "The plan did not pass every check" in [one.why for one in gate.stops(bare)]


def test_a_plan_that_passed_has_none(gathered):
    passed = replace(gathered, claimed=replace(gathered.claimed, verified=True))
    assert not [one for one in gate.stops(passed) if one.where == "draft"]
