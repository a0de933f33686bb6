"""A new plan under the draft's ids: the most patients that any naming can leave where they were."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.problem.plan import Plan
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import workbench
from tests.support import app_pages
from tests.support.area_files import CODES, LISTS
from tests.support.depth import examples

PATIENTS = {code: size * 1_000 for code, size in zip(CODES, LISTS, strict=True)}
DRAFT, FRESH = "ABCD", ["N1", "N2", "N3", "N4"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    area = app_pages.study(tmp_path_factory.mktemp("area"))
    return workbench.lay_out(area, app_pages.WITHIN)


def partition(names):
    return st.lists(st.sampled_from(names), min_size=len(CODES), max_size=len(CODES)).map(
        lambda of: dict(zip(CODES, of, strict=True))
    )


def left_where_they_were(before, after):
    return sum(PATIENTS[code] for code in CODES if before[code] == after[code])


def best_of_all_namings(before, after):
    """The same under the best of all one-to-one namings of the new networks, in plain loops."""
    old, new = sorted(set(before.values())), sorted(set(after.values()))
    old += [f"new {k}" for k in range(len(new))]
    return max(
        left_where_they_were(before, {code: names[new.index(after[code])] for code in CODES})
        for names in permutations(old, len(new))
    )


@settings(max_examples=examples(everyday=15, deep=150))
@given(before=partition(DRAFT), after=partition(FRESH))
def test_no_other_naming_leaves_more_patients_under_the_id_they_had(bench, before, after):
    names = {"A": "Harbour", "B": "Moor"}
    state = DraftState(assignment=before, names=names)
    made = solving._relabelled(Plan.from_assignment(after), state, bench)
    # The networks themselves are the same, whatever they are called.
    assert sorted(made.networks.values()) == sorted(Plan.from_assignment(after).networks.values())
    assert left_where_they_were(before, made.assignment) == best_of_all_namings(before, after)
    for key, name in names.items():
        shared = [c for c in made.networks.get(key, ()) if before[c] == key]
        if shared:
            assert made.names[key] == name
