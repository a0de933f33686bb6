"""Rounded capacity cuts: how many networks meet a set of practices at least.

No network holds more than the ceiling, so at least ``ceil(patients of T / ceiling)`` networks
meet any set ``T``; a relaxation that opens fractions of networks often falls short. Known of
vehicle routing (Laporte, Nobert and Desrochers 1985); sets that fall short are looked for by
growing them practice by practice (Augerat et al. 1998).

A network that is approved above the ceiling may hold its own practices, however many. One such
network meets as few of the rest as any other, so what it holds of ``T`` beyond a ceiling needs no
network more.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optimise.candidates.arrays import AreaArrays
from optimise.candidates.candidate import Candidate, flat
from optimise.candidates.compiled import entry, maker
from optimise.problem.problem import Floats, Ints
from optimise.proof.cuts import Cut

SHORTFALL = 0.05  #: of a network; a set that falls short by less makes no cut
CUTS_A_ROUND = 20
CEILINGS = 8  #: the most that the patients of a set come to


class Beyond(NamedTuple):
    """What networks may hold above the ceiling.

    ``excess`` is the patients of all networks together; ``kin`` (n,) the number of the network
    approved above it that each practice is in today, or -1.
    """

    excess: int
    kin: Ints

    def of(self, rows: Sequence[int], sizes: Ints, ceiling: int) -> int:
        """Patients of these practices that need no network of their own."""
        held = np.bincount(self.kin[list(rows)] + 1, sizes[list(rows)])[1:]
        return self.excess + int(np.maximum(0, held - ceiling).sum())


def networks_that_meet(patients: int, ceiling: int, excess: int) -> int:
    """How many networks at least hold so many patients, ``excess`` of them above the ceiling."""
    return max(1, -(-(patients - excess) // max(1, ceiling)))


@maker
def _meet(table, met, more, row, sign):  # type: ignore[no-untyped-def]
    """Put a practice into the set, or take it out; returns how much the networks met change.

    ``more`` holds for every practice the share of networks not met yet that it would bring.
    """
    members, starts, shares, holding, first = table
    change = 0.0
    for k in holding[first[row] : first[row + 1]]:
        met[k] += sign
        if (sign > 0 and met[k] == 1) or (sign < 0 and met[k] == 0):
            change += sign * shares[k]
            for i in members[starts[k] : starts[k + 1]]:
                more[i] -= sign * shares[k]
    return change


@maker
def _beyond(held, kin, patients, ceiling):  # type: ignore[no-untyped-def]
    """Put patients into an approved network; returns how many of them are above the ceiling."""
    if kin < 0:
        return 0
    before = max(0, held[kin] - ceiling)
    held[kin] += patients
    return max(0, held[kin] - ceiling) - before


@maker
def _grow(table, people, open_to, numbers, start, inside):  # type: ignore[no-untyped-def]
    """Grow a set from one practice by those that bring fewest networks; the worst shortfall.

    ``people`` are the patients (n) and kin (n) of practices. ``inside`` becomes the set that falls
    short by most.
    """
    (ceiling, excess, most), (patients, kin) = numbers, people
    n, shares, held = patients.size, table[2], np.zeros(kin.max() + 1, np.int64)
    met, taken = np.zeros(shares.size, np.int64), np.zeros(n, np.uint8)
    more, cover, size, worst, u = np.zeros(n), 0.0, 0, 0.0, start
    for k in range(shares.size):
        for i in table[0][table[1][k] : table[1][k + 1]]:
            more[i] += shares[k]
    while u >= 0 and size + patients[u] <= most:
        cover += _meet(table, met, more, u, 1)
        size, taken[u] = size + patients[u] - _beyond(held, kin[u], patients[u], ceiling), 1
        short = -(-(size - excess) // ceiling) - cover
        if short > worst + 1e-9:
            worst = short
            inside[:] = taken
        least, u = 1.0 - 1e-6, -1  # who brings a whole network more has nothing in common
        for i in range(n):
            if open_to[i] and not taken[i] and more[i] < least - 1e-9:
                least, u = more[i], i
    return worst


@maker
def _shrink(table, people, numbers, inside):  # type: ignore[no-untyped-def]
    """Leave out practices that the least number of networks does not need; what is gained."""
    (ceiling, excess, _), (patients, kin) = numbers, people
    n, shares, held = patients.size, table[2], np.zeros(kin.max() + 1, np.int64)
    met, more, gained, size = np.zeros(shares.size, np.int64), np.zeros(n), 0.0, 0
    for i in range(n):
        if inside[i]:
            _meet(table, met, more, i, 1)
            size += patients[i] - _beyond(held, kin[i], patients[i], ceiling)
    needed = -(-(size - excess) // ceiling)
    for i in range(n):
        if not inside[i]:
            continue
        fewer = size - patients[i] - _beyond(held, kin[i], -patients[i], ceiling)
        less = -_meet(table, met, more, i, -1)
        if less > 1e-9 and -(-(fewer - excess) // ceiling) == needed:
            gained, size, inside[i] = gained + less, fewer, 0
        else:
            _meet(table, met, more, i, 1)
            _beyond(held, kin[i], patients[i], ceiling)
    return gained


@entry
def _short_sets(table, people, open_to, numbers):  # type: ignore[no-untyped-def]
    """For every practice a set grown round it, as a row of flags, and how far it falls short."""
    n = open_to.size
    inside, short = np.zeros((n, n), np.uint8), np.zeros(n)
    for i in range(n):
        if open_to[i]:
            short[i] = _grow(table, people, open_to, numbers, i, inside[i])
            if short[i] > 0.0:
                short[i] += _shrink(table, people, numbers, inside[i])
    return inside, short


def too_few(
    ground: AreaArrays,
    beyond: Beyond,
    candidates: Sequence[Candidate],
    shares: Floats,
    known: Sequence[Cut],
) -> list[Cut]:
    """Sets of practices that a relaxation divides among fewer networks than can hold them.

    Practices that stand in networks of any size are in none of them.
    """
    rows = [k for k in range(len(candidates)) if shares[k] > 1e-9]
    members, starts = flat([candidates[k].members for k in rows])
    held = np.repeat(np.arange(len(rows)), np.diff(starts))[np.argsort(members, kind="stable")]
    first = np.searchsorted(np.sort(members), np.arange(ground.size.size + 1))
    table = members, starts, np.ascontiguousarray(shares[rows]), held, first.astype(np.int64)
    numbers = max(1, ground.parts_max), beyond.excess, CEILINGS * ground.parts_max
    open_to = np.asarray(ground.elsewhere == 0, np.uint8)
    inside, short = _short_sets(table, (ground.size, beyond.kin), open_to, numbers)
    seen, cuts = set(known), list[Cut]()
    for i in np.argsort(-short, kind="stable").tolist():
        if short[i] <= SHORTFALL or len(cuts) >= CUTS_A_ROUND:
            break
        at = tuple(np.flatnonzero(inside[i]).tolist())
        patients = int(ground.size[list(at)].sum())
        excess = beyond.of(at, ground.size, ground.parts_max)
        cut = Cut(at, networks_that_meet(patients, ground.parts_max, excess))
        if cut not in seen:
            seen.add(cut)
            cuts.append(cut)
    return cuts
