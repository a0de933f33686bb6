"""The cell of the README: from files to a map, on the demo area and on published data."""

import ast
import re

import pytest

from benchmarks.real_data import ABSENT, REAL
from pcn_planner.study import demo
from tests.support.locations import HOME

CELL = re.search(r"```python\n(.*?)```", (HOME / "README.md").read_text("utf-8"), re.S)[1]
PENNINE = """
import pcn_planner as pcn

study = pcn.read(
    FOLDER / "practices.csv", within="ccg_code", exclude=["P81778"],
    areas=FOLDER / "lsoa11.geojson",
    registrations=FOLDER / "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz",
)
plan = pcn.propose(study)
plan.explore()
"""


def _run(cell, **known):
    """What a notebook keeps of a cell: its names, and what its last line comes to."""
    *lines, last = ast.parse(cell).body
    exec(compile(ast.Module(lines, []), "cell", "exec"), known)
    return known["plan"], eval(compile(ast.Expression(last.value), "cell", "eval"), known)


def _seen(chromium, shown, path):
    """What a browser without a network shows of a map: its practices, heading, faults."""
    shown.save(path)
    context = chromium.new_context(viewport={"width": 1_440, "height": 900}, offline=True)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text))
    page.goto(path.as_uri())
    page.locator(".pcn-practice").first.wait_for()
    drawn, words = page.locator(".pcn-practice").count(), page.locator("body").inner_text()
    context.close()
    return drawn, words, faults


def test_the_cell_has_five_lines():
    assert len(ast.parse(CELL).body) == len(ast.parse(PENNINE).body) + 1 == 5


@pytest.mark.browser
def test_the_cell_of_the_readme_draws_the_demo_area(chromium, tmp_path):
    plan, shown = _run(CELL)
    assert repr(plan) == re.search(r"^plan  # (.*)$", CELL, re.M)[1]
    drawn, words, faults = _seen(chromium, shown, tmp_path / "map.html")
    assert (drawn, faults) == (len(plan.practices), [])
    assert f"{len(plan.networks)} networks of {drawn} practices" in words
    assert demo.FICTIONAL in words
    assert "Royal Mail" not in words


@pytest.mark.browser
@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_the_same_lines_draw_pennine_lancashire(chromium, tmp_path):
    plan, shown = _run(PENNINE, FOLDER=REAL / "pennine_lancashire_2020")
    assert repr(plan) == "14 networks of 73 practices, 14 in band, verified, proven optimal"
    drawn, words, faults = _seen(chromium, shown, tmp_path / "map.html")
    assert (drawn, faults) == (73, [])
    assert "14 networks of 73 practices" in words
    assert "Royal Mail" in words
