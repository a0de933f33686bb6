"""``python -m benchmarks.scale``: how gap, time and memory grow with one border unit's size.

Made-up areas of the generator without any border: practices into networks, and small areas into
neighbourhoods. Each size is solved in a process of its own, so that its memory is its own.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import areas, tables
from benchmarks.judging import Row
from benchmarks.measure import Answer, Measured, Tool, measured
from benchmarks.tables import NOTHING, number
from data import synthetic
from optimise.problem.problem import Problem
from optimise.problem.rules import CEILING, FLOOR, Rules
from optimise.progress import Limits
from optimise.solve import solve
from pcn_planner import pipeline
from pcn_planner.proposal import judging
from pcn_planner.study.inputs import AREAS, Inputs

TITLE = "Growth with the size of one border unit"
PRACTICES = (100, 200, 400, 800, 1_600, 3_200)
SMALL_AREAS = (80, 160, 320, 640, 1_250, 2_500, 5_000)
NOTES = """\
Made-up areas of one border unit, weight of travel 1, band {floor:,} to {ceiling:,}: practices
(about seven a network) into networks, and small areas of about 1,600 residents (thirty a
neighbourhood) into neighbourhoods. At most {limit:g} s for each by the clock, on a machine shared
with other work; *bound by* is the model behind the bound: connected sets, or centres, which forget
that networks hang together. *Laid out* is drawing the area and finding neighbours, *peak* the
memory of the process.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked; print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--practices", type=int, nargs="*", default=PRACTICES)
    parser.add_argument("--small-areas", type=int, nargs="*", default=SMALL_AREAS)
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds for each solve")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    asked = parser.parse_args(argv)
    rows = list(_rows(asked.practices, asked.small_areas, asked.time_limit))
    body = f"{NOTES.format(floor=FLOOR, ceiling=CEILING, limit=asked.time_limit)}\n"
    body += tables.table(rows)
    if asked.out is not None:
        tables.put(asked.out, TITLE, body)
    return 0


def _rows(practices: Sequence[int], small: Sequence[int], limit_s: float) -> Iterator[Row]:
    sizes = [("practices", n) for n in practices] + [("small areas", n) for n in small]
    for kind, n in sizes:
        found = measured("benchmarks.scale:SCALE", (kind, n), limit_s=limit_s)
        row = _row(kind, n, found)
        print(tables.table([row]).splitlines()[-1], flush=True)
        yield row


def _row(kind: str, n: int, found: Measured) -> Row:
    phases, answer = found.answer.phases, found.answer
    gap = phases.get("gap")
    return {
        "units": f"{number(phases.get('units', n))} {kind}",
        "networks": number(len(answer.networks) or None),
        "status": answer.status,
        "gap": NOTHING if gap is None else f"{gap:.2%}",
        "bound by": " and ".join(by for by in BOUND_BY if by in phases) or NOTHING,
        "laid out, s": number(phases.get("laid out"), 1),
        "solved, s": number(phases.get("clock"), 1),
        "of the processor, s": number(phases.get("processor"), 1),
        "peak MiB": number(found.peak_mib),
    }


BOUND_BY = ("connected sets", "centres")


def practices(n: int) -> Problem:
    """A made-up area's practices, in one border unit."""
    return areas.made_up(n).problem()


def small_areas(n: int) -> Problem:
    """About so many of a made-up area's small areas as units, in one border unit."""
    residents = synthetic.RESIDENTS_PER_SMALL_AREA * n
    drawn = synthetic.area(max(25, residents // synthetic.MEAN_LIST), n_small_areas=n)
    places = drawn.small_areas.assign(area_code=drawn.small_areas.index.astype("str"))
    study = pipeline.load(Inputs(places.reset_index(drop=True), planned=AREAS))
    return judging.freeze(study, Rules(weights=areas.TRAVEL))


def _load() -> None:
    """Imports are those of this module."""


def _warm() -> None:
    solve(areas.tiny().problem())


def _run(given: tuple[str, int], limit_s: float) -> Answer:
    kind, n = given
    begun = time.perf_counter()
    problem = practices(n) if kind == "practices" else small_areas(n)
    laid, worked = time.perf_counter(), time.process_time()
    result = solve(problem, limits=Limits(time_s=limit_s))
    phases = {
        "units": float(len(problem)), "laid out": laid - begun,
        "clock": time.perf_counter() - laid, "processor": time.process_time() - worked,
    }  # fmt: skip
    phases |= {} if result.gap is None else {"gap": result.gap}
    phases |= {by: 1.0 for by in BOUND_BY if any(by in unit.bound_by for unit in result.units)}
    networks = [] if result.plan is None else [list(g) for g in result.plan.networks.values()]
    return Answer(str(result.status.value), networks, result.bound, phases=phases)


SCALE = Tool("this tool", _load, _warm, _run)

if __name__ == "__main__":
    raise SystemExit(main())
