"""Cuts on sets of practices, and the separation of those with multipliers of one half.

Subset-row cuts with multipliers of one half (Jepsen et al. 2008; Caprara and Fischetti 1996): for
any odd set ``T`` of practices, at most ``(|T| - 1) / 2`` pairs of it can be together in
networks: the sum over candidates of ``floor(|S & T| / 2) x_S`` is at most ``(|T| - 1) / 2``. The
cut is violated when the candidates that meet ``T`` in an odd number sum to less than one.
Triples are tried one by one, then all odd subsets of the practices nearest to each.

Capacity cuts (``optimise.proof.capacity``) say that at least ``r`` networks meet ``T``. As every
practice is in one network, that is to say that the sum of ``max(0, |S & T| - 1) x_S`` is at most
``|T| - r``: both kinds take a price off a network for members of ``T`` beyond the first.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array

from optimise.candidates.candidate import Candidate, flat
from optimise.candidates.compiled import entry, maker
from optimise.problem.problem import Floats

VIOLATION = 0.02
CUTS_A_ROUND = 60
CUTS_A_PRACTICE = 6
BALL = 13  #: practices out of which larger cuts are made
ENOUGH = 15  #: violated triples above which larger sets are not looked for
Ranked = tuple[float, tuple[int, ...]]  # how strongly violated (negative), and by whom


class Cut(NamedTuple):
    """A set of practices (sorted rows), and how many networks meet it at least.

    ``networks`` is 0 for a subset-row cut.
    """

    members: tuple[int, ...]
    networks: int = 0

    @property
    def every(self) -> int:
        """Which members after the first count: every second one, or every one."""
        return 1 if self.networks else 2


def strength(members: Sequence[int], cut: Cut) -> int:
    """Coefficient of a candidate in a cut."""
    return counted(len(set(members) & set(cut.members)), cut)


def counted(held: int, cut: Cut) -> int:
    """Coefficient of a candidate that holds so many members of a cut."""
    return max(0, held - 1) if cut.networks else held // 2


def strengths(n: int, candidates: Sequence[Candidate], cuts: Sequence[Cut]) -> csc_array:
    """Coefficients of candidates (rows) in cuts (columns), those that are not 0."""
    sets = [c.members for c in candidates], [cut.members for cut in cuts]
    held, inside = (_incidence(n, rows) for rows in sets)
    table = csc_array(held @ inside.T)
    meeting = np.repeat([cut.networks > 0 for cut in cuts], np.diff(table.indptr))
    table.data = np.where(meeting, table.data - 1, table.data // 2)
    table.eliminate_zeros()
    return table


def _incidence(n: int, sets: Sequence[Sequence[int]]) -> csr_array:
    members, starts = flat(sets)
    return csr_array((np.ones(members.size, np.int64), members, starts), shape=(len(sets), n))


def limit(cut: Cut) -> int:
    """Right-hand side of a cut."""
    return len(cut.members) - cut.networks if cut.networks else (len(cut.members) - 1) // 2


@maker
def _odd_share(held, shares, first, second, parity):  # type: ignore[no-untyped-def]
    """Share of candidates that meet the set oddly once two practices change sides."""
    total = 0.0
    for s in range(shares.size):
        if (parity[s] ^ held[s, first] ^ held[s, second]) == 1:
            total += shares[s]
    return total


@entry
def _triples(held, shares, least):  # type: ignore[no-untyped-def]
    """Triples violated by more than ``least``, as rows of (i, j, k, violation)."""
    n = held.shape[1]
    both = np.zeros((n, n))
    for s in range(shares.size):
        inside = np.flatnonzero(held[s])
        for a in inside:
            for b in inside:
                both[a, b] += shares[s]
    found = []
    for i in range(n):
        parity = held[:, i].copy()
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                if both[i, j] + both[i, k] + both[j, k] <= 1.0 + least:
                    continue
                violation = (1.0 - _odd_share(held, shares, j, k, parity)) / 2.0
                if violation > least:
                    found.append((i, j, k, violation))
    return found


@entry
def _ball(held, shares, start, size):  # type: ignore[no-untyped-def]
    """Practices nearest to one in the graph of who is together in some candidate."""
    n = held.shape[1]
    tie = np.zeros(n)
    inside = np.zeros(n, np.uint8)
    ball = np.empty(min(size, n), np.int64)
    u = start
    for k in range(ball.size):
        ball[k], inside[u] = u, 1
        for s in range(shares.size):
            if held[s, u]:
                for i in range(n):
                    tie[i] += held[s, i] * shares[s]
        best, u = -1.0, start
        for i in range(n):
            if inside[i] == 0 and tie[i] > best:
                best, u = tie[i], i
    return np.sort(ball)


@entry
def _least_odd(held, shares, ball):  # type: ignore[no-untyped-def]
    """The odd subset of the ball that fewest candidates meet oddly; all are tried (Gray code)."""
    parity = np.zeros(shares.size, np.uint8)
    odd, best, at, size, smallest = 0.0, 1.0, 0, 0, 99
    inside = 0
    for step in range(1, 1 << ball.size):
        bit = 0
        while (step >> bit) & 1 == 0:
            bit += 1
        inside ^= 1 << bit
        size += 1 if (inside >> bit) & 1 else -1
        for s in range(shares.size):
            if held[s, ball[bit]]:
                parity[s] ^= 1
                odd += shares[s] if parity[s] else -shares[s]
        if size % 2 and (odd < best - 1e-9 or (odd < best + 1e-9 and size < smallest)):
            best, at, smallest = odd, inside, size
    return at, (1.0 - best) / 2.0


def separate(
    n: int, candidates: Sequence[Candidate], shares: Floats, known: Sequence[Cut]
) -> list[Cut]:
    """The most violated cuts of a fractional solution, not too many on any one practice."""
    rows = [k for k in range(len(candidates)) if 1e-9 < shares[k] < 1 - 1e-9]
    if not rows:
        return []
    members, starts = flat([candidates[k].members for k in rows])
    practices = np.unique(members)
    held = np.zeros((len(rows), practices.size), np.uint8)
    for s in range(len(rows)):
        held[s, np.searchsorted(practices, members[starts[s] : starts[s + 1]])] = 1
    ranked = _ranked(held, np.ascontiguousarray(shares[rows]), practices.tolist())
    seen, used, chosen = set(known), np.zeros(n, np.int64), list[Cut]()
    for _, practices_of in ranked:
        cut = Cut(practices_of)
        if cut in seen or used[list(cut.members)].max() >= CUTS_A_PRACTICE:
            continue
        seen.add(cut)
        used[list(cut.members)] += 1
        chosen.append(cut)
        if len(chosen) >= CUTS_A_ROUND:
            break
    return chosen


def _ranked(held: np.ndarray, shares: Floats, practices: list[int]) -> list[Ranked]:
    """Violated cuts, the most violated for their size first."""
    found = [
        (round(-float(violation), 9), (practices[i], practices[j], practices[k]))
        for i, j, k, violation in _triples(held, shares, VIOLATION)
    ]
    if len(found) < ENOUGH:
        for start in range(len(practices)):
            ball = _ball(held, shares, start, BALL)
            near = held[:, ball].any(axis=1)
            chosen, violation = _least_odd(held[near], shares[near], ball)
            if violation > VIOLATION:
                cut = tuple(practices[i] for k, i in enumerate(ball.tolist()) if chosen >> k & 1)
                found.append((round(-float(violation), 9), cut))
    return sorted(found, key=lambda row: (row[0], len(row[1]), row[1]))
