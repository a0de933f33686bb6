"""How a command ends: 0 well, 1 no plan or findings, 2 bad input; never with a traceback."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import typer

from boundaries.errors import DataError
from pcn_planner import error_details
from pcn_planner.commands.running import interrupts, shown
from pcn_planner.commands.running.interrupts import ABORTED
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import PRACTICES
from pcn_planner.study.planned_words import Words

FOUND, BAD_INPUT = 1, 2


def reported(function: Callable[..., None]) -> Callable[..., None]:
    """Wrap a command so that it says every failure in words on stderr."""

    @wraps(function)
    def run(**given: Any) -> None:
        interrupts.forget()
        try:
            words = Words(given.get("units", PRACTICES))
            with planned_words.about(words), shown.with_every_note():
                function(**given)
        except DataError as error:
            _say(f"Error: {error}", error)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            typer.echo(interrupts.ending(), err=True)
            raise typer.Exit(ABORTED) from None
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except OSError as error:
            if error.filename is None:
                _unforeseen(error)
            from boundaries.files import opening

            _say(f"Error: {opening.not_opened(error, os.fsdecode(error.filename))}", error)
            raise typer.Exit(BAD_INPUT) from None
        except MemoryError as error:
            _say("Error: there is not enough memory. Leave out what is not needed.", error)
            raise typer.Exit(BAD_INPUT) from None
        except Exception as error:
            _unforeseen(error)

    return run


def _unforeseen(error: Exception) -> NoReturn:
    kind, kept = type(error).__name__, error_details.kept(error)
    _say(f"Error: this should not happen ({kind}); details {kept}", error)
    raise typer.Exit(FOUND) from None


def _say(line: str, error: Exception) -> None:
    """Print the error, and what was done about it."""
    typer.echo(" ".join([line, *getattr(error, "__notes__", ())]), err=True)
