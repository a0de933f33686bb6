"""Every candidate network of a small area: an oracle for the exact method."""

from itertools import pairwise

import numpy as np

from boundaries.errors import DataError
from optimise.candidates.area import Area
from optimise.candidates.candidate import Candidate
from optimise.candidates.hubs.sweep import sweep
from optimise.candidates.large_practices import listed, with_names
from optimise.proof.pricing.duals import Duals, prices

ANY_VALUE = -(2**61)  #: quanta that every network is worth more than
VISITS = 2**62
MOST = 5_000_000  #: candidates, about a gigabyte


def all_candidates(area: Area, limit: int = MOST) -> list[Candidate]:
    """Every network that the area's rules allow, once for each name that it could keep.

    Parameters
    ----------
    area
        From ``candidates.area.prepare``. Exceptional areas allow networks outside the band.
    limit
        How many there may be in memory at once.

    Returns
    -------
    list
        Candidates by their rows; costs in quanta (see ``optimise.problem.problem.criteria``).

    Raises
    ------
    DataError
        There are more than ``limit``.
    """
    found = {(c.members, c.label): c for c in listed(area)}
    sets: set[tuple[int, ...]] = set()
    for hub in range(len(area)):
        sets.update(_around(area, hub, limit - len(sets) - len(found), limit))
    for candidate in area.candidates(*with_names(area, sorted(sets))):
        found[candidate.members, candidate.label] = candidate
    if len(found) > limit:
        raise _too_many(limit)
    return [found[key] for key in sorted(found)]


def _around(area: Area, hub: int, room: int, most: int) -> list[tuple[int, ...]]:
    """Sets whose cheapest hub is ``hub``."""
    n = len(area)
    nothing = Duals(np.zeros(n, np.int64), 0, 0, np.zeros(0, np.int64), np.zeros(0, np.int64))
    ground = area.ground._replace(parts_min=0)  # also those whose leftovers cannot be divided
    one_mode = (
        np.zeros((1, n), np.int64),
        np.zeros(1, np.int64),
        np.zeros((0, 1, n), np.uint8),
        *(np.zeros((1, n), np.uint8),) * 2,
    )
    limits, hubs = np.array([VISITS, max(0, room) + 1, 0], np.int64), np.array([hub], np.int64)
    sets: list[tuple[int, ...]] = []
    for regime in area.regimes:
        seen = prices(area, regime, nothing, (), 0)
        level, go_on = np.array([ANY_VALUE], np.int64), np.zeros(1, np.int64)
        members, starts, _, _, whole, _ = sweep(
            regime.on(ground), seen, one_mode, hubs, level, limits, go_on
        )
        if not whole.all():
            raise _too_many(most)
        sets += [tuple(sorted(members[a:b].tolist())) for a, b in pairwise(starts.tolist())]
    return sets


def _too_many(most: int) -> DataError:
    return DataError(
        f"there are more than {most:,} possible networks to be listed",
        remedy="Solve the area without listing them, divide it by a border, or raise the limit",
    )
