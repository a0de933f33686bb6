"""Networks of practices that alone exceed the ceiling: few enough to be listed."""

from collections.abc import Iterator, Sequence

import numpy as np

from optimise.candidates.area import Area, names_matter
from optimise.candidates.arrays import AreaArrays
from optimise.candidates.candidate import Candidate
from optimise.candidates.sizes import largest
from optimise.candidates.today import approved
from optimise.problem.problem import NONE, Ints, Problem
from optimise.problem.rules import SIZE


def large_practices(problem: Problem) -> tuple[int, ...]:
    """Practices that no network without an exception can hold."""
    return tuple(i for i, w in enumerate(problem.size) if w > largest(problem.rules))


def listed(area: Area) -> list[Candidate]:
    """Every allowed network that no search meets.

    These are the given networks, and those of a practice above the ceiling: the practice alone,
    or in an exceptional area with neighbours up to ``oversize_slack`` above its own size, also
    those that an approved network has across a border or in another piece; and what a network
    approved below the floor may become there.
    """
    problem = area.problem
    standing = {i for members in area.given for i in members}
    above = [i for i, w in enumerate(problem.size) if w > problem.rules.ceiling]
    found = set(area.given)
    for i in above:
        if i in standing:
            continue
        if area.exceptional:
            found.update(_sets_with(area, i, standing, problem.neighbours))
            found.update(_sets_of_approved(area, i, standing))
        elif problem.size[i] > largest(problem.rules):
            found.update([(i,)] if obeys(area.ground, frozenset([i])) else [])
    for one in problem.standing:
        if approved.gains(problem, one) and not standing & set(one.rows):
            found.update(s for s in approved.grown(problem, one, standing) if _holds(area, s))
    return area.lawful(area.candidates(*with_names(area, sorted(found))))


def _holds(area: Area, members: tuple[int, ...]) -> bool:
    return obeys(area.ground, frozenset(members))


def group_of(area: Area, candidate: Candidate) -> int:
    """A practice in all listed networks of a kind, of which a plan has one at most."""
    own = set(candidate.members)
    for one in area.problem.standing:
        if approved.gains(area.problem, one) and own >= set(one.rows):
            return one.rows[0]
    return max(candidate.members, key=lambda i: area.problem.size[i])


def best_of_groups(area: Area, candidates: Sequence[Candidate], values: Sequence[int]) -> int:
    """Greatest total value of listed candidates, at most one of each group."""
    best: dict[int, int] = {}
    for candidate, value in zip(candidates, values, strict=True):
        group = group_of(area, candidate)
        best[group] = max(best.get(group, 0), value)
    return sum(best.values())


def with_names(area: Area, sets: list[tuple[int, ...]]) -> tuple[list[tuple[int, ...]], list[int]]:
    """Every set once with each name that it could keep, and once without a name."""
    names = {int(k) for k in area.modes.kept}
    current = area.problem.current
    rows = [
        (members, label)
        for members in sets
        for label in sorted(
            names & ({NONE} | (set(current.of[list(members)].tolist()) if current else set()))
        )
    ]
    return [members for members, _ in rows], [label for _, label in rows]


def todays_networks(area: Area) -> list[Candidate]:
    """Networks of today that may stay as they are."""
    problem = area.problem
    if problem.current is None:
        return []
    sets = [
        tuple(np.flatnonzero(problem.current.of == k).tolist())
        for k in sorted(set(problem.current.of.tolist()) - {NONE})
    ]
    elsewhere = {i for members in area.given for i in members}
    sets = [s for s in sets if s in area.given or not elsewhere & set(s)]
    sets = [s for s in sets if s in area.given or (_holds(area, s) and approved.may_be(problem, s))]
    names = [int(problem.current.of[s[0]]) if names_matter(problem) else NONE for s in sets]
    names = [NONE if k in problem.not_kept else k for k in names]
    return area.lawful(area.candidates(sets, names))


def _sets_of_approved(area: Area, large: int, standing: set[int]) -> Iterator[tuple[int, ...]]:
    """What an approved network may become round a large practice, if its size is not approved."""
    problem = area.problem
    for one in problem.standing:
        if large in one.rows and SIZE not in one.kinds:
            land, others = approved.land_of(problem, one), set(range(len(area))) - set(one.rows)
            near = land["starts"], land["neighbours"]
            sets = _sets_with(area, large, standing | others, near)
            yield from (members for members in sets if approved.may_be(problem, members))


def _sets_with(
    area: Area, large: int, standing: set[int], near: tuple[Ints, Ints]
) -> Iterator[tuple[int, ...]]:
    problem, ground = area.problem, area.ground
    most = int(problem.size[large]) + problem.rules.oversize_slack
    least = largest(problem.rules) + 1
    starts, flat = near

    def grow(members: frozenset[int], border: list[int], size: int) -> Iterator[frozenset[int]]:
        yield members
        for k, i in enumerate(border):
            if size + problem.size[i] > most or problem.size[i] > problem.size[large]:
                continue
            around = flat[starts[i] : starts[i + 1]].tolist()
            later = border[k + 1 :]
            fresh = [j for j in around if j not in members and j not in border and j not in barred]
            barred.update(fresh)
            yield from grow(members | {i}, later + fresh, size + int(problem.size[i]))
            barred.difference_update(fresh)

    first = flat[starts[large] : starts[large + 1]].tolist()
    first = [i for i in first if i not in standing]
    barred = {large, *first} | standing
    for members in grow(frozenset([large]), first, int(problem.size[large])):
        size = int(problem.size[list(members)].sum())
        if size >= least and obeys(ground, members):
            yield tuple(sorted(members))


def obeys(ground: AreaArrays, members: frozenset[int]) -> bool:
    """Whether keep-together groups are whole and keep-apart pairs are apart."""
    apart_starts, apart = ground.apart_starts, ground.apart
    for i in members:
        if members & set(apart[apart_starts[i] : apart_starts[i + 1]].tolist()):
            return False
    groups = [g for g in (int(ground.group[i]) for i in members) if g != NONE]
    sizes = ground.group_sizes
    return all(groups.count(g) == sizes[g] for g in set(groups))
