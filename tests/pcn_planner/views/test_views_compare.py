"""Two plans side by side, run without a browser."""

import pytest

from boundaries.errors import DataError
from pcn_planner.drafting import comparable
from pcn_planner.maps import paired_maps
from pcn_planner.proposal.compare import compare
from tests.support import app_pages
from tests.support.area_files import CODES, LISTS, TODAY

SIZE = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture
def work(area):
    return app_pages.session(area, app_pages.PLAN)


def test_it_asks_for_data_first():
    assert "Start" in app_pages.run("compare", app_pages.session()).info[0].value


def test_one_plan_alone_is_not_compared(area):
    page = app_pages.run("compare", app_pages.session(area))
    assert not page.exception
    assert "only one plan" in page.info[0].value


def test_the_draft_is_held_against_todays_networks(work):
    page = app_pages.run("compare", work)
    assert not page.exception
    assert [box.value for box in page.selectbox] == ["Today's networks", "The draft"]
    # X2 goes on as B with P05 and P06, X3 as C with P10, X4 as D; P14 has no network today.
    moved = ["P07", "P08", "P09", "P11"]
    patients = sum(SIZE[code] for code in moved)
    [said] = [one.value for one in page.header]
    assert said.startswith(f"{len(moved)} practices of 13 move, {patients:,} patients (")
    assert set(page.dataframe[0].value["practice_code"]) == set(moved)
    assert any("P14" in text.value for text in page.text)


def test_both_maps_stand_in_one_frame(work):
    (frame,) = app_pages.frames(app_pages.run("compare", work))
    assert frame.count('class="folium-map"') == 2
    assert "Content-Security-Policy" in frame


def test_the_same_plan_twice_differs_in_nothing(work):
    work.project.branch("The same")
    page = app_pages.run("compare", work)
    page.selectbox[0].set_value("Kept: The same").run()
    page.selectbox[1].set_value("The draft").run()
    assert page.header[0].value.startswith("Nobody moves; 4 networks, as before.")
    assert any("adjusted Rand index 1.00" in one.value for one in page.caption)
    assert "Nobody moves" in page.success[0].value


def test_the_draft_can_be_kept_under_a_name_once(work):
    page = app_pages.run("compare", work)
    page.text_input[0].set_value("Before the meeting").run()
    page.button[0].click().run()
    assert "is kept as Before the meeting" in work.notice.text
    assert [one.name for one in work.project.scenarios()][-1] == "Before the meeting"
    page.button[0].click().run()
    assert work.notice.kind == "error"


def test_an_uploaded_plan_is_judged_like_any_other(work, tmp_path):
    content = b"practice_code,network_id\n" + b"".join(
        f"{code},Z{label}\n".encode() for code, label in app_pages.PLAN.items()
    )
    (tmp_path / "assignment.csv").write_bytes(content)
    made, told = comparable.of_file(work.bench, tmp_path / "assignment.csv")
    found = compare(made.plan.assignment, app_pages.PLAN, work.study.practices)
    assert found.patients_moved == 0
    assert set(made.plan.networks) == {"ZA", "ZB", "ZC", "ZD"}
    assert told == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("code,patients\nP01,5\n", "lists.csv: columns are missing"),
        ("practice_code,network_id\nX1,A\n", "lists.csv: the only one of the practice code"),
        ("practice_code,network_id\np01,A\n", "lists.csv: 1 practice code .* but capitals"),
    ],
)
def test_an_upload_that_is_no_plan_is_refused_in_words(work, tmp_path, content, said):
    path = tmp_path / "lists.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=said):
        comparable.of_file(work.bench, path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("cut.zip", b"PK\x03\x04\x14"),
    ],
)
def test_an_upload_that_cannot_be_read_is_told_by_its_own_name_alone(work, name, content):
    page = app_pages.run("compare", work)
    page = page.file_uploader(key="compared_file").set_value((name, content, "text/csv")).run()
    assert not page.exception
    [said] = [one.value for one in page.error]
    assert said.startswith(name)


def test_a_plan_of_some_practices_and_of_strangers_says_whom_it_is_about(work):
    page = app_pages.run("compare", work)
    half = "".join(f"{code},{app_pages.PLAN[code]}\n" for code in sorted(app_pages.PLAN)[:7])
    content = f"practice_code,network_id\n{half}X99,A\n".encode()
    page = page.file_uploader(key="compared_file").set_value(("half.csv", content, "")).run()
    assert [one.value for one in page.warning] == [
        "half.csv\\: 1 of 8 practice codes of the plan is not in the data, and left out\\: X99."
    ]
    assert "Nobody of the 7 practices in both plans moves" in page.header[0].value
    assert "in the plan after only: P08" in page.text[0].value


def test_figures_and_sizes_add_up(work):
    before, after = work.today, work.proposal
    figures = comparable.figures(before, after).set_index("figure")
    assert figures.loc["Networks", "before"] == len(set(TODAY) - {"U"})
    assert figures.loc["Networks", "after"] == 4
    assert figures.loc["Patients of another team", "after"] == 11_000
    found = compare(before.plan.assignment, after.plan.assignment, work.study.practices)
    sizes = comparable.sizes(found, before, after)
    assert sizes["patients_after"].sum() == sum(SIZE.values())
    assert sizes["patients_before"].sum() == sum(SIZE.values()) - SIZE["P14"]
    assert (sizes["patients_change"] == sizes["patients_after"] - sizes["patients_before"]).all()


def test_teams_are_compared_where_they_are_known(work, tmp_path):
    table = comparable.teams(work.today, work.proposal)
    assert set(table["name"]) == {"T1", "T2"}
    bare = app_pages.session(app_pages.study(tmp_path, team=None), app_pages.PLAN)
    assert comparable.teams(bare.today, bare.proposal).empty


def test_a_network_that_goes_on_keeps_its_colour(work):
    found = compare(work.todays_assignment, app_pages.PLAN, work.study.practices)
    kept = paired_maps.continued({"X1": "#77AADD", "X2": "#EE8866"}, found)
    assert kept["A"] == "#77AADD"
    assert "X1" not in kept


def test_the_maps_can_lie_over_each_other_with_a_slider(work):
    page = app_pages.run("compare", work)
    assert "pcn-swipe" not in app_pages.frames(page)[0].split("<body")[1]
    page.segmented_control(key="compare_way").set_value("Swipe").run()
    [frame] = app_pages.frames(page)
    assert 'class="pcn-pair pcn-swipe"' in frame
    assert "pcn-slider" in frame
