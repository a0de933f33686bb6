"""How good a plan is known to be, in words."""

from optimise.problem.plan import Plan, Result, Status
from pcn_planner.proposal.wording import proof

PLAN = Plan({"N01": ("A", "B")})


def test_while_patients_in_exceptions_are_open_their_own_bound_is_told():
    stopped = Result(
        Status.FEASIBLE, PLAN, objective=10.0, exceptions_patients=12_345, exceptions_bound=9_000
    )
    said = "12,345 patients in exceptions, at least 9,000 in any plan"
    assert proof.words(stopped, proposed=True) == f"not proven: {said}"


def test_settled_exceptions_leave_the_gap_to_be_told():
    near = Result(
        Status.FEASIBLE, PLAN, objective=10.0, bound=9.0, gap=0.1,
        exceptions_patients=0, exceptions_bound=0,
    )  # fmt: skip
    assert proof.words(near, proposed=True) == "not proven: at most 10.0 % from the best possible"
