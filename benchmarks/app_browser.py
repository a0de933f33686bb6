"""The app as a person meets it: its own process on a free port, and a real Chromium."""

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Frame, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as PatienceEnded

from pcn_planner.commands.app import SERVED

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
WINDOW = {"width": 1_440, "height": 900}
START_S, PATIENCE_MS, LOOK_MS = 240.0, 300_000, 50
TRIES, AGAIN_MS = 3, 30_000
IDLE = "document.querySelector('[data-test-script-state=notRunning]') !== null"
SAYS = "text => document.body.textContent.includes(text)"
DOTS = "count => document.querySelectorAll('.pcn-practice').length >= count"
#: what a practice's circle says of itself, which ends in the network it is drawn in
DRAWN_IN = """([code, network]) => [...document.querySelectorAll('.pcn-practice')].some(
    (dot) => (dot.getAttribute('aria-label') || '').startsWith(code + ' ')
        && dot.getAttribute('aria-label').endsWith('network ' + network))"""

END_S = 60.0  #: a server that compiles ends when that is done
Running = subprocess.Popen[bytes]


@contextmanager
def serving(
    told: Path | None = None,
    host: str = "localhost",
    end: Callable[[Running], None] = Running.terminate,
) -> Iterator[str]:
    """The app in a process of its own; gives its address. What it tells is kept in ``told``.

    ``end`` is how it ends: asked to, or killed.
    """
    with socket.socket() as free:
        free.bind((host, 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", str(SERVED), f"--server.port={port}",
        f"--server.address={host}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() if told is None else told.open("w+b") as log:
        running = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            if not _answers(f"http://{host}:{port}", running):
                log.seek(0)
                raise RuntimeError(f"the app did not start:\n{log.read().decode()}")
            yield f"http://{host}:{port}"
        finally:
            end(running)
            _gone(running)


def _gone(running: Running) -> None:
    """See it end; one that does not in time is killed, and that is said, so that none stays."""
    try:
        running.wait(END_S)
    except subprocess.TimeoutExpired:
        print(f"the app did not end within {END_S:.0f} s and was killed", file=sys.stderr)
        running.kill()
        running.wait()


def _answers(url: str, running: Running) -> bool:
    end = time.monotonic() + START_S
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def new_page(browser: Browser) -> Page:
    """A page of a session of its own."""
    page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    return page


def until(page: Page, condition: str, arg: object = None, patience_ms: int = PATIENCE_MS) -> None:
    """Wait until a condition holds; looking more often would slow what is measured.

    ``Page.wait_for_function`` makes code of text inside the page, which its policy forbids.
    """
    end = time.monotonic() + patience_ms / 1_000
    while not page.evaluate(condition, arg):
        if time.monotonic() > end:
            raise PatienceEnded(f"{condition} ({arg}) not within {patience_ms:,} ms")
        page.wait_for_timeout(LOOK_MS)


def idle(page: Page) -> None:
    """Wait until the page's script has ended."""
    until(page, IDLE)


def shown(page: Page, text: str) -> None:
    """Wait until a text stands on the page."""
    until(page, SAYS, text)


def draft_map(page: Page) -> Frame:
    """The frame of the map on the page Draft."""
    element = page.wait_for_selector('iframe[title*="st_folium"]')
    frame = element.content_frame() if element is not None else None
    assert frame is not None
    return frame


def drawn(page: Page, practices: int) -> None:
    """Wait until the map of the draft shows so many practices."""
    draft_map(page).wait_for_function(DOTS, arg=practices, polling=LOOK_MS)


def upload(page: Page, label: str, *paths: Path) -> None:
    """Give files to the uploader with this label, all at once."""
    box = page.get_by_test_id("stFileUploader").filter(has_text=label)
    box.locator("input[type=file]").set_input_files(list(paths))
    for path in paths:
        box.get_by_text(path.name).wait_for()
    idle(page)


def button(page: Page, name: str) -> Locator:
    """A button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


def press_until(page: Page, name: str, text: str) -> None:
    """Press a button that may be pressed twice, until a text stands on the page.

    Twice in some two hundred times a press of a form's button, within a second of typing, came to
    nothing in a headless browser, why is not known; a person would press again.
    """
    for tries_left in reversed(range(TRIES)):
        idle(page)
        button(page, name).click()
        try:
            until(page, SAYS, text, AGAIN_MS)
        except PatienceEnded:
            if not tries_left:
                raise
        else:
            return


def practice_dot(page: Page, code: str) -> Locator:
    """The circle of a practice on the map."""
    return (
        page.frame_locator('iframe[title*="st_folium"]')
        .locator(f'.pcn-practice[aria-label^="{code} "]')
        .first
    )


def load_demo(page: Page, url: str) -> None:
    """Open the app and load the demo area."""
    page.goto(url)
    button(page, "Load the demo area").click()
    drawn(page, 120)
    idle(page)


def sizes(page: Page) -> tuple[str, ...]:
    """List sizes that the labels of the map say, sorted: what tells one plan from another."""
    texts = draft_map(page).locator(".pcn-size").all_text_contents()
    return tuple(sorted(re.sub(r"\D", "", text) for text in texts))
