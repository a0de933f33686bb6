"""``pcn app``: the planning app in the browser."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from boundaries.errors import DataError
from pcn_planner import serving
from pcn_planner.commands.running import failures, interrupts
from pcn_planner.home import HOME
from pcn_planner.serving import tiles as map_tiles

LOCAL = "localhost"
LOOK_EVERY_S = 0.2
PAGE = "app.py"
SERVED = Path(serving.__file__).with_name("served.py")
SETTINGS = Path(".streamlit", "config.toml")


@failures.reported
def app(
    *,
    port: Annotated[int, typer.Option("--port", help="Listen on this port.")] = 8501,
    address: Annotated[
        str,
        typer.Option(
            "--address", help="Listen on this address; other computers reach all but localhost."
        ),
    ] = LOCAL,
    projects: Annotated[
        Path | None,
        typer.Option(
            "--projects",
            help="Keep projects in this folder; by default in your data folder.",
            metavar="DIR",
        ),
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            "--tiles",
            help="Offer tiles of a map service beneath the draft, off until a person asks for "
            "them; their server then sees which area is looked at.",
            metavar="https://SERVER/{z}/{x}/{y}.png",
        ),
    ] = None,
    tiles_credit: Annotated[
        str | None, typer.Option("--tiles-credit", help="Print this credit on a map of such tiles.")
    ] = None,
) -> None:
    """Open the planning app; it listens on this computer only unless told otherwise."""
    serve(port, address, projects, map_tiles.told(tiles, tiles_credit))


def serve(
    port: int, address: str, projects: Path | None, beneath: Mapping[str, str] | None = None
) -> None:
    """Run the app until it ends or is stopped; ``beneath`` is what it is told of tiles."""
    from pcn_planner.projects import folder as work

    told = {work.VARIABLE: str(work_folder(projects)), **(beneath or {})}
    command = [
        sys.executable, "-m", "streamlit", "run", str(SERVED),
        f"--server.port={port}", f"--server.address={address}",
    ]  # fmt: skip
    stopped: list[bool] = []
    with (
        interrupts.answered(lambda: stopped.append(True)),
        tempfile.TemporaryDirectory(prefix="pcn-app-") as folder,
    ):
        lay_out(Path(folder))
        running = subprocess.Popen(command, cwd=folder, env={**os.environ, **told})
        while (code := _ended(running)) is None:
            if stopped:
                running.terminate()  # a terminal's Ctrl-C has reached it already, a signal not
    raise typer.Exit(interrupts.ABORTED if stopped else code)


def work_folder(projects: Path | None) -> Path:
    """The folder for projects that is asked for, else the usual one; made where it is missing."""
    from boundaries.files.real_path import real_path
    from pcn_planner.projects import folder as work

    if projects is not None:
        os.environ[work.VARIABLE] = str(real_path(projects.expanduser()))
    return work.work_folder()


def _ended(running: "subprocess.Popen[bytes]") -> int | None:
    try:
        return running.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return None


def lay_out(folder: Path) -> None:
    """Copy the front door and its settings into a folder, as an installation may be read-only.

    Raises
    ------
    DataError
        The installation does not hold them.
    """
    (folder / "static").mkdir()  # Streamlit warns where it is missing as it starts
    for name in (Path(PAGE), SETTINGS):
        if not (HOME / name).is_file():
            raise DataError(f"the app's {name} is not installed", remedy="Install it again")
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(HOME / name, folder / name)
