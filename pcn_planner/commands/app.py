"""``pcn app``: the planning app in the browser."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from boundaries.errors import DataError
from pcn_planner.commands import failures, interrupts
from pcn_planner.home import HOME

LOCAL = "localhost"
LOOK_EVERY_S = 0.2
PAGE = "app.py"
SETTINGS = Path(".streamlit", "config.toml")


@failures.reported
def app(
    *,
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option("--address", help="Address to listen on; others can reach any but this.")
    ] = LOCAL,
) -> None:
    """Open the planning app; it listens on this computer only unless told otherwise."""
    command = [
        sys.executable, "-m", "streamlit", "run", PAGE,
        f"--server.port={port}", f"--server.address={address}",
    ]  # fmt: skip
    stopped: list[bool] = []
    with (
        interrupts.answered(lambda: stopped.append(True)),
        tempfile.TemporaryDirectory(prefix="pcn-app-") as folder,
    ):
        lay_out(Path(folder))
        running = subprocess.Popen(command, cwd=folder)
        while (code := _ended(running)) is None:
            if stopped:
                running.terminate()  # a terminal's Ctrl-C has reached it already, a signal not
    raise typer.Exit(interrupts.ABORTED if stopped else code)


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
    for name in (Path(PAGE), SETTINGS):
        if not (HOME / name).is_file():
            raise DataError(f"the app's {name} is not installed", remedy="Install it again")
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(HOME / name, folder / name)
