"""A plan that is taken keeps its proof under the rules it was sought under, and under no others."""

from dataclasses import replace

import pytest

from optimise.problem.plan import Status
from optimise.progress import Limits
from pcn_planner.drafting import provenance
from pcn_planner.drafting.running import solving
from tests.support import app_pages


@pytest.fixture
def work(tmp_path):
    return app_pages.session(app_pages.study(tmp_path), app_pages.PLAN)


def test_under_its_own_rules_a_plan_is_proven(work):
    work.take(solving.optimise(work.bench, work.state, limits=Limits()), "optimised")
    assert work.proposal.result.status is Status.OPTIMAL


def test_a_result_that_comes_after_the_rules_changed_is_judged_as_given(work):
    made = solving.optimise(work.bench, work.state, limits=Limits())
    work.set_rules(replace(work.stated_rules, weights={"count": 1.0}))
    work.take(made, "optimised")
    assert work.proposal.plan.assignment == made.plan.assignment
    assert work.proposal.result.status is not Status.OPTIMAL
    assert work.proposal.result.bound is None


def test_the_next_solve_begins_from_the_prices_of_the_last(work):
    made = solving.optimise(work.bench, work.state, limits=Limits())
    work.begin_run(None)
    assert work.end_run(made, "optimised")
    assert work.earlier == made.result.prices != ()
    repaired = solving.repair(work.bench, work.state, limits=Limits(), earlier=work.earlier)
    assert repaired.plan.assignment == made.plan.assignment
    work.close()
    assert work.earlier == ()


def test_a_change_after_which_the_draft_cannot_be_judged_is_undone(work, monkeypatch):
    before, judged = work.state, provenance.judged

    def broken(bench, state):
        if state.names != before.names:
            raise ZeroDivisionError("a fault of ours")
        return judged(bench, state)

    monkeypatch.setattr(provenance, "judged", broken)
    code, *_ = sorted(work.state.assignment)
    moved = {**work.state.assignment, code: "New"}
    with pytest.raises(ZeroDivisionError):
        work.start_from(moved, {"New": "New"}, "a test")
    assert work.state == before
    assert work.proposal.plan.assignment == before.assignment
