"""What passed every day in this very tree need not be tried again at full depth.

Most tests have one depth: they try no examples, and trying them twice says nothing new. The
everyday run notes what passed, with a digest of all that a test can see: every file of the
project, the interpreter, the packages, what the machine offers. Where ``--after-everyday`` asks
for it, the full depth leaves those out while the digest is still the same, and runs everything
where there is no note or it is of another tree.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import depth

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

ROOT = Path(__file__).parents[2]
NOTE = "passed/everyday"  #: where pytest's cache keeps the note
MADE = {"out", "build", "dist", "static", "__pycache__"}  #: folders that hold what was made
LENGTHS = frozenset({depth.examples.__name__, depth.first_seed.__name__})


def two_depths(item: pytest.Item) -> bool:
    """Whether ``item`` may try more at full depth: it draws examples, or its module counts them."""
    function = getattr(item, "obj", None)
    names = getattr(getattr(item, "module", None), "__dict__", {})
    return getattr(function, "is_hypothesis_test", False) or not LENGTHS.isdisjoint(names)


def digest(root: Path) -> str:
    """One digest of the files below ``root`` and of what runs them."""
    found = hashlib.sha256()
    told = [sys.version, str(os.environ.get("CI")), str(shutil.which("chromium"))]
    told += [str((root.parent / "shared").exists())]
    told += sorted(f"{one.name} {one.version}" for one in distributions())
    found.update(json.dumps(told).encode())
    for path in sorted(_files(root)):
        found.update(json.dumps([str(path.relative_to(root)), path.stat().st_size]).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for folder, inside, files in os.walk(root):
        inside[:] = [
            name for name in inside
            if name not in MADE and not name.startswith(".") and not name.endswith(".egg-info")
        ]  # fmt: skip
        yield from (Path(folder, name) for name in files if not name.startswith("."))


class Note:
    """A part of pytest that keeps the names of tests that passed, with the tree they passed in.

    It sits in the process that hands tests out, when a run has several.
    """

    def __init__(self, cache: pytest.Cache | None, of_depth: str, root: Path = ROOT) -> None:
        self._cache, self._everyday, self._root = cache, of_depth == depth.EVERYDAY, root
        self._tree = digest(root)
        self._good: set[str] = set()
        self._bad: set[str] = set()

    def known(self) -> list[str]:
        """The tests that passed in the tree as it was when this run began."""
        note = {} if self._cache is None else self._cache.get(NOTE, {})
        return list(note.get("tests", ())) if note.get("tree") == self._tree else []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: "WorkerController") -> None:
        node.workerinput[NOTE] = self.known()  # each process hears the same

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._bad.add(report.nodeid)
        elif report.when == "call":
            self._good.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        asked = terminalreporter.config.option
        if asked.after_everyday and self.known():
            many = f"{len(self.known())} tests passed every day in this very tree"
            terminalreporter.section(f"{many}; those that would do no more were left out")
            if not getattr(asked, "cov_append", False):
                terminalreporter.line("Coverage is of the tests of the full depth alone.")

    def pytest_sessionfinish(self) -> None:
        if self._cache is not None and self._everyday and self._tree == digest(self._root):
            passed = (self._good | set(self.known())) - self._bad
            self._cache.set(NOTE, {"tree": self._tree, "tests": sorted(passed)})


def left_out(items: Sequence[pytest.Item], passed: Sequence[str]) -> list[pytest.Item]:
    """Those of ``items`` that passed and would do nothing more at full depth."""
    known = frozenset(passed)
    return [item for item in items if item.nodeid in known and not two_depths(item)]
