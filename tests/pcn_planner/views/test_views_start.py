"""The first page and the one on feasibility, as the script sees them."""

import io
import tempfile
import zipfile
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from boundaries.errors import DataError
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.files import exports, geopackage
from pcn_planner.projects import folder
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study.inputs import Inputs
from pcn_planner.views import acting
from pcn_planner.views.begin import start
from tests.support import small_study
from tests.support.locations import HOME

APP = HOME / "app.py"
TIMEOUT_S = 240


def start_page():
    from pcn_planner.drafting import session
    from pcn_planner.views import acting
    from pcn_planner.views.begin import start

    acting.tell(session.of_browser())
    start.show(session.of_browser())


def feasibility_page():
    from pcn_planner.drafting import session
    from pcn_planner.views import feasibility

    feasibility.show(session.of_browser())


def at(page, session: Session) -> AppTest:
    app = AppTest.from_function(page, default_timeout=TIMEOUT_S)
    app.session_state["session"] = session
    return app.run()


def button(app: AppTest, label: str):
    [found] = [one for one in app.button if one.label == label]
    return found


def upload(app: AppTest, key: str, name: str, content: bytes) -> AppTest:
    [field] = [one for one in app.file_uploader if one.key == key]
    return field.set_value((name, content, "text/csv")).run()


def said(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.info, app.success)
    return " ".join(one.value for kind in kinds for one in kind)


def test_the_app_opens_on_the_start_page_without_data(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "projects"))
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S).run()
    assert not app.exception
    assert [one.value for one in app.title] == ["PCN Planner"]
    assert [one.label for one in app.button] == ["Load the demo area"]


def failing_page():
    from boundaries.errors import DataError
    from pcn_planner.drafting import session
    from pcn_planner.views import acting

    def refused(_):
        raise DataError("two rows are the same", rows=["*A*"], remedy="Delete one")

    def broken(_):
        raise ValueError("<secret>")

    for view in (refused, broken, broken):
        acting.guarded(session.of_browser(), view)


