"""Ctrl-C wherever a command is: exit code 130, or the plan; and what is said of files is so."""

import subprocess
import sys

import pytest

from tests.support.area_files import write

#: runs ``pcn`` and sends itself Ctrl-C as it calls a function; then again if so asked
PRESSED = """
import importlib, os, signal, sys
from pcn_planner.commands import interrupts
interrupts.listen()
where, name, before, presses = sys.argv[1:5]
sys.argv = ["pcn", *sys.argv[5:]]
if where == "imports":
    class Finder:
        def find_spec(self, module, path, target=None):
            if module == name:
                os.kill(os.getpid(), signal.SIGINT)
    sys.meta_path.insert(0, Finder())
else:
    module = importlib.import_module(where)
    real = getattr(module, name)
    def pressing(*given, **named):
        made = None if before == "before" else real(*given, **named)
        for _ in range(int(presses)):
            os.kill(os.getpid(), signal.SIGINT)
        return real(*given, **named) if before == "before" else made
    setattr(module, name, pressing)
from pcn_planner.start import main
main()
"""


def pressed(where, name, *command, before="before", presses=1):
    script = [sys.executable, "-c", PRESSED, where, name, before, str(presses)]
    return subprocess.run(
        [*script, *map(str, command)], check=False, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return write(tmp_path_factory.mktemp("area"))


@pytest.mark.parametrize("module", ["typer", "pandas", "numba", "shapely", "pyogrio"])
def test_during_imports(module, area, tmp_path):
    ended = pressed("imports", module, "plan", area, "--out", tmp_path / "out")
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.strip() == "Stopped; nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_while_files_are_read(area, tmp_path):
    ended = pressed("pcn_planner.pipeline", "load", "plan", area, "--out", tmp_path / "out")
    assert ended.returncode == 130
    assert "nothing was written" in ended.stderr
    assert list(tmp_path.iterdir()) == []


JUDGED = ("--networks-column", "pcn_code", "--team", "team")


@pytest.mark.parametrize(
    "command",
    [("plan",), ("check", *JUDGED), ("conflicts", *JUDGED)],
    ids=lambda command: command[0],
)
def test_while_files_are_written_they_are_written_to_their_end(command, area, tmp_path):
    verb, *options = command
    ended = pressed(
        "pcn_planner.files.exports", "write_gpkg", verb, area, *options, "--out", tmp_path / "out"
    )
    assert ended.returncode in (0, 1), ended.stderr
    assert "Writing what was found" in ended.stderr
    assert (tmp_path / "out" / "report.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_twice_while_files_are_written_gives_up_and_leaves_nothing(area, tmp_path):
    ended = pressed(
        "pcn_planner.files.exports", "write_gpkg", "plan", area, "--out", tmp_path / "out",
        presses=2,
    )  # fmt: skip
    assert ended.returncode == 130
    assert "Stopped; nothing was written." in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["check", "conflicts"])
def test_after_writing_it_is_not_said_that_nothing_was_written(verb, area, tmp_path):
    ended = pressed(
        "pcn_planner.commands.shown", "written", verb, area, *JUDGED, "--out", tmp_path / "out"
    )
    assert ended.returncode == 130
    assert f"Stopped; {tmp_path / 'out'} is written." in ended.stderr
    assert (tmp_path / "out" / "report.json").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_while_solving_every_area_has_its_plan(jobs, area, tmp_path):
    ended = pressed(
        "optimise.solve", "in_rounds", "plan", area, "--out", tmp_path / "out",
        "--within", "ccg_code", "--jobs", jobs,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "Stopping with the best plan so far" in ended.stderr
    assert len((tmp_path / "out" / "assignment.csv").read_text().splitlines()) == 15
