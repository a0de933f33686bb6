"""``pcn redraft``: the least change from today's networks, and what each further move buys."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands.asking import change as changes
from pcn_planner.commands.asking import options, rule_options
from pcn_planner.commands.asking.effort import Effort
from pcn_planner.commands.running import failures, interrupts, live, shown
from pcn_planner.commands.running.rescue import Kept, rescuing
from pcn_planner.commands.running.unpacking import unpacked
from pcn_planner.study import planned_words

if TYPE_CHECKING:
    from optimise.progress import Progress, Tell
    from pcn_planner.redrafting.frontier import Step


@failures.reported
@unpacked
def redraft(
    table: options.Table,
    files: options.Files,
    bounds: rule_options.Bounds,
    change: changes.Change,
    effort: Effort,
    out: Annotated[
        Path, typer.Option("--out", help="Write the steps into this folder.", metavar="DIR")
    ],
    towards: Annotated[
        str,
        typer.Option("--towards", help="What to improve: band, contiguity, teams, travel or all."),
    ] = "band",
) -> None:
    """Change today's networks as little as can be: the best plan for 0, 1, 2, ... moves."""
    from pcn_planner import pipeline
    from pcn_planner.redrafting import asked, frontier
    from pcn_planner.redrafting import files as redraft_files

    rules = bounds.rule_set()
    limits = effort.limits
    effort.check(out)
    redraft_files.check_folder(out)
    study = pipeline.load(options.inputs_of(table, files, rules, change.files))
    frontier.check(study, towards)
    rules = change.applied(study, rules, table.sheet)
    today = asked.today(study, rules)
    assert today.tables is not None
    with rescuing(out) as kept, interrupts.writing():
        steps = live.watched(
            lambda tell, cancelled: asked.steps(
                study, rules, towards, limits=limits, seed=effort.seed,
                named=change.approved is not None, told=partial(_told, tell, kept),
                cancelled=cancelled,
            )
        )  # fmt: skip
        paths = redraft_files.write(steps, towards, today.tables, out)
        interrupts.wrote(out)
        kept.written = True
    show(steps, towards)
    shown.notes(redraft_files.notes(today, steps))
    shown.written(out, paths)
    if not steps or not all(step.made is not None for step in steps):
        raise typer.Exit(failures.FOUND)


def _told(tell: "Tell", kept: Kept, steps: tuple["Step", ...], progress: "Progress | None") -> None:
    """Show how far the search is; the newest plan is known to what saves it from a fault."""
    if progress is not None:
        tell(progress)
    elif steps and steps[-1].result.plan is not None:
        kept.found(steps[-1].result)


def show(steps: tuple["Step", ...], towards: str) -> None:
    """Print the frontier, the moves of its last step, and what reaches the goal."""
    from pcn_planner.redrafting import frontier

    rows = []
    for step in steps:
        found = step.figures
        if found is None:
            shown.say(f"{step.moves_max} moves: {' '.join(step.result.reasons) or 'no plan'}.")
            continue
        proof = "proven" if step.proven else "not proven"
        rows.append([
            step.moves_max, found.practices_moved, found.patients_moved,
            found.patients_outside_band, found.patients_in_pieces,
            "" if found.misaligned_patients is None else found.misaligned_patients,
            round(found.travel), proof,
        ])  # fmt: skip
    units = [step.figures.unit.total for step in steps if step.figures is not None]
    heads = ["moves", "made", "patients moved", "outside band", "in pieces", "of another team",
             *units[:1], "proof"]  # fmt: skip
    shown.table("Frontier of change", heads, rows)
    if steps and steps[-1].moves:
        last = [[m.practice_code, m.name, m.network_before, m.network_after, m.patients,
                 planned_words.now(m.reason)] for m in steps[-1].moves]  # fmt: skip
        shown.table("Moves of the last step",
                    ["code", "name", "from", "to", "patients", "reason"], last)  # fmt: skip
    said = frontier.sentence(steps, towards)
    if said:
        shown.say(said)
