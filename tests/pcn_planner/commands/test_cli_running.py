"""How commands start, show progress, are stopped, fail, and read what people type."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import typer

from boundaries.errors import DataError
from optimise.progress import Progress
from pcn_planner.commands.asking import parsing
from pcn_planner.commands.running import failures, live

PCN = Path(sys.executable).parent / "pcn"


def test_help_starts_without_the_heavy_libraries():
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pcn_planner.cli import cli\n"
        "assert CliRunner().invoke(cli, ['plan', '--help']).exit_code == 0\n"
        "print(sorted({'geopandas', 'numba', 'folium', 'pandas'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.skipif(not PCN.exists(), reason="pcn is not installed beside this Python")
def test_the_installed_command_refuses_without_a_traceback(tmp_path):
    run = subprocess.run(
        [PCN, "plan", "absent.csv", "--out", "out"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("Error: absent.csv: no such file")
    assert list(tmp_path.iterdir()) == []


def test_what_should_not_happen_is_one_line_and_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Broken:
        def __fspath__(self):
            raise ZeroDivisionError

    @failures.reported
    def fails() -> None:
        os.fspath(Broken())

    with pytest.raises(typer.Exit) as ended:
        fails()
    assert ended.value.exit_code == 1
    (details,) = tmp_path.glob("pcn-error-*.txt")
    assert "ZeroDivisionError" in details.read_text()


def test_the_first_interrupt_keeps_the_best_so_far():
    started = threading.Event()

    def work(tell, cancelled):
        started.set()
        while not cancelled():
            pass
        return "the best so far"

    def interrupt():
        started.wait()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    before = signal.getsignal(signal.SIGINT)
    assert live.watched(work) == "the best so far"
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_interrupt_gives_up_at_once():
    script = (
        "import os, signal, threading, time\nfrom pcn_planner.commands.running import live\n"
        "def work(tell, cancelled):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    while not cancelled(): time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    threading.Event().wait()\n"
        "live.watched(work)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert run.returncode == 130
    assert "Given up; nothing was written." in run.stderr


def test_a_failure_of_the_work_is_raised_to_whoever_watches():
    def work(tell, cancelled):
        raise DataError("no practices")

    with pytest.raises(DataError, match="no practices"):
        live.watched(work)


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (None, "solving · 3 s"),
        (
            Progress("00Q", "bound", 200.0, 150.0, 1_200, 2.0, 0, 2),
            "00Q: bound · plan 200 · bound 150 · gap 25.00% · 1,200 patients in exceptions"
            " · 0 of 2 areas done · 3 s",
        ),
        (
            Progress("00Q", "plan", None, None, None, 2.0, 1, 2),
            "00Q: plan · 1 of 2 areas done · 3 s",
        ),
        (Progress("00Q", "done", 1.0, 1.0, 0, 2.0, 2, 2), "verifying, measuring and drawing · 3 s"),
    ],
)
def test_progress_says_what_is_known_and_no_more(progress, line):
    assert live.described(progress, 3.2, stopping=False) == line


def test_lists_are_read_with_commas_and_repeats_alike():
    assert parsing.several(["a,b", "c", " a "]) == ("a", "b", "c")
    assert parsing.groups(["A,B", "C, D"]) == (("A", "B"), ("C", "D"))
    assert parsing.pairs(["ccg name=A, B = C"], "--where") == {"ccg name": "A, B = C"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("12", (12, 12)), ("10:14", (10, 14)), ("10:", (10, None)), (":14", (None, 14))],
)
def test_numbers_of_networks_are_read(text, meant):
    assert parsing.networks(text) == meant


@pytest.mark.parametrize("text", ["", ":", "a", "1:b", "-3", "1.5", "²"])
def test_other_numbers_of_networks_are_refused(text):
    with pytest.raises(DataError, match="--networks"):
        parsing.networks(text)
