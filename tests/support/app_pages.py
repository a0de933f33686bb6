"""One page of the web app run without a browser, on the small area drawn in ``area_files``."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.drafting.session import Session
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study
from tests.support.area_files import write

WITHIN = Rules(within=("ccg_code",), weights={"travel": 1.0})
PLAN = {
    "P01": "A", "P02": "A", "P03": "A", "P04": "A", "P05": "B", "P06": "B", "P07": "B", "P08": "B",
    "P09": "C", "P10": "C", "P11": "C", "P12": "D", "P13": "D", "P14": "D",
}  # fmt: skip


def study(folder: Path, **inputs: object) -> Study:
    """The small area; community teams by the column ``team`` unless asked otherwise."""
    given = {"current": "pcn_code", "team": "team"} | inputs
    return pipeline.load(Inputs(write(folder), within=("ccg_code",), **given))


def session(area: Study | None = None, assignment: dict[str, str] | None = None) -> Session:
    """A person's session: with data, with a draft."""
    out = Session()
    if area is not None:
        out.begin(area, WITHIN)
    if assignment:
        out.start_from(assignment, {"B": "Harbour"}, "test")
    return out


def run(name: str, work: Session) -> AppTest:
    """The page that the app calls so, run once."""

    def script(name: str) -> None:
        from pcn_planner.drafting import session
        from pcn_planner.views import shell

        views = {page: view for page, _, _, view, _ in shell.PAGES}
        views[name](session.of_browser())

    page = AppTest.from_function(script, kwargs={"name": name}, default_timeout=120)
    page.session_state["session"] = work
    return page.run()


def frames(page: AppTest) -> list[str]:
    """The HTML of everything that stands in a frame of its own."""
    return [str(frame.proto.srcdoc) for frame in page.get("iframe")]


def labels(page: AppTest, kind: str) -> list[str]:
    """The labels of all elements of a kind."""
    return [str(element.proto.label) for element in page.get(kind)]
