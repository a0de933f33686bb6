"""``pcn plan``: propose networks, prove and verify them, write everything."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands import project_plan
from pcn_planner.commands.asking import change as changes
from pcn_planner.commands.asking import options, rule_options
from pcn_planner.commands.asking.effort import Effort, Others
from pcn_planner.commands.running import failures, proposing
from pcn_planner.commands.running.rescue import rescuing
from pcn_planner.commands.running.unpacking import unpacked

if TYPE_CHECKING:
    from pcn_planner.pipeline import Proposal


@failures.reported
@unpacked
def plan(
    table: options.Table,
    files: options.Files,
    bounds: rule_options.Bounds,
    change: changes.Change,
    wishes: rule_options.Wishes,
    effort: Effort,
    others: Others,
    signed: project_plan.Signed,
    out: Annotated[
        Path, typer.Option("--out", help="Write the plan into this folder.", metavar="DIR")
    ],
) -> None:
    """Propose primary care networks for the practices of a table, or for a project."""
    from pcn_planner import pipeline
    from pcn_planner.projects import planning
    from pcn_planner.study import tier_rules

    if planning.is_project(table.practices):
        project_plan.plan(
            (replace(table, sheet=[]) if change.files else table, files), (effort, others),
            signed, out,
            lambda given: change.applied(
                given.study, bounds.over(given.rules, wishes.given), table.sheet
            ),
        )  # fmt: skip
        return
    signed.refuse()
    tiers = others.levels
    rules = tier_rules.with_columns(bounds.rule_set(**wishes.given), tiers)
    limits = effort.limits
    wish = proposing.checked(effort, others, out)
    study = pipeline.load(options.inputs_of(table, files, rules, change.files))
    tiers = tier_rules.spelt(tiers, study.practices)
    rules = change.applied(study, rules, table.sheet)
    faults: list[str] = []
    with rescuing(out) as kept:

        def solve() -> "Proposal":
            made = proposing.solved(study, rules, limits, effort, kept)
            return proposing.upon(made, tiers, effort, faults)

        paths = proposing.to_the_disk(kept, out, solve)
        proposing.finish(kept, out, paths)
    proposing.refuse_faults(faults)
    if wish is not None and kept.made is not None:
        proposing.beside(kept.made, wish, effort.seed, out)
