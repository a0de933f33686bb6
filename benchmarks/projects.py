"""The demo area's project after a whole journey: its size, how long it takes to open, its history.

Run as ``python -m benchmarks.projects``.
"""

import resource
import tempfile
import time
from pathlib import Path

from optimise import solver_process
from optimise.progress import Limits
from pcn_planner import pipeline
from pcn_planner.drafting import draft
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.session import Session
from pcn_planner.projects import history
from pcn_planner.proposal import today
from pcn_planner.study import demo

MOVES, LOCKS, NOTES = 12, 8, 8


def journey(folder: Path) -> Session:
    """The demo area loaded, optimised, then changed by hand with reasons, as a person does."""
    work = Session(projects=folder, author="Ada")
    work.begin(pipeline.load(demo.inputs()), title="Demo area")
    work.start_from(work.todays_assignment, today.names(work.bench.study), "today's networks")
    made = solving.optimise(
        work.bench, work.state, limits=Limits(gap=0.01), solve=solver_process.solve
    )
    work.take(made, "optimised")
    for change in changes(work):
        work.record(change, "as the board asked")
    return work


def changes(work: Session) -> list[draft.Change]:
    """Moves to and fro, locks, names and comments on the draft as it stands."""
    codes = sorted(work.state.assignment)
    networks = sorted(set(work.state.assignment.values()))
    pairs = zip(codes[: MOVES // 2], networks[: MOVES // 2], strict=True)
    moves = [
        draft.move_practice(code, target)
        for code, network in pairs
        for target in (network, work.state.assignment[code])
        if target != network or work.state.assignment[code] != network
    ]
    locks = [draft.lock_practice(code, "lease") for code in codes[-LOCKS:]]
    named = [draft.rename_network(one, f"Network {at}") for at, one in enumerate(networks[:4])]
    notes = [draft.add_note(f"Asked the practice, {at}", codes[at]) for at in range(NOTES)]
    return [*moves, *locks, *named, *notes]


def measured(path: Path) -> tuple[float, float]:
    """Seconds of the processor, and of the clock, until the project is open again."""
    begun, clock = resource.getrusage(resource.RUSAGE_SELF).ru_utime, time.perf_counter()
    Session(projects=path.parent).open_project(path)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - begun
    return used, time.perf_counter() - clock


def main() -> None:
    """Print the figures and the history."""
    with tempfile.TemporaryDirectory() as folder:
        work = journey(Path(folder))
        assert work.project is not None
        path = work.project.path
        told = history.table(work.project)
        used, clock = measured(path)
        print(f"{path.stat().st_size:,} bytes, {len(told)} changes")
        print(f"open again after {used:.1f} s of the processor, {clock:.1f} s of the clock")
        for row in told.to_dict("records"):
            print(f"{row['at'][:19]}Z {row['author']}: {row['change']} Why: {row['reason']}")


if __name__ == "__main__":
    main()
