"""The public page of a plan: one HTML file that needs no network and runs its own script alone."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd

from boundaries.errors import DataError
from boundaries.words import unbroken
from pcn_planner.consultation import changes, public_map
from pcn_planner.files.output_folder import replaced
from pcn_planner.maps import templates
from pcn_planner.papers.maps import place_names
from pcn_planner.proposal.tables import ABOVE, BELOW, PlanTables
from pcn_planner.words import spoken

NAME = "index.html"
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

    def past(self, today: date) -> list[str]:
        """A sentence where nobody can comment any more: the last day is before ``today``."""
        if self.closes is None or read_date(self.closes) >= today:
            return []
        day = spoken(read_date(self.closes))
        return [f"The last day for comments, {day}, is past (--closes)."]


class Published(list[Path]):
    """The files written; ``notes`` is what those who publish have to know, a sentence each."""

    def __init__(self, paths: Iterable[Path], notes: Sequence[str]):
        super().__init__(paths)
        self.notes = tuple(notes)

    def __repr__(self) -> str:
        return "\n".join([super().__repr__(), *map(unbroken, self.notes)])


def notes(
    asking: Asking, *, before: PlanTables | None, verified: bool, today: date | None = None
) -> list[str]:
    """What the page leaves open or says nothing of, and what speaks against publishing it.

    ``today`` is the day on which it is published, by default this one.
    """
    doubted = [] if verified else [
        "The plan did not pass every check; consider mending it before you publish."
    ]  # fmt: skip
    unknown = [] if before is not None else [
        "Today's networks are not known (--before), so the page says nothing of change."
    ]  # fmt: skip
    return [*doubted, *unknown, *asking.missing, *asking.past(today or date.today())]


def write(
    tables: PlanTables,
    folder: Path,
    *,
    before: PlanTables | None,
    asking: Asking,
    places: gpd.GeoSeries | None = None,
    verified: bool = True,
) -> Published:
    """Write the page into ``folder``; ``verified`` says whether the plan passed every check.

    Raises
    ------
    DataError
        The folder holds other files or cannot be written.
    """
    text = render(tables, before=before, asking=asking, places=places)
    with replaced(folder, ours={NAME}) as fresh:
        (fresh / NAME).write_text(text, encoding="utf-8")
    return Published([folder / NAME], notes(asking, before=before, verified=verified))


def render(
    tables: PlanTables,
    *,
    before: PlanTables | None,
    asking: Asking,
    places: gpd.GeoSeries | None = None,
) -> str:
    """The page as HTML.

    Parameters
    ----------
    tables
        The plan.
    before
        Today's networks over the same practices; ``None`` where they are not known.
    asking
        Who asks, until when, and where comments go.
    places
        Points by name that the map may write, the largest place first.
    """
    style, script = (templates.asset(f"consultation.{kind}") for kind in ("css", "js"))
    networks = changes.lines(tables, before)
    return templates.rendered(
        "consultation.html",
        policy=policy(style, script),
        style=style,
        script=script,
        title=tables.title or tables.said("Primary care networks"),
        said=tables.said,
        of_areas=tables.of_areas,
        floor=tables.floor,
        ceiling=tables.ceiling,
        below=BELOW in set(tables.networks["status"]),
        above=ABOVE in set(tables.networks["status"]),
        asking=asking,
        closes=None if asking.closes is None else spoken(read_date(asking.closes)),
        networks=networks,
        practices=sorted(
            (line for network in networks for line in network.practices),
            key=lambda line: (line.name.casefold(), line.code),
        ),
        moving=None if before is None else changes.compared(tables, before).practices_moved,
        districts=any(line.district for network in networks for line in network.practices),
        picture=public_map.picture(tables, {line.key: line for line in networks}, places),
        plan=digest(tables.assignment),
        caveats=tables.caveats,
        attribution=[*tables.attribution, *place_names.owed(places)],
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
