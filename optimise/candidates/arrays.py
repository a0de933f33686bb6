"""The arrays that the compiled search for candidate networks works on.

Costs and values are whole quanta (``optimise.problem.problem.criteria``) in int64 throughout.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

FREE, TAKEN, BARRED = 0, 1, 2  #: a practice may join the set, is in it, or is out for good


class AreaArrays(NamedTuple):
    """What does not change while one area is being solved. All costs in quanta."""

    size: Ints  #: (n,) what the band counts of each practice
    starts: Ints  #: (n + 1,) where each practice's neighbours start
    neighbours: Ints  #: flat neighbour lists, sorted
    apart_starts: Ints  #: (n + 1,) the same for practices that must stay apart
    apart: Ints
    group: Ints  #: (n,) keep-together group or -1
    group_sizes: Ints  #: (g,)
    layers: Ints  #: (l, n) labels of "smaller side" terms, -1 for none
    layer_costs: Ints  #: (l, n) what a practice costs when its label does not lead
    wholes: Ints  #: (4, w, n) places kept whole at a price, see ``kept_whole.wholes``
    teams: Ints  #: (t, n) what a practice's patients of a team cost when it does not lead
    team_layer: Ints  #: (t,) footprint layer of each team, rising from 0, the heaviest
    own_leads: Ints  #: (n,) what the largest teams of the layers after the first would cost
    mix: Ints  #: (n,) signed deviation; a set costs the absolute value of its sum
    costs: Ints  #: (n, n) ``costs[h, i]``: cost of practice i when h is the hub
    near_starts: Ints  #: (n + 1,) ``starts`` and ``neighbours`` on the land alone, also where
    near: Ints  #: those join the pieces of an approved network
    outer: Bytes  #: (n,) 1 where a practice touches the outside
    reached: Bytes  #: (n,) 1 where the outside can be reached at all; all 0 asks nothing
    loose: Bytes  #: (n,) 1 for practices that an approved network may hold
    piece: Ints  #: (n,) piece of an approved network, -1 for none; empty where none is asked for
    team_band: Ints  #: (3,) least and greatest team inside a network larger than the third; or 0s
    elsewhere: Bytes  #: (n,) 1 for practices that no searched network may hold
    parts_min: int  #: smallest size of a network when leftovers must divide, else 0
    parts_max: int
    parts_missing: int  #: patients in exceptions that a set and its leftovers may come to


class Prices(NamedTuple):
    """What one search maximises: value minus size penalty, above a threshold."""

    values: Ints  #: (n,) dual minus cost of each practice at this hub and mode
    allowed: Bytes  #: (n,) 1 where the search may go
    constant: int  #: added to every set
    cuts_starts: Ints  #: (n + 1,) which cuts a practice is in
    cuts: Ints
    cut_prices: Ints  #: (c,) taken off for members of the cut after the first
    cut_every: Ints  #: (c,) 2 where that is every second member, 1 where it is every one
    size_breaks: Ints  #: (b + 1,) patients; first and last are the least and greatest size
    size_slopes: Ints  #: (b,) penalty per patient between two breaks, rising
    size_base: int  #: penalty at the first break
    piece_price: int  #: taken off for every patient outside a set's largest piece
    leaves: Bytes  #: (n,) 1 where a practice leaves its network of today for the set's
    own: Bytes  #: (n,) 1 for practices of the network of today that the set continues
    moves_max: int  #: most practices that move because of the set: leavers and own left out


class Workspace(NamedTuple):
    """What one search changes as it goes; ``now`` and ``sums`` hold its scalars."""

    state: Bytes  #: (n,) FREE, TAKEN or BARRED
    touch: Ints  #: (n,) taken neighbours
    blocked: Ints  #: (n,) taken practices it must stay apart from
    cut_count: Ints  #: (c,) taken members of each cut
    stack: Ints  #: (n,) the set, in the order taken
    chosen: Ints  #: (n + 1,) decisions so far
    included: Bytes  #: (n + 1,) whether each decision was to include
    now: Ints  #: size of the set, decisions, patients, value, groups begun and broken, and
    #: of practices that move: leavers taken, own taken, own put out
    sums: Floats  #: reduced value of the set, positive reduced value still free
    seen: Bytes
    queue: Ints
    label_sums: Ints
    group_counts: Ints  #: (g,) taken members of each keep-together group
    group_barred: Ints  #: (g,) members of each group that are out for good
    team_near: Ints  #: room for ``teams_inside.divides``, none where nothing asks for it
    team_stack: Ints


TEAM_FLOOR, TEAM_CEILING, LARGE = 0, 1, 2
DEPTH, DECISIONS, SIZE, VALUE, BEGUN, BROKEN, LEFT, KEPT, LOST = 0, 1, 2, 3, 4, 5, 6, 7, 8
REDUCED, POSITIVE = 0, 1
