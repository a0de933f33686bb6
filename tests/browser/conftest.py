"""The real app in a real browser, and a watch over every request that the browser makes."""

import pytest
from playwright.sync_api import expect
from request_log import leaving

from benchmarks.app_browser import serving

PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def app_url():
    """Address of the app, started on a free port."""
    with serving() as url:
        yield url


@pytest.fixture(params=[1_440])
def page(chromium, request):
    """A page of its own session. At the end: no request has left this computer."""
    expect.set_options(timeout=PATIENCE_MS)
    size = {"width": request.param, "height": 900}
    context = chromium.new_context(viewport=size, accept_downloads=True)
    asked: list[str] = []
    context.on("request", lambda one: asked.append(one.url))
    opened = context.new_page()
    opened.on("websocket", lambda one: asked.append(one.url))
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    context.close()
    assert asked, "the request log saw nothing"
    assert leaving(asked) == []
