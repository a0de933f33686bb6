"""Close the gap of one area: cuts, then integer programmes over what is left, then branching."""

from functools import partial

from optimise.proof.branching import branch_and_price, split_number
from optimise.proof.outcome import (
    ASSUMED_GAPS,
    FEW_TRIES,
    ROUGHLY,
    SETS,
    Offer,
    Outcome,
    at_once,
    cover_of_least_dear,
    enough,
    least_dear,
    raise_bound,
    settle_in_steps,
    settle_small,
)
from optimise.proof.partition import choose
from optimise.proof.pricing.generation import Generation

FEW_NODES = 20  #: of an integer programme that is to find a plan, not to prove it
DEAR_VISITS = 1_000  #: of the search, a practice, above which it is too long to be repeated


def close_gap(
    generation: Generation,
    known: Outcome,
    *,
    gap: float,
    seed: int,
    offer: Offer,
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
    best = best.better(
        raise_bound(generation, best, gap, partial(at_once, generation, seed), offer)
    )
    offer(best)
    if not _is_near(best):
        best = best.better(_of_columns(generation, best, seed))
        offer(best)
    if not split_number(generation):
        best = best.better(settle_in_steps(generation, best, gap=gap, seed=seed))
        offer(best)
    if not enough(best, gap):
        best = best.better(settle_small(generation, best, seed))
    if enough(best, gap):
        return best
    return branch_and_price(generation, best, gap=gap, seed=seed, offer=offer)


def _is_near(best: Outcome) -> bool:
    """Whether the plan is so near to the bound that all candidates as near can be looked at."""
    if best.cost is None or best.bound is None:
        return False
    return best.cost - best.bound <= ASSUMED_GAPS[-1] * abs(best.cost)


def _of_columns(generation: Generation, best: Outcome, seed: int) -> Outcome:
    """The best plan out of the columns at hand; a good plan out of the least dear, where many."""
    cover = cover_of_least_dear(generation, best, FEW_TRIES)
    best = best.better(Outcome.of(cover.chosen, generation.price))
    columns, options = generation.candidates, {}
    if cover.whole and len(columns) <= SETS:
        return best  # an integer programme would look at the same ones again
    if len(columns) > SETS:
        columns, options = least_dear(generation, SETS), {"mip_max_nodes": FEW_NODES}
    _, chosen = choose(
        len(generation.area), columns, generation.span, price=generation.price,
        start=best.chosen if set(best.chosen) <= set(columns) else (),
        cancelled=generation.watch.stopped, seed=seed, options=options,
    )  # fmt: skip
    return best.better(Outcome.of(chosen, generation.price))
