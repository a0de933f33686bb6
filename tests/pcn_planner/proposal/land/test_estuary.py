"""The demo area's estuary: what one bridge in the list of links makes of the plan."""

from dataclasses import replace

import pytest

from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.study import demo

SOUTH, NORTH = "Z80042", "Z80070"  #: the practices at the two ends of Hather Bridge
RULES = Rules(within=demo.WITHIN, alone=(demo.ONLINE,), weights={"travel": 1.0})


@pytest.fixture(scope="module")
def bridged(demo_study):
    return pipeline.propose(demo_study, RULES)


@pytest.fixture(scope="module")
def unbridged(tmp_path_factory):
    kept = demo.inputs().links.read_text("utf-8").splitlines()
    links = tmp_path_factory.mktemp("links") / "links.csv"
    links.write_text("\n".join(line for line in kept if "Hather Bridge" not in line), "utf-8")
    return pipeline.propose(pipeline.load(replace(demo.inputs(), links=links)), RULES)


def test_water_cuts_neighbours_and_links_join_them(bridged, unbridged):
    with_bridge, without = bridged.study.graph, unbridged.study.graph
    assert with_bridge.has_edge(SOUTH, NORTH)
    assert not without.has_edge(SOUTH, NORTH)
    assert with_bridge.edges["Z80094", "Z80105"]["note"] == "Thorsey ferry"
    assert "bridge" in without.edges["Z80094", "Z80105"]["reasons"]


def test_without_the_bridge_the_plan_is_another_and_the_report_says_why(bridged, unbridged):
    assert bridged.verified
    assert unbridged.verified
    assert set(bridged.plan.networks.values()) != set(unbridged.plan.networks.values())
    short = unbridged.result.exceptions_patients - bridged.result.exceptions_patients
    assert short > 0
    [why] = [b for b in unbridged.feasibility.blockers if NORTH in b.practices]
    assert why not in bridged.feasibility.blockers
    assert "cannot be divided inside Z2B" in why.message
    assert why.patients == short
