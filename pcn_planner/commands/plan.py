"""``pcn plan``: propose networks, prove and verify them, write everything."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner.commands import failures, live, options, shown
from pcn_planner.commands.unpacking import unpacked

if TYPE_CHECKING:
    from pcn_planner.pipeline import Proposal, Study


@failures.reported
@unpacked
def plan(
    table: options.Table,
    files: options.Files,
    bounds: options.Bounds,
    wishes: options.Wishes,
    effort: options.Effort,
    out: Annotated[Path, typer.Option("--out", help="Folder for the plan.", metavar="DIR")],
) -> None:
    """Propose primary care networks for the practices of a table."""
    from pcn_planner import pipeline

    rules = bounds.rule_set(**wishes.given)
    limits = effort.limits
    pipeline.check_folder(out)
    study = pipeline.load(options.inputs_of(table, files, rules))
    made = solved(study, rules, limits, effort)
    finish(made, out)


def solved(study: "Study", rules: Rules, limits: Limits, effort: options.Effort) -> "Proposal":
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
            scheduler=effort.scheduler,
            unfinished=effort.resume,
        )
    )


def finish(made: "Proposal", out: Path) -> None:
    """Write and print a proposal; exit 1 where there is no plan."""
    from pcn_planner import pipeline

    paths = pipeline.write(made, out)
    shown.reasons("In the way of a plan wholly inside the band", made.feasibility.blockers)
    shown.plan(made)
    shown.land(made)
    if not made.verified:
        shown.reasons("Rules that contradict each other", made.feasibility.contradictions)
        said = {f"{r.message}. {r.remedy}." for r in made.feasibility.contradictions}
        shown.say(*(reason for reason in made.result.reasons if reason not in said))
        shown.say(f"Status {made.result.status}: there is no whole plan.")
    else:
        shown.say(f"Verified: {len(made.checked.checks if made.checked else ())} checks passed.")
    shown.written(out, paths)
    if not made.verified:
        raise typer.Exit(failures.FOUND)
