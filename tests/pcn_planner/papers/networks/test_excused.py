"""Approvals in papers: their reason is the reason, and every kind is told with reason and date."""

from dataclasses import replace

import pytest

from optimise.problem.plan import Cause, ExceptionRow
from optimise.problem.rules import BORDERS, DOUGHNUTS, PIECES, SIZE, Approval
from pcn_planner.papers import board, facts, gate, material, registration
from pcn_planner.papers.formats.document import Points
from pcn_planner.papers.networks import excused
from tests.support.drawn_plan import plan

WHY = "Agreed as one town"


def of(*statuses, approved=(), known=None):
    """Material of a plan whose first networks have these statuses, each declared."""
    tables = plan()
    keys = list(map(str, tables.networks.index))
    networks = tables.networks.assign(status="in band", exception="")
    rows = []
    for key, (status, declared) in zip(keys, statuses, strict=False):
        networks.loc[key, ["status", "exception"]] = [status, "odd" if declared else ""]
        if declared:
            rows.append(ExceptionRow(key, ("x",), 1, -1, Cause.APPROVED, "too many"))
    tables = replace(tables, networks=networks)
    given = material.gather(
        tables, material.Claimed(True, None, None, tuple(rows)), before=None,
        facts=facts.Facts(known or {}), year="2026/27",
    )  # fmt: skip
    return replace(given, approved=tuple(one(tables, keys[0]) for one in approved))


def approval(*kinds, reason=WHY, day="2024-03-01", fewer=0):
    def made(tables, key):
        codes = sorted(code for code, one in tables.assignment.items() if one == key)
        return Approval("U1", tuple(codes[fewer:]), kinds, reason, day)

    return made


ABOVE, BELOW = "above the ceiling", "below the floor"


def section(given, folder):
    return [
        text
        for block in registration._exception(given, str(given.tables.networks.index[0]))
        if isinstance(block, Points)
        for text in block.texts
    ]


def test_the_reason_of_an_approval_is_the_reason(tmp_path):
    given = of((ABOVE, True), approved=[approval(SIZE)])
    assert not any("reason" in one.why for one in gate.stops(given))
    _, reason, listed = section(given, tmp_path)
    assert reason == f"Reason given: {WHY} (approved on 1 March 2024)."
    assert listed == (
        "Approved to stay outside the band, as network U1 is today (approved on 1 March 2024). "
        f"Reason: {WHY}."
    )
    told = of((ABOVE, True), approved=[approval(SIZE)], known={
        str(given.tables.networks.index[0]): {"reason": "The ICB said so"},
    })  # fmt: skip
    assert section(told, tmp_path)[1] == "Reason given: The ICB said so"


@pytest.mark.parametrize(
    ("kind", "said"),
    [(PIECES, "in pieces"), (BORDERS, "across a border"), (DOUGHNUTS, "enclosing others")],
)
def test_approvals_of_other_kinds_are_told_and_no_reason_for_size(kind, said, tmp_path):
    given = of((ABOVE, True), approved=[approval(kind, day="")])
    assert any("nobody has given a reason" in one.why for one in gate.stops(given))
    listed = section(given, tmp_path)[-1]
    assert listed == f"Approved to stay {said}, as network U1 is today. Reason: {WHY}."
    assert section(of(approved=[approval(kind, reason="")]), tmp_path)[0].endswith(
        "Reason: Nobody has given a reason yet."
    )


def test_an_approval_reaches_only_what_the_check_lets_it(tmp_path):
    grown = of((ABOVE, True), approved=[approval(SIZE, PIECES, fewer=1)])
    key = str(grown.tables.networks.index[0])
    assert excused.approvals(grown, key) == []
    small = of((BELOW, True), approved=[approval(SIZE, BORDERS, fewer=1)])
    assert [one.kinds for one in excused.approvals(small, key)] == [(SIZE,)]


YES, NO = (ABOVE, True), (ABOVE, False)


@pytest.mark.parametrize(
    ("statuses", "approved", "said"),
    [
        ([YES], [approval(SIZE)], "1 is outside the band, declared with its reason."),
        ([YES], [], "1 is outside the band, declared; nobody has given a reason yet."),
        ([NO], [], "1 is outside the band, not declared."),
        ([NO, NO], [], "2 are outside the band, none of them declared."),
        ([YES, NO], [approval(SIZE)],
         "2 are outside the band, 1 of them declared with its reason."),
        ([YES, YES], [approval(SIZE)],
         "2 are outside the band, both declared; nobody has given a reason yet for 1 of them."),
    ],
)  # fmt: skip
def test_the_board_hears_who_is_outside_the_band(statuses, approved, said):
    assert said in board._proposal(of(*statuses, approved=approved))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "1 thing still stops registration; page 1 lists it."),
        (2, "2 things still stop registration; page 1 lists them."),
    ],
)
def test_what_stops_registration_in_one_sentence(count, said):
    assert gate.said(count, "page 1") == said


def test_a_reason_in_the_facts_stands_for_an_approval_without_one(tmp_path):
    given = of((ABOVE, True), approved=[approval(SIZE, reason="")])
    key = str(given.tables.networks.index[0])
    told = replace(given, facts=facts.Facts({key: {"reason": "Its patients know it"}}))
    listed = section(told, tmp_path)
    assert "Reason given: Its patients know it" in " ".join(listed)
    assert excused.NO_REASON not in " ".join(listed)
    assert excused.NO_REASON in " ".join(section(given, tmp_path))


@pytest.mark.parametrize(
    ("approved", "said"),
    [
        ([approval(PIECES)], "1 is in pieces, approved with its reason."),
        ([approval(PIECES, reason="")], "1 is in pieces, approved; nobody has given a reason yet."),
        ([approval(SIZE)], "1 is in pieces, not approved."),
    ],
)
def test_the_board_hears_of_networks_in_pieces_as_of_those_outside_the_band(approved, said):
    given = of()
    assert not any("in pieces" in one for one in board._proposal(given))
    graph = given.tables.graph.copy()
    graph.remove_edge("P4", "P5")  # all of N3
    tables = replace(given.tables, graph=graph)
    split = replace(given, tables=tables, approved=tuple(one(tables, "N3") for one in approved))
    assert said in board._proposal(split)
