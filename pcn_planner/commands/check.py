"""``pcn check``: verify an existing assignment and print what is found."""

from pathlib import Path
from typing import Annotated

import typer

from pcn_planner.commands.asking import change as changes
from pcn_planner.commands.asking import options, rule_options
from pcn_planner.commands.asking.given import Given
from pcn_planner.commands.running import failures, shown
from pcn_planner.commands.running.proposing import written
from pcn_planner.commands.running.unpacking import unpacked


@failures.reported
@unpacked
def check(
    table: options.Table,
    given: Given,
    files: options.Files,
    bounds: rule_options.Bounds,
    change: changes.Change,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write map and tables into this folder.", metavar="DIR"),
    ] = None,
) -> None:
    """Check networks that exist against the rules; exit 1 where something is found."""
    from pcn_planner import pipeline

    rules = bounds.rule_set()
    if out is not None:
        pipeline.check_folder(out)
    beside = {"assignment": given.assignment, **change.files}
    study = pipeline.load(options.inputs_of(table, files, rules, beside))
    rules = change.applied(study, rules, table.sheet)
    assignment, names, mended = given.of_study(study, table)
    made = pipeline.judge(study, rules, assignment, names=names)
    if out is not None:
        paths = written(made, out)
    shown.plan(made)
    shown.land(made)
    shown.notes((*mended, *made.notes))
    if made.checked is not None:
        shown.checks(made.checked)
    if out is not None:
        shown.written(out, paths)
    if not made.verified:
        raise typer.Exit(failures.FOUND)
