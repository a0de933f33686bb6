"""``pcn compare``: two plans side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.files.strangers import held_against
from pcn_planner.commands.asking import options
from pcn_planner.commands.running import failures, shown
from pcn_planner.commands.running.unpacking import unpacked

if TYPE_CHECKING:
    from boundaries.practices.table import Practices

_PLAN = "Plan: assignment.csv, a plan's folder, or a column of the practice table."


@failures.reported
@unpacked
def compare(
    before: Annotated[str, typer.Argument(help=_PLAN, metavar="BEFORE")],
    after: Annotated[str, typer.Argument(help=_PLAN, metavar="AFTER")],
    table: options.Table,
) -> None:
    """Say which practices and how many patients move from one plan to another."""
    from pcn_planner.described import saved
    from pcn_planner.proposal.compare import compare as compared

    plans = [Path(name).expanduser() for name in (before, after)]
    files = {f"plan {path}": path for path in plans if path.is_file()}
    practices, to = table.read_with(files)
    old, new = (_known(name, practices, to, table.sheet) for name in (before, after))
    found = compared(old, new, practices, saved.change_asked(plans[1], practices))
    shown.say(*found.sentences)
    moves = [list(row) for row in found.to_table().itertuples(index=False)]
    shown.table("Practices moved", ["code", "name", "before", "after", "patients"], moves)
    sizes = [
        [p.network_before or "(new)", p.network_after or "(dissolved)", p.patients_before,
         p.patients_after, p.patients_change]
        for p in found.pairs
    ]  # fmt: skip
    shown.table("Sizes", ["before", "after", "patients before", "after", "change"], sizes)
    shown.notes(practices.attrs.get("notes", []))
    shown.say(*found.left_out)


def _known(
    text: str, practices: "Practices", to: Mapping[str, str], sheet: list[str]
) -> Mapping[str, str]:
    """A plan with successors' codes; DataError where the table has none of its practices."""
    from boundaries.nhs import successors
    from pcn_planner.files.assignments import of_either
    from pcn_planner.study import asked_sheets

    given, _ = of_either(asked_sheets.named(text, sheet), practices)
    plan, told = successors.assigned(given, to)
    shown.notes(f"{text}: {line}" for line in told)
    held_against(
        plan, practices.index, what=f"practice codes of {text}", among="the practice table"
    )
    return plan
