"""The conflicts of two plans in one table: none is lost, and patients are those of either plan."""

import pytest

from pcn_planner.maps.teams import conflict_texts, conflicts_beside
from tests.support import app_pages


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    work = app_pages.session(app_pages.study(tmp_path_factory.mktemp("area")), app_pages.PLAN)
    return work.proposal, work.today


def names(made):
    return conflict_texts.names_of(made.conflicts, made.tables.networks, made.tables.practices)


def test_every_conflict_of_either_plan_stands_once(plans) -> None:
    here, there = plans
    table = conflicts_beside.beside(here.conflicts, there.conflicts, (names(here), names(there)))
    for made, column in ((here, "here"), (there, "there")):
        rows = conflict_texts.ranked(made.conflicts, names(made))
        assert table[column].sum() == rows.loc[~rows["small"], "patients"].sum()
    assert not table.duplicated(["kind", "where"]).any()
    assert (table["change"] == table["there"] - table["here"]).all()
    assert table["change"].abs().is_monotonic_decreasing


def test_a_plan_beside_itself_differs_in_nothing(plans) -> None:
    one = plans[0]
    table = conflicts_beside.beside(one.conflicts, one.conflicts, (names(one), names(one)))
    assert len(table)
    assert not table["change"].any()
    assert not conflicts_beside.figures(one.conflicts, one.conflicts)["change"].any()
