"""Takes the pictures of the documentation anew: ``python -m docs.pictures``, from the root.

``map`` is of the plan that ``make demo`` wrote.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from PIL import Image
from playwright.sync_api import Page

import pcn_planner as pcn
from benchmarks import app_browser as app

PICTURES = Path(__file__).parent / "pictures"
CHOSEN = "Z80033"  #: the practice whose card is shown
SOLVE_MS = 600_000


def main() -> None:
    """Take those that are named, or all."""
    wanted = sys.argv[1:] or ["notebook", *PAGES, "map"]
    if "notebook" in wanted:
        notebook()
    with app.serving() as url, app.browsing() as browser:
        page = app.new_page(browser)
        app.load_demo(page, url)
        for name, take in PAGES.items():
            if name in wanted:
                take(page)
        if "map" in wanted:
            page.goto((pcn.DEMO.parents[1] / "out" / "demo" / "map.html").as_uri())
            page.wait_for_timeout(2_000)
            _written(page, "map")


def notebook() -> None:
    """What the analyst's tutorial draws."""
    mpl.use("agg")
    demo = pcn.DEMO
    study = pcn.read(
        demo / "practices.csv", within="ccg_code", current="pcn_code",
        registrations=demo / "gp-reg-pat-prac-lsoa-all.csv.gz", areas=demo / "lsoa.geojson",
        teams=demo / "footprints.geojson", outline=demo / "coast.geojson",
        barriers=demo / "barriers.geojson", links=demo / "links.csv",
    )  # fmt: skip
    plan = pcn.propose(study, weights={"travel": 1, "count": 40_000})
    plan.plot().figure.savefig(PICTURES / "analyst.png", dpi=100, bbox_inches="tight")


def redraft(page: Page) -> None:
    """The steps from today's networks."""
    _turn(page, "Redraft")
    app.button(page, "Find the steps").click()
    page.get_by_text("Open this plan as the draft").wait_for(timeout=SOLVE_MS)
    _shot(page, "redraft")


def draft(page: Page) -> None:
    """The plan proposed, and the card of a practice."""
    _turn(page, "Draft")
    app.button(page, "Optimise").click()
    page.get_by_text("no better plan exists").first.wait_for(timeout=SOLVE_MS)
    app.idle(page)
    app.practice_dot(page, CHOSEN).click(force=True)
    page.get_by_text("Neighbouring networks").wait_for()
    page.mouse.move(1_400, 8)  # off the map, whose hint would stand there
    _shot(page, "draft")


def conflicts(page: Page) -> None:
    """What the plan does to teams."""
    _turn(page, "Conflicts")
    page.get_by_text("Patients of another team").first.wait_for()
    _shot(page, "conflicts")


def compare(page: Page) -> None:
    """Today's networks and the plan."""
    _turn(page, "Compare")
    page.get_by_text("The maps move together").wait_for()
    _shot(page, "compare")


def alignment(page: Page) -> None:
    """What it costs to keep teams whole."""
    app.idle(page)
    page.goto(page.url.replace("/compare", "/alignment"))
    app.button(page, "Draw the strip").click()
    page.get_by_text("Teams first").nth(0).wait_for(timeout=SOLVE_MS)
    page.wait_for_function("document.querySelectorAll('[class*=st-key-open]').length >= 5",
                           timeout=SOLVE_MS)  # fmt: skip
    _shot(page, "alignment")


PAGES: dict[str, Callable[[Page], None]] = {
    "redraft": redraft, "draft": draft, "conflicts": conflicts, "compare": compare,
    "alignment": alignment,
}  # fmt: skip


def _turn(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).first.click()
    app.idle(page)


def _shot(page: Page, name: str) -> None:
    if app.button(page, "Dismiss").count():
        app.button(page, "Dismiss").first.click()
    app.idle(page)
    page.wait_for_timeout(2_500)
    _written(page, name)


def _written(page: Page, name: str) -> None:
    """In 256 colours: a third of the size, and no difference to be seen."""
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
