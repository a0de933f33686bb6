"""Why a practice moves: what a person wrote, then the redraft, then size; never blank unsaid."""

import pandas as pd
import pytest

from optimise.problem.travel_unit import KM, MINUTES
from pcn_planner.drafting.draft import lock_practice, move_practice, move_practices, set_plan
from pcn_planner.files import area_columns
from pcn_planner.papers import considered
from pcn_planner.papers.considered import Considered
from pcn_planner.projects.project import Recorded
from pcn_planner.proposal.compare import MovedPractice, Pair
from pcn_planner.proposal.tables import ABOVE, BELOW, IN_BAND
from pcn_planner.redrafting import files
from pcn_planner.study.inputs import AREAS, PRACTICES

FIGURES = considered.COLUMNS[:-1]  #: of every step, and travel in its unit


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


def pair(before, after):
    """A network before and the one that continues it, under whatever id."""
    return Pair(before, after, 0, 0, 0)


#: the plan before calls A and B what the proposal calls N1 and N2
GO_ON = (pair("A", "N1"), pair("B", "N2"))
AFTER = Side(N1=IN_BAND, N2=IN_BAND)
THERE = MovedPractice("P1", "One", "A", "N2", 5_000)


@pytest.mark.parametrize(
    ("before", "pairs", "said"),
    [
        (Side(A=BELOW, B=IN_BAND), (pair("A", None), pair("B", "N2")), "A ends (28,120)"),
        (Side(A=ABOVE, B=IN_BAND), GO_ON, "A was above the ceiling (28,120)"),
        (Side(A=IN_BAND, B=BELOW), GO_ON, "B was below the floor (28,120)"),
        (Side(A=IN_BAND), (pair("A", "N1"), pair(None, "N2")), "N2 is new (28,120)"),
        (Side(A=IN_BAND, B=IN_BAND), GO_ON, ""),
        (Side(A=BELOW, B=IN_BAND), GO_ON, ""),
        (Side(A=IN_BAND, B=ABOVE), GO_ON, ""),
        (Side(A=BELOW, B=BELOW), GO_ON, "B was below the floor (28,120)"),
        (Side(A=BELOW), (pair("A", "N1"), pair(None, "N2")), "N2 is new (28,120)"),
    ],
)
def test_what_size_says_whatever_networks_are_called(before, pairs, said):
    assert considered.of_size(THERE, before, AFTER, pairs) == said


def test_a_person_comes_first_then_the_redraft_then_size_then_it_is_said_that_nobody_did():
    moves = pd.DataFrame([("P1", "A", "N2", "lies between")], columns=[*considered.MOVE, "reason"])
    redraft = Considered(pd.DataFrame(), moves)
    large, quiet = Side(A=ABOVE, B=IN_BAND), Side(A=IN_BAND, B=IN_BAND)

    def why(persons, found, before):
        return considered.why(THERE, persons, found, (before, AFTER), GO_ON)

    assert why({"P1": "asked"}, redraft, large) == "asked"
    assert why({"": "whole"}, redraft, large) == "lies between"
    assert why({"": "whole"}, None, large) == "A was above the ceiling (28,120)"
    assert why({"": "whole"}, None, quiet) == "whole"
    assert why({}, None, quiet) == considered.NO_REASON


def test_a_reason_in_a_redrafts_folder_is_read_as_it_was_given(tmp_path):
    columns = [*considered.COLUMNS]
    (tmp_path / files.TABLE).write_text(",".join(columns) + "\n1,optimal,1,9,2,0,5\n")
    head = ",".join([*considered.MOVE, "reason"])
    (tmp_path / files.MOVES).write_text(f"{head}\nP1,'-A,B,'+1 of a street\n")
    assert considered.read(tmp_path).reason("P1", "-A", "B") == "+1 of a street"


@pytest.mark.parametrize("planned", [PRACTICES, AREAS])
def test_a_redraft_is_read_as_it_was_written_whatever_is_planned(tmp_path, planned):
    for unit in (KM, MINUTES):
        steps = pd.DataFrame([range(len(FIGURES) + 1)], columns=[*FIGURES, unit.total_column])
        moves = pd.DataFrame([("E01", "A", "B", "nearer")], columns=[*considered.MOVE, "reason"])
        for name, table in ((files.TABLE, steps), (files.MOVES, moves)):
            written = area_columns.in_files(table, planned)
            written.to_csv(tmp_path / name, index=False)
        found = considered.read(tmp_path)
        assert found.reason("E01", "A", "B") == "nearer"
        figures = found.steps[[*FIGURES, unit.total_column]].astype("float")
        assert figures.to_numpy().tolist() == steps.to_numpy().tolist()
