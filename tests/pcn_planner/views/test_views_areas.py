"""Small areas on the page Start: read, joined with their table, drafted, and said as such."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from optimise.problem.rules import Rules
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.views import banner
from pcn_planner.views.begin import start_areas
from tests.support import app_pages, asked_words, small_areas_planned
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
    assert "the codes of the table is not in the polygons" in page.error[0].value


PAGES = ("draft", "redraft", "conflicts", "compare", "feasibility", "alternatives", "alignment",
         "export", "history")  # fmt: skip
OF_PRACTICES = re.compile(r"\b(practices?|patients?|networks?)\b", re.IGNORECASE)
#: files and columns keep their names, and money and staff are of practices
KEPT = ("practices.geojson", "networks.geojson", "networks.csv", "network_id", "practice_code")
KINDS = (
    "button", "caption", "markdown", "text", "info", "warning", "error", "success", "title",
    "header", "subheader", "selectbox", "multiselect", "checkbox", "toggle", "text_input",
    "number_input", "metric", "radio", "expander", "tab", "download_button", "segmented_control",
)  # fmt: skip


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Today's neighbourhoods of small areas as a draft, with teams by ward."""
    area = small_areas_planned.study(
        tmp_path_factory.mktemp("areas"), team="ward", current="council"
    )
    work = Session()
    work.begin(area, Rules(within=("council",), weights={"travel": 1.0}))
    work.start_from(small_areas_planned.HALVES, {}, "test")
    return work


def said(page: AppTest) -> list[str]:
    """What stands on a page for people to read: labels, sentences and hints."""
    found = []
    for one in (element for kind in KINDS for element in page.get(kind)):
        proto = one.proto
        found += [str(getattr(proto, name, "")) for name in ("label", "body", "help", "value")]
    return [line for line in found if line]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_says_practice_of_an_area(name: str, drafted: Session) -> None:
    page = app_pages.run(name, drafted)
    assert not page.exception
    assert labels(page, "button") or said(page)
    lines = [line for line in said(page) if line != banner.AREAS]
    for kept in KEPT:
        lines = [line.replace(kept, "") for line in lines]
    assert [line for line in lines if OF_PRACTICES.search(line)] == []


def test_a_draft_of_areas_says_what_is_about_practices_alone(drafted: Session) -> None:
    assert drafted.proposal is not None
    assert drafted.proposal.tables is not None
    assert drafted.proposal.tables.of_areas
    page = app_pages.run("start", drafted)
    assert not page.exception


def heads(page: AppTest) -> list[str]:
    """Headings of the tables on a page, as they are shown."""
    found = []
    for one in (*page.dataframe, *page.get("table")):
        columns = json.loads(getattr(one.proto, "columns", "") or "{}")
        shown = {name: dict(told).get("label") or name for name, told in columns.items()}
        hidden = {name for name, told in columns.items() if dict(told).get("hidden")}
        named = [str(name) for name in one.value.columns if name not in hidden]
        found += [str(shown.get(name, name)) for name in named]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_no_table_is_headed_with_practices_of_an_area(name: str, drafted: Session) -> None:
    page = app_pages.run(name, drafted)
    assert [head for head in heads(page) if OF_PRACTICES.search(head.replace("_", " "))] == []


def test_the_list_of_neighbourhoods_is_headed_so(drafted: Session) -> None:
    found = heads(app_pages.run("draft", drafted))
    assert {"Neighbourhood", "Residents", "Areas"} <= set(found)


OWN = "Old Practice & Network [Patients]"


def test_names_of_the_users_own_stay_as_they_are(drafted: Session, tmp_path: Path) -> None:
    """Wards, teams and neighbourhoods may be called after a practice; a sentence keeps the name."""
    area = small_areas_planned.study(tmp_path, team="ward", current="council", first=OWN)
    work = Session()
    work.begin(area, Rules(within=("council",), weights={"travel": 1.0}))
    work.start_from(small_areas_planned.HALVES, {"W": OWN, "E": "East"}, "test")
    work.select((small_areas_planned.CODES[0],))
    page = app_pages.run("draft", work)
    assert not page.exception
    lines = [line for line in said(page) if "Practice" in line]
    assert lines
    assert [line for line in lines if OWN not in line and markdown(OWN) not in line] == []
    lost = OWN.replace("Network", "Neighbourhood").replace("Practice", "Area")
    assert [line for line in said(page) if lost in line] == []


def test_every_sentence_of_a_page_asks_for_its_words() -> None:
    """A literal that speaks of practices, networks or patients is put through ``worded``."""
    found = [one for path in asked_words.views() for one in asked_words.unasked(path)]
    assert found == []


def test_what_is_of_practices_alone_is_said_where_the_bar_has_room(drafted: Session) -> None:
    def bar() -> None:
        from pcn_planner.drafting import session
        from pcn_planner.views import banner

        banner.show(session.of_browser())

    app = AppTest.from_function(bar)
    app.session_state["session"] = drafted
    app.run()
    assert not app.caption
    assert app.button(key="next_step").help == banner.AREAS
