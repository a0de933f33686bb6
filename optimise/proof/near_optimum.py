"""The optimum near the bound that the prices of an earlier solve prove, by searches alone.

Where a rule or a draft changed in one place, earlier prices are right but for that place: the
bound that they prove is near, and few candidates lie between it and the best plan.
"""

from collections.abc import Sequence

import numpy as np

from optimise.proof.outcome import (
    FEW_TRIES,
    SETS_A_HUB,
    SETS_TO_SEARCH,
    VISITS_AT_ONCE,
    Outcome,
    cost_limit,
    enough,
    of_least_dear,
    settle,
    width_of,
)
from optimise.proof.pricing.generation import UNCOVERED, Generation

NEAR_GAPS = (0.002, 0.016)  #: of the bound, assumed in turn
NEAR_SETS = 5_000  #: candidates that are still few as columns
TRIES = 200_000  #: at a plan out of the columns at hand
MORE_TRIES = 10_000_000  #: at the cover of all that is left, before an integer programme
NEAR = 0.03  #: of the best plan's cost; a wider gap leaves too many candidates to look at
ROUNDS = 10  #: of cuts
POOR, POOR_ROUNDS = 0.04, 2  #: of the gap; so many rounds in turn that close less are the last
ROUGHLY = (0.02, 0.005)  #: of the bound, how near it must come to the relaxation: first, later


def settle_near(generation: Generation, best: Outcome, gap: float, seed: int) -> Outcome:
    """The best plan and bound that a generation begun from earlier prices comes to soon."""
    poor = 0
    for k in range(ROUNDS + len(ROUGHLY)):
        if enough(best, gap) or (k >= len(ROUGHLY) and not generation.add_cuts()):
            break
        before = generation.bound or 0
        generation.converge(ROUGHLY[min(k, len(ROUGHLY) - 1)], cost_limit(best))
        if generation.elastic > UNCOVERED:
            break
        best = best.better(_of_relaxation(generation, best))
        best = best.better(Outcome(bound=generation.bound))
        best = best.better(_at_once(generation, best, seed))
        if k:  # the first prices were looked round before
            best = settle_within(generation, best, gap, seed, NEAR_GAPS[-1:])
        rise = (generation.bound or 0) - before
        poor = poor + 1 if rise < POOR * (cost_limit(best) - before) else 0
        if k >= len(ROUGHLY) and poor >= POOR_ROUNDS:
            break
    return best if enough(best, gap) else best.better(_at_once(generation, best, seed, True))


def settle_within(
    generation: Generation,
    best: Outcome,
    gap: float,
    seed: int,
    shares: Sequence[float] = NEAR_GAPS,
) -> Outcome:
    """The optimum, if near the bound that prices prove; candidates that near become columns."""
    best = best.better(Outcome(bound=generation.bound))
    for share in shares:
        if enough(best, gap):
            break
        width = width_of(generation.bound or 0, best, share)
        candidates = generation.within(width, SETS_A_HUB, VISITS_AT_ONCE)
        if candidates is None or len(candidates) > NEAR_SETS:
            break
        generation.add(candidates)
        best = best.better(settle(generation, best, candidates, width, seed, False, FEW_TRIES))
    return best


def _of_relaxation(generation: Generation, best: Outcome) -> Outcome:
    """The plan that the relaxation chooses, or one out of the least dear columns."""
    shares = generation.shares
    if (np.abs(shares - np.rint(shares)) <= UNCOVERED).all():
        taken = zip(generation.candidates, shares, strict=True)
        return Outcome.of([c for c, share in taken if share > UNCOVERED], generation.price)
    return of_least_dear(generation, best, TRIES)


def _at_once(generation: Generation, best: Outcome, seed: int, to_the_end: bool = False) -> Outcome:
    """The optimum out of all candidates within the gap, where that is narrow."""
    if best.cost is None or generation.bound is None:
        return Outcome()
    width = best.cost - generation.bound
    if not 0 < width <= NEAR * best.cost:
        return Outcome()
    candidates = generation.within(width, SETS_A_HUB, VISITS_AT_ONCE)
    if candidates is None or len(candidates) > SETS_TO_SEARCH:
        return Outcome()
    to_the_end = to_the_end and len(candidates) <= NEAR_SETS
    tries = MORE_TRIES if to_the_end else FEW_TRIES
    return settle(generation, best, candidates, width, seed, to_the_end, tries)
