"""A remedy that is printed works when it is typed."""

import ast
import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import Result

from pcn_planner.cli import cli
from tests.support.area_files import LISTS, pcn, write

ROOT = Path(__file__).parents[3]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
FOREIGN = {("app.py", "--server")}  #: options of another program
#: modules of commands that are not called as the command is
SEVERAL = {"publish": ("publish", "comments"), "project_plan": ("plan",)}
COMMANDS = typer.main.get_command(cli).commands


def options_of(command: str) -> set[str]:
    return {flag for one in COMMANDS[command].params for flag in one.opts}


def named(folder: str) -> set[tuple[str, str]]:
    """Module and option of every text of a package that names one, docstrings apart."""
    found = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
        told = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
        for text in texts - told:
            if isinstance(text, str):
                found |= {(path.name, option) for option in OPTION.findall(text)}
    return found - FOREIGN


@pytest.mark.parametrize("folder", ["boundaries", "optimise", "pcn_planner"])
def test_every_option_that_a_message_names_exists(folder):
    shared = {"boundaries": ["plan"], "optimise": ["plan"], "pcn_planner": list(COMMANDS)}
    known = set().union(*map(options_of, shared[folder]))
    found = named(folder)
    assert found
    assert {(where, option) for where, option in found if option not in known} == set()


def test_a_command_names_its_own_options_alone():
    own = {path.stem for path in (ROOT / "pcn_planner" / "commands").glob("[a-z]*.py")}
    assert own >= set(COMMANDS) - {"comments"}
    told = {Path(where).stem: set() for where, _ in named("pcn_planner/commands")}
    for where, option in named("pcn_planner/commands"):
        told[Path(where).stem].add(option)
    wrong = {
        name: options - set().union(*map(options_of, SEVERAL.get(name, (name,))))
        for name, options in told.items()
        if name in own
    }
    assert {name: options for name, options in wrong.items() if options} == {}


def test_options_of_the_table_and_the_rules_are_on_every_command_that_reads_them():
    shared = {"--columns", "--exclude", "--where", "--accept-places", "--within", "--links"}
    for command in ("plan", "check", "conflicts"):
        assert shared <= options_of(command)


#: P14 far above the ceiling; the south cut off below the floor; the south too small to divide
AREAS = {
    "above_ceiling": ([*LISTS[:8], 8, 9, 8, 8, 8, 61], "30000:50000"),
    "cut_off": ([*LISTS[:8], 4, 5, 4, 5, 4, 3], "30000:50000"),
    "totals": ([*LISTS[:8], 9, 9, 9, 9, 9, 9], "30000:50000"),
}


@pytest.mark.parametrize("kind", list(AREAS))
def test_a_remedy_leads_to_a_plan_inside_the_rules(tmp_path, kind):
    lists, band = AREAS[kind]
    path = write(tmp_path, list_size=[1_000 * size for size in lists])
    asked = ["plan", path, "--within", "ccg_code", "--time-limit", "60", "--out"]
    first = pcn(*asked, tmp_path / "first", "--band", band)
    assert "In the way of a plan" in first.output
    told = json.loads((tmp_path / "first" / "report.json").read_text())["feasibility"]["blockers"]
    assert kind in {reason["kind"] for reason in told}
    remedies = " ".join(reason["remedy"] for reason in told)
    typed = re.findall(r"\((--(?:alone|band|waive-floor)) ([^\s)]+)\)", remedies)
    assert typed, remedies
    for k, (option, value) in enumerate(typed):
        words = [option, value] if option == "--band" else ["--band", band, option, value]
        second = pcn(*asked, tmp_path / str(k), *words)
        assert second.exit_code == 0, second.output
        assert "In the way of a plan" not in second.output, (option, second.output)


RING = [f"R{k}" for k in range(8)]


def ringed(folder: Path) -> Path:
    """Nine practices of 5,000 patients on a grid: eight of them are round the ninth."""
    codes = [*RING[:4], "MIDDLE", *RING[4:]]
    rows = [
        f"{code},{400_000 + k % 3 * 1_000},{420_000 + k // 3 * 1_000},5000"
        for k, code in enumerate(codes)
    ]
    path = folder / "ring.csv"
    path.write_text("\n".join(["practice_code,easting,northing,list_size", *rows]))
    return path


def test_where_no_plan_keeps_out_of_a_ring_the_rule_and_its_remedy_are_named(tmp_path):
    asked = ["plan", ringed(tmp_path), "--band", "5000:40000", "--together", ",".join(RING),
             "--apart", "MIDDLE,R0", "--out"]  # fmt: skip
    first = pcn(*asked, tmp_path / "first")
    assert first.exit_code == 1, first.output
    said = " ".join(first.output.split())
    assert "no network encloses another (--allow-doughnuts lets one)" in said
    second = pcn(*asked, tmp_path / "second", "--allow-doughnuts")
    assert second.exit_code == 0, second.output
    assert "Verified" in second.output


def read(folder: Path, *asked: object, place: str = "250000,650000") -> Result:
    """``pcn read`` of four practices, the last of them far away or where ``place`` says."""
    rows = [f"A0000{k},9000,40{k}000,400000,OPEN" for k in range(3)]
    path = folder / "practices.csv"
    head = "practice_code,list_size,easting,northing,status"
    path.write_text("\n".join([head, *rows, f"A00003,9000,{place},CLOSED"]))
    return pcn("read", path, "--out", folder / "out.csv", *asked)


def test_the_remedies_of_read_work_when_typed(tmp_path):
    first = read(tmp_path)
    assert first.exit_code == 2
    assert "practices.csv: 1 row has a place far from all" in first.output
    assert "row 5 (A00003)" in first.output
    assert "--accept-places" in first.output
    for typed in (["--accept-places"], ["--exclude", "A00003"]):
        again = read(tmp_path, *typed)
        assert again.exit_code == 0, again.output
    degrees = read(tmp_path, "--where", "status=CLOSED", place="-1.99,53.6")
    assert "--columns longitude=COLUMN and latitude=COLUMN" in " ".join(degrees.output.split())
    mapped = ("--columns", "longitude=easting", "--columns", "latitude=northing")
    again = read(tmp_path, "--where", "status=CLOSED", *mapped, place="-1.99,53.6")
    assert again.exit_code == 0, again.output
    assert "1 practice is marked as closed (status)" in " ".join(again.output.split())
