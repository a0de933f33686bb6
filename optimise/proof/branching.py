"""Branch and price: split until every part is settled, on the number of networks before pairs.

The number of networks is whole; where each has a price, the fraction that a relaxation opens is
most of its gap. Pairs of practices are in one network or in two (Ryan and Foster 1981).
"""

import heapq
import math
from dataclasses import dataclass, replace
from functools import partial

from optimise.candidates.area import Span, prepare
from optimise.candidates.candidate import Candidate
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.rules import Group, Rules
from optimise.proof.outcome import (
    Offer,
    Outcome,
    at_once,
    enough,
    raise_bound,
    settle,
    settle_in_steps,
)
from optimise.proof.partition import choose
from optimise.proof.pricing.generation import UNCOVERED, Generation

NODE_SETS_A_PRACTICE = 12  #: candidates a practice that one integer programme settles quickly
NODE_SETS_A_HUB = 1_500  #: candidates at one hub above which a node is split
NODE_ROUGHLY = 1e-3  #: of the bound; how near it must come before the rest is tried at once
WHOLE = 0.01  #: how near to a whole number of networks is whole
Pair = tuple[int, int]


@dataclass(frozen=True)
class Branch:
    """A part of all plans: those under stricter rules, or with another number of networks."""

    rules: Rules
    span: Span
    parent: Generation

    @property
    def of_number(self) -> bool:
        """Whether the branch differs from its parent by the number of networks alone."""
        return self.span != self.parent.span


def branch_and_price(
    root: Generation, best: Outcome, *, gap: float, seed: int, offer: Offer
) -> Outcome:
    """Split until every part is settled or no better than the best plan known."""
    waiting = [(root.bound or 0, 0, Branch(root.area.problem.rules, root.span, root))]
    born, left = 0, list[int]()
    while waiting:
        bound, _, branch = heapq.heappop(waiting)
        least = min([bound, best.cost or bound, *left])
        best = replace(best, bound=max(best.bound or 0, least))
        root.watch.report("bound", None, (best.bound or 0) / SCALE)
        offer(best)
        if enough(best, gap):
            return best
        generation = root if born == 0 else _open(branch)
        if generation is root and split_number(root):
            local = Outcome(bound=bound)  # cut as far as it goes
        else:
            local = _solve_branch(generation, best, branch, offer, gap=gap, seed=seed)
        if local.cost is not None and (best.cost is None or local.cost < best.cost):
            best = Outcome(local.chosen, local.cost, best.bound)
            offer(best)
        if local.bound is None or _closed(local.bound, best):
            born += born == 0
            continue
        parts = _split(generation)
        left += [] if parts else [local.bound]  # nothing to split by, and yet not settled
        for part in parts:
            born += 1
            heapq.heappush(waiting, (local.bound, born, part))
    known = [best.cost or best.bound or 0, *left]
    return replace(best, bound=max(best.bound or 0, min(known)))


def _closed(bound: int, best: Outcome) -> bool:
    return best.cost is not None and best.cost - bound < QUANTA


def _open(branch: Branch) -> Generation:
    """A generation under the branch's rules, with all of its parent's columns that obey them."""
    parent = branch.parent
    problem = replace(parent.area.problem, rules=branch.rules)
    before = parent.area
    area = prepare(problem, exceptional=before.exceptional, excused=before.excused)
    child = Generation(area, branch.span, price=parent.price, watch=parent.watch.quiet())
    child.add(c for c in parent.candidates if _obeys(branch.rules, problem.row, c))
    child.inherit(parent)
    return child


def _obeys(rules: Rules, row: dict[str, int], candidate: Candidate) -> bool:
    members = set(candidate.members)
    for codes in rules.together:
        inside = sum(row[code] in members for code in codes)
        if 0 < inside < len(codes):
            return False
    return all(sum(row[code] in members for code in codes) < 2 for codes in rules.apart)


