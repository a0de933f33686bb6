"""``pcn publish`` and ``pcn comments``: a plan shown to the public, and what they say of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcn_planner.commands.asking import options
from pcn_planner.commands.pack import BEFORE, PLAN
from pcn_planner.commands.running import failures, interrupts, shown
from pcn_planner.commands.running.unpacking import unpacked

if TYPE_CHECKING:
    from pcn_planner.consultation.comments import Comments
    from pcn_planner.consultation.page import Asking
    from pcn_planner.projects.project import Project


@failures.reported
@unpacked
def publish(
    plan: Annotated[Path, typer.Argument(help=PLAN, metavar="PLAN|PROJECT")],
    *,
    organisation: Annotated[
        str, typer.Option("--organisation", help="Name the organisation that asks.")
    ] = "",
    reply_to: Annotated[
        str, typer.Option("--reply-to", help="Ask for comments at this mail or postal address.")
    ] = "",
    closes: Annotated[
        str | None, typer.Option("--closes", help="The last day for comments: 2026-09-30.")
    ] = None,
    before: Annotated[str | None, typer.Option("--before", help=BEFORE)] = None,
    sheet: Annotated[list[str] | None, options.SHEET] = None,
    out: Annotated[Path, typer.Option("--out", help="Write the page into this folder.")] = Path(
        "out/public"
    ),
) -> None:
    """Write a page for the public: find my practice, what changes, map, list, comment form."""
    from pcn_planner.consultation import page
    from pcn_planner.described import saved
    from pcn_planner.files.output_folder import check
    from pcn_planner.papers import opening
    from pcn_planner.papers.maps import place_names
    from pcn_planner.study import asked_sheets

    asking = _asking(plan, page.Asking(organisation, reply_to, closes))
    check(out, ours={page.NAME})
    opened = saved.opened(plan)
    tables = opened.shown
    given = asked_sheets.chosen({"before": opening.file_of(before)}, sheet or []).files["before"]
    named = opening.either(before, given)
    study = opening.study_of(opened)
    today = opening.before(
        opening.inputs_of(opened)[1] if named is None else named, tables, opened.rules, study
    )
    places = place_names.for_map(tables.areas, opening.homes_of(study).small_areas)
    with interrupts.undoing():
        written = page.write(
            tables, out, before=today, asking=asking, places=places,
            verified=opened.claims.verified,
        )  # fmt: skip
        interrupts.wrote(out)
    shown.say(*written.notes)
    shown.say(f"Open {out / page.NAME} in a browser; it needs no network.")


def _asking(plan: Path, given: "Asking") -> "Asking":
    """Who asks: as given, and for the rest as a project holds it."""
    from pcn_planner.projects import planning, told

    if not planning.is_project(plan):
        return given
    held = told.asking(plan)
    return replace(
        given,
        organisation=given.organisation or held.organisation,
        reply_to=given.reply_to or held.reply_to,
        closes=given.closes or held.closes,
    )


@failures.reported
@unpacked
def comments(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files that people sent back, or folders of them.", metavar="FILES..."),
    ],
    *,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", help="The plan commented on; comments on another are marked."),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option("--project", help="Write the comments into this project.", metavar="NAME.pcn"),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="Scenario of the project; else the one last worked on."),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option("--author", help="Name who reads the comments in; else as the app knows you."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Write the table to this file.")] = Path(
        "comments.csv"
    ),
) -> None:
    """Read the comments that people saved on the public page into one table, and a project."""
    from pcn_planner.consultation import comments as sent
    from pcn_planner.described import saved

    drafted = _scenario(project, scenario)
    known = None if drafted is None else placed(drafted.state().assignment)
    found = sent.read(files, known if plan is None else saved.opened(plan).shown.assignment)
    with interrupts.undoing():
        sent.write(found, out)
    shown.say(*found.left_out)
    shown.say(*_elsewhere(found), f"{_counted(len(found.table))} in {out}.")
    if drafted is not None:
        _record(drafted, found, author)
    if found.left_out:
        raise typer.Exit(failures.FOUND)


def _elsewhere(found: "Comments") -> list[str]:
    """A sentence on comments about another plan, and one on those about nobody of this one."""
    from pcn_planner.consultation import comments as sent

    others = {
        sent.OTHER_PLAN: "another plan than this",
        sent.NOBODY: "a practice or network that is not in this plan",
    }
    counts = {mark: int((found.table["of_this_plan"] == mark).sum()) for mark in others}
    return [
        f"{_counted(number)} on {others[mark]} (of_this_plan: {mark})."
        for mark, number in counts.items() if number
    ]  # fmt: skip


def placed(assignment: Mapping[str, str]) -> dict[str, str]:
    """The practices of a draft that are in a network."""
    return {code: network for code, network in assignment.items() if network}


def _scenario(project: Path | None, scenario: str | None) -> "Project | None":
    from boundaries.errors import DataError
    from pcn_planner.projects.project import Project
    from pcn_planner.projects.stored import contents

    if project is None:
        if scenario is not None:
            raise DataError("--scenario is one of a project", remedy="Name it with --project")
        return None
    return Project.open(project, scenario or contents.open_scenario(project))


def _record(drafted: "Project", found: "Comments", author: str | None) -> None:
    from pcn_planner.commands.project_plan import Signed
    from pcn_planner.consultation import recorded

    fresh, known = recorded.record(drafted, found, author=Signed(author).name)
    there = f" {_counted(known)} there already." if known else ""
    shown.say(f"{_counted(fresh)} now in the scenario {drafted.scenario} of the project.{there}")


def _counted(number: int) -> str:
    return "1 comment is" if number == 1 else f"{number:,} comments are"
