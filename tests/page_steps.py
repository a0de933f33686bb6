"""What a person does on a page of the app: wait until it stands still, then press."""

from playwright.sync_api import Locator, Page, expect

from benchmarks.app_browser import idle


def press(page: Page, what: str | Locator) -> None:
    """Press a button, named exactly, once the page is drawn, as what is being drawn moves."""
    button = page.get_by_role("button", name=what, exact=True) if isinstance(what, str) else what
    expect(button).to_be_enabled()
    idle(page)
    button.click()
