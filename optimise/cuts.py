"""Subset-row cuts on triples of practices (Jepsen et al. 2008).

Of three practices, at most one network can hold two or more: the sum over candidates of
``floor(|S & T| / 2) x_S`` is at most 1 for every triple ``T``.
"""

from collections.abc import Sequence

import numba as nb
import numpy as np

from optimise.candidates import Candidate, flat
from optimise.problem import Floats

VIOLATION = 0.02
CUTS_A_ROUND = 60
CUTS_A_PRACTICE = 6
Triple = tuple[int, int, int]


@nb.njit(cache=True)
def _violated(n, members, starts, shares, least):  # type: ignore[no-untyped-def]
    """Triples whose cut is violated by more than ``least``: rows of (i, j, k, violation)."""
    both = np.zeros((n, n))
    for s in range(shares.size):
        rows = members[starts[s] : starts[s + 1]]
        for a in rows:
            for b in rows:
                both[a, b] += shares[s]
    found = []
    for i in range(n):
        for j in range(i + 1, n):
            if both[i, j] <= 0.0:
                continue
            for k in range(n):
                # j < k, or k between i and j with the pair (i, k) empty: each triple once
                if k <= i or k == j or (k < j and both[i, k] > 0.0):
                    continue
                total = both[i, j] + both[i, k] + both[j, k]
                if total <= 1.0 + least:
                    continue
                for s in range(shares.size):
                    held = 0
                    for u in members[starts[s] : starts[s + 1]]:
                        held += u == i or u == j or u == k
                    if held == 3:
                        total -= 2.0 * shares[s]
                if total > 1.0 + least:
                    low, high = min(j, k), max(j, k)
                    found.append((i, low, high, total - 1.0))
    return found


def separate(
    n: int, candidates: Sequence[Candidate], shares: Floats, known: Sequence[Triple]
) -> list[Triple]:
    """The most violated cuts of a fractional solution, not too many on any one practice."""
    rows = [k for k in range(len(candidates)) if shares[k] > 1e-9]
    if not rows:
        return []
    members, starts = flat([candidates[k].members for k in rows])
    seen, used, chosen = set(known), np.zeros(n, np.int64), []
    ranked = _violated(n, members, starts, shares[rows], VIOLATION)
    for i, j, k, _ in sorted(ranked, key=lambda row: (-round(row[3], 9), row[:3])):
        triple = (int(i), int(j), int(k))
        if triple in seen or used[list(triple)].max() >= CUTS_A_PRACTICE:
            continue
        seen.add(triple)
        used[list(triple)] += 1
        chosen.append(triple)
        if len(chosen) >= CUTS_A_ROUND:
            break
    return chosen
