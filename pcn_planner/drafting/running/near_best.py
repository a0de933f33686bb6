"""Plans nearly as good as the draft, sought in a thread of their own, with a picture of all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import DataError
from optimise.alternatives import Wish
from optimise.progress import Cancelled
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.files import alternative_files
from pcn_planner.proposal import alternatives
from pcn_planner.proposal.alternatives import Alternatives
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.spared import spared


@dataclass(frozen=True)
class Found:
    """What came of a search: the plans, and small maps of all as PNG where they could be drawn."""

    plans: Alternatives
    picture: bytes | None


@dataclass(frozen=True)
class NearBestRun:
    """A search under way, or ended, with the plan that it is beside."""

    made: Proposal
    wish: Wish
    run: Run[str, Found]


def check(made: Proposal | None) -> None:
    """Raise DataError unless a plan has a proven bound to be near to."""
    if made is None or not made.proposed or made.result.bound is None or not made.verified:
        raise DataError(
            "Alternatives are held against a proven bound, and this plan has none",
            remedy="Press Optimise on the page Draft and take the result",
        )


def start(made: Proposal, wish: Wish, folder: Path) -> NearBestRun:
    """Begin a search; ``folder`` takes the picture. Raises ``DataError`` where none can be."""
    check(made)
    alternatives.check(wish)

    def work(told: Callable[[str], None], cancelled: Cancelled) -> Found:
        told("Seeking plans nearly as good")
        found = alternatives.of(made, wish, cancelled=cancelled)
        told("Drawing them")
        return Found(found, spared(lambda: _picture(found, folder), lambda _: None))

    return NearBestRun(made, wish, background.start(work, "alternatives"))


def _picture(found: Alternatives, folder: Path) -> bytes:
    place = folder / alternative_files.MAP
    place.mkdir(exist_ok=True)
    alternative_files.draw(found, place)
    return (place / f"{alternative_files.MAP}.png").read_bytes()
