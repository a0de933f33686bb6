"""``python -m benchmarks.repair``: how long the draft takes to come right after one edit.

An area is planned; then, fifty times, a practice chosen at random is put into the network of a
neighbour and locked there, and the draft is repaired round it, as the page Draft does.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import areas, tables
from benchmarks.areas import BIRMINGHAM, ENGLAND
from benchmarks.judging import Row
from benchmarks.tables import number
from optimise.problem.earlier import EarlierPrices
from optimise.problem.plan import Result, Status
from optimise.problem.rules import Rules
from optimise.progress import Limits
from optimise.solve import solve
from pcn_planner import pipeline
from pcn_planner.drafting import provenance
from pcn_planner.drafting.draft import Change, apply, lock_practice, move_practice
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.study import demo
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study

CCGS = ("93C", "00Q", "01A", "02H", "07Y", "04C")
DEMO, TOWN = "demo", "Birmingham and Solihull 2024"
LIMITS = Limits(0.0, 60.0)
NOTES = """\
{edits} random edits an area, default weights, in one process: a practice is put into the network of
a neighbour and locked there, and the draft repaired round it, which begins from the prices of the
plan's proof. Seconds are of the processor; *described* counts checks, tables and sketched areas of
the repaired draft too.
"""


class Repaired(NamedTuple):
    """One repair: seconds of the solve, seconds until the draft is described, whether proven."""

    solve_s: float
    described_s: float
    proven: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked."""
    names = (DEMO, TOWN, *CCGS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair")
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--area", action="append", choices=names, help="several; all by default")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    asked = parser.parse_args(argv)
    if not ENGLAND.exists() or not BIRMINGHAM.exists():
        print(f"not measured: {ENGLAND.name} is not at hand", file=sys.stderr)
        return 0
    rows = []
    for name in asked.area or names:
        rows.append(_row(name, asked.edits))
        print(rows[-1], flush=True)
    body = f"{NOTES.format(edits=asked.edits)}\n{tables.table(rows)}"
    print(body)
    if asked.out is not None:
        tables.put(asked.out, "Repair after one edit", body)
    return 0


def _study(name: str) -> Study:
    if name == DEMO:
        return pipeline.load(demo.inputs())
    if name == TOWN:
        return areas.birmingham_study()
    return pipeline.load(Inputs(ENGLAND, where={"ccg_code": name}, within=("ccg_code",)))


def _row(name: str, edits: int) -> Row:
    study = _study(name)
    bench = workbench.lay_out(study, Rules(within=study.within), sketched=True)
    begun = time.process_time()
    made = solving.optimise(bench, DraftState(), limits=LIMITS)
    planned = time.process_time() - begun
    earlier = made.result.prices
    done = [_repaired(bench, state, earlier) for state in _edited(bench, made, edits)]
    solves, described = [r.solve_s for r in done], [r.described_s for r in done]
    return {
        "area": name,
        "practices": number(len(study.practices)),
        "planned s": number(planned, 1),
        "median s": number(statistics.median(solves), 2),
        "slowest s": number(max(solves), 2),
        "described, median s": number(statistics.median(described), 2),
        "described, slowest s": number(max(described), 2),
        "proven": f"{sum(r.proven for r in done)} of {len(done)}",
    }


def _edited(bench: Workbench, made: Proposal, edits: int) -> Iterator[DraftState]:
    """The draft with one practice moved to a neighbour's network, and locked there."""
    plan = {} if made.plan is None else made.plan.assignment
    told = provenance.provenance(made, "optimised")
    chance, draft = random.Random(1), DraftState(assignment=dict(plan), provenance=told)
    across = sorted(
        (a, b) for one in bench.study.graph.edges for a, b in (one, one[::-1]) if plan[a] != plan[b]
    )
    for _ in range(edits):
        code, other = chance.choice(across)
        yield _after(draft, move_practice(code, plan[other]), lock_practice(code, "agreed"))


def _after(state: DraftState, *changes: Change) -> DraftState:
    for change in changes:
        state = apply(state, change)
    return state


def _repaired(bench: Workbench, state: DraftState, earlier: Sequence[EarlierPrices]) -> Repaired:
    seconds, results = list[float](), list[Result]()
    begun = time.process_time()
    timed = partial(_timed, seconds, results)
    solving.repair(bench, state, limits=LIMITS, solve=timed, earlier=earlier)
    proven = all(result.status is Status.OPTIMAL or result.plan is None for result in results)
    return Repaired(sum(seconds), time.process_time() - begun, proven)


def _timed(seconds: list[float], results: list[Result], *args: object, **asked: object) -> Result:
    begun = time.process_time()
    results.append(solve(*args, **asked))  # type: ignore[arg-type]
    seconds.append(time.process_time() - begun)
    return results[-1]


if __name__ == "__main__":
    raise SystemExit(main())
