"""``python -m benchmarks.app``: what a person waits for in the app, in a real Chromium.

The app is started on a free port, and Birmingham and Solihull are loaded through the page Start
as anyone would load their own files. Then ten sessions solve the demo area at once, twenty people
draft it, and one goes on for two hundred clicks.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks import app_browser, app_drafting, app_people, app_sessions, tables
from benchmarks.app_drafting import Waited
from benchmarks.app_people import Crowd
from benchmarks.app_sessions import Together
from benchmarks.areas import BIRMINGHAM
from pcn_planner.projects import folder

Found = TypeVar("Found")
TITLE = "The app on Birmingham and Solihull"
NOTES = """\
180 practices, 793 small areas and 6 localities as community teams, 1440 x 900 pixels; browser and
app share the machine, all eleven sessions too, and what is measured ends when the page has drawn it
and its script rests. A move ends when status line, table, conflicts and map have it;
the median of {moves}, of which the slowest took {slowest:.1f} s. The sessions solve the demo area,
each in a band of its own; the same proven plan may be best in several bands. People who draft at
once speak the app's messages without a browser, eight seconds apart, on the demo area: what they
wait for is the server.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    asked = _arguments().parse_args(argv)
    for needed in (BIRMINGHAM, app_browser.CHROMIUM):
        if not needed.exists():
            print(f"not measured: {needed.name} is not at hand", file=sys.stderr)
            return 0
    with tempfile.TemporaryDirectory() as projects:
        os.environ[folder.VARIABLE] = projects
        body = _measured(asked)
    print(body)
    if asked.out is not None:
        tables.put(asked.out, TITLE, body)
    return 0


def _measured(asked: argparse.Namespace) -> str:
    """The notes and the table."""
    with app_browser.serving() as url, app_browser.browsing() as browser:
        _told("the search is compiled, unless it was before", app_sessions.warmed(browser, url))
        waited = _told("one person drafts", app_drafting.measured(browser, url))
        together = app_sessions.measured(browser, url, asked.sessions) if asked.sessions else None
        _told(f"{asked.sessions} sessions solve", together)
    with app_browser.serving() as url:
        crowd = app_people.measured(url, asked.people) if asked.people else None
        _told(f"{asked.people} people draft", crowd)
        kept = app_people.kept_mb(url, asked.operations) if asked.operations else ()
        _told(f"{asked.operations} clicks of one session", kept)
    notes = NOTES.format(moves=len(waited.moves), slowest=max(waited.moves))
    rows = [*_alone(waited), *_beside(together), *_many(crowd), *_memory(kept)]
    return f"{notes}\n{tables.table(rows)}"


def _told(what: str, found: Found) -> Found:
    """Say what was measured as soon as it is: the whole takes minutes."""
    print(f"{what}: {found}", file=sys.stderr, flush=True)
    return found


def _arguments() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(description=__doc__)
    out.add_argument("--out", type=Path, help="file of results to write the table into")
    out.add_argument("--sessions", type=int, default=10, help="how many solve at once (10)")
    out.add_argument("--people", type=int, default=20, help="how many draft at once (20)")
    out.add_argument(
        "--operations", type=int, default=200, help="clicks of one session whose memory is read"
    )
    return out


def _row(what: str, measured: str, target: str) -> dict[str, object]:
    return {"what": what, "measured": measured, "target": target}


def _alone(waited: Waited) -> list[dict[str, object]]:
    return [
        _row("files read, neighbours found", f"{waited.read:.1f} s", "-"),
        _row("first map, from opening the page Draft", f"{waited.first_map:.1f} s", "1.5 s"),
        _row("today's networks judged and drawn", f"{waited.todays_networks:.1f} s", "-"),
        _row("a practice moved", f"{waited.move:.2f} s", "0.5 s"),
        _row("a turn between the panes beside the map", _middle(waited.turns), "0.2 s"),
        _row("a letter in the search, until the list follows", _middle(waited.typed), "0.2 s"),
        _row("runs of the script caused by panning and zooming", f"{waited.reruns}", "0"),
        _row("a solve stopped, until its plan is the draft", _stopped(waited.stop), "1 s"),
    ]


def _stopped(waited: float | None) -> str:
    return "done before it was stopped" if waited is None else f"{waited:.1f} s"


def _middle(waits: tuple[float, ...]) -> str:
    return f"{statistics.median(waits):.2f} s"


def _beside(found: Together | None) -> list[dict[str, object]]:
    if found is None:
        return []
    many = found.sessions
    return [
        _row(f"of {many} sessions at once, finished", f"{found.finished}", f"{many}"),
        _row("showing a plan of their own band alone", f"{found.own}", f"{many}"),
        _row("different plans among them", f"{found.different}", "-"),
        _row("all of them done", f"{found.seconds:.0f} s", "-"),
        _row("a click in one session more, meanwhile", f"{found.click:.1f} s", "-"),
        _row("the slowest such click", f"{found.slowest_click:.1f} s", "-"),
        _row("share of the computing meanwhile that the browser did", f"{found.browser:.0%}", "-"),
    ]


def _many(found: Crowd | None) -> list[dict[str, object]]:
    if found is None:
        return []
    many, twice = found.people, f"{2 * found.alone:.2f} s"
    return [
        _row("a click of one person alone, on the server", f"{found.alone:.2f} s", "-"),
        _row(f"a click of one of {many} people at once", f"{found.together:.2f} s", "-"),
        _row("the slowest of their clicks", f"{found.slowest:.2f} s", "-"),
        _row(f"a click of one person more than {many}", f"{found.one_more:.2f} s", twice),
    ]


def _memory(kept: tuple[float, ...]) -> list[dict[str, object]]:
    if not kept:
        return []
    told = ", ".join(f"{mb:,.0f}" for mb in kept)
    return [_row("memory of the server at quarters of a session's clicks, MB", told, "level")]


if __name__ == "__main__":
    raise SystemExit(main())
