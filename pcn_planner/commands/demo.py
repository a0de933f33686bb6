"""``pcn demo``: the fictional demo area planned with everything that is known of it."""

from pathlib import Path
from typing import Annotated

import typer

from optimise.problem.rules import Rules
from pcn_planner.commands import failures, options, shown
from pcn_planner.commands.plan import finish, solved
from pcn_planner.commands.unpacking import unpacked
from pcn_planner.study.inputs import Inputs

WITHIN = ("ccg_code",)
ONLINE = "Z80040"  #: its patients live everywhere, so it stands apart as its own network
FICTIONAL = "Fictional demo area; no place, practice or person in it is real."


@failures.reported
@unpacked
def demo(
    effort: options.Effort,
    out: Annotated[Path, typer.Option("--out", help="Folder for the plan.")] = Path("out/demo"),
) -> None:
    """Plan the demo area and say where the outputs are."""
    from pcn_planner import pipeline

    limits = effort.limits
    pipeline.check_folder(out)
    shown.say("Reading the demo area: 120 practices, three CCGs, one estuary, one island.")
    made = solved(pipeline.load(inputs()), rules(), limits, effort)
    finish(made, out)
    shown.say(f"Open {out / 'map.html'} in a browser; it needs no network.")


def rules() -> Rules:
    """The rules that the demo area is planned by."""
    return Rules(within=WITHIN, alone=(ONLINE,))


def inputs() -> Inputs:
    """The files of the demo area, which come with the source."""
    home = Path(__file__).resolve().parents[2] / "data" / "demo"
    return Inputs(
        home / "practices.csv",
        within=WITHIN,
        branches=home / "branches.csv",
        outline=home / "ccg.geojson",
        barriers=home / "barriers.geojson",
        links=home / "links.csv",
        footprints=home / "footprints.geojson",
        registrations=home / "gp-reg-pat-prac-lsoa-all.csv.gz",
        areas=home / "lsoa.geojson",
        current="pcn_code",
        need="deprivation_score",
        lists_date="2021-01-01",
        title="Proposed primary care networks, demo area",
        attribution=(FICTIONAL,),
    )
