"""Small areas on the page Start: read, joined with their table, drafted, and said as such."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from optimise.problem.rules import Rules
from pcn_planner.drafting.session import Session
from pcn_planner.views import banner
from pcn_planner.views.begin import start_areas
from tests.support import app_pages, small_areas_planned
from tests.support.app_pages import labels


@pytest.fixture
def page(tmp_path: Path) -> AppTest:
    """The page Start, small areas chosen and uploaded."""
    polygons, table = small_areas_planned.write(tmp_path)
    app = app_pages.run("start", Session())
    app.session_state["planned"] = start_areas.AREAS_CHOICE
    app.run()
    by_key = {one.key: one for one in app.file_uploader}
    by_key["area_shapes"].set_value((polygons.name, polygons.read_bytes(), "application/json"))
    app.run()
    by_key = {one.key: one for one in app.file_uploader}
    by_key["area_tables"].set_value([(table.name, table.read_bytes(), "text/csv")])
    return app.run()


def test_areas_are_read_joined_and_loaded(page: AppTest) -> None:
    assert not page.exception
    chosen = next(one for one in page.selectbox if one.label == "Residents")
    assert chosen.value == "residents"
    next(one for one in page.button if one.label == start_areas.LOAD).click()
    page.run()
    session: Session = page.session_state["session"]
    assert session.study is not None
    assert session.study.inputs.of_areas
    assert len(session.study.practices) == small_areas_planned.NUMBER
    assert session.notice is not None
    assert session.notice.text.startswith("Loaded 12 areas with")


def test_a_table_of_other_areas_is_refused(page: AppTest) -> None:
    other = pd.DataFrame({"area_code": ["X1"], "residents": [5]}).to_csv(index=False)
    by_key = {one.key: one for one in page.file_uploader}
    by_key["area_tables"].set_value([("other.csv", other.encode(), "text/csv")])
    page.run()
    assert "of the table is in the polygons" in page.error[0].value


def test_a_draft_of_areas_says_so_on_every_page(tmp_path: Path) -> None:
    area = small_areas_planned.study(tmp_path)
    work = Session()
    work.begin(area, Rules(within=("council",), weights={"travel": 1.0}))
    work.start_from(small_areas_planned.HALVES, {}, "test")
    made = work.proposal
    assert made is not None
    assert made.tables is not None
    assert made.tables.of_areas
    page = app_pages.run("draft", work)
    assert not page.exception
    assert banner.AREAS in [one.value for one in page.caption]
    assert labels(page, "button")
