"""Sharing out a time limit, so that a hard border unit leaves every other one time for a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SPARED_S = 0.02  #: a practice; a first plan takes far less


@dataclass(frozen=True)
class Share:
    """A border unit's time: it ends at ``latest``, or once it has had ``least`` if that is later.

    Both are in seconds, ``latest`` from the beginning of the whole.
    """

    latest: float
    least: float

    def seconds(self, elapsed: float) -> float:
        """Seconds for the unit when it begins ``elapsed`` seconds after the whole."""
        return max(self.latest - elapsed, self.least)


def share_out(sizes: Sequence[int], seconds: float, jobs: int = 1) -> list[Share]:
    """The share of each unit, in the order in which they begin.

    What a unit leaves over is the next one's; what is kept for those to come is little, and
    the same for every practice.

    Parameters
    ----------
    sizes
        Practices of each unit.
    seconds
        For all of them.
    jobs
        How many are solved at a time.
    """
    each = min(SPARED_S, seconds * jobs / max(1, sum(sizes)))
    to_come = [sum(sizes) - begun for begun in accumulate(sizes)]
    return [
        Share(seconds - each * rest / jobs, each * size)
        for size, rest in zip(sizes, to_come, strict=True)
    ]
