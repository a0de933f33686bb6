"""The real app in a real browser, and a watch over every request that the browser makes."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect
from request_log import leaving

ROOT = Path(__file__).resolve().parents[2]
START_S = 240
PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def app_url(tmp_path_factory):
    """Address of the app, started on a free port."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("app") / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with log.open("w") as out:
        running = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}"
    try:
        _await(url, running, log)
        yield url
    finally:
        running.terminate()
        running.wait(30)


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


def _await(url: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if running.poll() is not None:
            pytest.fail(f"the app ended at its start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the app did not start in {START_S} s:\n{log.read_text()}")
