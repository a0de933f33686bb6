"""The real app in a real browser, and a watch over every request that the browser makes."""

import time
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import WebSocket, expect

from benchmarks.app_browser import serving
from pcn_planner import pipeline
from tests.support import small_study
from tests.support.request_log import leaving

PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def app_told(tmp_path_factory) -> Path:
    """The file of what the app tells."""
    return tmp_path_factory.mktemp("app") / "app.log"


@pytest.fixture(scope="session")
def app_url(app_told):
    """Address of the app, started on a free port."""
    with serving(app_told) as url:
        yield url


def _follow(socket: WebSocket, asked: list[str]) -> None:
    asked.append(socket.url)
    begun = time.monotonic()
    sent = partial(_tell, begun)
    socket.on("framesent", lambda data: sent(f"{len(data)} bytes sent"))
    socket.on("close", lambda _: sent("connection closed"))


def _tell(begun: float, what: str) -> None:
    print(f"page: {time.monotonic() - begun:.1f} s: {what}")


@pytest.fixture(params=[1_440])
def page(chromium, request, app_url, app_told):
    """A page of its own session. At the end: no request has left this computer, nothing broke.

    What app and page told meanwhile is printed, which pytest shows where the test failed.
    """
    before = len(app_told.read_text())
    expect.set_options(timeout=PATIENCE_MS)
    size = {"width": request.param, "height": 900}
    context = chromium.new_context(viewport=size, accept_downloads=True)
    asked: list[str] = []
    context.on("request", lambda one: asked.append(one.url))
    opened = context.new_page()
    opened.on("websocket", lambda one: _follow(one, asked))
    opened.on("console", lambda one: print("page:", one.type, one.text))
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    told = app_told.read_text()[before:]
    print("app:", told)
    context.close()
    assert asked, "the request log saw nothing"
    assert leaving(asked) == []
    assert "Traceback" not in told


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """The project of a plan of twelve practices."""
    folder = tmp_path_factory.mktemp("planned")
    made = pipeline.judge(small_study.study(folder), small_study.RULES, small_study.NETWORK)
    pipeline.write(made, folder / "plan")
    return folder / "plan" / "project.pcn"
