"""The cheapest partition out of a list of candidates, by search instead of linear programmes.

Practices are covered one after the other in a fixed order, the first that is open by each
candidate that holds it. What a candidate costs above its price is known from the relaxation. A
branch ends once these excesses come to more than any better plan can bear; once its cost, and
that of as many networks as the rest needs at the cheapest, is no better; and where the same
practices have been covered before at no more cost (dynamic programming over the frontier).
Where candidates are few, or many but much alike, that takes a small part of the time of an integer
programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimise.candidates.area import Span
from optimise.candidates.candidate import Candidate, flat
from optimise.candidates.compiled import entry, inner
from optimise.candidates.listing.walk import in_order
from optimise.problem.problem import Floats, Ints

WORD = 64  #: practices in one word of a set's bits
ROOM = 1 << 18  #: covered sets that are remembered
PROBES = 8  #: places that one covered set may be remembered at
SCANNED = 16  #: candidates passed over that take as long as one try
NO_LIMIT = 2**61
#: Columns of a node's figures; what a plan may be limited in comes last.
COUNT, COST, EXCESS, PATIENTS, FIRST_LIMITED = 0, 1, 2, 3, 4
LIMITED = 3  #: patients in exceptions, practices and patients that move


@dataclass(frozen=True)
class Cover:
    """The cheapest partition below the limit (empty where there is none); whether all was seen."""

    chosen: tuple[Candidate, ...]
    whole: bool


@inner
def _seen(keys, costs, key, cost):  # type: ignore[no-untyped-def]
    """Whether this state was met at no more cost; remembered if not."""
    mixed = np.uint64(14695981039346656037)
    for w in range(key.size):
        mixed = (mixed ^ key[w]) * np.uint64(1099511628211)
        mixed ^= mixed >> np.uint64(29)
    first = np.int64(mixed % np.uint64(costs.size))
    at = first
    for probe in range(PROBES):
        at = (first + probe) % costs.size
        if costs[at] < 0:
            break
        same = True
        for w in range(key.size):
            same = same and keys[at, w] == key[w]
        if same:
            if costs[at] <= cost:
                return True
            break
    for w in range(key.size):
        keys[at, w] = key[w]
    costs[at] = cost
    return False


@inner
def _first_open(covered, depth, n):  # type: ignore[no-untyped-def]
    """The first practice in the order that is not covered; ``n`` where all are."""
    one = np.uint64(1)
    for i in range(n):
        if not (covered[depth, i // WORD] >> np.uint64(i % WORD)) & one:
            return i
    return n


@inner
def _next(masks, figures, covered, depth, k, end, room):  # type: ignore[no-untyped-def]
    """The next candidate from ``k`` on with nobody covered before; ``end`` where there is none.

    ``room`` is what its excess and its cost must stay below.
    """
    words = masks.shape[1]
    while k < end and figures[k, EXCESS] < room[0]:
        free = figures[k, COST] < room[1]
        for w in range(words):
            free = free and (masks[k, w] & covered[depth, w]) == 0
        if free:
            return k
        k += 1
    return end


@inner
def _take(table, stack, depth, k, most):  # type: ignore[no-untyped-def]
    """Put a candidate on the stack; False where its name or a limit does not allow it."""
    masks, figures, names = table
    covered, used, nodes, rows = stack
    for w in range(names.shape[1]):
        if names[k, w] & used[depth, w]:
            return False
    for f in range(LIMITED):
        if nodes[depth, FIRST_LIMITED + f] + figures[k, FIRST_LIMITED + f] > most[f]:
            return False
    rows[depth] = k
    for w in range(masks.shape[1]):
        covered[depth + 1, w] = covered[depth, w] | masks[k, w]
    for w in range(names.shape[1]):
        used[depth + 1, w] = used[depth, w] | names[k, w]
    for f in range(nodes.shape[1]):
        nodes[depth + 1, f] = nodes[depth, f] + figures[k, f]
    return True


@inner
def _numbers(nodes, depth, sizes):  # type: ignore[no-untyped-def]
    """Fewest and most networks that the plan can come to from here."""
    smallest, largest, total = sizes
    left, count = total - nodes[depth, PATIENTS], nodes[depth, COUNT]
    return count + -(-left // largest), count + left // max(1, smallest)


@inner
def _state(stack, depth, late, place, free, most, key):  # type: ignore[no-untyped-def]
    """What decides how a plan can go on: practices covered, names used, and what is limited."""
    covered, used, nodes, _ = stack
    words = covered.shape[1]
    for w in range(words):
        key[w] = covered[depth, w]
    for w in range(used.shape[1]):
        key[words + w] = used[depth, w] & late[place, w]
    for f in range(LIMITED):
        limited = most[f] < NO_LIMIT
        key[key.size - 2 - f] = np.uint64(nodes[depth, FIRST_LIMITED + f] if limited else 0)
    key[key.size - 1] = np.uint64(0 if free else nodes[depth, COUNT])


@entry
def _search(table, groups, late, limits, stop):  # type: ignore[no-untyped-def]
    """Depth first over all partitions; the best one's rows, and whether all was seen.

    ``table`` is (bits of the practices (m, w), figures (m, 7), bit of the name (m, v));
    ``groups`` (n + 1) where the candidates begin whose first practice is the i-th, by rising
    excess; ``late`` (n, v) the names that these and all later ones can keep. ``limits`` are
    networks at least and at most, the cost that a plan must stay below, the bound, candidates
    tried at most, patients in all, and then the most of every limited figure.
    """
    masks, figures, names = table
    (least, most, below, bound, tries, total), limited = limits
    sizes, n = (figures[:, PATIENTS].min(), figures[:, PATIENTS].max(), total), groups.size - 1
    cheapest = figures[:, COST].min()
    covered = np.zeros((n + 1, masks.shape[1]), np.uint64)
    used = np.zeros((n + 1, names.shape[1]), np.uint64)
    nodes, rows = np.zeros((n + 1, figures.shape[1]), np.int64), np.zeros(n + 1, np.int64)
    stack, cursor, end = (covered, used, nodes, rows), rows.copy(), rows + groups[1]
    rest = np.zeros(n + 1, np.int64)  # what all networks but the next cost at least
    key = np.zeros(covered.shape[1] + used.shape[1] + LIMITED + 1, np.uint64)
    keys, costs = np.zeros((ROOM, key.size), np.uint64), np.full(ROOM, -1, np.int64)
    best, depth, tried = rows[:0].copy(), 0, 0
    while depth >= 0:
        room = below - bound - nodes[depth, EXCESS], below - nodes[depth, COST] - rest[depth]
        k = _next(masks, figures, covered, depth, cursor[depth], end[depth], room)
        tried += 1 + (k - cursor[depth]) // SCANNED
        cursor[depth] = k + 1
        if k >= end[depth]:
            depth -= 1
            continue
        if tried > tries or stop[0] != 0:
            return best, False
        if not _take(table, stack, depth, k, limited):
            continue
        place = _first_open(covered, depth + 1, n)
        fewest, top = _numbers(nodes, depth + 1, sizes)
        if fewest > most or top < least:
            continue
        if place == n:
            below, best = nodes[depth + 1, COST], rows[: depth + 1].copy()
            continue
        free = fewest >= least and top <= most
        _state(stack, depth + 1, late, place, free, limited, key)
        if not _seen(keys, costs, key, nodes[depth + 1, COST]):
            depth += 1
            cursor[depth], end[depth] = groups[place], groups[place + 1]
            rest[depth] = cheapest * (fewest - nodes[depth, COUNT] - 1)
    return best, True


def cheapest_cover(
    place_km: Floats,
    candidates: Sequence[Candidate],
    excess: Ints,
    span: Span,
    *,
    sizes: Ints,
    price: int,
    bound: int,
    below: int,
    tries: int,
    stop: Ints,
) -> Cover:
    """The cheapest partition that costs less than ``below`` quanta.

    Parameters
    ----------
    place_km
        Where each practice is (n, 2); they are covered from one end of the area to the other.
    candidates, excess
        Candidates, and what each costs above its price at least (0 or more, quanta).
    span
        Limits on the number of networks, on patients in exceptions, and on who moves.
    sizes
        Patients of each practice (n).
    price
        Quanta per patient in exceptions.
    bound
        Quanta that a plan costs at least, the excesses of its candidates not counted.
    below
        Quanta; plans that cost so much or more are not looked for.
    tries
        How often a candidate may be tried.
    stop
        Ends the search once its first element is not 0.
    """
    n = sizes.size
    place = np.argsort(in_order(place_km), kind="stable")
    sets = [sorted(place[list(c.members)].tolist()) for c in candidates]
    first = np.array([s[0] for s in sets], np.int64)
    order = np.lexsort((excess, first))
    groups = np.searchsorted(first[order], np.arange(n + 1)).astype(np.int64)
    if not candidates or groups[1] == 0:
        return Cover((), True)
    names = _bits([[c.label] if c.label >= 0 else [] for c in candidates])[order]
    costs = [c.cost + price * c.exceptions for c in candidates]
    patients = [int(sizes[list(c.members)].sum()) for c in candidates]
    spent = [(c.exceptions, c.moves, c.moved) for c in candidates]
    figures = np.column_stack([np.ones(len(sets)), costs, excess, patients, spent])
    most = [
        NO_LIMIT if limit is None else limit
        for limit in (span.exceptions_max, span.moves_max, span.moved_max)
    ]
    late = np.array([np.bitwise_or.reduce(names[at:], axis=0) for at in groups[:-1]])
    numbers = span.networks_min, span.networks_max, below, bound, tries, int(sizes.sum())
    limits = numbers, np.array(most, np.int64)
    table = _bits(sets, n)[order], figures[order].astype(np.int64), names
    rows, whole = _search(table, groups, late, limits, stop)
    return Cover(tuple(sorted(candidates[order[k]] for k in rows)), whole)


def _bits(sets: Sequence[Sequence[int]], least: int = 1) -> "np.ndarray":
    """Sets of small numbers as rows of bits."""
    members, starts = flat(sets)
    words = 1 + max(int(members.max(initial=0)), least - 1) // WORD
    table = np.zeros((len(sets), words), np.uint64)
    rows = np.repeat(np.arange(len(sets)), np.diff(starts))
    bit = np.uint64(1) << (members % WORD).astype(np.uint64)
    np.bitwise_or.at(table, (rows, members // WORD), bit)
    return table
