"""``pcn compare``: two plans side by side."""

from typing import Annotated

import typer

from pcn_planner.commands import failures, options, shown
from pcn_planner.commands.unpacking import unpacked

_PLAN = "Plan: assignment.csv, a plan's folder, or a column of the practice table."


@failures.reported
@unpacked
def compare(
    before: Annotated[str, typer.Argument(help=_PLAN, metavar="BEFORE")],
    after: Annotated[str, typer.Argument(help=_PLAN, metavar="AFTER")],
    table: options.Table,
) -> None:
    """Say which practices and how many patients move from one plan to another."""
    from pcn_planner.files.assignments import of_either
    from pcn_planner.proposal.compare import compare as compared

    practices = table.read()
    found = compared(of_either(before, practices)[0], of_either(after, practices)[0], practices)
    shown.say(*found.sentences)
    moves = [list(row) for row in found.to_table().itertuples(index=False)]
    shown.table("Practices moved", ["code", "name", "before", "after", "patients"], moves)
    sizes = [
        [p.network_before or "(new)", p.network_after or "(dissolved)", p.patients_before,
         p.patients_after, p.patients_change]
        for p in found.pairs
    ]  # fmt: skip
    shown.table("Sizes", ["before", "after", "patients before", "after", "change"], sizes)
    for name in ("only_before", "only_after", "nowhere", "unknown"):
        codes = getattr(found, name)
        if codes:
            shown.say(f"{name.replace('_', ' ').capitalize()}: {', '.join(codes)}.")
