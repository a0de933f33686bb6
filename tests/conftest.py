"""What every test may use: its depth, its place among the processes, and a real browser."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from pcn_planner.commands.running import rescue
from pcn_planner.projects import folder
from tests.support import compiled, passed, watch
from tests.support.depth import DEEP, EVERYDAY

if TYPE_CHECKING:
    from pcn_planner.study.study import Study

CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
HERE = Path(__file__).parent
JOURNEYS = "browser"
PAPERS = "pcn_planner/papers"
#: Folders and files whose tests need no compiled code.
UNCOMPILED = (
    "boundaries", "data", "test_documents.py", "test_house.py", PAPERS, "pcn_planner/consultation",
    "pcn_planner/maps", "pcn_planner/described", "pcn_planner/staff", "pcn_planner/money",
    "pcn_planner/profile", "pcn_planner/serving",
)  # fmt: skip
#: In which order folders and files are begun. While the optimiser is compiled, processes do what
#: needs no compiled code; journeys, which take longest, begin as soon as it is. What takes long is
#: not begun last, as one process would wait for the other.
ORDER = (
    "deep/test_interrupts.py", JOURNEYS, "deep", *UNCOMPILED, "test_wheel.py",
    "pcn_planner/study", "notebooks", "test_cases.py", "pcn_planner/views", "pcn_planner/commands",
    "optimise",
)  # fmt: skip
PLAIN = tuple(HERE / one for one in UNCOMPILED)
MAIN = sys.modules["__main__"]
SAVED = set(HERE.parent.glob(f"{rescue.PREFIX}*"))  #: plans that were there before


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--depth",
        choices=(EVERYDAY, DEEP),
        default=EVERYDAY,
        help="how many examples are tried, and whether the tests marked deep run",
    )
    parser.addoption(
        "--after-everyday",
        action="store_true",
        help="at full depth: without what passed every day in this very tree and has one depth",
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(config.getoption("--depth"))
    # A run in the background ignores Ctrl-C, and so would every command that a test interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # No test writes into the user's own folder of projects.
    os.environ[folder.VARIABLE] = tempfile.mkdtemp(prefix="pcn-test-projects-")
    if config.getoption("numprocesses", None):  # several processes: no single test tried by hand
        cache = getattr(config, "cache", None)
        config.pluginmanager.register(passed.Note(cache, config.getoption("--depth")))
        if (first := compiled.Compiling.of(cache)) is not None:
            config.pluginmanager.register(first)
    if config.getoption("--depth") == EVERYDAY or config.getoption("--after-everyday"):
        watch.LEAST_S, watch.TOGETHER_S = 0.1, 1.0  # the two runs together see each line begin


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave no page that a test made as the main module: processes that begin anew would run it."""
    sys.modules["__main__"] = MAIN
    compiled.wait(item, PLAIN)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef) -> Iterator[object]:
    with watch.beginning(f"{fixturedef.baseid}::{fixturedef.argname}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[object]:
    with watch.beginning(item.nodeid.partition("[")[0]):
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A plan saved where tests are run is one that a command could not write where it was asked."""
    left = set(HERE.parent.glob(f"{rescue.PREFIX}*")) - SAVED
    SAVED.update(left)
    assert not left, f"{item.nodeid} left {left}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """What is imported stays; looking through it for waste would be a tenth of collecting."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ.get(folder.VARIABLE, ""), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to each depth its own tests, in the order of ``ORDER``.

    The full depth may go on from the everyday run (see ``tests.support.passed``).
    """
    left: list[pytest.Item] = []
    if config.getoption("--depth") == EVERYDAY:
        left = [item for item in items if _deep(item)]
    elif config.getoption("--after-everyday"):
        left = passed.left_out(items, getattr(config, "workerinput", {}).get(passed.NOTE, ()))
    out = set(left)
    items[:] = [item for item in items if item not in out]
    config.hook.pytest_deselected(items=left)
    items.sort(key=_turn)


def _deep(item: pytest.Item) -> bool:
    return item.get_closest_marker("deep") is not None or HERE / "deep" in item.path.parents


def _turn(item: pytest.Item) -> int:
    return _turn_of(item.path)


@cache
def _turn_of(path: Path) -> int:
    of = (path, *path.parents)
    places = [k for k, one in enumerate(ORDER) if HERE / one in of]
    return min(places, default=len(ORDER))


class WholeModules(LoadScopeScheduling):
    """Tests of one module share its fixtures in one process; journeys of every day share one app.

    At full depth they take a quarter of an hour and go on side by side, each process with its app.
    Papers are all read from one pack, which takes longer to write than to read.
    """

    def _split_scope(self, nodeid: str) -> str:
        """The part of the tests that a test goes with."""
        path = nodeid.split("::", maxsplit=1)[0]
        everyday = self.config.getoption("--depth") == EVERYDAY
        if everyday and f"/{JOURNEYS}/" in path:
            return JOURNEYS
        return PAPERS if f"/{PAPERS}/" in path else path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeModules:
    config.option.loadscopereorder = False  # the order of ``_turn`` holds
    return WholeModules(config, log)


@pytest.fixture(scope="session")
def demo_study() -> "Study":
    """The demo area, read once in each process; a study is never changed."""
    from pcn_planner import pipeline
    from pcn_planner.study import demo

    return pipeline.load(demo.inputs())


@pytest.fixture(scope="module")
def chromium():
    """A browser; without one the tests are skipped, under CI they fail.

    It ends with its module, as the event loop that it keeps running stands in the way of others:
    a second browser, a notebook.
    """
    if not CHROMIUM.exists():
        reason = "no Chromium on this machine; install the package chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
