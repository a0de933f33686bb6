"""A solved plan is never lost: where it cannot be drawn or written, it is written elsewhere."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from boundaries.errors import DataError
from pcn_planner.commands.running import interrupts

if TYPE_CHECKING:
    from optimise.problem.plan import Result
    from pcn_planner.pipeline import Proposal

PREFIX = "pcn-plan-"
Write = Callable[[Path], object]


@dataclass
class Kept:
    """What is known of a plan so far."""

    result: "Result | None" = None
    made: "Proposal | None" = None
    written: bool = False

    def found(self, result: "Result") -> None:
        """Note that a solve has ended; nothing is drawn yet."""
        self.result = result


@contextmanager
def rescuing(out: Path) -> Iterator[Kept]:
    """Where the block fails and a plan is solved but not written: write it, and say where."""
    kept = Kept()
    try:
        yield kept
    except (typer.Exit, typer.Abort):
        raise
    except Exception as fault:
        if kept.result is not None and kept.result.plan is not None and not kept.written:
            fault.add_note(_saved(kept, out, fault))
        raise


def _saved(kept: Kept, out: Path, fault: Exception) -> str:
    """Write as much as can be, as near as can be, and say where in a sentence."""
    from pcn_planner import pipeline

    made, result = kept.made, kept.result
    if made is not None and isinstance(fault, DataError):
        place = _elsewhere(lambda folder: pipeline.write(made, folder))
        if place is not None:
            return f"The plan is not lost: it was written to {place} instead."
    doubt = "" if made is not None else " It was not verified: check it before it is used."
    place = _there(out, lambda folder: _tables(folder, result)) or _elsewhere(
        lambda folder: _tables(folder, result)
    )
    if place is not None:
        return f"The solved plan is not lost: its assignment.csv is in {place}.{doubt}"
    _print(result)
    return f"The solved plan is not lost: no folder could be written, it is printed.{doubt}"


def _tables(folder: Path, result: "Result | None") -> None:
    from pcn_planner.files import exports

    if result is not None and result.plan is not None:
        plan = result.plan
        exports.write_assignment(folder / exports.ASSIGNMENT, plan.assignment, plan.names)


def _there(out: Path, write: Write) -> Path | None:
    """The folder that was asked for, where it is only the drawing that went wrong."""
    from pcn_planner.files import exports
    from pcn_planner.files.output_folder import replaced

    try:
        with replaced(out, ours=exports.KNOWN) as fresh:
            write(fresh)
    except (DataError, OSError):
        return None
    interrupts.wrote(out)
    return out


def _elsewhere(write: Write) -> Path | None:
    """A new folder where this is run, among temporary files, or at home."""
    for above in (Path.cwd, lambda: Path(tempfile.gettempdir()), Path.home):
        folder = None
        try:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above()))
            write(folder)
        except (DataError, OSError, RuntimeError):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
        else:
            interrupts.wrote(folder)
            return folder
    return None


def _print(result: "Result | None") -> None:
    if result is not None and result.plan is not None:
        for code, network in result.plan.assignment.items():
            typer.echo(f"{code},{network}")
