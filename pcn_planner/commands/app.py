"""``pcn app``: the planning app in the browser."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from boundaries.errors import DataError
from pcn_planner.commands import failures, interrupts

LOCAL = "localhost"
LOOK_EVERY_S = 0.2


@failures.reported
def app(
    *,
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option("--address", help="Address to listen on; others can reach any but this.")
    ] = LOCAL,
) -> None:
    """Open the planning app; it listens on this computer only unless told otherwise."""
    page = Path(__file__).resolve().parents[2] / "app.py"
    if not page.is_file():
        raise DataError("the app is not installed", remedy="Run pcn from its source folder")
    command = [
        sys.executable, "-m", "streamlit", "run", str(page),
        f"--server.port={port}", f"--server.address={address}",
    ]  # fmt: skip
    stopped: list[bool] = []
    with interrupts.answered(lambda: stopped.append(True)):
        running = subprocess.Popen(command, cwd=page.parent)
        while (code := _ended(running)) is None:
            if stopped:
                running.terminate()  # a terminal's Ctrl-C has reached it already, a signal not
    raise typer.Exit(interrupts.ABORTED if stopped else code)


def _ended(running: "subprocess.Popen[bytes]") -> int | None:
    try:
        return running.wait(LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return None