def test_a_page_that_fails_says_so_and_keeps_the_details(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = at(failing_page, Session())
    assert not app.exception
    refused, *broken = [one.value for one in app.error]
    assert refused == "Two rows are the same\\: \\*A\\*. Delete one."
    assert all("This should not happen (ValueError)" in one for one in broken)
    assert "secret" not in " ".join(broken)
    [kept] = tmp_path.glob("pcn-error-*.txt")
    assert "<secret>" in kept.read_text()


def page_of_failing_parts():
    import streamlit as st

    from pcn_planner.drafting import session
    from pcn_planner.views import acting

    def broken(*_):
        raise ValueError("<secret>")

    mine = session.of_browser()
    acting.fragment(mine, broken)
    st.button("Do it", on_click=acting.do, args=(mine, broken))
    acting.tell(mine)


def test_a_part_that_fails_takes_no_more_of_its_page_and_an_act_that_fails_is_told(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = at(page_of_failing_parts, Session())
    button(app, "Do it").click().run()
    assert not app.exception
    part, act = [one.value for one in app.error]
    assert "This should not happen (ValueError), and this page" in part
    assert "what was asked for was not done" in act
    assert "secret" not in part + act


def test_every_part_that_runs_by_itself_is_guarded() -> None:
    views = Path(acting.__file__).parent
    told = {path.name for path in views.rglob("*.py") if "st.fragment" in path.read_text()}
    assert told == {"acting.py"}


def test_the_demo_area_is_one_click() -> None:
    session = Session()
    app = at(start_page, session)
    button(app, "Load the demo area").click().run()
    assert not app.exception
    assert len(session.study.practices) == 120
    assert session.today is not None
    assert session.proposal.tables.networks.loc["UZ0001", "patients"] > 0
    assert "120 practices" in " ".join(one.value for one in app.markdown)


def test_a_press_and_its_page_outlast_runs_that_others_take_the_place_of() -> None:
    session = Session()
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    app.session_state["session"] = session
    acting.ask(session, start.DEMO)  # the run of the press itself came to nothing
    app.run()
    assert not app.exception
    assert "should not happen" not in said(app)
    assert "The demo area is loaded." in said(app)
    assert "Optimise" in [one.label for one in app.button]
    assert (session.asked, session.bound_for) == (None, None)


def test_a_practice_table_is_recognised_shown_and_loaded() -> None:
    session = Session()
    app = upload(at(start_page, session), "practices", "p.csv", small_study.table().encode())
    chosen = {one.key: one.value for one in app.selectbox}
    assert chosen["column_practice_code"] == "practice_code"
    assert chosen["column_list_size"] == "list_size"
    assert chosen["current"] == "pcn_code"
    assert "All 12 rows can be used." in said(app)
    [within] = [one for one in app.multiselect if one.key == "within"]
    within.set_value(["ccg_code"]).run()
    button(app, "Load these files").click().run()
    assert not app.exception
    assert session.study.within == ("ccg_code",)
    assert session.todays_assignment == small_study.NETWORK
    assert session.proposal is None
    assert session.bound_for == "redraft", "today's networks are known"


#: what of ``Inputs`` is a file that is recognised, or asked for where areas are planned
RECOGNISED = {
    "practices", "columns", "branches", "outline", "barriers", "links", "footprints",
    "registrations", "areas", "travel_times", "roads", "mode", "layer", "layers", "sources",
    "accept_places", "planned", "group_by", "succession",
}  # fmt: skip


def test_everything_the_command_line_says_of_a_table_can_be_said_of_it_here() -> None:
    session = Session()
    head, *lines = small_study.table().splitlines()
    table = "\n".join(
        [
            f"{head},imd,kind",
            *(
                f"{line},{20 + k},{'GP' if 'West' in line else 'walk-in'}"
                for k, line in enumerate(lines)
            ),
        ]
    )
    app = upload(at(start_page, session), "practices", "p.csv", table.encode())
    edges = b"practice_a,practice_b,reason\nR0C0,R0C1,given\nR0C1,R1C0,given\n"
    app = upload(app, "adjacency", "edges.csv", edges)
    put = {"where_column": "ccg_code", "team": "team", "current": "pcn_code", "need": "imd"}
    for key, value in put.items():
        app.selectbox(key=key).set_value(value)
    app.run()
    app.selectbox(key="where_value ccg_code").set_value("West").run()
    app.selectbox(key="where_column 1").set_value("kind").run()
    assert app.selectbox(key="where_value 1 kind").options == ["GP"]  # of the rows kept so far
    app.selectbox(key="where_value 1 kind").set_value("GP")
    app.multiselect(key="exclude").set_value(["R2C0", "R2C1"])
    app.multiselect(key="within").set_value(["ccg_code"])
    app.date_input(key="lists_date").set_value(date(2026, 1, 1))
    app.text_input(key="plan_title").set_value("West")
    app.text_area(key="attribution").set_value("© nobody\n\n Fictional ")
    app.run()
    assert "All 4 rows can be used." in said(app)
    button(app, "Load these files").click().run()
    assert not app.exception
    assert session.study is not None, said(app)
    made = session.study.inputs
    given = {
        "where": {"ccg_code": "West", "kind": "GP"}, "exclude": ("R2C0", "R2C1"),
        "within": ("ccg_code",),
        "team": "team", "current": "pcn_code", "need": "imd", "lists_date": "2026-01-01",
        "title": "West", "attribution": ("© nobody", "Fictional"),
    }  # fmt: skip
    assert {name: getattr(made, name) for name in given} == given
    assert set(session.study.practices.index) == {"R0C0", "R0C1", "R1C0", "R1C1"}
    assert sorted(map(sorted, session.study.graph.edges)) == [["R0C0", "R0C1"], ["R0C1", "R1C0"]]
    assert {one.name for one in fields(Inputs)} == {*given, "adjacency"} | RECOGNISED


def test_bad_rows_are_named_marked_and_left_out_only_when_asked() -> None:
    session = Session()
    text = small_study.table().replace(",8000,West,A,", ",minus eight,West,A,", 1)
    app = upload(at(start_page, session), "practices", "bad.csv", text.encode())
    assert "1 of 12 rows cannot be used." in said(app)
    assert button(app, "Load these files").disabled
    [leave] = [one for one in app.checkbox if one.key == "leave_out"]
    leave.check().run()
    button(app, "Load these files").click().run()
    assert not app.exception
    assert len(session.study.practices) == 11


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "empty.csv"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "picture.csv"),
        (
            "no_places.csv",
            b"practice_code,list_size\nA1,5000\n",
            "easting (metres) and northing (metres)",
        ),
        ("one_column.csv", b"hello\nworld\n", "Choose the columns above"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(name, content, message) -> None:
    session = Session()
    app = upload(at(start_page, session), "practices", name, content)
    assert not app.exception
    assert message in said(app)
    assert markdown(name) in said(app)
    assert str(session.folder) not in said(app)
    assert session.study is None


def test_an_exported_plan_is_opened_again(tmp_path) -> None:
    made = small_study.session(tmp_path).proposal
    path = tmp_path / "plan.gpkg"
    exports.write_gpkg(path, made.tables)
    assert "practices" in geopackage.layers_of(made.tables)
    session = Session()
    app = upload(at(start_page, session), "plan_file", "plan.gpkg", path.read_bytes())
    button(app, "Open the plan").click().run()
    assert not app.exception
    assert session.proposal.plan.assignment == small_study.NETWORK
    assert session.state.names["A"] == "Alder PCN"


def test_an_opened_plan_has_names_as_they_were_before_export(tmp_path) -> None:
    made = small_study.session(tmp_path).proposal
    tables = made.tables
    practices = tables.practices.copy()
    practices.iloc[0, practices.columns.get_loc("name")] = "=Alder Surgery"
    path = tmp_path / "plan.gpkg"
    exports.write_gpkg(path, replace(tables, practices=practices))
    session = Session()
    start.open_plan(session, path)
    first = session.study.practices["name"].loc[practices.index[0]]
    assert first == "=Alder Surgery"
    assert session.study.practices.geometry.notna().all()


def test_a_file_without_a_plan_is_no_plan() -> None:
    session = Session()
    areas = b'{"type": "FeatureCollection", "features": []}'
    app = upload(at(start_page, session), "plan_file", "a.geojson", areas)
    button(app, "Open the plan").click().run()
    assert not app.exception
    assert app.error
    assert session.study is None


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.pcn" if "/" in name else f"{name}.csv", content)
    return out.getvalue()


CUT = b"SQLite format 3\0" + bytes([16, 0]) + bytes(50) + b"PCNP" + bytes(900)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("cut.pcn", CUT, "Choose one that this tool has written"),
        ("rubbish.pcn", b"\x01\x02" * 99, "is no project inside"),
        ("letter.pcn", b"not a project\n", "is no project inside"),
        ("empty.PCN", b"", "is no project inside"),
        ("rubbish.gpkg", b"\x01\x02" * 99, "is no GeoPackage inside"),
        ("rubbish.zip", b"\x01\x02" * 99, "is no zip file inside"),
        ("cut.gpkg", b"SQLite format 3\0" + bytes(99), "the file cannot be read"),
        ("cut inside.zip", zipped(**{"a/project": CUT}), "Choose one that this tool has written"),
        ("two.zip", zipped(**{"a/project": CUT, "b/project": CUT}), "holds 2 projects"),
        ("alone.zip", zipped(assignment=b"practice_code,network_id\nP,A\n"), "page Draft"),
    ],
)
def test_a_plan_that_cannot_be_opened_is_told_by_its_name(name, content, told) -> None:
    session = Session()
    path = uploads.received(session.folder, "", name, lambda: content)
    with pytest.raises(DataError) as caught:
        start.open_plan(session, path)
    said = reworded(str(caught.value), session.folder)
    assert said.startswith(f"{name}: ")
    assert told in said
    assert caught.value.remedy
    assert session.study is None
    assert session.project is None


