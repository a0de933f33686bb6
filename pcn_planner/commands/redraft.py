"""``pcn redraft``: the least change from today's networks, and what each further move buys."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands.asking import change as changes
from pcn_planner.commands.asking import options
from pcn_planner.commands.asking.effort import Effort
from pcn_planner.commands.running import failures, live, shown
from pcn_planner.commands.running.unpacking import unpacked

if TYPE_CHECKING:
    from pcn_planner.redraft.frontier import Step

MOVES = 8


@failures.reported
@unpacked
def redraft(
    table: options.Table,
    files: options.Files,
    bounds: options.Bounds,
    change: changes.Change,
    effort: Effort,
    out: Annotated[Path, typer.Option("--out", help="Folder for the steps.", metavar="DIR")],
    towards: Annotated[
        str, typer.Option("--towards", help="band, contiguity, teams, travel or all.")
    ] = "band",
) -> None:
    """Change today's networks as little as can be: the best plan for 0, 1, 2, ... moves."""
    from pcn_planner import pipeline
    from pcn_planner.redraft import files as redraft_files
    from pcn_planner.redraft import frontier

    rules = bounds.rule_set()
    limits = effort.limits
    effort.check()
    redraft_files.check_folder(out)
    study = pipeline.load(options.inputs_of(table, files, rules))
    rules = change.applied(study, rules)
    most = MOVES if rules.moves_max is None else rules.moves_max
    steps = live.watched(
        lambda tell, cancelled: frontier.frontier(
            study, rules, towards, steps=most, limits=limits, seed=effort.seed,
            told=lambda _, progress: tell(progress) if progress is not None else None,
            cancelled=cancelled,
        )
    )  # fmt: skip
    today = pipeline.judge(study, rules, frontier.todays(study))
    assert today.tables is not None
    paths = redraft_files.write(steps, towards, today.tables, out)
    show(steps, towards)
    shown.written(out, paths)
    if not steps or not all(step.made is not None for step in steps):
        raise typer.Exit(failures.FOUND)


def show(steps: tuple["Step", ...], towards: str) -> None:
    """Print the frontier, the moves of its last step, and what reaches the goal."""
    from pcn_planner.redraft import frontier

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
            round(found.travel_patient_km), proof,
        ])  # fmt: skip
    heads = ["moves", "made", "patients moved", "outside band", "in pieces", "of another team",
             "patient-km", "proof"]  # fmt: skip
    shown.table("Frontier of change", heads, rows)
    if steps and steps[-1].moves:
        last = [[m.practice_code, m.name, m.network_before, m.network_after, m.patients, m.reason]
                for m in steps[-1].moves]  # fmt: skip
        shown.table("Moves of the last step",
                    ["code", "name", "from", "to", "patients", "reason"], last)  # fmt: skip
    said = frontier.sentence(steps, towards)
    if said:
        shown.say(said)
