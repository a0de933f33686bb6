"""Close the gap of one area: cuts, then integer programmes over what is left, then branching."""

from collections.abc import Callable
from functools import partial

from optimise.problem.criteria import QUANTA
from optimise.proof.branching import branch_and_price
from optimise.proof.generation import Generation
from optimise.proof.outcome import ROUGHLY, Outcome, enough, raise_bound, settle
from optimise.proof.partition import choose

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
