"""``pcn project``: what a project holds, its history, its plan as files, and the app on it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError, told_of
from boundaries.files.real_path import real_path
from pcn_planner.commands.running import failures, interrupts, shown

if TYPE_CHECKING:
    from pcn_planner.projects.project import Project


class Action(StrEnum):
    """What to do with a project."""

    SHOW = "show"
    LOG = "log"
    EXPORT = "export"
    OPEN = "open"


@failures.reported
def project(
    action: Annotated[
        Action, typer.Argument(help="What to do with the project.", metavar="show|log|export|open")
    ],
    file: Annotated[
        Path,
        typer.Argument(
            help="NAME.pcn; for open also a plan's folder, zip or plan.gpkg.", metavar="FILE"
        ),
    ],
    *,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="Take this scenario; else the one last worked on."),
    ] = None,
    about: Annotated[
        str | None, typer.Option("--about", help="log: show this practice or network only.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="log: write the history to this file.", metavar="FILE"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="export: folder for the plan.", metavar="DIR")
    ] = None,
    projects: Annotated[
        Path | None,
        typer.Option("--projects", help="open: folder where projects are kept.", metavar="DIR"),
    ] = None,
    port: Annotated[int, typer.Option("--port", help="open: port to listen on.")] = 8501,
) -> None:
    """Show a project, list its history, write its plan as files, or open it in the app."""
    if action is Action.OPEN:
        _open(file, projects, port)
        return
    from pcn_planner.projects.project import Project
    from pcn_planner.projects.stored import contents

    found = Project.open(file, scenario or contents.open_scenario(file))
    if action is Action.SHOW:
        _show(found)
    elif action is Action.LOG:
        _log(found, about, csv)
    else:
        _export(found, out)


def _show(found: "Project") -> None:
    from pcn_planner.projects import summary
    from pcn_planner.projects.stored import contents

    scenarios = summary.scenarios(found)
    shown.table(found.path.name, list(scenarios.columns), scenarios.to_numpy().tolist())
    files = contents.listed(found).astype("object").fillna("")
    shown.table("Input files", list(files.columns), files.to_numpy().tolist())


def _log(found: "Project", about: str | None, csv: Path | None) -> None:
    from pcn_planner.projects import history

    table = history.table(found)
    if about is not None:
        history.refuse_unknown(table, found.state(), about)
        table = history.about(table, about)
    for row in table.to_dict("records"):
        shown.say(_line({str(name): str(value) for name, value in row.items()}))
    if csv is not None:
        try:
            csv.write_bytes(history.csv(table))
        except OSError as error:
            raise DataError(
                f"the history could not be written ({error.strerror})", source=str(csv)
            ) from error
        shown.say(f"Wrote {csv}")


def _line(row: dict[str, str]) -> str:
    """A change as one line: when, who, what, why."""
    who = f" {row['author']}:" if row["author"] else ""
    why = f" Why: {row['reason']}" if row["reason"] else ""
    back = f" ({row['standing']})" if row["standing"] == "taken back" else ""
    return f"{row['at'][:19]}Z{who} {row['change']}{why}{back}"


def _export(found: "Project", out: Path | None) -> None:
    from pcn_planner import pipeline
    from pcn_planner.projects import planning

    if out is None:
        raise DataError("export needs a folder", remedy="Name one with --out DIR")
    pipeline.check_folder(out)
    with planning.opened(found.path, found.scenario) as given:
        made = planning.judged(given)
        with interrupts.writing():
            paths = pipeline.write(made, out, state=given.state)
            interrupts.wrote(out)
    shown.plan(made)
    shown.notes(made.notes)
    shown.written(out, paths)
    if not made.verified:
        raise typer.Exit(failures.FOUND)


def _open(file: Path, projects: Path | None, port: int) -> None:
    """Copy a project into the work folder, unless it lies there, and open the app on it."""
    from pcn_planner.commands import app
    from pcn_planner.files import exported
    from pcn_planner.projects import folder

    if not file.exists():
        raise DataError("there is no such project", source=str(file))
    content = exported.project_in(file)
    if content is None:
        raise DataError(
            "there is no project in it", remedy="Name a file NAME.pcn or an exported plan",
            source=str(file),
        )  # fmt: skip
    place = app.work_folder(projects)
    inside = real_path(file).parent == real_path(place) and file.suffix == folder.ENDING
    with told_of(str(file)):
        path = file if inside else folder.add(place, real_path(file).stem, content)
    shown.say(f"http://{app.LOCAL}:{port}/draft?project={folder.key_of(path)}")
    app.serve(port, app.LOCAL, projects)
