"""What one person waits for: the first map, a move, panning, and the end of a solve."""

import re
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page

from benchmarks import app_browser as browser_tools
from benchmarks.app_browser import (
    DRAWN_IN,
    LOOK_MS,
    button,
    draft_map,
    drawn,
    idle,
    practice_dot,
    shown,
    until,
    upload,
)
from benchmarks.areas import BIRMINGHAM

PRACTICES, MOVES, TURNS, PLAN_S = 180, 9, 3, 1.0
PANES, LETTERS = ("Wishes", "Findings", "Networks", "Practice"), "M850"
#: seconds from a click on a pane until the drawer holds other words, taken inside the page:
#: what a driver needs to find and press a button is no part of what a person waits for
TURN = """name => new Promise((done, broken) => {
    const words = () => document.querySelector('.st-key-drawer').textContent, before = words();
    const panes = [...document.querySelectorAll('.st-key-pane [role=radio]')];
    const begun = performance.now();
    panes.find((one) => one.textContent === name).click();
    const look = () => {
        const waited = (performance.now() - begun) / 1000;
        if (words() !== before) done(waited);
        else if (waited > 60) broken(new Error(`no turn to ${name}`));
        else requestAnimationFrame(look);
    };
    look();
})"""
#: every entry of the open list holds the letters, in a list of another length than before
HOLDS = """letters => {
    const shown = [...document.querySelectorAll('[role=option]')].slice(1);
    return shown.length && shown.every((one) => one.textContent.includes(letters));
}"""
FILES = tuple(
    BIRMINGHAM / name for name in ("practices.csv", "lsoa21.geojson", "localities.geojson")
)


@dataclass(frozen=True)
class Waited:
    """Seconds that a person waits, by what for; ``reruns`` that panning and zooming cause."""

    read: float
    first_map: float
    todays_networks: float
    moves: tuple[float, ...]
    turns: tuple[float, ...]
    typed: tuple[float, ...]
    reruns: int
    stop: float | None

    @property
    def move(self) -> float:
        """The median move."""
        return statistics.median(self.moves)


def measured(browser: Browser, url: str) -> Waited:
    """Load Birmingham and Solihull, draft, and take the time of everything on the way."""
    page = browser_tools.new_page(browser)
    sent: list[object] = []
    page.on("websocket", lambda one: one.on("framesent", lambda frame: sent.append(frame)))  # noqa: PLW0108
    read, first_map = _opened(page, url)
    todays = _todays_networks(page)
    moves = _moves(page)
    turns, typed = _turns(page), _typed(page)
    reruns = _reruns(page, sent)
    stop = _stopped(page)
    page.context.close()
    return Waited(read, first_map, todays, moves, turns, typed, reruns, stop)


def given(page: Page, url: str) -> None:
    """Everything that a person gives the page Start, but for the last click."""
    page.goto(url)
    upload(page, "Practices: code", *FILES)
    shown(page, f"All {PRACTICES} rows can be used.")
    idle(page)


def _opened(page: Page, url: str) -> tuple[float, float]:
    given(page, url)
    begun = time.perf_counter()
    button(page, "Load these files").click()
    shown(page, f"Loaded {PRACTICES} practices")
    read = time.perf_counter() - begun
    idle(page)
    begun = time.perf_counter()
    page.get_by_role("link", name="Draft", exact=True).first.click()
    drawn(page, PRACTICES)
    return read, time.perf_counter() - begun


def _todays_networks(page: Page) -> float:
    idle(page)
    button(page, "Start from").click()
    begun = time.perf_counter()
    button(page, "Today's networks").click()
    shown(page, "Last: today's networks")
    draft_map(page).wait_for_selector(".pcn-size")
    idle(page)
    waited = time.perf_counter() - begun
    page.keyboard.press("Escape")
    return waited


def _moves(page: Page) -> tuple[float, ...]:
    """Seconds of the first legal moves that practices have, each of another practice."""
    out: list[float] = []
    tried: set[str] = set()
    labels = draft_map(page).locator(".pcn-practice")
    codes = [str(one.get_attribute("aria-label")).split(" ")[0] for one in labels.all()]
    for code in sorted(codes):
        if len(out) == MOVES:
            break
        practice_dot(page, code).dispatch_event("click")
        draft_map(page).wait_for_selector(f'.pcn-chosen[aria-label^="{code} "]')
        idle(page)
        if code not in tried and button(page, "Move here").count():
            out.append(_moved(page, code))
        tried.add(code)
    return tuple(out)


def _moved(page: Page, code: str) -> float:
    """From the click until line, table, conflicts and map have the practice where it went."""
    first = page.locator('[class*="st-key-go_"]').filter(has_text="Move here").first
    network = re.search(r"st-key-go_(\S+)", str(first.get_attribute("class")))
    assert network is not None
    begun = time.perf_counter()
    first.get_by_role("button").click()
    shown(page, f"Last: {code} moved to {network[1]}")
    draft_map(page).wait_for_function(DRAWN_IN, arg=[code, network[1]], polling=LOOK_MS)
    idle(page)
    waited = time.perf_counter() - begun
    page.wait_for_timeout(500)
    return waited


def _turns(page: Page) -> tuple[float, ...]:
    """Seconds from a click on a pane beside the map until it is there."""
    out = []
    for name in PANES * TURNS:
        idle(page)
        out.append(float(page.evaluate(TURN, name)))
    return tuple(out)


def _pane(page: Page, name: str) -> Locator:
    return page.locator(".st-key-pane").get_by_role("radio", name=name)


def _typed(page: Page) -> tuple[float, ...]:
    """Seconds from a letter typed into the search for practices until the list follows it."""
    _pane(page, "Practice").click()
    search = page.locator(".st-key-practice_choice input")
    search.click()
    idle(page)
    out = []
    for end in range(1, len(LETTERS) + 1):
        begun = time.perf_counter()
        search.press(LETTERS[end - 1])
        until(page, HOLDS, LETTERS[:end])
        out.append(time.perf_counter() - begun)
    search.fill("")
    page.keyboard.press("Escape")
    idle(page)
    return tuple(out)


def _reruns(page: Page, sent: list[object]) -> int:
    """Messages that the page sends while a person pans and zooms: each would be a rerun.

    The map is taken where no practice is, which would be dragged to another network.
    """
    page.wait_for_timeout(3_000)
    before = len(sent)
    box = page.locator('iframe[title*="st_folium"]').bounding_box()
    assert box is not None
    right = box["x"] + box["width"] - 40
    for k in range(3):
        page.mouse.move(right, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(right - 100 + 40 * k, box["y"] + 120, steps=6)
        page.mouse.up()
    page.mouse.wheel(0, -240)
    frame = page.frame_locator('iframe[title*="st_folium"]')
    frame.get_by_role("button", name="Zoom in").click()
    frame.get_by_role("button", name="Zoom out").click()
    page.wait_for_timeout(3_000)
    return len(sent) - before


def _stopped(page: Page) -> float | None:
    """From pressing stop, a while into a solve, until its plan is the draft; ``None`` where that
    was done before.
    """
    button(page, "Optimise").click()
    stop = button(page, "Stop and keep the best")
    stop.wait_for()
    page.wait_for_timeout(PLAN_S * 1_000)
    begun = time.perf_counter()
    if not stop.count():
        return None
    stop.click()
    shown(page, "Optimised:")
    shown(page, "Last: optimised")
    return time.perf_counter() - begun
