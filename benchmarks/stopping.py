"""``python -m benchmarks.stopping``: how soon a solve ends once it is told to, phase by phase.

A hard CCG is solved again and again, each time told to stop a little later. The plan that it
ends with, if it has one, is verified.
"""

import argparse
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import tables
from benchmarks.areas import ENGLAND, Area, ccg, tiny
from benchmarks.judging import Row
from benchmarks.tables import number
from optimise.problem.plan import Result
from optimise.progress import Progress
from optimise.solve import solve
from optimise.verify.verify import verify

TITLE, HARD, STEP_S = "Stopping a solve", "72Q", 0.45
NOTES = """\
{name}, {practices} practices, weight of travel 1. The solve is asked to stop after so many
seconds; the phase is the one it was in, the delay lasts until the result is there.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="file of results to write the table into")
    asked = parser.parse_args(argv)
    if not ENGLAND.exists():
        print(f"not measured: {ENGLAND.name} is not at hand")
        return 0
    solve(tiny().problem())
    area = ccg(HARD)
    body = NOTES.format(name=area.name, practices=len(area.practices))
    body += f"\n{tables.table(list(_rows(area)))}"
    print(body)
    if asked.out is not None:
        tables.put(asked.out, TITLE, body)
    return 0


def _rows(area: Area) -> Iterator[Row]:
    after, ended = 0.0, False
    while not ended:
        result, phase, asked_s, delay_s = stopped(area, after)
        ended = asked_s is None
        yield {
            "asked after, s": "not asked" if asked_s is None else number(asked_s, 2),
            "phase": phase,
            "delay, s": number(delay_s, 3),
            "result": result.status,
            "gap": "–" if result.gap is None else f"{result.gap:.2%}",
            "plan verified": _verified(area, result),
        }
        after += STEP_S


def stopped(area: Area, after_s: float) -> tuple[Result, str, float | None, float | None]:
    """The result, the phase it was stopped in, when it was asked, and how long it then took."""
    phases, asked = ["laying out"], list[float]()
    flag = threading.Event()

    def raise_flag() -> None:
        asked.append(time.perf_counter())
        flag.set()

    def listen(progress: Progress) -> None:
        if not flag.is_set():
            phases.append(progress.phase)

    problem, timer = area.problem(), threading.Timer(after_s, raise_flag)
    begun = time.perf_counter()
    timer.start()
    result = solve(problem, progress=listen, cancelled=flag.is_set)
    ended = time.perf_counter()
    timer.cancel()
    if not asked:
        return result, phases[-1], None, None
    return result, phases[-1], asked[0] - begun, ended - asked[0]


def _verified(area: Area, result: Result) -> str:
    if result.plan is None:
        return "no plan yet"
    found = verify(
        result.plan.assignment,
        area.practices,
        area.graph,
        area.rules,
        units=area.units,
        declared=result.exceptions,
    )
    return "yes" if found.passed else "no"


if __name__ == "__main__":
    raise SystemExit(main())
