"""Practices that join a network from none, or leave theirs for none, in papers and workbook."""

from dataclasses import replace

import pytest

from pcn_planner.papers import change, considered, facts, material
from pcn_planner.papers.formats import workbook
from pcn_planner.papers.formats.document import Table
from pcn_planner.papers.networks import joining
from tests.support.drawn_plan import plan


@pytest.fixture(scope="module")
def tables():
    return plan()


def without(tables, code):
    """The tables without a practice whose network keeps others."""
    placed = {one: key for one, key in tables.assignment.items() if one != code}
    return replace(tables, assignment=placed, practices=tables.practices.drop(code))


@pytest.fixture(scope="module")
def code(tables):
    placed = list(tables.assignment.values())
    return next(one for one, key in sorted(tables.assignment.items()) if placed.count(key) > 1)


def of(after, before):
    known = facts.Facts({key: {"clinical_director": f"Dr {key}"} for key in after.networks.index})
    claimed = material.Claimed(True, None, None)
    return material.gather(after, claimed, before=before, facts=known, year="2026/27")


def told(given, found, folder):
    """The rows of the table of moves, and those who approve."""
    every = [one for one in change.document(given, folder).blocks if isinstance(one, Table)]
    return every[0].rows, [row[0] for row in every[-1].rows]


def test_a_practice_that_joins_is_told_counted_and_approved(tables, code, tmp_path):
    given = of(tables, without(tables, code))
    found = change.compared(given)
    assert change.headline(found) == "No practice moves, and 1 practice joins a network."
    key = tables.assignment[code]
    ((first, _, _, before, after, why),), approving = told(given, found, tmp_path)
    assert (first, before, after.split()[0], why) == (code, "(none)", key, joining.CAME)
    assert [one.split()[0] for one in approving] == ["Commissioner", key]
    row = workbook.sheets(given)["moves"].iloc[0]
    assert (row["practice_code"], row["network_before"], row["network_after"]) == (
        code, "(none)", key,
    )  # fmt: skip


def test_a_practice_that_leaves_for_none_is_told_counted_and_approved(tables, code, tmp_path):
    given = of(without(tables, code), tables)
    found = change.compared(given)
    said = "No practice moves, and 1 practice is in no network any more."
    assert change.headline(found) == said
    ((first, _, _, before, after, why),), approving = told(given, found, tmp_path)
    key = tables.assignment[code]
    assert (first, before.split()[0], after, why) == (code, key, "(none)", joining.WENT)
    assert [one.split()[0] for one in approving] == ["Commissioner", key]


def test_what_a_person_wrote_of_a_joiner_is_its_reason(tables, code):
    given = replace(of(tables, without(tables, code)), reasons={code: "opened in May"})
    assert list(change.moved(change.compared(given), given)["reason"]) == ["opened in May"]


@pytest.mark.parametrize(
    ("moves", "moved", "joins", "said"),
    [
        (0, 3, False, "as networks are"),
        (0, 3, True, "only joiners"),
        (0, 0, True, "as many as the proposal"),
        (3, 3, True, "as many as the proposal"),
        (2, 3, True, ""),
    ],
)
def test_a_step_where_practices_join_is_not_as_networks_are(moves, moved, joins, said):
    assert considered._remark(moves, moved, joins=joins) == said
