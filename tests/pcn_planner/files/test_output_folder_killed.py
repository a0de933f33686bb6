"""A run killed at any step of replacing a folder: the next one finds a whole plan and no rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.errors import DataError
from pcn_planner.files import output_folder
from pcn_planner.files.output_folder import check, heal, replaced

OURS = {"plan.csv", "map.html"}
#: writes a new plan over an earlier one, and is killed as it calls a function of ``os`` again
KILLED = """
import os, signal, sys
from pathlib import Path
from pcn_planner.files.output_folder import replaced
target, name, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real, calls = getattr(os, name), []
def dying(*given, **named):
    calls.append(given)
    if len(calls) == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(os, name, dying)
with replaced(target, {"plan.csv", "map.html"}) as fresh:
    (fresh / "plan.csv").write_text("new")
    (fresh / "map.html").write_text("new")
"""


def plan(folder: Path, text: str) -> None:
    with replaced(folder, OURS) as fresh:
        for name in OURS:
            (fresh / name).write_text(text)


def texts(folder: Path) -> set[str]:
    assert {path.name for path in folder.iterdir()} == OURS
    return {path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "at", "left"),
    [
        ("mkdir", 1, "old"),
        ("fsync", 1, "old"),
        ("fsync", 3, "old"),
        ("rename", 1, "old"),
        ("rename", 2, "new"),
        ("fsync", 4, "new"),
    ],
)
def test_the_next_run_finds_the_old_plan_or_the_new_one_whole(name, at, left, tmp_path):
    target = tmp_path / "a [strange] name*"
    plan(target, "old")
    run = subprocess.run(
        [sys.executable, "-c", KILLED, target, name, str(at)], check=False, capture_output=True
    )
    assert run.returncode == -9, run.stderr
    check(target, OURS)
    assert texts(target) == {left}
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_whoever_reads_the_plan_of_a_killed_run_finds_it_too(tmp_path):
    target = tmp_path / "plan"
    plan(target, "old")
    killed = [sys.executable, "-c", KILLED, target, "rename", "2"]
    subprocess.run(killed, check=False, capture_output=True)
    assert not target.exists()
    assert texts(output_folder.found(target)) == {"new"}


def test_a_folder_that_another_run_is_writing_stays(tmp_path):
    with replaced(tmp_path / "plan", OURS) as fresh:
        (fresh / "plan.csv").write_text("mine")
        check(tmp_path / "plan", OURS)
        plan(tmp_path / "plan", "theirs")
        assert (fresh / "plan.csv").read_text() == "mine"
    assert (tmp_path / "plan" / "plan.csv").read_text() == "mine"


def test_what_looks_like_ours_and_is_of_another_folder_stays(tmp_path):
    for name in (".other.1.part", ".plan.part", "plan.1.part"):
        (tmp_path / name).mkdir()
    heal(tmp_path / "plan")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_disk_that_is_all_but_full_is_said_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(output_folder, "ROOM", 10**18)
    with pytest.raises(DataError, match="Free some space"):
        check(tmp_path / "plan", OURS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_limit_on_the_size_of_files_is_said_before_the_work(tmp_path):
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from pcn_planner.files.output_folder import check\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "check(Path(sys.argv[1]), set())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "plan"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "ulimit -f" in run.stderr
