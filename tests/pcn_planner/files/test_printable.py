"""The page to print: one sheet, no request, nothing that runs, whatever the names are."""

import re

import pandas as pd
import pytest

from boundaries.errors import DataError
from pcn_planner.files import conflict_files, conflict_page
from pcn_planner.maps.teams import conflict_texts, team_matrix
from pcn_planner.proposal import workbench
from tests.support import app_pages
from tests.support.drawn_plan import ATTACKS


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return app_pages.study(tmp_path_factory.mktemp("area"))


@pytest.fixture(scope="module")
def made(area):
    return workbench.judge(workbench.lay_out(area, app_pages.WITHIN, sketched=True), app_pages.PLAN)


def hostile(tmp_path_factory):
    names = [list(ATTACKS.values())[k % len(ATTACKS)] for k in range(14)]
    folder = tmp_path_factory.mktemp("hostile")
    area = app_pages.study(folder)
    area.practices["name"] = pd.Series(names, area.practices.index, dtype="str")
    bench = workbench.lay_out(area, app_pages.WITHIN, sketched=True)
    return workbench.judge(bench, app_pages.PLAN, names={"A": ATTACKS["P1"]})


def test_the_page_names_the_largest_conflict_its_practices_and_its_mend(made):
    text = conflict_page.page(made.tables, made.conflicts, of="The draft", printed_on="1 May 2021")
    names = conflict_texts.names_of(made.conflicts, made.tables.networks, made.tables.practices)
    first = conflict_texts.records(made.conflicts)[0]
    assert conflict_texts.sentence(made.conflicts, first, names) in text
    assert conflict_texts.best_mend(first, names) in text
    assert "The draft." in text
    assert "Printed 1 May 2021" in text


def test_the_same_plan_gives_the_same_bytes(made):
    assert conflict_files.build(made) == conflict_files.build(made)


def test_the_matrix_file_adds_up_to_all_patients(made, tmp_path):
    (tmp_path / "matrix.csv").write_bytes(conflict_files.build(made)["matrix.csv"][2])
    table = pd.read_csv(tmp_path / "matrix.csv", keep_default_na=False)
    assert table.set_index("team_id").to_numpy().sum() == made.study.practices["patients"].sum()


def test_files_need_teams(area):
    bare = workbench.judge(workbench.lay_out(area, app_pages.WITHIN, sketched=True), app_pages.PLAN)
    object.__setattr__(bare, "conflicts", None)
    with pytest.raises(DataError, match="no community teams"):
        conflict_files.build(bare)


def test_a_large_matrix_is_cut_to_what_the_page_holds_and_says_so():
    teams = [f"T{k:02d}" for k in range(40)]
    networks = [f"N{k:02d}" for k in range(50)]
    rows = {team: [(j + 1) * 100 + k for k in range(50)] for j, team in enumerate(teams)}
    rows |= {"": [0] * 50, "(unplaced)": [1] * 50}
    matrix = pd.DataFrame.from_dict(rows, orient="index", columns=networks)
    part, cut = conflict_page.shown_part(matrix)
    assert cut
    assert part.shape == (conflict_page.COLUMNS + 2, conflict_page.COLUMNS)
    assert not conflict_page.shown_part(matrix.loc[["T00", "", "(unplaced)"], networks[:3]])[1]


def test_a_plan_without_conflicts_is_a_diagonal(made):
    matrix = pd.DataFrame(
        {"B": [0, 9, 0, 0], "A": [8, 0, 0, 0]}, index=["T1", "T2", "", "(unplaced)"]
    )
    assert team_matrix.ordered(matrix) == ["A", "B"]
    shown = team_matrix.rows(matrix[["A", "B"]], {}, made.conflicts.thresholds)
    assert [[cell.kind == "lead" for cell in row.cells] for row in shown] == [
        [True, False],
        [False, True],
    ]
    assert team_matrix.shade(0.0) != team_matrix.shade(0.1) != team_matrix.shade(1.0)


@pytest.mark.browser
def test_it_prints_on_one_sheet_and_asks_for_nothing(chromium, made, tmp_path):
    path = tmp_path / "conflicts.html"
    path.write_bytes(conflict_files.build(made)["conflicts.html"][2])
    page = chromium.new_page()
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    page.goto(path.as_uri())
    assert seen == [path.as_uri()]
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 84[12][\d.]* 59[45]", sheet)
    box = page.locator("svg.map").bounding_box()
    assert box["width"] > 300
    assert page.locator("svg.map text").count() == 4


@pytest.mark.browser
def test_names_full_of_markup_are_shown_as_they_are(chromium, tmp_path, tmp_path_factory):
    made = hostile(tmp_path_factory)
    path = tmp_path / "conflicts.html"
    path.write_bytes(conflict_files.build(made)["conflicts.html"][2])
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("window.pwned") is None
    assert page.locator("script, img").count() == 0
    assert ATTACKS["P1"] in page.locator("body").inner_text()
