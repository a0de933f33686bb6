"""The arrays that the compiled local search reads and changes, and its random numbers.

Few arrays with named rows and columns: compiled calls pass every array of a tuple one by one,
and many small ones would cost more than the search itself.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimise.candidates.arrays import Ints
from optimise.candidates.compiled import inner

# rows of Field.of: what is known of a practice
PATIENTS, WAIVED, CURRENT, LEAVE, MIX = 0, 1, 2, 3, 4
NEAR, APART, MATES = 5, 7, 9  #: where its list in ``links`` starts; the next row: where it ends
PRACTICE_ROWS = 11

# Field.size: what is known of the area; patients, but quanta from BALANCE on
FLOOR, CEILING, LARGEST, LEAST, MOST, SLACK, TARGET = 0, 1, 2, 3, 4, 5, 6
NETWORKS_MIN, BALANCE, ABOVE, COUNT, PRICES = 7, 8, 9, 10, 11
AREA_FIGURES = 14

# rows of Slots.at
NETWORK, BEST, INSIDE, QUEUE, SUMS, PARENT, FIRM, PART, ORDER, STATE_ROWS = range(10)

# columns of Slots.slots and Slots.trials; the three figures that judge a network come first
BROKEN, EXCUSED, COST, MEMBERS, KEPT, SLOT, SLOT_COLUMNS = range(7)
NETWORKS = 3  #: place of the number of networks behind the three figures of Slots.totals
NOW, TOP = 0, 1  #: rows of Slots.totals: the plan, the best plan met


NOWHERE, POURED = -1, -2  #: a practice in no part of the tree; one that the tree shall reach
MULTIPLIER = np.uint64(2685821657736338717)  # xorshift64* (Vigna 2016)

POOL = 16  #: practices that may be divided at once
HELD = 5  #: networks that may be divided at once
SETS = 8_192  # sets that may be weighed; more are left alone
TRIED = 2**14
PRICE, SIZE = 2, 3  # places of Desk.bounds behind the first two figures


class Field(NamedTuple):
    """What does not change in one area. Costs in quanta."""

    of: Ints  #: (PRACTICE_ROWS, n)
    links: Ints  #: neighbours, practices to stay apart from, and practices that go together
    costs: Ints  #: (n, n) ``costs[h, i]``: cost of practice i when h is the hub
    sides: Ints  #: (2, l, n) labels of "smaller side" terms, -1 for none, and their costs
    wholes: Ints  #: (4, w, n) places kept whole at a price, see ``kept_whole.wholes``
    size: Ints  #: (AREA_FIGURES,)
    teams: Ints  #: (t, n) what a practice's patients of a team cost when it does not lead
    team_layer: Ints  #: (t,) footprint layer of each team


class Slots(NamedTuple):
    """A plan as slots that hold networks or nothing, a trial beside it, and the best plan met."""

    random: NDArray[np.uint64]  #: (1,) never zero
    at: Ints  #: (STATE_ROWS, n) one row a thing that practices are marked with
    slots: Ints  #: (k, SLOT_COLUMNS) figures, number of members, name kept (never one twice)
    rows: Ints  #: (k, n) members of each slot
    trials: Ints  #: (k, SLOT_COLUMNS) the same for slots on trial
    trial: Ints  #: (k, n)
    totals: Ints  #: (2, 4) figures and number of networks
    edges: Ints  #: (3, e) where a tree may grow, and how readily


class Desk(NamedTuple):
    """Space for one division; sets are bit masks over the practices poured together."""

    pool: Ints  #: (3, POOL) practices, their neighbours as masks, practices of one set
    stack: Ints  #: (3, SETS) sets, where they may grow, what they must leave out
    sets: Ints  #: (2, SETS) masks and priced figures
    cover: Ints  #: (2, 2 ** POOL) least price of covering a mask, and the last set that does
    first: Ints  #: (POOL + 1,) first set whose lowest practice is this or a later one
    tried: Ints  #: (TRIED,) signatures of divisions that were looked at in vain
    bounds: Ints  #: (4,) patients broken, excused and price of the networks as they are; least size


def desk() -> Desk:
    """Clean space."""
    shapes = ((3, POOL), (3, SETS), (2, SETS), (2, 2**POOL), POOL + 1, TRIED, 4)
    return Desk(*(np.zeros(shape, np.int64) for shape in shapes))


@inner
def draw(random, below):  # type: ignore[no-untyped-def]
    """A random whole number of at least 0 and less than ``below``."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return np.int64((x * MULTIPLIER) >> np.uint64(33)) % below
