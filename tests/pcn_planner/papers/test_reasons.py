"""Why a practice moves: what a person wrote, then the redraft, then size; never blank unsaid."""

import pandas as pd
import pytest

from pcn_planner.drafting.draft import lock_practice, move_practice, move_practices, set_plan
from pcn_planner.papers import considered
from pcn_planner.papers.considered import Considered
from pcn_planner.projects.project import Recorded
from pcn_planner.proposal.compare import MovedPractice
from pcn_planner.proposal.tables import ABOVE, BELOW, IN_BAND

MOVE = MovedPractice("P1", "One", "A", "B", 5_000)


def history(*changes):
    return [Recorded(at, one, "", "Ada", why) for at, (one, why) in enumerate(changes)]


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ([(move_practice("P1", "B", "asked to"), "")], {"P1": "asked to"}),
        ([(move_practice("P1", "B", "asked to"), "said later")], {"P1": "said later"}),
        ([(move_practices(["P1", "P2"], "B"), "both")], {"P1": "both", "P2": "both"}),
        ([(move_practice("P1", "B", "x"), ""), (move_practice("P1", "C"), "")], {}),
        ([(move_practice("P1", "B", "x"), ""), (lock_practice("P1", "y"), "")], {"P1": "x"}),
        ([(move_practice("P1", "B", "x"), ""), (set_plan({"P1": "B"}), "")], {}),
        ([(set_plan({"P1": "B"}), "the board's option")], {"": "the board's option"}),
    ],
)
def test_the_newest_reason_of_a_person_counts(changes, known):
    assert considered.of_history(history(*changes)) == known


class Side:
    """A plan as far as size says why."""

    def __init__(self, **status):
        ids = pd.Index(list(status))
        self.networks = pd.DataFrame({"status": list(status.values()), "patients": 28_120}, ids)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Side(A=BELOW, B=IN_BAND), Side(B=IN_BAND), "A ends (28,120)"),
        (Side(A=ABOVE, B=IN_BAND), Side(A=IN_BAND, B=IN_BAND), "A was above the ceiling (28,120)"),
        (Side(A=IN_BAND, B=BELOW), Side(A=IN_BAND, B=IN_BAND), "B was below the floor (28,120)"),
        (Side(A=IN_BAND), Side(A=IN_BAND, B=IN_BAND), "B is new (28,120)"),
        (Side(A=IN_BAND, B=IN_BAND), Side(A=IN_BAND, B=IN_BAND), ""),
    ],
)
def test_what_size_says(before, after, said):
    assert considered.of_size(MOVE, before, after) == said


def test_a_person_comes_first_then_the_redraft_then_size_then_it_is_said_that_nobody_did():
    moves = pd.DataFrame([("P1", "A", "B", "lies between")], columns=[*considered.MOVE, "reason"])
    redraft = Considered(pd.DataFrame(), moves)
    sides = Side(A=BELOW, B=IN_BAND), Side(A=IN_BAND, B=IN_BAND)
    quiet = Side(A=IN_BAND, B=IN_BAND), Side(A=IN_BAND, B=IN_BAND)
    assert considered.why(MOVE, {"P1": "asked"}, redraft, sides) == "asked"
    assert considered.why(MOVE, {"": "whole"}, redraft, sides) == "lies between"
    assert considered.why(MOVE, {"": "whole"}, None, sides) == "A was below the floor (28,120)"
    assert considered.why(MOVE, {"": "whole"}, None, quiet) == "whole"
    assert considered.why(MOVE, {}, None, quiet) == considered.NO_REASON
