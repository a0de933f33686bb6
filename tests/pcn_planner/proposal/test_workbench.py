"""The same plan gets the same verdict and the same figures, whoever describes it."""

import random

import networkx as nx
import pandas as pd
import pytest

from optimise.problem.plan import Plan, Result, Status
from pcn_planner import pipeline
from pcn_planner.drafting import session as sessions
from pcn_planner.files import report
from pcn_planner.proposal import judging, today, workbench
from pcn_planner.proposal.land import network_areas
from pcn_planner.study import demo


@pytest.fixture(scope="module")
def study(demo_study):
    return demo_study


def _random_plan(study, seed: int) -> dict[str, str]:
    """Networks grown at random inside border units: some in the band, most not."""
    draw, left = random.Random(seed), set(study.practices.index)
    plan, k = {}, 0
    while left:
        begun = draw.choice(sorted(left))
        k, grown = k + 1, [begun]
        for code in nx.dfs_preorder_nodes(study.graph.subgraph(left), begun):
            if code != begun and len(grown) < draw.randint(2, 9):
                grown.append(code)
        plan |= dict.fromkeys(grown, f"R{k:02}")
        left -= set(grown)
    return plan


@pytest.fixture(
    scope="module",
    params=["today", 1, *(pytest.param(seed, marks=pytest.mark.deep) for seed in (2, 3))],
)
def assignment(request, study):
    wanted = request.param
    return today.assignment(study) if wanted == "today" else _random_plan(study, wanted)


def figures(made) -> dict:
    """All that is claimed of a plan, but how its areas are drawn."""
    told = report.build(made)
    return {
        "checks": made.checked.to_dict(),
        "status": made.status,
        "totals": dict(made.totals),
        "exceptions": made.result.exceptions,
        "objective": made.result.objective,
        "conflicts": made.conflicts.matrix.to_dict(),
        "report": {key: told.get(key) for key in ("verified", "status", "criteria", "exceptions")},
    }


def test_command_line_and_app_describe_a_plan_alike(study, assignment, monkeypatch):
    monkeypatch.setattr(network_areas, "TIME_LIMIT_S", 0.0)  # areas are not compared here
    exact = pipeline.judge(study, demo.rules(), assignment)
    session = sessions.Session()
    session.begin(study)
    session.set_rules(demo.rules())
    session.start_from(assignment, {}, "a test")
    assert figures(session.proposal) == figures(exact)


def test_a_page_can_show_exactly_what_the_command_line_exports(study):
    assignment = today.assignment(study)
    bench = workbench.lay_out(study, demo.rules(), sketched=True)
    drawn = workbench.finished(workbench.judge(bench, assignment))
    exact = pipeline.judge(study, demo.rules(), assignment)
    pd.testing.assert_frame_equal(drawn.tables.networks, exact.tables.networks)
    assert drawn.tables.areas.geometry.geom_equals(exact.tables.areas.geometry).all()
    assert drawn.tables.caveats == exact.tables.caveats


def test_a_false_figure_is_shown_to_nobody(study):
    bench = workbench.lay_out(study, demo.rules(), sketched=True)
    plan = Plan.from_assignment(today.assignment(study))
    result = Result(Status.OPTIMAL, plan, objective=1.0, bound=1.0, gap=0.0)
    with pytest.raises(judging.UnverifiedError, match="is claimed"):
        workbench.describe(bench, result)
