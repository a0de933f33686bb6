"""Many files at once on the first page: recognised, corrected, joined, and begun with."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from boundaries.errors import DataError
from boundaries.nhs.recognise import Said
from pcn_planner.drafting.session import Session
from pcn_planner.projects.stored import contents
from pcn_planner.study import arrivals
from tests.support import small_study
from tests.support.locations import DEMO, SAMPLES
from tests.support.workbooks import workbook

TIMEOUT_S = 240
DOWNLOADS = ("gp-reg-pat-prac-all.csv", "gp-reg-pat-prac-map.csv", "epcn.xlsx", "branches.csv")
PLACES = "postcode_coordinates.csv"


def start_page():
    from pcn_planner.drafting import session
    from pcn_planner.views import acting
    from pcn_planner.views.begin import start

    acting.tell(session.of_browser())
    start.show(session.of_browser())


def at(session: Session) -> AppTest:
    app = AppTest.from_function(start_page, default_timeout=TIMEOUT_S)
    app.session_state["session"] = session
    return app.run()


def drop(app: AppTest, files: dict[str, bytes]) -> AppTest:
    [field] = [one for one in app.file_uploader if one.key == "practices"]
    return field.set_value([(name, content, "text/csv") for name, content in files.items()]).run()


def demo(*names: str) -> dict[str, bytes]:
    return {name: (DEMO / name).read_bytes() for name in names}


def said(app: AppTest) -> str:
    kinds = (app.error, app.warning, app.info, app.success, app.caption, app.markdown)
    return " ".join(one.value for kind in kinds for one in kind)


def table(app: AppTest):
    return app.dataframe[0].value.set_index("File")


def select(app: AppTest, key: str, value: str) -> AppTest:
    [box] = [one for one in app.selectbox if one.key == key]
    return box.set_value(value).run()


def load(app: AppTest) -> AppTest:
    [button] = [one for one in app.button if one.label == "Load these files"]
    return button.click().run()


def test_downloads_dropped_at_once_are_joined_and_begun_with() -> None:
    session = Session()
    app = drop(at(session), demo(*DOWNLOADS))
    assert not app.exception
    kinds = table(app)["Recognised as"].to_dict()
    assert kinds["gp-reg-pat-prac-all.csv"] == "list sizes"
    assert kinds["gp-reg-pat-prac-map.csv"] == "practice map"
    assert "No file says where the practices are" in said(app)
    assert not [one for one in app.button if one.label == "Load these files"]

    app = drop(app, demo(*DOWNLOADS, PLACES))
    assert "No file says where the practices are" not in said(app)
    assert table(app).loc["gp-reg-pat-prac-map.csv", "Practices joined"] == "120 of 120"
    assert "All 120 rows can be used." in said(app)
    assert "Where the 120 practices lie" in said(app)
    app = load(app)
    assert not app.exception
    assert len(session.study.practices) == 120
    assert session.study.branches is not None
    joined = {one.removeprefix("source: ") for one in contents.digests(session.project)}
    assert {f"{one.split('/')[-1]}" for one in joined} >= {*DOWNLOADS, PLACES}


def test_any_file_s_columns_are_named_where_they_are_not_known() -> None:
    session = Session()
    teams = b"surgery,base\n" + b"".join(
        f"{code},{'North' if at % 2 else 'South'}\n".encode()
        for at, code in enumerate(small_study.NETWORK)
    )
    files = {"practices.csv": small_study.table().encode(), "odd.csv": teams}
    app = drop(at(session), files)
    assert table(app).loc["odd.csv", "Recognised as"] == "not recognised"
    app = select(app, "file_of", "odd.csv")
    app = select(app, "kind_odd.csv", "footprints")
    assert "which team a row is of" in said(app)
    app = select(app, "noun_odd.csv_footprints_team_id", "base")
    app = select(app, "noun_odd.csv_footprints_practice_code", "surgery")
    assert not app.exception
    assert table(app).loc["odd.csv", "Used"] == "teams"
    assert "Used for teams." in said(app)
    app = load(app)
    assert sorted(session.study.footprints.teams.index) == ["North", "South"]


def test_a_file_with_a_fault_says_so_beside_it_and_the_others_go_on() -> None:
    session = Session()
    files = {
        "practices.csv": small_study.table().encode(),
        "branches.csv": b"practice_code,site_code,easting,northing\nZ00001,Z00001001,,\n",
    }
    app = drop(at(session), files)
    assert "1 site has no coordinates" in table(app).loc["branches.csv", "What is wrong"]
    assert "1 site has no coordinates" in said(app)
    app = select(app, "kind_branches.csv", "")
    assert "What is wrong" not in table(app)  # nothing is
    app = load(app)
    assert not app.exception
    assert session.study.branches is None


def test_no_message_names_a_folder_of_the_session_or_an_option() -> None:
    session = Session()
    names = ("empty.csv", "area_code_unknown_column.geojson", "quote_not_closed.csv")
    files = {name: (SAMPLES / name).read_bytes() for name in names}
    app = drop(at(session), {"practices.csv": small_study.table().encode(), **files})
    shown = said(app) + table(app).to_csv()
    assert str(session.folder) not in shown
    assert re.findall(r"--[a-z]", shown) == []
    assert "quotation mark" in shown


def test_reading_ends_where_it_is_stopped(tmp_path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(small_study.table())
    told: list[str] = []
    with pytest.raises(DataError, match="stopped as asked"):
        arrivals.read([path], {}, {}, told.append, lambda: bool(told))
    assert told == ["Reading p.csv"]
    known: arrivals.Known = {}
    arrivals.read([path], {}, known, told.append, lambda: False)
    assert list(known) == [path]


def test_what_is_already_recognised_is_not_read_again(tmp_path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(small_study.table())
    known: arrivals.Known = {}
    first = arrivals.read([path], {}, known, lambda _: None, lambda: False)
    path.unlink()
    again = arrivals.read([path], {"p.csv": Said("")}, known, lambda _: None, lambda: False)
    assert first.alone
    assert again.joined is None
    assert "no file has list sizes" in again.gaps[0].what.lower()


def test_the_header_of_the_one_table_is_named_where_it_is_found_wrongly() -> None:
    session = Session()
    plain = (SAMPLES / "plain.csv").read_text(encoding="utf-8")
    wrong = "Code,Patients,Name\nof the practice,registered,\n" + plain
    app = drop(at(session), {"lists.csv": wrong.encode()})
    [row] = [one for one in app.number_input if one.label == "Header in row"]
    assert row.value == 1
    app = row.set_value(3).run()
    assert not app.exception
    assert "rows can be used" in said(app)
    app = load(app)
    assert len(session.study.practices) == len(plain.splitlines()) - 1
    assert [one.name for one in session.study.inputs.sources] == ["lists.csv"]


def test_one_sheet_of_a_workbook_is_left_out_and_the_other_used(tmp_path) -> None:
    rows = [line.split(",") for line in (SAMPLES / "plain.csv").read_text("utf-8").splitlines()]
    path = workbook(tmp_path / "two.xlsx", March=[*rows, rows[1]], May=[["Lists"], *rows])
    app = drop(at(Session()), {"two.xlsx": path.read_bytes()})
    assert table(app).loc["two.xlsx: May", "Used"].startswith("no")
    app = select(app, "file_of", "two.xlsx: March")
    app = select(app, "kind_two.xlsx: March", "")
    assert not app.exception
    assert table(app).loc["two.xlsx: May", "Used"] == "list sizes"
    assert "rows can be used" in said(app)
