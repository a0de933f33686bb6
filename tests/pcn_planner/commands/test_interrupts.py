"""Ctrl-C wherever a command is: exit code 130, or the plan; and what is said of files is so.

SIGTERM, which schedulers send, does the same.
"""

import subprocess
import sys

import pytest

from tests.support.area_files import pcn, write
from tests.support.depth import examples

#: runs ``pcn`` and sends itself a signal as it calls a function; then again if so asked
PRESSED = """
import importlib, os, signal, sys
from pcn_planner.commands.running import interrupts
interrupts.listen()
where, name, before, presses, sent = sys.argv[1:6]
sys.argv, sent = ["pcn", *sys.argv[6:]], signal.Signals[sent]
if where == "imports":
    class Finder:
        def find_spec(self, module, path, target=None):
            if module == name:
                os.kill(os.getpid(), sent)
    sys.meta_path.insert(0, Finder())
else:
    module = importlib.import_module(where)
    real = getattr(module, name)
    def pressing(*given, **named):
        made = None if before == "before" else real(*given, **named)
        for _ in range(int(presses)):
            os.kill(os.getpid(), sent)
        return real(*given, **named) if before == "before" else made
    setattr(module, name, pressing)
from pcn_planner.start import main
main()
"""


def pressed(where, name, *command, before="before", presses=1, sent="SIGINT"):
    script = [sys.executable, "-c", PRESSED, where, name, before, str(presses), sent]
    return subprocess.run(
        [*script, *map(str, command)], check=False, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return write(tmp_path_factory.mktemp("area"))


MODULES = ["numba", "typer", "pandas", "shapely", "pyogrio"][: examples(everyday=1, deep=5)]
WHERE = [
    ("pcn_planner.commands.running.live", "watched"), ("optimise.solve", "solve"),
][: examples(everyday=1, deep=2)]  # fmt: skip
VERBS = ["check", "conflicts"]
SENT = ["SIGTERM", "SIGINT"][: examples(everyday=1, deep=2)]


@pytest.mark.parametrize("module", MODULES)
def test_during_imports(module, area, tmp_path):
    ended = pressed("imports", module, "plan", area, "--out", tmp_path / "out")
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.strip() == "Stopped; nothing was written."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sent", SENT)
def test_while_files_are_read(sent, area, tmp_path):
    command = ("plan", area, "--out", tmp_path / "out")
    ended = pressed("pcn_planner.pipeline", "load", *command, sent=sent)
    assert ended.returncode == 130
    assert "nothing was written" in ended.stderr
    assert list(tmp_path.iterdir()) == []


JUDGED = ("--networks-column", "pcn_code", "--team", "team")


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("verb", ["plan", "conflicts"][: examples(everyday=1, deep=2)])
def test_while_files_are_written_they_are_written_to_their_end(verb, sent, area, tmp_path):
    options = [] if verb == "plan" else JUDGED
    command = (verb, area, *options, "--out", tmp_path / "out")
    ended = pressed("pcn_planner.files.exports", "write_gpkg", *command, sent=sent)
    assert ended.returncode in (0, 1), ended.stderr
    assert "Writing what was found" in ended.stderr
    assert (tmp_path / "out" / "report.json").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.deep
def test_twice_while_files_are_written_gives_up_and_leaves_nothing(area, tmp_path):
    ended = pressed(
        "pcn_planner.files.exports", "write_gpkg", "plan", area, "--out", tmp_path / "out",
        presses=2,
    )  # fmt: skip
    assert ended.returncode == 130
    assert "Stopped; nothing was written." in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def project(area, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    made = pcn("plan", area, "--within", "ccg_code", "--out", folder / "plan")
    assert made.exit_code == 0, made.output
    return folder / "plan" / "project.pcn"


@pytest.mark.parametrize("where", WHERE)
def test_between_solving_and_writing_a_plan_of_a_project_is_kept(where, project, tmp_path):
    ended = pressed(*where, "plan", project, "--out", tmp_path / "out", before="after")
    assert ended.returncode == 0, ended.stderr
    assert len((tmp_path / "out" / "assignment.csv").read_text().splitlines()) == 15


@pytest.mark.deep
def test_between_solving_and_writing_the_steps_of_a_redraft_are_kept(area, tmp_path):
    ended = pressed(
        "pcn_planner.commands.running.live", "watched", "redraft", area, "--current", "pcn_code",
        "--moves-max", 0, "--band", "15000:60000", "--out", tmp_path / "out", before="after",
    )  # fmt: skip
    assert "Writing what was found" in ended.stderr
    assert f"Written to {tmp_path / 'out'}" in " ".join(ended.stdout.split())


@pytest.mark.deep
@pytest.mark.parametrize("verb", VERBS)
def test_after_writing_it_is_not_said_that_nothing_was_written(verb, area, tmp_path):
    ended = pressed(
        "pcn_planner.commands.running.shown",
        "written",
        verb,
        area,
        *JUDGED,
        "--out",
        tmp_path / "out",
    )
    assert ended.returncode == 130
    assert f"Stopped; {tmp_path / 'out'} is written." in ended.stderr
    assert (tmp_path / "out" / "report.json").exists()


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("jobs", [2, 1][: examples(everyday=1, deep=2)])
def test_while_solving_every_area_has_its_plan(jobs, sent, area, tmp_path):
    ended = pressed(
        "optimise.solve", "in_rounds", "plan", area, "--out", tmp_path / "out",
        "--within", "ccg_code", "--jobs", jobs, sent=sent,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "Stopping with the best plan so far" in ended.stderr
    assert len((tmp_path / "out" / "assignment.csv").read_text().splitlines()) == 15


def test_when_all_is_done_ctrl_c_changes_nothing():
    late = "import atexit, os, signal, sys; from pcn_planner.start import main; "
    late += (
        "atexit.register(os.kill, os.getpid(), signal.SIGINT); sys.argv[1:] = ['--help']; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", late], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0
    assert "Stopped" not in ended.stderr


def test_while_papers_are_written_what_is_half_written_is_taken_away(area, tmp_path):
    made = pcn("plan", area, "--within", "ccg_code", "--out", tmp_path / "plan")
    assert made.exit_code == 0, made.output
    command = ("pack", tmp_path / "plan", "--out", tmp_path / "papers")
    ended = pressed("pcn_planner.papers.formats.word", "write", *command, before="after")
    assert ended.returncode == 130
    assert "nothing was written" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
