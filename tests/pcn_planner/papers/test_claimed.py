"""What papers claim of a plan: no more than is proven, and under which limit on change."""

import pytest

from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from pcn_planner.described.claims import Claims
from pcn_planner.described.described import Described
from pcn_planner.papers import opening


@pytest.mark.parametrize(
    ("rules", "limit"),
    [(Rules(), ""), (Rules(moves_max=1), ", with at most 1 practice moved")],
    ids=["no limit", "one move"],
)
@pytest.mark.parametrize(
    ("status", "claim"),
    [
        (Status.OPTIMAL, "No better plan exists under the rules and data given"),
        (Status.FEASIBLE, "The plan is at most 1.8% from the best possible"),
    ],
)
def test_the_board_hears_the_limit_on_change_that_a_proof_is_of(rules, limit, status, claim):
    plan = Described(Claims(status, verified=True, proposed=True, gap=0.018), rules)
    assert opening.claimed(plan).sentence() == f"{claim}{limit}; this is proven."
