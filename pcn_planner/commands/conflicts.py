"""``pcn conflicts``: what any assignment does to community teams, counted in patients."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError
from boundaries.teams.joined import parted
from pcn_planner.commands.asking import options, rule_options
from pcn_planner.commands.asking.given import Given
from pcn_planner.commands.running import failures, shown
from pcn_planner.commands.running.proposing import written
from pcn_planner.commands.running.unpacking import unpacked
from pcn_planner.study import planned_words
from pcn_planner.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from boundaries.teams.conflicts import Conflicts


@failures.reported
@unpacked
def conflicts(
    table: options.Table,
    given: Given,
    files: options.Files,
    bounds: rule_options.Bounds,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write map and tables into this folder.", metavar="DIR"),
    ] = None,
) -> None:
    """Rank the conflicts of networks with community teams, and say what would mend them."""
    from pcn_planner import pipeline

    if not files.footprints and files.team is None:
        table.openable()
        raise DataError(
            "nothing says where the community teams work",
            remedy="Give their footprints with --footprints, or a column with --team",
        )
    rules = bounds.rule_set()
    if out is not None:
        pipeline.check_folder(out)
    beside = {"assignment": given.assignment}
    study = pipeline.load(options.inputs_of(table, files, rules, beside))
    assignment, names, mended = given.of_study(study, table)
    made = pipeline.judge(study, rules, assignment, names=names)
    if out is not None:
        paths = written(made, out)
    for name, found in made.by_layer.items():
        shown.say(*([f"Layer {name}."] if name else []))
        show(found, study.inputs.planned)
    shown.layers(made)
    shown.notes((*mended, *made.notes))
    if out is not None:
        shown.written(out, paths)


def show(found: "Conflicts", planned: str) -> None:
    """Print the sums, the teams and the ranked conflicts."""
    from boundaries.teams.conflicts import misaligned_patients

    outside = [str(code) for code in found.practices.index[found.practices["team_id"] == ""]]
    split = int((found.networks["teams_needed"] > 1).sum())
    shown.say(
        f"{misaligned_patients(found.matrix):,} patients, {found.counted}, belong to another team "
        f"than their network's lead team; {split} of {len(found.networks)} networks need more "
        "than one team.",
        f"{_apart(int(found.practices['apart'].sum()))}; in no team's footprint: "
        f"{', '.join(outside) or 'none'}.",
        f"{found.method}.",
    )
    here = found.teams[found.teams["patients"] > 0]
    teams = here.rename(columns={"patients_led_by_others": "led by others"})
    wanted = ["name", "patients", "mdts", "led by others"]
    rows = [[str(key), *(row[name] for name in wanted)] for key, row in teams.iterrows()]
    shown.table("Teams", ["id", *wanted], rows)
    elsewhere = len(found.teams) - len(here)
    if elsewhere:
        shown.say(f"{counted(elsewhere, 'further team')} without any of these patients.")
    _ranked(found, planned)


def _apart(practices: int) -> str:
    sits = (
        "sits with another team than the one it is"
        if practices == 1
        else ("sit with another team than the one they are")
    )
    return f"{counted(practices, 'practice')} {sits} run from"


def _ranked(found: "Conflicts", planned: str) -> None:
    from pcn_planner.files.area_columns import named

    rows = [
        [
            int(row["rank"]),
            named(str(row["kind"]), planned),
            ", ".join(parted(row["network_ids"])),
            ", ".join(parted(row["team_ids"])),
            int(row["patients"]),
            ", ".join(parted(row["practice_names"])),
            _mend(row),
        ]
        for _, row in found.rows[~found.rows["small"]].iterrows()
    ]
    small = int(found.rows["small"].sum())
    heads = ["rank", "kind", "networks", "teams", "patients", "practices", "best single move"]
    shown.table("Conflicts", heads, rows)
    shown.say(f"{counted(small, 'small overlap')} counted apart.")


def _mend(row: "pd.Series") -> str:
    """The practice move that removes most of a conflict, if any legal one does."""
    from boundaries.teams.best_moves import travel_change
    from boundaries.teams.layers import REMOVES

    if not row["move_practice_code"]:
        return ""
    others = [str(name) for name in row.index if str(name).startswith(REMOVES)]
    said = [f"{name.removeprefix(REMOVES)} {-row[name]:+,}" for name in others]
    change, unit = travel_change(row)
    return (
        f"{row['move_practice_code']} to {row['move_to_network_id']}: "
        f"{row['move_removes']:,} fewer, {change:+,.0f} {planned_words.now(unit)}"
        f"{'; patients outside in other layers: ' if said else ''}{', '.join(said)}"
    )
