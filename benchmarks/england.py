"""``python -m benchmarks.england``: every CCG, or every STP, of England in January 2021.

Without a time limit it is what ``pcn plan`` does with the national table: read, find neighbours,
solve every border unit, verify, draw, write. With one, each unit has that long for itself; the
networks are then verified, not drawn. Either stands beside the networks that really formed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks import tables
from benchmarks.areas import ENGLAND, TRAVEL
from benchmarks.england_units import Groups, Solved, Unit, piecemeal, together
from benchmarks.judging import Row
from benchmarks.measure import PeakMemory
from benchmarks.tables import number, share
from boundaries.practices.table import Practices
from boundaries.unallocated import is_unallocated
from optimise.problem.plan import Plan
from optimise.problem.rules import CEILING, FLOOR, Rules
from optimise.progress import Limits
from optimise.verify import verify
from pcn_planner import pipeline
from pcn_planner.proposal import judging
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study

LEVELS = ("ccg_code", "stp_code")
FORMED = "pcn_code"
NOTES = """\
Practices and lists of January 2021, neighbours by the land nearest to each practice within its
border unit and a hull round them, band {floor:,} to {ceiling:,}, weights {weights}; distances from
practice to practice. Compiled code was on disk. Seconds of the units overlap where jobs run side by
side.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Solve, print, and write where asked."""
    asked = _arguments().parse_args(argv)
    if not ENGLAND.exists():
        print(f"not measured: {ENGLAND.name} is not at hand", file=sys.stderr)
        return 0
    limits = Limits(asked.gap, asked.time_limit)
    with PeakMemory() as peak:
        begun = time.perf_counter()
        study = pipeline.load(_inputs(asked.within, asked.unit))
        loaded = time.perf_counter() - begun
        solved = _solved(study, asked.weights, limits, asked.jobs)
        whole = time.perf_counter() - begun
    facts = (
        f"{_summary(solved.units, study)} Verified: {'yes' if solved.verified else 'no'}. "
        f"{whole:.1f} s in all, {loaded:.1f} s of them to read and find neighbours; {asked.jobs} "
        f"jobs; peak memory of all processes {peak.mib:,.0f} MiB.\n"
    )
    weights = ", ".join(f"{name}={weight:g}" for name, weight in asked.weights.items())
    notes = NOTES.format(floor=FLOOR, ceiling=CEILING, weights=weights)
    both = tables.table(beside(study.practices, solved.networks))
    body = f"{notes}\n{facts}\n{both}\n{tables.table([_row(unit) for unit in solved.units])}"
    print(body)
    if asked.out is not None:
        other = "" if asked.weights == TRAVEL else f", {weights}"
        tables.put(asked.out, f"England within {asked.within}{other}", body)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.england")
    parser.add_argument("--within", choices=sorted(LEVELS), default="ccg_code")
    parser.add_argument("--unit", metavar="CODE", help="only this border unit")
    parser.add_argument(
        "--weights", type=_weights, default=TRAVEL, metavar="NAME=WEIGHT,...",
        help="of the criteria; change is measured from the networks that formed",
    )  # fmt: skip
    parser.add_argument("--gap", type=float, default=0.0, help="relative gap to stop at")
    parser.add_argument("--time-limit", type=float, help="seconds for each border unit")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    return parser


def _weights(text: str) -> dict[str, float]:
    pairs = (pair.split("=") for pair in text.split(","))
    return {name: float(weight) for name, weight in pairs}


def _inputs(level: str, unit: str | None) -> Inputs:
    where = {} if unit is None else {level: unit}
    return Inputs(ENGLAND, where=where, within=(level,), current=FORMED)


def _solved(study: Study, weights: Mapping[str, float], limits: Limits, jobs: int) -> Solved:
    rules = Rules(within=study.within, weights=weights)
    if limits.time_s is None:
        with tempfile.TemporaryDirectory() as folder:
            return together(study, rules, limits, jobs, Path(folder) / "plan")
    found = piecemeal(judging.freeze(study, rules), limits, jobs)
    plan = Plan({f"{u.name}-{k}": g for u in found for k, g in enumerate(u.networks, start=1)})
    checked = verify.verify(
        plan.assignment,
        study.practices,
        study.graph,
        rules,
        units=study.units,
        declared=[row for unit in found for row in unit.declared],
    )
    return Solved(found, checked.passed)


def beside(practices: Practices, proposed: Groups) -> list[Row]:
    """Two lines: the proposed networks, and those that formed."""
    formed = practices[~practices[FORMED].map(is_unallocated)]
    groups = [tuple(map(str, codes)) for codes in formed.groupby(FORMED).groups.values()]
    return [
        _line("proposed", practices, proposed),
        _line("formed", practices, groups),
    ]


def _line(name: str, practices: Practices, groups: Groups) -> Row:
    sizes = [int(practices["patients"].loc[list(group)].sum()) for group in groups]
    km = sum(travel_km(practices, group) for group in groups)
    return {
        "networks": name,
        "number": number(len(groups)),
        "in band": share(sum(FLOOR <= size <= CEILING for size in sizes), len(sizes)),
        "below": number(sum(size < FLOOR for size in sizes)),
        "above": number(sum(size > CEILING for size in sizes)),
        "practices": number(sum(map(len, groups))),
        "patients": number(sum(sizes)),
        "travel, patient-km": number(km),
        "km a patient": number(km / max(1, sum(sizes)), 3),
    }


def travel_km(practices: Practices, group: Sequence[str]) -> float:
    """Patients times kilometres to the member practice that makes the sum least."""
    members = practices.loc[list(group)]
    place = np.column_stack([members.geometry.x, members.geometry.y]) / 1000.0
    apart = np.linalg.norm(place[:, None] - place[None], axis=2)
    return float((apart * members["patients"].to_numpy()).sum(axis=1).min())


def _row(unit: Unit) -> Row:
    return {
        "unit": unit.name,
        "practices": number(unit.practices),
        "networks": number(len(unit.networks)),
        "status": unit.status,
        "gap": "–" if unit.gap is None else f"{unit.gap:.3%}",
        "patients outside band": number(unit.exceptions),
        "seconds": number(unit.seconds, 1),
    }


def _summary(units: Sequence[Unit], study: Study) -> str:
    proven = sum(unit.status == "optimal" for unit in units)
    gaps = [unit.gap for unit in units if unit.gap is not None]
    longest = max(units, key=lambda unit: unit.seconds)
    return (
        f"{len(study.practices):,} practices in {len(units)} units: {proven} proven, largest gap "
        f"{max(gaps, default=float('nan')):.3%} ({len(units) - len(gaps)} unknown), longest "
        f"{longest.name} with {longest.seconds:.1f} s."
    )


if __name__ == "__main__":
    raise SystemExit(main())
