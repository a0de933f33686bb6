"""Ten people at once: each solves the demo area in another band, and an eleventh only clicks."""

import re
import statistics
import time
from dataclasses import dataclass

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.app_browser import (
    button,
    draft_map,
    idle,
    load_demo,
    new_page,
    practice_dot,
    press_until,
    shown,
    sizes,
)

STEP = 600
CLICK_EVERY_S, CODES = 2.0, ("Z80001", "Z80010", "Z80020", "Z80030", "Z80040")


@dataclass(frozen=True)
class Together:
    """What came of the sessions; ``own`` counts those that show a plan of their own band alone.

    ``browser`` is the share of all computing that the sessions' own browser did meanwhile.
    """

    sessions: int
    finished: int
    own: int
    different: int
    seconds: float
    click: float
    slowest_click: float
    browser: float


def measured(browser: Browser, url: str, sessions: int) -> Together:
    """Load and set rules one after the other, then optimise all at once."""
    floors = [30_000 + STEP * k for k in range(sessions)]
    pages = [_ready(new_page(browser), url, floor) for floor in floors]
    idler = new_page(browser)
    load_demo(idler, url)
    begun, before = time.perf_counter(), _computing()
    for page in pages:
        button(page, "Optimise").click()
    clicks = _clicks_until(idler, pages)
    seconds, after = time.perf_counter() - begun, _computing()
    plans = [_plan(page) for page in pages]
    shown_plans = zip(pages, plans, floors, strict=True)
    own = [_is_own(page, plan, floor) for page, plan, floor in shown_plans]
    for page in (*pages, idler):
        page.context.close()
    return Together(
        sessions=sessions,
        finished=sum(bool(plan) for plan in plans),
        own=sum(own),
        different=len(set(plans)),
        seconds=seconds,
        click=statistics.median(clicks),
        slowest_click=max(clicks),
        browser=(after[0] - before[0]) / max(1.0, after[1] - before[1]),
    )


def warmed(browser: Browser, url: str) -> str:
    """Solve the demo area once, so that nobody who is measured waits for the compiler."""
    page = new_page(browser)
    begun = time.perf_counter()
    load_demo(page, url)
    button(page, "Optimise").click()
    shown(page, "Last: optimised")
    page.context.close()
    return f"{time.perf_counter() - begun:.0f} s"


def _computing() -> tuple[float, float]:
    """Processor seconds so far of all that runs of the browser, and of everything."""
    browser, everything = 0.0, 0.0
    for process in psutil.process_iter(["name", "cpu_times"]):
        took = process.info["cpu_times"]
        spent = 0.0 if took is None else took.user + took.system
        everything += spent
        browser += spent if "chrom" in (process.info["name"] or "") else 0.0
    return browser, everything


def _ready(page: Page, url: str, floor: int) -> Page:
    """A session with the demo area and a band of its own."""
    load_demo(page, url)
    idle(page)
    button(page, "Rules").click()
    page.get_by_role("tab", name="Size and number").click()
    field = page.get_by_role("spinbutton", name=re.compile("Floor|least", re.IGNORECASE)).first
    field.fill(str(floor))
    field.press("Tab")
    press_until(page, "Use these rules", f"{floor:,} to 50,000 patients")
    idle(page)
    return page


def _clicks_until(idler: Page, pages: list[Page]) -> list[float]:
    """Seconds that clicks on practices take in another session until all the solves have ended."""
    out: list[float] = []
    while not out or not all(_ended(page) for page in pages):
        code = CODES[len(out) % len(CODES)]
        begun = time.perf_counter()
        practice_dot(idler, code).dispatch_event("click")
        draft_map(idler).wait_for_selector(f'.pcn-chosen[aria-label^="{code} "]')
        out.append(time.perf_counter() - begun)
        idler.wait_for_timeout(CLICK_EVERY_S * 1_000)
    return out


def _ended(page: Page) -> bool:
    return page.get_by_text("Last: optimised").count() > 0


def _plan(page: Page) -> tuple[str, ...]:
    """List sizes of the networks that the page shows."""
    idle(page)
    page.wait_for_timeout(1_000)
    return sizes(page) if _ended(page) else ()


def _is_own(page: Page, plan: tuple[str, ...], floor: int) -> bool:
    """Whether the page names its own band and every network shown is inside it or declared."""
    stated = page.get_by_text(f"{floor:,} to 50,000 patients").count() > 0
    told = page.locator(".st-key-status").inner_text()
    declared = re.search(r"(\d+) (?:declared|networks? stays? outside)", told)
    outside = sum(not floor <= int(size) <= 50_000 for size in plan)
    return stated and outside <= (int(declared[1]) if declared else 0)
