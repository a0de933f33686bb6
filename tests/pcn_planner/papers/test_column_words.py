"""What the sheet of columns says is whole sentences, and of the level that a column is of."""

import re

import pandas as pd
import pytest

from pcn_planner.papers import facts, material
from pcn_planner.papers.formats import column_words, workbook
from pcn_planner.profile import ground
from pcn_planner.proposal.proposal import COLUMNS
from pcn_planner.study.inputs import AREAS, PRACTICES
from pcn_planner.study.planned_words import said
from tests.support import drawn_plan


def sheets(planned):
    levels = {"place_id": dict.fromkeys(drawn_plan.PATIENTS, "North")}
    tables = drawn_plan.plan(planned=planned, tiers=levels)
    practices = tables.practices.assign(place_id="North")
    networks = tables.networks.assign(place_id="North", exception="")
    tables = drawn_plan.plan(planned=planned, tiers=levels, practices=practices, networks=networks)
    return workbook.sheets(material.gather(
        tables, material.Claimed(True, None, None), before=None, facts=facts.Facts({}),
        year="2026/27",
    ))  # fmt: skip


@pytest.mark.parametrize("column", sorted(COLUMNS.values()))
def test_the_meaning_of_a_criterion_is_its_whole_first_sentence(column):
    told = column_words.meaning("networks", column)
    assert not told.endswith(" al")
    assert told.count("(") == told.count(")")


@pytest.mark.parametrize("planned", [PRACTICES, AREAS])
def test_columns_of_levels_and_articles_are_said_right(planned):
    told = sheets(planned)["columns"]
    levels = told.loc[told["column"] == "place_id", "meaning"].tolist()
    assert levels == ["unit of the level place that it belongs to"] * 2
    words = " ".join([*told["meaning"], *told["one_row_is"]])
    assert not re.search(r"\ba [aeio]", words)


def test_an_article_goes_with_its_noun():
    assert said("A practice of a practice table, one row a practice.", AREAS) == (
        "An area of a table of areas, one row an area."
    )


def test_ground_of_neighbourhoods_is_counted_by_area():
    rows = pd.DataFrame([["N1", 1.0, ground.BY_LIST, 0, "", ""]], columns=ground.COLUMNS)
    words = drawn_plan.plan(planned=AREAS).words
    assert workbook._in_words({"ground": rows}, words)["ground"]["counted"].tolist() == ["by area"]
