"""The page of papers, run without a browser: what is missing is listed, the pack is one zip."""

import io
import json
import zipfile

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pcn_planner.consultation import comments
from pcn_planner.consultation.page import Asking
from pcn_planner.drafting.session import Session
from pcn_planner.papers import pack
from pcn_planner.projects import history, scenarios, told
from pcn_planner.views.papers import documents, public_comments
from pcn_planner.views.parts import memo
from tests.support import app_pages

HEAD = "network_id,clinical_director,nominated_payee,reason\n"
COMPLETE = HEAD + "".join(f"{key},Dr {key},Payee,Agreed\n" for key in "ABCD")


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"), lists_date="2026-01-01")


def upload(page, key, name, content):
    [field] = [one for one in page.file_uploader if one.key == key]
    return field.set_value((name, content.encode(), "text/csv")).run()


def missing(page):
    """Networks of which something is missing, by the lines that lead to where it is written."""
    lines = [line for one in page.markdown for line in one.value.splitlines()]
    heads = [line[2:].split(":")[0] for line in lines if "](#facts)" in line]
    return [network for head in heads for network in head.split(", ")]


def press(page, label):
    [button] = [one for one in page.button if one.label == label]
    return button.click().run()


def test_it_asks_for_data_and_for_a_plan_first(area):
    assert "Start" in app_pages.run("documents", app_pages.session()).info[0].value
    page = app_pages.run("documents", app_pages.session(area))
    assert "there is no plan" in page.info[0].value


def test_a_tab_that_follows_takes_no_cell_and_says_so(area):
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("documents", work)
    assert not page.data_editor[0].proto.disabled
    work.pen = lambda: False
    page = page.run()
    assert page.data_editor[0].proto.disabled
    assert any(documents.FOLLOWS in one.value for one in page.caption)


def test_what_is_missing_is_listed_until_a_file_of_facts_brings_it(area):
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    assert not page.exception
    assert missing(page) == ["All 4 networks"]
    page = upload(page, "facts_file", "facts.csv", COMPLETE)
    assert not page.exception
    assert missing(page) == []
    assert any("Nothing is missing" in one.value for one in page.success)
    assert page.session_state[memo.KEY]["facts"][1]["known"].get("B", "nominated_payee") == "Payee"


def test_facts_of_unknown_networks_and_populations_that_are_no_numbers_are_refused(area):
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    page = upload(page, "facts_file", "facts.csv", HEAD + "Z,a,b,c\n")
    assert any("not in the plan" in one.value for one in page.error)
    page = upload(page, "populations", "people.csv", "practice_code,weighted\nP01,many\n")
    assert not page.exception
    assert any("weighted" in one.value for one in page.error)


def test_staff_and_need_are_told_and_what_cannot_be_used_is_named(area):
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    staff = "team_id,role,wte,base,annual_cost\nT1,nurse,6,P01,40000\nT2,nurse,6,P14,40000\n"
    page = upload(page, "staff", "staff.csv", staff)
    page = page.number_input(key="staff_level").set_value(9.0).run()
    assert not page.exception
    told = [one.value for one in page.markdown]
    assert any("WTE change team" in line for line in told)
    assert any("WTE short of 9" in line and "costs £" in line for line in told)
    assert any("km to" in line for line in told)
    page = upload(page, "need_counts", "need.csv", "practice_code,copd_numerator\nP01,1\n")
    assert any("lack a numerator" in one.value for one in page.error)
    page = upload(page, "need_counts", "need.csv", "practice_code,copd\nP01,1\n")
    page = upload(page, "projections", "growth.csv", "area_code,year,people\nE01000001,2030,1\n")
    [homes] = [one.value for one in page.error if "where patients live" in one.value]
    assert "Give the patients by practice and area." in homes
    assert "--" not in homes


def test_a_caseload_without_staff_is_told_to_have_no_effect(area):
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    page = upload(page, "caseload", "caseload.csv", "practice_code,caseload\nP01,5\n")
    assert any("no effect yet" in one.value for one in page.info)
    staff = "team_id,role,wte,base,annual_cost\nT1,nurse,6,P01,40000\n"
    page = upload(page, "staff", "staff.csv", staff)
    assert not any("no effect yet" in one.value for one in page.info)


