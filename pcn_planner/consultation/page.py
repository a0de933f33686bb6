"""The public page of a plan: one HTML file that needs no network and runs its own script alone."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from boundaries.errors import DataError
from pcn_planner.consultation import changes
from pcn_planner.files.output_folder import replaced
from pcn_planner.maps import plan_map, printed_map, templates
from pcn_planner.maps.layers import HATCH
from pcn_planner.maps.palette import NONE
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import spoken

NAME = "index.html"
MAP_MM = (180.0, 135.0)
LABEL_MM = (2.1, 4.0)  #: width of a letter and height of a line on the map
DIGEST_LENGTH = 12  #: characters of a plan's digest that comments carry


@dataclass(frozen=True)
class Asking:
    """What only the organisation that asks knows.

    Parameters
    ----------
    organisation
        Who asks, as the page says it.
    reply_to
        Where comments and questions go: a mail or postal address.
    closes
        The last day for comments (ISO date).
    """

    organisation: str = ""
    reply_to: str = ""
    closes: str | None = None

    def __post_init__(self) -> None:
        if self.closes is not None:
            read_date(self.closes)

    @property
    def missing(self) -> list[str]:
        """What the page has to leave open, a sentence each."""
        told = {
            "No organisation is named (--organisation).": self.organisation,
            "No address for comments is given (--reply-to).": self.reply_to,
            "No last day for comments is given (--closes).": self.closes,
        }
        return [sentence for sentence, given in told.items() if not given]


def write(
    tables: PlanTables, folder: Path, *, before: PlanTables | None, asking: Asking
) -> list[Path]:
    """Write the page into ``folder``.

    Raises
    ------
    DataError
        The folder holds other files or cannot be written.
    """
    text = render(tables, before=before, asking=asking)
    with replaced(folder, ours={NAME}) as fresh:
        (fresh / NAME).write_text(text, encoding="utf-8")
    return [folder / NAME]


def render(tables: PlanTables, *, before: PlanTables | None, asking: Asking) -> str:
    """The page as HTML.

    Parameters
    ----------
    tables
        The plan.
    before
        Today's networks over the same practices; ``None`` where they are not known.
    asking
        Who asks, until when, and where comments go.
    """
    style, script = (templates.asset(f"consultation.{kind}") for kind in ("css", "js"))
    networks = changes.lines(tables, before)
    return templates.rendered(
        "consultation.html",
        policy=policy(style, script),
        style=style,
        script=script,
        title=tables.title or "Primary care networks",
        floor=tables.floor,
        ceiling=tables.ceiling,
        asking=asking,
        closes=None if asking.closes is None else spoken(read_date(asking.closes)),
        networks=networks,
        practices=sorted(
            (line for network in networks for line in network.practices),
            key=lambda line: (line.name.casefold(), line.code),
        ),
        moving=None if before is None else changes.compared(tables, before).practices_moved,
        districts=any(line.district for network in networks for line in network.practices),
        picture=_picture(tables, {line.key: line for line in networks}),
        plan=digest(tables.assignment),
        caveats=tables.caveats,
        attribution=tables.attribution,
    )


def policy(style: str, script: str) -> str:
    """A content security policy that allows this style and this script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(assignment: Mapping[str, str]) -> str:
    """A short mark of a plan, by which a comment is known to be of it."""
    text = "\n".join(f"{code}\t{key}" for code, key in sorted(assignment.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def read_date(text: str) -> date:
    """An ISO date; ``DataError`` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DataError(
            f"{text!r} is no date", remedy="Write the last day as year-month-day: 2026-09-30"
        ) from error


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _picture(tables: PlanTables, lines: Mapping[str, changes.NetworkLine]) -> dict[str, Any]:
    """What the template of the map draws, in millimetres of a sheet."""
    sheet = printed_map.fitted(tables.areas, *MAP_MM)
    colours = plan_map.network_colours(tables)
    status = tables.networks["status"]
    points = sheet.places(shapely.get_coordinates(tables.practices.geometry.to_numpy()))
    return {
        "width": MAP_MM[0],
        "height": MAP_MM[1],
        "areas": [
            (lines[key], colours.get(key, NONE), HATCH.get(status[key], ""), path)
            for key, path in printed_map.paths(tables.areas, sheet)
        ],
        "dots": list(zip(map(str, tables.practices.index), points.tolist(), strict=True)),
        "labels": _apart(printed_map.label_points(tables.areas, sheet)),
    }


def _apart(labels: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The same labels, those that would cover an earlier one a line higher or lower if free."""
    out: list[tuple[str, float, float]] = []
    for key, x, y in labels:
        rows = [y + step * LABEL_MM[1] for step in (0, 1, -1)]
        free = [row for row in rows if not any(_covers(key, x, row, other) for other in out)]
        out.append((key, x, free[0] if free else y))
    return out


def _covers(key: str, x: float, y: float, other: tuple[str, float, float]) -> bool:
    reach = LABEL_MM[0] * (len(key) + len(other[0])) / 2
    return abs(x - other[1]) < reach and abs(y - other[2]) < LABEL_MM[1]
