"""The page of exports, run without a browser, and the archive it gives."""

import io
import json
import zipfile

import pytest

from pcn_planner import pipeline
from pcn_planner.drafting.keeping import bundle
from pcn_planner.files import exports
from pcn_planner.views.parts import memo
from tests.support import app_pages


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


def ready(work):
    page = app_pages.run("export", work)
    assert page.session_state[memo.KEY]["export"][1].wait(120)
    return page.run()


def test_it_asks_for_data_first():
    assert "Start" in app_pages.run("export", app_pages.session()).info[0].value


def test_without_a_plan_there_is_nothing_to_export(area):
    page = app_pages.run("export", app_pages.session(area))
    assert "Nothing to export yet" in page.info[0].value
    assert not page.get("download_button")


def test_everything_that_the_command_line_writes_can_be_had(area, tmp_path):
    work = app_pages.session(area, app_pages.PLAN)
    page = ready(work)
    assert not page.exception
    whole, *single = app_pages.labels(page, "download_button")
    assert whole.startswith("Everything as one zip")
    assert set(single) == {path.name for path in pipeline.write(work.proposal, tmp_path / "plan")}
    assert all(name in bundle.ABOUT for name in single)


def test_the_map_is_shown_with_its_caveats(area):
    page = ready(app_pages.session(area, app_pages.PLAN))
    (frame,) = app_pages.frames(page)
    assert "Content-Security-Policy" in frame
    said = [caption.value for caption in page.caption]
    assert any(line.startswith("Indicative") for line in said)


def test_a_plan_that_breaks_rules_says_so(area):
    broken = dict(app_pages.PLAN, P09="A", P14="A")
    page = ready(app_pages.session(area, broken))
    assert "breaks rules" in page.expander[0].label
    assert any("P09" in text.value for text in page.text)


def test_an_area_that_cannot_be_drawn_is_told(area, monkeypatch):
    def broken(made):
        raise RuntimeError("disk full")

    monkeypatch.setattr("pcn_planner.proposal.workbench.finished", broken)
    page = ready(app_pages.session(area, app_pages.PLAN))
    assert "disk full" in page.error[0].value
    assert not page.get("download_button")


def test_the_archive_holds_the_plan_of_record_and_repeats_to_the_byte(area, tmp_path):
    made = app_pages.session(area, app_pages.PLAN).proposal
    files = bundle.build(made)
    archive = bundle.zipped(files)
    assert archive == bundle.zipped(dict(files))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        opened.extractall(tmp_path)
    assert exports.read_plan(tmp_path / "plan").assignment == app_pages.PLAN
    assert json.loads(files["report.json"])["status"] == made.status
    assert bundle.media_type("plan.gpkg") == "application/geopackage+sqlite3"
