"""``pcn conflicts``: what any assignment does to community teams, counted in patients."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError
from planner.commands import failures, options, shown
from planner.commands.given import Given
from planner.commands.unpacking import unpacked

if TYPE_CHECKING:
    from boundaries.conflicts import Conflicts


@failures.reported
@unpacked
def conflicts(
    table: options.Table,
    given: Given,
    files: options.Files,
    bounds: options.Bounds,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for map and tables.", metavar="DIR")
    ] = None,
) -> None:
    """Rank the conflicts of networks with community teams, and say what would mend them."""
    from planner import pipeline

    if files.footprints is None and files.team is None:
        raise DataError(
            "nothing says where the community teams work",
            remedy="Give their footprints with --footprints, or a column with --team",
        )
    rules = bounds.rule_set()
    study = pipeline.load(options.inputs_of(table, files, rules))
    assignment, names = given.read(study.practices)
    made = pipeline.judge(study, rules, assignment, names=names)
    if out is not None:
        paths = pipeline.write(made, out)
    if made.conflicts is not None:
        show(made.conflicts)
    if out is not None:
        shown.written(out, paths)


def show(found: "Conflicts") -> None:
    """Print the sums, the teams and the ranked conflicts."""
    from boundaries.conflicts import misaligned_patients

    split = int((found.networks["teams_needed"] > 1).sum())
    shown.say(
        f"{misaligned_patients(found.matrix):,} patients belong to another team than their "
        f"network's lead team; {split} of {len(found.networks)} networks need more than one team.",
        f"{found.method}.",
    )
    teams = found.teams.rename(columns={"patients_led_by_others": "led by others"})
    wanted = ["name", "patients", "mdts", "led by others"]
    rows = [[str(key), *(row[name] for name in wanted)] for key, row in teams.iterrows()]
    shown.table("Teams", ["id", *wanted], rows)
    _ranked(found)


def _ranked(found: "Conflicts") -> None:
    rows = [
        [
            int(row["rank"]),
            str(row["kind"]),
            str(row["network_ids"]),
            str(row["team_ids"]),
            int(row["patients"]),
            str(row["practice_names"]),
        ]
        for _, row in found.rows[~found.rows["small"]].iterrows()
    ]
    small = int(found.rows["small"].sum())
    heads = ["rank", "kind", "networks", "teams", "patients", "practices"]
    shown.table("Conflicts", heads, rows)
    shown.say(f"{small} small overlaps are counted apart." if small else "No small overlaps.")
