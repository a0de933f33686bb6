"""What axe-core finds on a page of the app that stands in somebody's way."""

from collections.abc import Mapping, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from benchmarks.app_browser import idle

LOOKS = 4
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Rules on all that another design, of the same parts, can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
Rules = Sequence[str] | Mapping[str, object]
#: rule of axe-core, and what it is about -> why it stands; the accessibility statement says so too
STANDS = {
    ("presentation-role-conflict", "stFileUploaderDropzone"): (
        "Streamlit marks the frame of a place for files as presentation and lets it be focused; "
        "no page can change that, and the button inside has a name"
    ),
}


def barriers(page: Page, rules: Rules = WCAG) -> list[str]:
    """What axe-core finds on the page that stands still, but for what stands.

    What has just been drawn is pale for a moment, so what is found is looked at again.
    """
    for _ in range(LOOKS):
        idle(page)
        if not (found := _barriers(page, rules)):
            break
        page.wait_for_timeout(1_000)
    return found


def _barriers(page: Page, rules: Rules) -> list[str]:
    found = Axe().run(page, options={"runOnly": rules}).response
    assert len(found["passes"]) > (0 if rules is COLOURS else 20)
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found["violations"] for node in one["nodes"]
        if not any(one["id"] == rule and part in node["html"] for rule, part in STANDS)
    ]  # fmt: skip
