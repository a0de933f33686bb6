"""Names that are HTML, Markdown, links: shown as written, nothing of them run or loaded."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import upload
from tests.support import area_files
from tests.support.page_steps import press, seen, turn_to

pytestmark = pytest.mark.browser

BAD = (
    "<img src=x onerror='window.top.pwned=1;window.pwned=1'>![i](http://picture.test/p.png)"
    "[l](http://link.test) www.bare.test :red[r] $x$ </script><script>window.top.pwned=1</script>"
)
PAGES = ("Start", "Feasibility", "Redraft", "Conflicts", "Price of alignment", "Scenarios",
         "History", "Compare", "Documents", "Export", "Draft")  # fmt: skip
FOREIGN = """() => [...document.querySelectorAll('[src], [href]')]
    .map(one => one.src || one.href).filter(at => /\\.test|onerror/.test(at))"""


def is_plain(page: Page) -> None:
    """Nothing of ``BAD`` is a picture, link, script, colour or formula, in any frame."""
    for frame in page.frames:
        assert frame.evaluate(FOREIGN) == []
        assert frame.evaluate("window.pwned") is None


def test_a_file_without_known_columns_is_quoted_and_not_run(page: Page, app_url, tmp_path) -> None:
    page.goto(app_url)
    path = tmp_path / "head.csv"
    path.write_text(f'"h1{BAD}","h2{BAD}",easting,northing\na,b,1,2\n', encoding="utf-8")
    upload(page, "Practices: code", path)
    expect(seen(page, "h1<img")).to_be_visible()
    is_plain(page)


def test_bad_names_are_text_on_every_page(page: Page, app_url, tmp_path: Path) -> None:
    bad = {
        name: [f"{value}{BAD}" for value in area_files.table()[name]]
        for name in ("practice_name", "pcn_code", "pcn_name", "team", "ccg_code")
    }
    page.goto(app_url)
    upload(page, "Practices: code", area_files.write(tmp_path, **bad))
    is_plain(page)
    press(page, "Load these files")
    expect(page.get_by_text("Loaded 14 practices")).to_be_visible()
    for name in PAGES:
        turn_to(page, name)
        is_plain(page)


def test_answers_carry_a_policy_and_metrics_are_closed(app_url) -> None:
    with urlopen(app_url, timeout=60) as answer:
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{app_url}/_stcore/metrics", timeout=60)
