"""What a command does to propose and to write: checked first, solved, kept, written, said."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner.commands.asking.effort import Effort, Others
from pcn_planner.commands.running import failures, interrupts, live, shown
from pcn_planner.commands.running.rescue import Kept
from pcn_planner.spared import spared

if TYPE_CHECKING:
    from optimise.alternatives import Wish
    from pcn_planner.pipeline import Proposal, Study
    from pcn_planner.study.tier_rules import Tier


def refuse_faults(faults: Sequence[str]) -> None:
    """Say why there are no levels above the networks, and exit 1, where any were asked for."""
    if faults:
        shown.say(f"The levels above the networks are not made: {faults[0]}")
        raise typer.Exit(failures.FOUND)


def upon(
    made: "Proposal", tiers: "Sequence[Tier]", effort: Effort, faults: list[str]
) -> "Proposal":
    """The plan with the levels above its networks; ``faults`` is told why where none are made."""
    from pcn_planner.proposal.levels import tiers as levels

    if not tiers:
        return made
    if not made.verified:
        faults.append("there is no whole plan of networks.")
        return made

    def build() -> "Proposal":
        try:
            return live.watched(
                lambda _, cancelled: levels.build(
                    made, tiers, limits=effort.limits, seed=effort.seed, cancelled=cancelled
                )
            ).made
        except DataError as error:
            return without(str(error))

    def without(reason: str) -> "Proposal":
        faults.append(reason)
        return made

    return spared(build, without)


def checked(effort: Effort, others: Others, out: Path) -> "Wish | None":
    """Which alternatives are asked for; DataError now for what would fail after the work."""
    from pcn_planner import pipeline
    from pcn_planner.files import alternative_files

    wish = others.wish
    effort.check(out, *(alternative_files.folders_of(out, wish.wanted) if wish else ()))
    pipeline.check_folder(out)
    if wish is not None:
        alternative_files.check_folders(out, wish.wanted)
    return wish


def solved(study: "Study", rules: Rules, limits: Limits, effort: Effort, kept: Kept) -> "Proposal":
    """Propose while the screen shows progress."""
    from pcn_planner import pipeline

    return live.watched(
        lambda tell, cancelled: pipeline.propose(
            study,
            rules,
            limits=limits,
            seed=effort.seed,
            progress=tell,
            cancelled=cancelled,
            jobs=effort.jobs,
            scheduler=effort.place,
            unfinished=effort.resume,
            found=kept.found,
        )
    )


def beside(made: "Proposal", wish: "Wish", seed: int, out: Path) -> None:
    """Find, write and print near-best plans; the best one is written already."""
    from pcn_planner.files import alternative_files
    from pcn_planner.proposal import alternatives

    found = live.watched(
        lambda _, cancelled: alternatives.of(made, wish, seed=seed, cancelled=cancelled)
    )
    with interrupts.writing():
        folders, faults = alternative_files.write(found, out)
    shown.alternatives(found)
    shown.say(*(f"Note: {fault}." for fault in faults))
    shown.say(f"Written to {', '.join(map(str, folders))}.")


def to_the_disk(kept: Kept, out: Path, solve: Callable[[], "Proposal"]) -> list[Path]:
    """Solve and write; Ctrl-C never comes between the two, whenever it is pressed."""
    with interrupts.writing():
        kept.made = solve()
        paths = written(kept.made, out)
    kept.written = True
    return paths


def finish(kept: Kept, out: Path, paths: Sequence[Path]) -> None:
    """Print a proposal that is written; exit 1 where there is no plan."""
    made = kept.made
    if made is None:
        return
    shown.reasons("In the way of a plan wholly inside the band", made.feasibility.blockers)
    shown.plan(made)
    shown.units(made.result)
    shown.say(*(f"Note: {line}." for line in made.result.notes))
    shown.layers(made)
    shown.land(made)
    shown.notes(made.notes)
    if not made.verified:
        shown.reasons("Rules that contradict each other", made.feasibility.contradictions)
        said = {f"{r.message}. {r.remedy}." for r in made.feasibility.contradictions}
        shown.say(*(reason for reason in made.result.reasons if reason not in said))
        shown.say(f"Status {made.result.status}: there is no whole plan.")
    else:
        shown.say(shown.verified(made, paths))
    shown.written(out, paths)
    if not made.verified:
        raise typer.Exit(failures.FOUND)


def written(made: "Proposal", out: Path) -> list[Path]:
    """Write what a command found, to its end whatever is pressed meanwhile."""
    from pcn_planner import pipeline

    with interrupts.writing():
        paths = pipeline.write(made, out)
        interrupts.wrote(out)
    return paths
