"""Close the gap of one area: cuts, then integer programmes over what is left, then branching."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from optimise.candidates.area import prepare
from optimise.candidates.candidate import Candidate
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.rules import Group, Rules
from optimise.proof.generation import UNCOVERED, Generation
from optimise.proof.outcome import ROUGHLY, Outcome, enough, raise_bound, settle
from optimise.proof.partition import choose

NODE_SETS_A_PRACTICE = 12  #: candidates a practice that one integer programme settles quickly
NODE_SETS_A_HUB = 1_500  #: candidates at one hub above which a node is split
Pair = tuple[int, int]


@dataclass(frozen=True)
class Branch:
    """A part of all plans: those under stricter rules."""

    rules: Rules
    parent: Generation


def branch_and_price(
    root: Generation, best: Outcome, *, gap: float, seed: int, offer: Callable[[Outcome], None]
) -> Outcome:
    """Split until every part is settled or no better than the best plan known."""
    waiting = [(root.bound or 0, 0, Branch(root.area.problem.rules, root))]
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
        local = _solve_branch(generation, best, gap=gap, seed=seed)
        if local.cost is not None and (best.cost is None or local.cost < best.cost):
            best = Outcome(local.chosen, local.cost, best.bound)
            offer(best)
        if local.bound is None or _closed(local.bound, best):
            born += born == 0
            continue
        parts = _split(generation)
        left += [] if parts else [local.bound]  # nothing to split by, and yet not settled
        for rules in parts:
            born += 1
            heapq.heappush(waiting, (local.bound, born, Branch(rules, generation)))
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
    child = Generation(area, parent.span, price=parent.price, watch=parent.watch.quiet())
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


def _solve_branch(generation: Generation, best: Outcome, *, gap: float, seed: int) -> Outcome:
    """A branch's own bound (``None`` when it holds no plan at all) and a plan if one came up."""
    if not generation.cover(math.inf if best.cost is None else best.cost):
        return Outcome()
    found = raise_bound(generation, best, gap)
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


def _split(generation: Generation) -> list[Rules]:
    """Stricter rules for both branches on the pair joined most nearly by half."""
    problem, open_pairs = generation.area.problem, _open_pairs(generation)
    if not open_pairs:
        return []
    size = problem.patients
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


DEAR_VISITS = 1_000  #: of the search, a practice, above which it is too long to be repeated
ASSUMED_GAPS = (0.0008, 0.0016, 0.0032, 0.0064, 0.0128, 0.0256)  #: of the bound, in turn
NEARLY = 1.35  #: of an assumed gap; a plan no farther from the bound is worth the whole way
SETS_A_HUB = 4_000  #: candidates within the gap at one hub above which the gap is too wide
SETS_A_PRACTICE, SETS = 25, 2_000  #: candidates that one integer programme settles well
SETS_AT_ONCE = 30  #: a practice, so few that more cuts would take longer


def close_gap(
    generation: Generation,
    known: Outcome,
    *,
    gap: float,
    seed: int,
    offer: Callable[[Outcome], None],
) -> Outcome:
    """Raise the bound with cuts, then settle the rest by integer programmes and branching.

    ``known`` is the best plan so far; ``gap`` the relative gap at which to stop. A plan that
    beats the bound by an assumed gap can only use candidates within that gap, so when the
    optimum over those lies inside it, it is the optimum over all. ``offer`` hears of every
    better plan and bound at once.
    """
    best = known.better(Outcome(bound=generation.bound))
    if enough(best, gap):
        return best
    if generation.area.ground.parts_min and not generation.dividing:
        generation.try_dividing(DEAR_VISITS * len(generation.area), ROUGHLY)
    best = best.better(_of_columns(generation, best, seed))
    offer(best)
    best = best.better(raise_bound(generation, best, gap, partial(_at_once, generation, seed)))
    offer(best)
    sets_max = max(SETS, SETS_A_PRACTICE * len(generation.area))
    for share in ASSUMED_GAPS:
        if enough(best, gap):
            return best
        width = _width(generation.bound or 0, best, share)
        candidates = generation.within(width, SETS_A_HUB)
        if candidates is None or len(candidates) > sets_max:
            break
        best = best.better(settle(generation, best, candidates, width, seed))
        offer(best)
    if enough(best, gap):
        return best
    return branch_and_price(generation, best, gap=gap, seed=seed, offer=offer)


def _of_columns(generation: Generation, best: Outcome, seed: int) -> Outcome:
    """The best plan out of the columns at hand, if they are few enough to be soon settled."""
    columns = generation.candidates
    if len(columns) > SETS:
        return Outcome()
    _, chosen = choose(
        len(generation.area), columns, generation.span, price=generation.price,
        start=best.chosen if set(best.chosen) <= set(columns) else (),
        cancelled=generation.watch.stopped, seed=seed,
    )  # fmt: skip
    return Outcome.of(chosen, generation.price)


def _at_once(generation: Generation, seed: int, best: Outcome) -> Outcome:
    """The optimum, where few candidates are as near to the bound as the best plan known."""
    if best.cost is None or generation.bound is None:
        return Outcome()
    width = best.cost - generation.bound
    sets_max = min(SETS, SETS_AT_ONCE * len(generation.area))
    candidates = generation.within(width, sets_max)
    if candidates is None or len(candidates) > sets_max:
        return Outcome()
    return settle(generation, best, candidates, width, seed)


def _width(bound: int, best: Outcome, share: float) -> int:
    assumed = max(QUANTA, round(share * abs(bound)))
    if best.cost is None or best.cost - bound > NEARLY * assumed:
        return assumed
    return best.cost - bound
