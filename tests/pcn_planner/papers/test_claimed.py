"""What papers claim of a plan: no more than is proven, and under which limit on change."""

import pandas as pd
import pytest

from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from pcn_planner.described.claims import Claims, one_line
from pcn_planner.described.described import Described
from pcn_planner.papers import opening
from pcn_planner.proposal.wording import proof


@pytest.mark.parametrize(
    ("rules", "limit"),
    [(Rules(), ""), (Rules(moves_max=1), ", with at most 1 practice moved")],
    ids=["no limit", "one move"],
)
@pytest.mark.parametrize(
    ("status", "claim"),
    [
        (Status.OPTIMAL, "No better plan exists under the rules and data given{}; this is proven."),
        (Status.FEASIBLE, "The plan is not proven: at most 1.8 % from the best possible{}."),
    ],
)
def test_the_board_hears_the_limit_on_change_that_a_proof_is_of(rules, limit, status, claim):
    plan = Described(Claims(status, verified=True, proposed=True, gap=0.018), rules)
    assert opening.claimed(plan).sentence() == claim.format(limit)


@pytest.mark.parametrize("gap", [0.0001, 0.00049, 0.0123, 0.4])
def test_a_gap_is_said_alike_everywhere_and_never_as_none(gap):
    far = proof.from_best(gap)
    claims = Claims(Status.FEASIBLE, verified=True, proposed=True, gap=gap)
    networks = pd.DataFrame({"practices": [3], "in_band": [True]})
    told = opening.claimed(Described(claims, Rules())).sentence(), one_line(claims, networks)
    assert all(far in said and " 0.0 %" not in said and "is proven" not in said for said in told)
    assert float(far.split()[2]) / 100 >= gap