def test_comments_of_the_public_are_written_into_the_project(area):
    work = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("documents", work)
    said = {"format": comments.FORMAT, "about": "network", "key": "B", "comment": "<b>Too far</b>"}
    [field] = [one for one in page.file_uploader if one.key == "comments"]
    # the name that people gave the first holds the one that the second is kept under
    sent = [("odd comment-1.json", b"[]", "application/json"),
            ("a.json", json.dumps(said).encode(), "application/json")]  # fmt: skip
    page = field.set_value(sent).run()
    assert not page.exception
    assert any("odd comment-1.json" in one.value for one in page.warning)
    page = press(page, public_comments.READ)
    assert not page.exception
    assert [(n.about, n.text) for n in work.state.notes] == [
        ("B", "Public: Somebody says (of another plan): <b>Too far</b>")
    ]
    assert history.table(work.project)["change"].str.contains("Comment on B: Public").any()
    page = press(page, public_comments.READ)
    assert len(work.state.notes) == 1


@pytest.mark.deep  # every day a journey in a browser makes the pack
def test_the_pack_holds_every_paper_and_the_page_for_the_public(area):
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    page = upload(page, "facts_file", "facts.csv", COMPLETE)
    page = press(page, documents.MAKE)
    assert not page.exception
    run = page.session_state[memo.KEY]["pack"][1]["run"]
    assert run.failure is None
    archive = zipfile.ZipFile(io.BytesIO(run.made))
    assert set(archive.namelist()) == {
        *(f"pack/{name}" for name in pack.KNOWN), "pack/public/index.html"
    }  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(archive.read("pack/networks.xlsx")))
    head, *rows = book["practices"].iter_rows(values_only=True)
    at = head.index("practice_code"), head.index("network_id")
    assert {row[at[0]]: row[at[1]] for row in rows} == app_pages.PLAN
    [label] = [one for one in app_pages.labels(page, "download_button") if "zip" in one]
    assert label.startswith("The pack as one zip")
    page = page.selectbox(key="year").select("2025/26").run()
    assert any("Make it anew" in one.value for one in page.warning)


def test_a_fault_in_making_is_told_and_ends_nothing(area, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError("no space")

    monkeypatch.setattr(documents.pack, "build", broken)
    page = app_pages.run("documents", app_pages.session(area, app_pages.PLAN))
    page = press(page, documents.MAKE)
    assert not page.exception
    assert any("The pack could not be made" in one.value for one in page.error)


def row_of(page, network):
    """What the table of facts says of a network, as the gate sees it."""
    return page.session_state[memo.KEY]["facts"][1]["known"].of.get(network, {})


def test_facts_and_who_asks_are_in_the_project_and_come_back(area):
    session = app_pages.session(area, app_pages.PLAN)
    page = upload(app_pages.run("documents", session), "facts_file", "facts.csv", COMPLETE)
    page = page.text_input(key="organisation").set_value("Somewhere ICB").run()
    assert not page.exception
    path = session.project.path
    assert told.facts(path).get("C", "clinical_director") == "Dr C"
    assert told.asking(path).organisation == "Somewhere ICB"

    again = Session(projects=session.projects)
    again.open_project(path)
    page = app_pages.run("documents", again)
    assert missing(page) == []
    assert row_of(page, "A")["nominated_payee"] == "Payee"
    assert page.text_input(key="organisation").value == "Somewhere ICB"


def test_a_fact_that_somebody_else_wrote_meanwhile_stays_and_is_shown(area):
    session = app_pages.session(area, app_pages.PLAN)
    page = app_pages.run("documents", session)
    told.keep_facts(session.project, {"A": {"clinical_director": "Dr Other"}})
    page = page.run()
    assert not page.exception
    assert row_of(page, "A")["clinical_director"] == "Dr Other"
    assert told.facts(session.project.path).get("A", "clinical_director") == "Dr Other"


def test_the_page_behind_a_frozen_link_says_who_asks_and_until_when(area):
    session = app_pages.session(area, app_pages.PLAN)
    told.keep_asking(session.project, Asking("Somewhere ICB", "team@icb", "2026-09-30"))
    scenarios.set_status(session.project, "proposed", author="Ada")
    scenarios.set_status(session.project, "approved", author="Ada")
    session.refresh()

    def script():
        from pcn_planner.drafting import session
        from pcn_planner.views.begin import given_links

        given_links.frozen(session.of_browser())

    page = AppTest.from_function(script, default_timeout=120)
    page.session_state["session"] = session
    page.run()
    assert not page.exception
    [text] = app_pages.frames(page)
    for said in ("Somewhere ICB", "team@icb", "30 September 2026"):
        assert said in text
