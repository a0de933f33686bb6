"""``python -m benchmarks.repair``: how long the proven plan takes after one more lock.

On areas of up to 60 practices: the area is solved, then anew with one random edit, as a person
makes them. Two neighbours of different networks are put together, or two of one network apart.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import tables
from benchmarks.areas import ENGLAND, Area, of_study
from benchmarks.judging import Row
from benchmarks.tables import number
from optimise.problem.plan import Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import DEFAULT_WEIGHTS, Rules
from optimise.solve import solve
from pcn_planner import pipeline
from pcn_planner.study.inputs import Inputs

UNITS = ("00Q", "01A", "02H", "07Y", "04C")
NOTES = """\
{edits} random edits an area, default weights, one at a time in one process: two neighbours of
different networks put together, or two of one network apart. Seconds are of the processor.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair")
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--unit", action="append", metavar="CODE", help="CCGs; several by default")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    asked = parser.parse_args(argv)
    if not ENGLAND.exists():
        print(f"not measured: {ENGLAND.name} is not at hand", file=sys.stderr)
        return 0
    rows = [_row(_area(code), asked.edits) for code in asked.unit or UNITS]
    body = f"{NOTES.format(edits=asked.edits)}\n{tables.table(rows)}"
    print(body)
    if asked.out is not None:
        tables.put(asked.out, "Repair after one edit", body)
    return 0


def _area(code: str) -> Area:
    study = pipeline.load(Inputs(ENGLAND, where={"ccg_code": code}, within=("ccg_code",)))
    return of_study(code, study, Rules(within=("ccg_code",), weights=DEFAULT_WEIGHTS))


def _row(area: Area, edits: int) -> Row:
    problem = area.problem()
    first, taken = _timed(problem)
    network_of = {} if first.plan is None else first.plan.assignment
    again = [_timed(edited) for edited in _edited(problem, network_of, edits)]
    seconds = [spent for _, spent in again]
    return {
        "area": area.name,
        "practices": number(len(problem)),
        "first s": number(taken, 2),
        "median s": number(statistics.median(seconds), 2),
        "slowest s": number(max(seconds), 2),
        "proven": f"{sum(r.status is not Status.FEASIBLE for r, _ in again)} of {len(again)}",
    }


def _timed(problem: Problem) -> tuple[Result, float]:
    begun = time.process_time()
    return solve(problem), time.process_time() - begun


def _edited(problem: Problem, network_of: dict[str, str], edits: int) -> Iterator[Problem]:
    """The same problem with one more pair of neighbours together, or apart."""
    chance = random.Random(1)
    for _ in range(edits):
        a, b = (problem.codes[i] for i in problem.edges[chance.randrange(len(problem.edges))])
        one = network_of.get(a) == network_of.get(b)
        rules = problem.rules
        rules = replace(rules, apart=((a, b),)) if one else replace(rules, together=((a, b),))
        yield replace(problem, rules=rules)


if __name__ == "__main__":
    raise SystemExit(main())
