"""``pcn pack``: the papers of a plan, to be signed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands.asking.beside import Beside
from pcn_planner.commands.running import failures, interrupts, shown
from pcn_planner.commands.running.unpacking import unpacked

if TYPE_CHECKING:
    import pandas as pd

    from boundaries.files.tables.in_memory import Source
    from pcn_planner.papers.facts import Facts
    from pcn_planner.papers.material import Material

PLAN = "Folder of a plan, or a project NAME.pcn."
BEFORE = (
    "The plan that is changed: a plan's folder, assignment.csv, or a column of the practices;"
    " today's networks where the plan knows them."
)


@failures.reported
@unpacked
def pack(
    plan: Annotated[Path, typer.Argument(help=PLAN, metavar="PLAN|PROJECT")],
    beside: Beside,
    *,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", help="Table: network_id, clinical_director, nominated_payee, ..."),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year", help="Take the rates of this financial year (2026/27); else the newest."
        ),
    ] = None,
    populations: Annotated[
        Path | None,
        typer.Option("--populations", help="Table: practice_code, adjusted, weighted, ..."),
    ] = None,
    rates: Annotated[
        Path | None,
        typer.Option("--rates", help="Table of rates, for years that the built-in table lacks."),
    ] = None,
    before: Annotated[str | None, typer.Option("--before", help=BEFORE)] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="Take the styles of this Word file.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Write the papers into this folder.")] = Path(
        "out/pack"
    ),
) -> None:
    """Write registration, change and board papers (Word and PDF) and a workbook of a plan."""
    from pcn_planner.described import saved
    from pcn_planner.money import populations as population_tables
    from pcn_planner.papers import opening
    from pcn_planner.papers import pack as papers
    from pcn_planner.study import planned_words

    papers.check(out, template)
    more = {"facts": facts, "populations": populations, "rates": rates,
            "before": opening.file_of(before)}  # fmt: skip
    chosen = beside.chosen(more)
    named = opening.either(before, chosen["before"])
    people = chosen["populations"]
    opened = saved.opened(plan)
    tables = opened.shown
    study = opening.study_of(opened)
    gathered = opening.of_plan(
        opened,
        before=opening.before(
            opening.inputs_of(opened)[1] if named is None else named, tables, opened.rules, study
        ),
        facts=_facts(plan, chosen["facts"], tables.networks.index),
        year=year or "",
        people=population_tables.read(people),
        rate_table=chosen["rates"],
        further=beside.further(chosen),
        study=study,
    )
    with interrupts.undoing():
        paths = papers.write(gathered, out, template=template, told=shown.say)
        interrupts.wrote(out)
    with planned_words.about(gathered.words):
        _told(gathered)
    shown.say(f"{len(paths)} files are in {out}.")


def _told(gathered: "Material") -> None:
    """What is missing, what was left out, and what staff and profile say."""
    from pcn_planner.papers import board, gate

    if still := gate.stopped(gathered, "page 1"):
        shown.say(still)
    shown.say(*board.lacking(gathered))
    for line in gathered.unknown:
        shown.say(f"Not counted in full: {line}.")
    shown.say(*(() if gathered.staff is None else gathered.staff.sentences), *gathered.notes)


def _facts(plan: Path, given: "Source | None", networks: "pd.Index") -> "Facts":
    """The facts of a table; without one those that a project holds."""
    from pcn_planner.papers import facts
    from pcn_planner.projects import planning, told

    if given is None and planning.is_project(plan):
        return told.facts(plan)
    return facts.read(given, networks)
