"""What a person does on a page of the app: wait until it stands still, then press."""

import re

from playwright.sync_api import Locator, Page, expect

from benchmarks.app_browser import idle

TRIES = 3
# The page may put a new element in the place of the pressed one at any moment; so the document
# listens, and what was pressed is known by its words.
FELT = """one => {
    const words = one.textContent;
    window.felt = false;
    document.addEventListener("click", event => {
        for (let at = event.target; at; at = at.parentElement)
            if (at.tagName === one.tagName && at.textContent === words) window.felt = true;
    }, {capture: true, once: true});
}"""


def press(page: Page, what: str | Locator) -> None:
    """Press a button, named exactly, once the page is drawn.

    Where the page moves under the pointer in that moment the button feels nothing, and whoever
    sees that presses again. A press that was felt is never repeated: what comes of it is the app's.
    """
    button = named(page, what) if isinstance(what, str) else what
    for _ in range(TRIES):
        idle(page)  # nothing of the page before is left
        expect(button).to_be_enabled()
        idle(page)
        button.evaluate(FELT)
        button.click()
        if page.evaluate("window.felt"):
            return
    raise AssertionError(f"{what} felt no press")


def named(page: Page, name: str) -> Locator:
    """A button by its whole name, after which its shortcut may stand."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}( Shortcut .*)?$"))


def seen(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The first place that shows these words: a grid keeps its cells where nobody sees them too."""
    return page.get_by_text(words).filter(visible=True).first


def turn_to(page: Page, name: str) -> None:
    """Turn to a page by the bar at the top, whose last word opens the rest."""
    link = page.get_by_role("link", name=name, exact=True).first
    if not link.is_visible():
        press(page, "More")
        link = page.get_by_role("menuitem", name=name, exact=True)
    press(page, link)
