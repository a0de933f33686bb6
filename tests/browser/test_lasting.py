"""A solve while the draft goes on, a server that is killed, an export that goes on elsewhere."""

import io
import json
import re
import signal
import subprocess
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import serving, upload
from pcn_planner.projects import folder
from tests.support import app_pages, children
from tests.support.page_steps import named, press, turn_to

pytestmark = [pytest.mark.browser, pytest.mark.deep]
SOLVE_MS = 420_000  # the first call compiles the optimiser
SAME = ("assignment.csv", "networks.csv", "adjacency.csv")
OFFERED = "The draft has changed since the solve began"


def last(page: Page, what: str):
    return page.get_by_text(re.compile(rf"^Last: {re.escape(what)}"))


@contextmanager
def solvers_held():
    """No solver of the apps that this test serves goes on meanwhile."""
    held = children.running("optimise.units.processes", recursive=True)
    assert held
    for one in held:
        one.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for one in held:
            one.send_signal(signal.SIGCONT)


def exported(page: Page) -> bytes:
    """Everything of the page Export, as one zip."""
    turn_to(page, "Export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Everything as one zip")).click()
    return Path(waiting.value.path()).read_bytes()


def inside(content: bytes) -> dict[str, bytes]:
    """Name of each file in a zip -> what it holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {Path(name).name: archive.read(name) for name in archive.namelist()}


def test_work_goes_on_through_edits_a_kill_and_an_export(page: Page, tmp_path, monkeypatch) -> None:
    place = tmp_path / "projects"
    place.mkdir()
    work = app_pages.session(app_pages.study(tmp_path), app_pages.PLAN)
    (place / "Town.pcn").write_bytes(folder.content(work.project.path))
    address = f"/draft?project={folder.key_of(place / 'Town.pcn')}"
    monkeypatch.setenv(folder.VARIABLE, str(place))

    with serving(tmp_path / "one.log", end=subprocess.Popen.kill) as url:
        page.goto(url + address)
        expect(last(page, "test")).to_be_visible()
        press(page, "Optimise")
        expect(page.get_by_text("Optimised:")).to_be_visible(timeout=SOLVE_MS)
        with solvers_held():
            press(page, "Optimise")
            expect(page.get_by_role("button", name="Stop and keep the best")).to_be_visible()
            named(page, "Undo").click()
            expect(last(page, "test")).to_be_visible()
        expect(page.get_by_text(OFFERED)).to_be_visible()
        expect(last(page, "test")).to_be_visible()
        press(page, "Take the result")
        expect(last(page, "optimised")).to_be_visible()

    with serving(tmp_path / "two.log") as url:
        page.goto(url + address)
        expect(last(page, "optimised")).to_be_visible()
        first = exported(page)
        (tmp_path / "town.zip").write_bytes(first)
        page.goto(url)
        upload(page, "A project (.pcn)", tmp_path / "town.zip")
        press(page, "Open the plan")
        expect(last(page, "optimised")).to_be_visible()
        again = exported(page)
        page.goto("about:blank")
    before, after = inside(first), inside(again)
    assert [name for name in SAME if before[name] != after[name]] == []
    one, other = (json.loads(files["report.json"]) for files in (before, after))
    assert one == other
    assert one["verified"]
    assert "Traceback" not in (tmp_path / "two.log").read_text()
