"""What the documents say is what the code does."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from optimise.problem.criteria import CRITERIA
from pcn_planner.cli import cli

HOME = Path(__file__).resolve().parents[1]
PACKAGES = ("boundaries", "optimise", "pcn_planner", "data", "benchmarks")
LINES_MAX = 350
README = (HOME / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")
MODULES = sorted(path for package in PACKAGES for path in (HOME / package).rglob("*.py"))
TEXT = {".py", ".md", ".toml", ".txt", ".ipynb", ".js", ".css", ".html", ".csv", ".svg", ""}
# Written in two parts, so that this file does not hold them.
FORBIDDEN = ("/wo" + "rk/", "/tm" + "p/", "helper " + "session", "contract" + ".md")
COMMANDS = get_command(cli).commands


def _rows(text: str, heading: str) -> dict[str, str]:
    """First cell -> second cell of every table row under a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"no section {heading!r}"
    rows = re.findall(r"^\| `?([^|`]+?)`? +\| (.+?) \|", section[1], re.MULTILINE)
    return {first.strip(): second.strip() for first, second in rows}


def _options(command: str) -> set[str]:
    return {flag for parameter in COMMANDS[command].params for flag in parameter.opts}


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))
    assert {"demo", "app"} <= named <= targets


def test_the_readme_has_every_command_and_no_other():
    assert set(re.findall(r"^pcn ([a-z]+)", README, re.MULTILINE)) == set(COMMANDS)


def test_the_readme_explains_every_option_and_no_other():
    reference = README[README.index("## Command line") : README.index("## Criteria")]
    named = set(re.findall(r"--[a-z][a-z-]*", reference))
    known = {flag for command in COMMANDS for flag in _options(command) if flag.startswith("--")}
    assert named == known - {"--help"}


def test_every_criterion_is_in_the_readme_with_its_unit():
    table = _rows(README, "Criteria")
    assert {name: table.get(name) for name in CRITERIA} == {n: c.unit for n, c in CRITERIA.items()}


def test_every_dependency_has_one_reason():
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.match(r"[A-Za-z0-9_-]+", line)[0] for group in groups for line in group}
    reasons = _rows(CONTRIBUTING, "Why each dependency is there")
    assert asked <= set(reasons)
    assert all(reasons.values())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_modules_fit_on_a_few_screens(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_MAX


def test_links_and_pictures_of_the_documents_exist():
    for text in (README, CONTRIBUTING):
        targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
        assert [one for one in targets if not (HOME / one).exists()] == []


def test_no_file_speaks_of_the_place_it_was_made_in():
    roots = [HOME / name for name in (*PACKAGES, "tests", "notebooks")]
    # .git is a file in a further worktree
    top = [path for path in HOME.glob("*") if not re.match(r"\.git$|\.coverage", path.name)]
    files = [path for root in roots for path in root.rglob("*")] + top
    found = [
        f"{path.relative_to(HOME)}: {word}"
        for path in files
        if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts
        for word in FORBIDDEN
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []
