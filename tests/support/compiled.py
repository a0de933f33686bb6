"""The optimiser compiled once, by one process, while others test what needs no compiled code.

Compiling takes about a minute of one processor and is kept on disk. Were every process to begin
with it, each would compile the same.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.support.locations import HOME

DONE = "PCN_TEST_COMPILED"  #: the variable that names the file which says that it is done
FIRST_USES = """
import sys
import tempfile
from tests.support.area_files import pcn, write
with tempfile.TemporaryDirectory() as folder:
    table = write(folder)
    pcn("demo", "--out", f"{folder}/demo")
    pcn("plan", table, "--within", "ccg_code", "--out", f"{folder}/plan")
    redrawn = ("--current", "pcn_code", "--band", "20000:60000")
    pcn("redraft", table, *redrawn, "--out", f"{folder}/new")
"""


class Compiling:
    """A part of pytest, in the process that hands tests out: the first uses of the optimiser."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pcn-test-compiled-")
        done = Path(self._folder.name, "done")
        os.environ[DONE] = str(done)
        told = f"try:\n{_indented(FIRST_USES)}\nfinally:\n    open({str(done)!r}, 'w').close()\n"
        self._process = subprocess.Popen(
            [sys.executable, "-c", told], cwd=HOME,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def pytest_unconfigure(self) -> None:
        self._process.kill()
        self._process.wait()
        os.environ.pop(DONE, None)
        self._folder.cleanup()


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.strip().splitlines())


def wait(item: pytest.Item, without: tuple[Path, ...], most_s: float = 600.0) -> None:
    """Let a test begin when it is done, or at once if it lies in ``without``: it needs none."""
    done, begun = os.environ.get(DONE), time.monotonic()
    if done is None or not {item.path, *item.path.parents}.isdisjoint(without):
        return
    while not Path(done).exists() and time.monotonic() - begun < most_s:
        time.sleep(0.2)
