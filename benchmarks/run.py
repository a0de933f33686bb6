"""``python -m benchmarks.run``: the same areas by this tool and by its peers, as one table."""

import argparse
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import areas, geography, judging, peers, tables
from benchmarks.areas import Area, Source
from benchmarks.judging import Row
from benchmarks.measure import Measured, measured

SECTION, GEOGRAPHY = "Networks, by this tool and its peers", "Network areas and conflicts"
NOTES = """\
The same practices, neighbours and costs for every tool. *Objective / bound* sets the plan's
travel (patient-kilometres to the hub; with a second criterion the weighted sum) beside what this
tool proved to be the least for any plan with the fewest patients outside the band: below 1 only
where a tool leaves the band. Practices above the ceiling stand apart before max-p and GerryChain
are asked. *Seconds* leave out imports and compilation (kept on disk between runs), which stand
beside them; *peak* is the resident memory of the process and its children. The compact model is
not asked the largest made-up areas: it meets its limit of time on smaller ones.
"""
GEOGRAPHY_NOTES = """\
Areas: every small area to one network, each area one piece; *inside* is the share of patients
who live in their own network's area, *bound* the most that any map could reach. Conflicts: the
team by network matrix, ranked conflicts, and all single moves that would mend them.
"""


@dataclass(frozen=True)
class Effort:
    """How long is allowed, and how many peers run side by side."""

    planner_s: float = 120.0
    compact_s: float = 120.0
    together: int = 2
    quick: bool = False


QUICK = Effort(planner_s=10.0, compact_s=6.0, quick=True)
QUICK_AREAS = ("00Q", "n25", "geography-25")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked and print or write the tables."""
    asked = _arguments().parse_args(argv)
    effort, only = QUICK if asked.quick else Effort(), tuple(asked.only or ())
    unknown = sorted(set(only) - set(_known()))
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known are {', '.join(_known())}", file=sys.stderr)
        return 2
    whole = not asked.quick and not only
    out = asked.out or (tables.RESULTS if whole else None)
    _put(out, SECTION, NOTES, networks(effort, only))
    _put(out, GEOGRAPHY, GEOGRAPHY_NOTES, drawn(effort, only))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two small areas, short limits")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help=f"of {', '.join(_known())}; repeat for more"
    )
    parser.add_argument(
        "--out", type=Path, help="Markdown file; by default RESULTS.md for a whole run, else none"
    )
    return parser


def _known() -> list[str]:
    sources = (*areas.compared(), *areas.alone(), *geography.grounds())
    return [*(source.key for source in sources), *peers.PEERS]


def _put(out: Path | None, title: str, notes: str, rows: list[Row]) -> None:
    if rows:
        body = f"{notes}\n{tables.table(rows)}"
        print(body)
        if out is not None:
            tables.put(out, title, body)


def networks(effort: Effort, only: Collection[str] = ()) -> list[Row]:
    """The planner alone on the machine, area by area; then its peers, some at a time."""
    tools = [key for key in peers.PEERS if key in only or not set(only) & set(peers.PEERS)]
    rows: list[Row] = []
    waiting: list[Callable[[], Row]] = []
    for source in _chosen(areas.compared(), effort, set(only) - set(peers.PEERS)):
        if source.missing is not None:
            rows.append(judging.absent(source))
            continue
        area = source.make()
        mine = _asked(area, "PLANNER", effort.planner_s)
        rows.append(judging.row(area, peers.PLANNER.name, mine, mine.answer.bound))
        for key in tools:
            if not (source.heavy and key == "compact"):
                waiting.append(partial(_peer, area, key, mine.answer.bound, effort))
    rows += _alone(effort, only)
    with ThreadPoolExecutor(effort.together) as pool:
        rows += pool.map(lambda run: run(), waiting)
    order = list(dict.fromkeys(str(row["area"]) for row in rows))
    return sorted(rows, key=lambda row: order.index(str(row["area"])))


def _chosen(sources: Iterable[Source], effort: Effort, named: Collection[str]) -> Iterator[Source]:
    """The sources that were named; all of them, or the quick ones, where none was."""
    for source in sources:
        if source.key in named if named else not effort.quick or source.key in QUICK_AREAS:
            yield source


def _asked(area: Area, tool: str, limit_s: float) -> Measured:
    print(f"{area.name}: {getattr(peers, tool).name}", file=sys.stderr)
    return measured(f"benchmarks.peers:{tool}", area, limit_s=limit_s)


def _peer(area: Area, key: str, bound: float | None, effort: Effort) -> Row:
    name = peers.PEERS[key]
    found = _asked(area, name, effort.compact_s)
    return judging.row(area, getattr(peers, name).name, found, bound)


def _alone(effort: Effort, only: Collection[str]) -> list[Row]:
    """What only this tool is asked: two criteria at once, and one lock more."""
    rows = []
    for source in _chosen(areas.alone(), effort, only):
        if source.missing is not None:
            rows.append(judging.absent(source))
            continue
        tool = "RELOCK" if source.key == areas.RELOCK else "PLANNER"
        area = source.make()
        found = _asked(area, tool, effort.planner_s)
        rows.append(judging.row(area, getattr(peers, tool).name, found, found.answer.bound))
    return rows


def drawn(effort: Effort, only: Collection[str] = ()) -> list[Row]:
    """Areas and conflicts, one after the other, alone on the machine."""
    rows = []
    for source in _chosen(geography.grounds(), effort, only):
        if source.missing is not None:
            rows.append(geography.absent(source))
            continue
        ground = source.make()
        print(f"{ground.name}: areas and conflicts", file=sys.stderr)
        found = measured("benchmarks.geography:GEOGRAPHY", ground, limit_s=effort.planner_s)
        rows.append(geography.row(ground.name, found))
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
