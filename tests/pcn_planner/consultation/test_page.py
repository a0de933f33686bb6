"""The public page: the plan's figures in words, nobody kept out, nothing fetched, nothing run."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.teams.footprints import Footprints
from pcn_planner.consultation import changes, comments, page
from tests.support import drawn_plan

ASKING = page.Asking("An ICB", "networks@example.org", "2026-09-03")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def tables():
    out = drawn_plan.plan()
    postcodes = ["ZZ1 1AA", "ZZ2 2BB", "ZZ2 9XX", "nowhere", ""]
    return replace(out, practices=out.practices.assign(postcode=postcodes))


@pytest.fixture(scope="module")
def before(tables):
    """P3 was in N1; P5 in no network."""
    placed = dict(tables.assignment, P3="N1")
    del placed["P5"]
    return replace(
        tables, assignment=placed, practices=tables.practices.drop(index="P5"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def written(tables, before, tmp_path_factory):
    folder = tmp_path_factory.mktemp("public") / "out"
    places = gpd.GeoSeries([shapely.Point(413_000, 423_000)], index=["Hather"], crs=BNG)
    (path,) = page.write(tables, folder, before=before, asking=ASKING, places=places)
    return path


@pytest.fixture
def opened(chromium, written):
    shown = chromium.new_page()
    shown.goto(written.as_uri())
    yield shown
    shown.close()


def test_a_name_that_is_the_id_in_other_capitals_is_said_once(tables):
    first = str(tables.networks.index[0])
    alike = replace(tables, networks=tables.networks.assign(name=first.lower()))
    assert changes.names(alike)[first] == first


def test_every_practice_stands_once_with_its_patients_and_its_network(tables, before):
    found = changes.lines(tables, before)
    rows = {line.code: line for network in found for line in network.practices}
    assert {code: line.network for code, line in rows.items()} == tables.assignment
    assert {c: line.patients for c, line in rows.items()} == drawn_plan.PATIENTS
    assert all(sum(p.patients for p in one.practices) == one.patients for one in found)


def test_it_says_what_changes_for_each(tables, before):
    found = {p.code: p for one in changes.lines(tables, before) for p in one.practices}
    assert found["P1"].change == "Stays in North West PCN (N1)."
    assert found["P3"].change == (
        "Is in North West PCN (N1) today. Would move to North East PCN (N2)."
    )
    assert found["P5"].change == "Is in no network today. Would join N3."
    assert [code for code, line in found.items() if line.moves] == ["P3"]
    north_west, north_east, south = changes.lines(tables, before)
    assert "Practices that would leave: Surgery P3." in north_west.sentences
    assert "Practices that would join: Surgery P3." in north_east.sentences
    assert "Practices that would join: Surgery P5." in south.sentences


def test_a_network_that_keeps_its_name_under_another_id_is_stayed_in(tables, before):
    ids = {"N1": "U11", "N2": "U22"}
    today = replace(
        before, networks=before.networks.rename(index=ids), areas=before.areas.rename(index=ids),
        assignment={code: ids.get(key, key) for code, key in before.assignment.items()},
    )  # fmt: skip
    found = {p.code: p for one in changes.lines(tables, today) for p in one.practices}
    assert found["P1"].change == "Stays in North West PCN (U11 today, N1 in the proposal)."
    assert found["P3"].change == (
        "Is in North West PCN (U11) today. Would move to North East PCN (N2)."
    )
    assert found["P4"].change == "Stays in N3."


def test_nothing_is_said_of_change_where_today_is_not_known(tables):
    text = page.render(tables, before=None, asking=ASKING)
    assert "Would be in N3." in text
    assert "today" not in text
    assert "change its network" not in text
    assert "change their network" not in text


@pytest.mark.parametrize(
    ("status", "strokes", "dots"),
    [
        ("in band", False, False),
        ("below the floor", True, False),
        ("above the ceiling", False, True),
    ],
)
def test_marks_of_networks_outside_the_band_are_explained_where_there_are_some(
    tables, status, strokes, dots
):
    inside = replace(tables, networks=tables.networks.assign(status=status))
    text = page.render(inside, before=None, asking=ASKING)
    assert ("Networks with strokes are smaller than" in text) == strokes
    assert ("Networks with small dots are larger than" in text) == dots


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [("ab12 3cd", "AB12"), ("B1 1AA", "B1"), ("W1A1AA", "W1A"), ("AB12", ""), ("", ""), (None, "")],
)
def test_the_district_of_a_postcode(postcode, expected):
    assert changes.district(postcode) == expected


def test_what_was_not_given_is_named_and_a_date_has_to_be_one():
    assert len(page.Asking().missing) == 3
    assert ASKING.missing == []
    with pytest.raises(DataError, match="no date"):
        page.Asking(closes="soon")


def test_a_last_day_that_is_past_is_told():
    today = date(2026, 9, 3)
    assert page.Asking(closes="2026-09-03").past(today) == []
    assert page.Asking().past(today) == []
    (said,) = page.Asking(closes="2026-09-02").past(today)
    assert said == "The last day for comments, 2 September 2026, is past (--closes)."


def test_what_has_to_be_known_before_publishing_is_said_in_one_place(tables, before, tmp_path):
    told = page.notes(ASKING, before=None, verified=False, today=date(2026, 9, 4))
    assert [line.split()[0] for line in told] == ["The", "Today's", "The"]
    assert page.notes(ASKING, before=before, verified=True, today=date(2026, 9, 3)) == []
    asking = page.Asking("An ICB", "networks@example.org", "2020-01-31")
    written = page.write(tables, tmp_path / "out", before=before, asking=asking)
    assert written == [tmp_path / "out" / page.NAME]
    assert written.notes == ("The last day for comments, 31 January 2020, is past (--closes).",)
    assert written.notes[0] in repr(written)


def test_labels_of_the_map_do_not_cover_each_other(opened):
    boxes = opened.evaluate(
        "[...document.querySelectorAll('.map text')].map(one => {"
        "const b = one.getBBox();"
        "return [b.x, b.y, b.x + b.width, b.y + b.height, one.textContent]})"
    )
    assert {"N1", "N2", "N3", "HATHER", "N", "5 km"} <= {box[4] for box in boxes}
    for k, one in enumerate(boxes):
        for other in boxes[:k]:
            across = one[2] <= other[0] or other[2] <= one[0]
            apart = across or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_no_barrier_and_nothing_is_cut_at_four_hundred_per_cent(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    opened.fill("#query", "surgery")
    opened.keyboard.press("Enter")
    opened.click("#form button")
    assert opened.is_visible("#problem")
    found = Axe().run(opened, options=WCAG)
    assert len(found.response["passes"]) > 20
    assert found.violations_count == 0, found.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth") == width


def test_a_person_finds_their_practice_with_the_keyboard_alone(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "Skip to the content"
    while opened.evaluate("document.activeElement.id") != "query":
        opened.keyboard.press("Tab")
    opened.keyboard.type("zz2 5zz")
    opened.keyboard.press("Enter")
    assert opened.inner_text("#count") == "2 practices found."
    found = opened.locator("#found li").all_inner_texts()
    assert all(one.startswith(("Surgery P2 (P2)", "Surgery P3 (P3)")) for one in found)
    opened.fill("#query", "p5")
    opened.keyboard.press("Enter")
    assert opened.inner_text("#count") == "1 practice found."
    assert opened.locator(".map .area.chosen").count() == 1
    opened.fill("#query", "nobody")
    opened.keyboard.press("Enter")
    assert "No practice found" in opened.inner_text("#count")


def key_to(opened, where, key="Tab", most=60):
    """Press a key until an element has the focus."""
    for _ in range(most):
        if opened.evaluate("where => document.activeElement.matches(where)", where):
            return
        opened.keyboard.press(key)
    raise AssertionError(f"{where} is not reached by {key}")


def test_a_comment_is_made_and_saved_with_the_keyboard_alone_and_read_back(
    opened, tables, tmp_path
):
    key_to(opened, "#form button")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "problem"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "words"
    words = '=1+1 "quoted"\nand a second line'
    opened.keyboard.type(words)
    key_to(opened, "#about-what", "Shift+Tab")
    opened.keyboard.type("Surgery P3")
    key_to(opened, "[name=view]")
    key_to(opened, "#view-disagree", "ArrowDown")
    key_to(opened, "[name=who]")
    opened.keyboard.press("Space")
    key_to(opened, "#who-patient", "ArrowDown")
    key_to(opened, "#form button")
    with opened.expect_download() as saving:
        opened.keyboard.press("Enter")
    assert not opened.is_visible("#problem")
    assert "my-comment.json" in opened.inner_text("#saved")
    saving.value.save_as(tmp_path / "sent.json")
    (row,) = comments.read([tmp_path], tables.assignment).table.to_dict("records")
    assert row == {
        "file": "sent.json", "of_this_plan": "yes", "about": "practice", "key": "P3",
        "view": "disagree", "who": "patient", "comment": words, "name": "",
        "plan": page.digest(tables.assignment),
    }  # fmt: skip


def test_without_scripts_the_list_is_there_and_the_page_says_what_to_do(chromium, written):
    context = chromium.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(written.as_uri())
    assert shown.is_visible("text=Search needs JavaScript")
    assert not shown.is_visible("#form")
    assert shown.locator("tr[data-code]").count() == len(drawn_plan.PATIENTS)
    context.close()


def test_nothing_is_fetched_and_nothing_from_a_file_runs(chromium, tmp_path):
    tables = drawn_plan.hostile_plan()
    asking = page.Asking(drawn_plan.ATTACKS["P1"], drawn_plan.ATTACKS["P2"])
    (path,) = page.write(tables, tmp_path / "out", before=None, asking=asking)
    shown = chromium.new_page()
    asked, refused = [], []
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("console", lambda message: refused.append(message.text))
    shown.goto(path.as_uri())
    shown.fill("#query", "script")
    shown.keyboard.press("Enter")
    assert shown.locator("#found li").count() > 0
    assert shown.evaluate("typeof window.pwned") == "undefined"
    assert shown.evaluate("document.querySelectorAll('script').length") == 1
    assert asked == [path.as_uri()]
    assert refused == []  # the policy lets the page's own style and script through
    shown.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    shown.wait_for_function("true")
    assert any("Content Security Policy" in line for line in refused)
    shown.close()


def test_the_same_plan_gives_the_same_page(tables, before):
    again = page.render(tables, before=before, asking=ASKING)
    assert again == page.render(tables, before=before, asking=ASKING)


def test_the_map_shows_every_network_and_every_practice(tables, before):
    text = page.render(tables, before=before, asking=ASKING)
    assert text.count('<g class="area"') == len(tables.networks)
    assert text.count('<circle class="dot"') == len(tables.practices)


def test_it_says_of_each_practice_whether_its_community_team_fits(tables, before):
    assert all(not p.team for one in changes.lines(tables, before) for p in one.practices)
    ids = pd.Index(["T1", "T2"], name="team_id")
    teams = Footprints(pd.DataFrame({"name": ["EAST TEAM", "WEST TEAM"]}, index=ids))
    rows = pd.DataFrame(
        [
            ("network_split", "P1;P2", "T1;T2", False),
            ("practice_apart", "P2", "T1;T2", False),
            ("network_split", "P4", "T2;T1", True),
        ],
        columns=["kind", "practices", "team_ids", "small"],
    )
    found = changes.lines(replace(tables, footprints=teams, conflicts=rows), before)
    said = {p.code: p.team for one in found for p in one.practices}
    assert said["P1"] == changes.PARTLY
    assert said["P2"] == (
        "The community team of most of its patients is West Team, and not the one it would be "
        "served by, East Team."
    )
    assert {said[code] for code in ("P3", "P4", "P5")} == {changes.FITS}


def test_in_print_the_map_stands_on_one_page_with_what_is_under_it(opened):
    opened.emulate_media(media="print")
    style = "getComputedStyle(document.querySelector({!r})).{}"
    ways = [(".scroll", "breakInside"), (".scroll", "breakAfter"), (".scroll + p", "breakInside")]
    assert {opened.evaluate(style.format(*way)) for way in ways} == {"avoid"}


def test_the_form_says_of_the_practice_chosen_what_changes_for_it(opened):
    opened.select_option("#about-what", "practice:P3")
    row = opened.locator('tr[data-code="P3"] .change').inner_text()
    assert row
    assert opened.locator("#about-said").inner_text() == row
    opened.select_option("#about-what", "")
    assert opened.locator("#about-said").inner_text() == ""
