"""How a command ends: 0 well, 1 no plan or findings, 2 bad input; never with a traceback."""

import tempfile
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from boundaries.errors import DataError

FOUND, BAD_INPUT, ABORTED = 1, 2, 130


def reported(function: Callable[..., None]) -> Callable[..., None]:
    """The same command with every failure said in words on stderr."""

    @wraps(function)
    def run(**given: Any) -> None:
        try:
            function(**given)
        except DataError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo("Stopped; nothing was written.", err=True)
            raise typer.Exit(ABORTED) from None
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            kind, path = type(error).__name__, _kept(error)
            typer.echo(f"Error: this should not happen ({kind}); details are in {path}", err=True)
            raise typer.Exit(FOUND) from None

    return run


def _kept(error: Exception) -> str:
    """Write the details to a file of their own, and name it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="pcn-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
        return file.name
