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

from tests.support import passed
from tests.support.locations import HOME

NOTE = "compiled/optimise"  #: where pytest's cache keeps what code was compiled
DONE = "PCN_TEST_COMPILED"  #: the variable that names the file which says that it is done
FIRST_USES = """
import pathlib
import tempfile
from tests.support.area_files import pcn, write
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    table = write(folder)
    for verb, *asked in (
        ("demo",),
        ("plan", table, "--within", "ccg_code"),
        ("redraft", table, "--current", "pcn_code", "--band", "20000:60000"),
    ):
        made = pcn(verb, *asked, "--out", folder / verb)
        assert made.exit_code == 0, made.output
"""


class Compiling:
    """A part of pytest, in the process that hands tests out: the first uses of the optimiser."""

    def __init__(self, cache: pytest.Cache) -> None:
        self._cache, self._code = cache, passed.digest(HOME / "optimise")
        self._folder = tempfile.TemporaryDirectory(prefix="pcn-test-compiled-")
        done = Path(self._folder.name, "done")
        os.environ[DONE] = str(done)
        told = f"try:\n{_indented(FIRST_USES)}\nfinally:\n    open({str(done)!r}, 'w').close()\n"
        self._said = Path(self._folder.name, "said")
        with self._said.open("w") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-c", told], cwd=HOME, stdout=said, stderr=said
            )

    @classmethod
    def of(cls, cache: pytest.Cache | None) -> "Compiling | None":
        """One at work; ``None`` where an earlier run compiled this very code."""
        if cache is None or cache.get(NOTE, "") == passed.digest(HOME / "optimise"):
            return None
        return cls(cache)

    @property
    def failed(self) -> bool:
        """Whether a first use went wrong, and with it the sense of waiting."""
        return self._process.poll() not in (None, 0)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._process.poll() == 0:
            self._cache.set(NOTE, self._code)
        if self.failed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.failed:
            terminalreporter.section("the optimiser was not compiled beforehand")
            terminalreporter.line(self._said.read_text())

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
