"""``pcn app``: the planning app in the browser."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from boundaries.errors import DataError
from pcn_planner.commands import failures

LOCAL = "localhost"


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
    raise typer.Exit(subprocess.run(command, cwd=page.parent, check=False).returncode)
