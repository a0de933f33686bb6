"""``pcn read``: publications recognised, joined on codes, and written as one practice table."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError
from pcn_planner.commands.asking import options, parsing
from pcn_planner.commands.running import failures, interrupts, shown

if TYPE_CHECKING:
    from boundaries.practices.table import Practices

_ENDINGS = (".gpkg", ".csv")


@failures.reported
def read(
    *,
    paths: Annotated[
        list[Path],
        typer.Argument(help="Folders and files, as they were downloaded.", metavar="FILES"),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Write the practice table to this file (.gpkg or .csv).", metavar="FILE"
        ),
    ],
    where: Annotated[list[str], options.WHERE] = [],  # noqa: B006
    exclude: Annotated[list[str], options.EXCLUDE] = [],  # noqa: B006
    sheet: Annotated[list[str], options.SHEET] = [],  # noqa: B006
    columns: Annotated[list[str], options.COLUMNS] = [],  # noqa: B006
    accept_places: Annotated[bool, options.ACCEPT_PLACES] = False,
) -> None:
    """Recognise publications by their columns and join them to one practice table."""
    from boundaries.files import sheets
    from boundaries.nhs import gather
    from pcn_planner.study import intake

    if out.suffix.lower() not in _ENDINGS:
        raise DataError(f"--out cannot be {out.name!r}", remedy="End its name in .gpkg or .csv")
    found = gather.gather(paths, sheets.asked(sheet))
    shown.recognised(found.files)
    told = found.practices.attrs["notes"]
    shown.say(*told)
    chosen = parsing.pairs(where, "--where")
    practices = intake.practices_of(
        found, chosen, parsing.several(exclude),
        columns=parsing.pairs(columns, "--columns"), accept_places=accept_places,
    )  # fmt: skip
    shown.say(*(note for note in practices.attrs["notes"] if note not in told))
    with interrupts.undoing():
        write(practices, out)
        interrupts.wrote(out)
    patients = int(practices["patients"].sum())
    shown.say(f"{len(practices):,} practices with {patients:,} patients are in {out}.")


def write(practices: "Practices", out: Path) -> None:
    """Write a practice table so that every command reads it back; all of it or nothing."""
    from pcn_planner import safe_text

    table = practices.rename(columns={"name": "practice_name", "patients": "list_size"})
    table = table.reset_index()
    part = out.with_name(f".{out.name}.part{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.lower() == ".gpkg":
            table.to_file(part, layer="practices", driver="GPKG")
        else:
            plain = table.drop(columns="geometry")
            placed = plain.assign(easting=table.geometry.x, northing=table.geometry.y)
            safe_text.neutralise(placed).to_csv(part, index=False, lineterminator="\n")
        os.replace(part, out)
    except OSError as error:
        raise DataError(
            f"cannot be written ({error.strerror or error})",
            remedy="Name another place with --out",
            source=str(out),
        ) from error
    finally:
        part.unlink(missing_ok=True)
