"""What the documents say is what the code does."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib as mpl
import pytest
from typer.main import get_command

from docs import hooks
from pcn_planner.cli import cli

HOME = Path(__file__).resolve().parents[1]
PACKAGES = ("boundaries", "optimise", "pcn_planner", "data", "benchmarks")
LINES_MAX = 350
README = (HOME / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCS = sorted((HOME / "docs").rglob("*.md"))
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


def _shown_lines() -> list[tuple[str, str]]:
    """Every command that a document shows, with the document it stands in."""
    lines = re.compile(r"^(?:\.venv/bin/)?(pcn [a-z].*|make [a-z-]+.*)$", re.MULTILINE)
    texts = {path: path.read_text("utf-8") for path in (HOME / "README.md", *DOCS)}
    return [
        (str(p.relative_to(HOME)), line)
        for p, text in texts.items()
        for line in lines.findall(text)
    ]


@pytest.mark.parametrize(("document", "line"), _shown_lines())
def test_what_a_document_shows_exists(document, line):
    program, name, *words = line.split("#")[0].split()
    if program == "make":
        assert re.search(rf"^{name}:", (HOME / "Makefile").read_text(), re.MULTILINE)
        return
    assert {w.split("=")[0] for w in words if w.startswith("--")} <= _options(name)


def test_options_named_in_prose_exist():
    known = {flag for command in COMMANDS for flag in _options(command)}
    texts = [re.sub(r"^```.*?^```", "", p.read_text("utf-8"), flags=re.M | re.S) for p in DOCS]
    named = {flag for text in texts for flag in re.findall(r"`(--[a-z][a-z-]*)", text)}
    assert named - known == set()


def test_the_reference_is_taken_from_the_code():
    pages = {"commands": "command-line", "criteria": "criteria", "checks": "checks"}
    for name, page in pages.items():
        text = (HOME / "docs" / "reference" / f"{page}.md").read_text("utf-8")
        assert f"<!-- from the code: {name} -->" in text
        assert hooks.on_page_markdown(text).count("\n| ") > 5
    told = hooks.commands()
    assert [name for name in COMMANDS if f"## pcn {name}\n" not in told] == []
    flags = {flag for command in COMMANDS for flag in _options(command) if flag.startswith("--")}
    assert {flag for flag in flags if f"`{flag}`" not in told} <= {"--help"}


def test_the_site_builds_without_a_warning(tmp_path):
    asked = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)]
    built = subprocess.run(asked, cwd=HOME, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "reference" / "command-line.html").is_file()
    pages = "".join(page.read_text("utf-8") for page in tmp_path.rglob("*.html"))
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="https?://', pages) == []


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
    for path in (HOME / "README.md", HOME / "CONTRIBUTING.md", *DOCS):
        targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8"))
        assert [one for one in targets if not (path.parent / one).exists()] == []


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


@pytest.mark.deep
def test_the_tutorial_of_the_analyst_runs_and_says_what_comes_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    text = (HOME / "docs/tutorials/analyst.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    names: dict[str, object] = {}
    for block in blocks:
        exec(block, names)
    for name in ("study", "plan", "today"):
        assert f"```\n{names[name]!r}\n" in text
