"""``pcn demo``: the fictional demo area planned with everything that is known of it."""

from pathlib import Path
from typing import Annotated

import typer

from pcn_planner.commands.asking.effort import Effort
from pcn_planner.commands.running import failures, shown
from pcn_planner.commands.running.proposing import finish, solved, to_the_disk
from pcn_planner.commands.running.rescue import rescuing
from pcn_planner.commands.running.unpacking import unpacked
from pcn_planner.study import demo as area


@failures.reported
@unpacked
def demo(
    effort: Effort,
    out: Annotated[Path, typer.Option("--out", help="Write the plan into this folder.")] = Path(
        "out/demo"
    ),
) -> None:
    """Plan the demo area and say where the outputs are."""
    from pcn_planner import pipeline

    limits = effort.limits
    effort.check(out)
    pipeline.check_folder(out)
    shown.say("Reading the demo area: 120 practices, three CCGs, one estuary, one island.")
    study = pipeline.load(area.inputs())
    with rescuing(out) as kept:
        paths = to_the_disk(kept, out, lambda: solved(study, area.rules(), limits, effort, kept))
        finish(kept, out, paths)
    shown.say(f"Open {out / 'map.html'} in a browser; it needs no network.")
