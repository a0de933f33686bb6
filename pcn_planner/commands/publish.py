"""``pcn publish`` and ``pcn comments``: a plan shown to the public, and what they say of it."""

from pathlib import Path
from typing import Annotated

import typer

from pcn_planner.commands.pack import BEFORE, PLAN
from pcn_planner.commands.running import failures, shown
from pcn_planner.commands.running.unpacking import unpacked


@failures.reported
@unpacked
def publish(
    plan: Annotated[Path, typer.Argument(help=PLAN, metavar="PLAN|PROJECT")],
    *,
    organisation: Annotated[str, typer.Option("--organisation", help="Who asks.")] = "",
    reply_to: Annotated[
        str, typer.Option("--reply-to", help="Mail or postal address for comments.")
    ] = "",
    closes: Annotated[
        str | None, typer.Option("--closes", help="Last day for comments: 2026-09-30.")
    ] = None,
    before: Annotated[str | None, typer.Option("--before", help=BEFORE)] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the page.")] = Path("out/public"),
) -> None:
    """Write a page for the public: find my practice, what changes, map, list, comment form."""
    from pcn_planner.consultation import page
    from pcn_planner.files.output_folder import check
    from pcn_planner.papers import opening

    asking = page.Asking(organisation, reply_to, closes)
    check(out, ours={page.NAME})
    tables, opened = opening.opened(plan)
    today = opening.before(before or opening.inputs_of(opened)[1], tables, opened.rules)
    page.write(tables, out, before=today, asking=asking)
    if not opened.verified:
        shown.say("The plan did not pass every check; consider mending it before you publish.")
    if today is None:
        shown.say("Today's networks are not known (--before), so the page says nothing of change.")
    shown.say(*asking.missing)
    shown.say(f"Open {out / page.NAME} in a browser; it needs no network.")


@failures.reported
@unpacked
def comments(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files that people sent back, or folders of them.", metavar="FILES..."),
    ],
    *,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Plan they are on; others are marked.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Table to write.")] = Path("comments.csv"),
) -> None:
    """Read the comments that people saved on the public page into one table."""
    from pcn_planner.consultation import comments as sent
    from pcn_planner.papers import opening

    found = sent.read(files, None if plan is None else opening.opened(plan)[0])
    sent.write(found, out)
    shown.say(*found.left_out)
    others = int((found.table["of_this_plan"] == "no").sum())
    if others:
        shown.say(f"{_counted(others)} on another plan than this (of_this_plan: no).")
    shown.say(f"{_counted(len(found.table))} in {out}.")
    if found.left_out:
        raise typer.Exit(failures.FOUND)


def _counted(number: int) -> str:
    return "1 comment is" if number == 1 else f"{number:,} comments are"