def _solve_branch(
    generation: Generation, best: Outcome, branch: Branch, offer: Offer, *, gap: float, seed: int
) -> Outcome:
    """A branch's own bound (``None`` when it holds no plan at all) and a plan if one came up."""
    if not generation.cover(math.inf if best.cost is None else best.cost, NODE_ROUGHLY):
        return Outcome()
    found = raise_bound(generation, best, gap, partial(at_once, generation, seed), offer)
    best = best.better(replace(found, bound=None))
    if found.bound is None or _closed(found.bound, best) or split_number(generation):
        return found
    if branch.of_number:
        found = found.better(settle_in_steps(generation, best, gap=gap, seed=seed))
        best = best.better(replace(found, bound=None))
    split = bool(_open_pairs(generation))
    if not split:
        found = found.better(_whole(generation, seed))
        best = best.better(found)
    if found.bound is None or best.cost is None or best.cost - found.bound < QUANTA:
        return found
    width = best.cost - found.bound
    candidates = generation.within(width, NODE_SETS_A_HUB)
    few = NODE_SETS_A_PRACTICE * len(generation.area)
    if candidates is None or (split and len(candidates) > few):
        return found
    return found.better(settle(generation, best, candidates, width, seed))


def _whole(generation: Generation, seed: int) -> Outcome:
    """The plan of a relaxation that chooses whole networks; only their names may be in doubt."""
    taken = zip(generation.candidates, generation.shares, strict=True)
    candidates = [candidate for candidate, share in taken if share > UNCOVERED]
    _, chosen = choose(
        len(generation.area), candidates, generation.span, price=generation.price, seed=seed
    )
    return Outcome.of(chosen, generation.price)


def _open_pairs(generation: Generation) -> dict[Pair, float]:
    """Pairs of practices that the relaxation joins in part, and by how much."""
    joined: dict[Pair, float] = {}
    for candidate, share in zip(generation.candidates, generation.shares, strict=True):
        if share > UNCOVERED:
            for k, i in enumerate(candidate.members):
                for j in candidate.members[k + 1 :]:
                    joined[i, j] = joined.get((i, j), 0.0) + float(share)
    return {pair: s for pair, s in joined.items() if 1e-4 < s < 1 - 1e-4}


def split_number(generation: Generation) -> list[Span]:
    """Two ranges of the number of networks where the relaxation's number is no whole one."""
    span, number = generation.span, float(generation.shares.sum())
    below = math.floor(number + WHOLE)
    if number - below < WHOLE:
        return []
    return [replace(span, networks_max=below), replace(span, networks_min=below + 1)]


def _split(generation: Generation) -> list[Branch]:
    """Two branches: on the number of networks, else on the pair joined most nearly by half."""
    rules = generation.area.problem.rules
    spans = split_number(generation)
    if spans:
        return [Branch(rules, span, generation) for span in spans]
    return [Branch(stricter, generation.span, generation) for stricter in _split_pair(generation)]


def _split_pair(generation: Generation) -> list[Rules]:
    """Stricter rules for both branches on the pair joined most nearly by half."""
    problem, open_pairs = generation.area.problem, _open_pairs(generation)
    if not open_pairs:
        return []
    size = problem.size
    i, j = min(
        open_pairs,
        key=lambda p: (round(abs(open_pairs[p] - 0.5), 4), -int(size[p[0]] + size[p[1]]), p),
    )
    rules, pair = problem.rules, (problem.codes[i], problem.codes[j])
    return [
        replace(rules, together=_merged(rules.together, pair)),
        replace(rules, apart=(*rules.apart, pair)),
    ]


def _merged(groups: tuple[Group, ...], pair: Group) -> tuple[Group, ...]:
    """Groups with the pair's groups made one."""
    met = [group for group in groups if set(group) & set(pair)]
    one = tuple(sorted({*pair, *(code for group in met for code in group)}))
    return (*(group for group in groups if group not in met), one)