def test_uploads_of_two_sessions_lie_apart() -> None:
    here, there = Session(), Session()
    for session in (here, there):
        upload(at(start_page, session), "practices", "../../evil.csv", b"practice_code\n1\n")
    assert here.folder != there.folder
    assert sorted(p.name for p in here.folder.rglob("*.csv")) == ["evil.csv"]


def test_feasibility_without_data_points_to_the_start() -> None:
    app = at(feasibility_page, Session())
    assert not app.exception
    assert "Start" in said(app)


def test_feasibility_tells_units_and_numbers_before_any_solve(tmp_path) -> None:
    session = small_study.session(tmp_path)
    app = at(feasibility_page, session)
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["Border unit"]) == ["East", "West"]
    assert list(table["Patients"]) == [48_000, 49_000]
    assert list(table["Networks possible"]) == ["2 to 3", "2 to 3"]


def test_feasibility_tells_contradictions_with_their_remedy(tmp_path) -> None:
    from pcn_planner.drafting import draft

    session = small_study.session(tmp_path)
    session.record(draft.keep_together(["R0C0", "R0C3"], "across the border"))
    app = at(feasibility_page, session)
    assert "No plan exists" in said(app)
    assert any("R0C0" in one.value for one in app.text)


def test_the_marked_table_names_the_problem_and_disarms_formulas() -> None:
    from boundaries.practices import table as practices
    from pcn_planner.drafting import uploads

    text = small_study.table({"R0C0": "=HYPERLINK(1)"}).replace(",8000,West,A,", ",,West,A,", 1)
    path_text = io.StringIO(text)
    table = pd.read_csv(path_text, dtype=str, keep_default_na=False)
    table.index = pd.RangeIndex(2, len(table) + 2, name="row")
    found = practices.problems(table)
    marked = uploads.marked_csv(table, found).decode("utf-8-sig").splitlines()
    assert marked[0].startswith("problem,remedy,practice_code")
    assert "list_size: " in marked[1]
    assert "'=HYPERLINK(1)" in marked[1]
    assert marked[2].startswith(",,R0C1")
