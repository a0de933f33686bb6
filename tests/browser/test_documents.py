"""Papers from the app: what is missing leads to where it is written, the pack comes as one zip."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.app_browser import drawn, idle, load_demo, upload
from pcn_planner.papers import pack
from pcn_planner.views import shell
from pcn_planner.views.begin import start
from pcn_planner.views.papers import documents
from tests.support import small_study
from tests.support.barriers import COLOURS, STANDS, WCAG, barriers
from tests.support.page_steps import named, press, seen, turn_to

pytestmark = pytest.mark.browser

PACK_MS = 240_000
HERE = "document.activeElement"


def begin(page: Page, url: str, project: Path) -> None:
    page.goto(url)
    upload(page, "A project (.pcn)", project)
    press(page, start.OPEN)
    expect(seen(page, "Coverage")).to_be_visible()
    drawn(page, len(small_study.NETWORK))


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until an element with these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(f"({HERE}.textContent || '') + ({HERE}.ariaLabel || '')")
        if words in said and page.evaluate(f"{HERE}.tagName") in {"A", "BUTTON", "INPUT"}:
            return
    raise AssertionError(f"{words} is not reached by {most} presses of Tab")


def test_papers_from_a_project_to_a_zip(page: Page, app_url, project, tmp_path) -> None:
    page.goto(app_url)
    expect(page.get_by_role("button", name="Load the demo area")).to_be_visible()
    assert barriers(page) == []
    begin(page, app_url, project)
    turn_to(page, "Documents")
    missing = page.get_by_text("All 4 networks: Clinical director and nominated payee are blank")
    expect(missing).to_have_count(1)
    assert barriers(page) == []
    page.get_by_role("link", name="Write clinical director and nominated payee").first.click()
    expect(page.get_by_role("heading", name="Facts of each network")).to_be_in_viewport()
    rows = "".join(f"{key},Dr {key},Payee,Agreed\n" for key in "ABCD")
    (tmp_path / "facts.csv").write_text(
        f"network_id,clinical_director,nominated_payee,reason\n{rows}"
    )
    upload(page, "Facts from a file", tmp_path / "facts.csv")
    expect(missing).to_have_count(0)
    press(page, documents.MAKE)
    ready = page.get_by_role("button", name=re.compile("The pack as one zip"))
    expect(ready).to_be_visible(timeout=PACK_MS)
    with page.expect_download() as waiting:
        ready.click()
    archive = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    names = {name.removeprefix("pack/") for name in archive.namelist()}
    assert names == {*pack.KNOWN, "public/index.html"}


@pytest.mark.deep
@pytest.mark.parametrize(
    ("seen", "rules"),
    [
        ({"color_scheme": "light"}, WCAG),
        ({"color_scheme": "dark"}, COLOURS),
        ({"forced_colors": "active"}, COLOURS),
    ],
    ids=["light", "dark", "forced"],
)
def test_axe_finds_no_barrier_on_any_page_with_a_plan(
    page: Page, app_url, project, seen, rules
) -> None:
    page.emulate_media(**seen)
    begin(page, app_url, project)
    found = {}
    for _, title, *_ in shell.PAGES:
        turn_to(page, title)
        page.wait_for_timeout(1_500)
        found[title] = barriers(page, rules)
    assert found == {title: [] for title in found}
    statement = (Path(shell.ASSETS) / "accessibility.md").read_text(encoding="utf-8")
    assert all(rule in statement for rule, _ in STANDS)


@pytest.mark.deep
def test_a_person_makes_papers_with_the_keyboard_alone(page: Page, app_url, project) -> None:
    begin(page, app_url, project)
    page.keyboard.press("Control+Home")
    tab_to(page, "Documents")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()
    idle(page)
    tab_to(page, documents.MAKE, most=400)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("as one zip"))).to_be_visible(timeout=PACK_MS)


@pytest.mark.deep
def test_every_button_of_documents_does_what_it_says_with_the_demo(
    page: Page, app_url, tmp_path
) -> None:
    load_demo(page, app_url)
    turn_to(page, "Documents")
    press(page, named(page, "Mend the plan").first)
    expect(page.get_by_role("radio", name="Findings", checked=True)).to_be_visible()
    turn_to(page, "Documents")
    expect(page.get_by_role("heading", name="Before this can be submitted")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Write ")).first.click()
    expect(page.get_by_role("heading", name="Facts of each network")).to_be_in_viewport()
    assert _taken(page, "Keep these facts as a file").startswith(b"\xef\xbb\xbfnetwork_id")
    (tmp_path / "staff.csv").write_text("team_id,role,wte\nT01,District nurse,4.5\n")
    for closed in ("Staff of community teams", "Page for the public, in the same pack"):
        press(page, page.get_by_text(closed, exact=True))
    page.get_by_role("textbox", name="Organisation that asks").fill("The ICB")
    page.get_by_role("textbox", name="Organisation that asks").press("Tab")
    upload(page, "Staff of teams", tmp_path / "staff.csv")
    expect(page.get_by_text("Traceback")).to_have_count(0)
    idle(page)
    (tmp_path / "comment.json").write_text("{}")
    upload(page, "Files that people sent back", tmp_path / "comment.json")
    expect(page.get_by_test_id("stAlert").last).to_be_visible()


@pytest.mark.deep
def test_lists_of_another_day_lead_to_the_page_that_loads_others(
    page: Page, app_url, project
) -> None:
    begin(page, app_url, project)
    turn_to(page, "Documents")
    press(page, "Load lists of 1 January")
    expect(page.get_by_role("heading", name="Your own files")).to_be_visible()


def _taken(page: Page, name: str) -> bytes:
    """What a button lets a person download."""
    with page.expect_download() as waiting:
        press(page, name)
    return Path(waiting.value.path()).read_bytes()
