"""From columns to a proven optimum of one area."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from optimise.candidates import Candidate
from optimise.criteria import QUANTA, SCALE
from optimise.generation import Generation
from optimise.milp import Solution
from optimise.partition import choose
from optimise.plan import Status

CUT_ROUNDS = 60
LEAST_RISE = 2e-4  #: of the bound; a round of cuts that lifts it less is a poor one
POOR_ROUNDS = 3  #: so many running end the cutting
DEAR_VISITS = 1_000  #: of the search, a practice, above which it is too long to be repeated
ROUGHLY = 1e-4  #: of the bound; how near it must come to the relaxation between cuts
ASSUMED_GAPS = (0.0008, 0.0016, 0.0032, 0.0064, 0.0128, 0.0256)  #: of the bound, in turn
NEARLY = 1.35  #: of an assumed gap; a plan no farther from the bound is worth the whole way
NARROWER = 0.6  #: of a gap that was too wide to be settled; one no narrower is not tried
SETS_A_HUB = 4_000  #: candidates within the gap at one hub above which the gap is too wide
SETS_A_PRACTICE, SETS = 25, 2_000  #: candidates that one integer programme settles well
SETS_AT_ONCE = 30  #: a practice, so few that more cuts would take longer


Settle = Callable[["Outcome"], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """Chosen candidates (empty when none), their cost and a bound on any, in quanta."""

    chosen: tuple[Candidate, ...] = ()
    cost: int | None = None
    bound: int | None = None

    @property
    def proven(self) -> bool:
        """Whether no plan is better by one unit or more."""
        return self.cost is not None and self.bound is not None and self.cost - self.bound < QUANTA

    def better(self, other: "Outcome") -> "Outcome":
        """The cheaper plan and the tighter bound of two."""
        bounds = [b for b in (self.bound, other.bound) if b is not None]
        first = self if _rank(self) <= _rank(other) else other
        return Outcome(first.chosen, first.cost, max(bounds, default=None))


def _rank(outcome: Outcome) -> tuple[bool, int]:
    return outcome.cost is None, outcome.cost or 0


def cost_of(chosen: Sequence[Candidate], price: int) -> int:
    """Cost of a plan in quanta, re-added from its candidates."""
    return sum(c.cost + price * c.exceptions for c in chosen)


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
    better plan at once.
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
    for share in ASSUMED_GAPS:
        if enough(best, gap):
            return best
        width = _width(generation.bound or 0, best, share)
        candidates = generation.within(width, SETS_A_HUB)
        if candidates is None or len(candidates) > _sets_max(generation):
            break
        best = best.better(settle(generation, best, candidates, width, seed))
        offer(best)
    if enough(best, gap):
        return best
    from optimise.branching import branch_and_price

    return branch_and_price(generation, best, gap=gap, seed=seed, offer=offer)


def _sets_max(generation: Generation) -> int:
    return max(SETS, SETS_A_PRACTICE * len(generation.area))


def _of_columns(generation: Generation, best: Outcome, seed: int) -> Outcome:
    """The best plan out of the columns at hand, if they are few enough to be soon settled."""
    columns = generation.candidates
    if len(columns) > _sets_max(generation):
        return Outcome()
    _, chosen = choose(
        len(generation.area), columns, generation.span, price=generation.price,
        start=best.chosen if set(best.chosen) <= set(columns) else (),
        cancelled=generation.watch.stopped, seed=seed,
    )  # fmt: skip
    return (
        Outcome(tuple(sorted(chosen)), cost_of(chosen, generation.price)) if chosen else Outcome()
    )


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


def enough(outcome: Outcome, gap: float) -> bool:
    """Whether a result is as good as was asked for."""
    if outcome.proven:
        return True
    if outcome.cost is None or outcome.bound is None:
        return False
    return gap > 0 and outcome.cost - outcome.bound <= gap * abs(outcome.cost)


def raise_bound(
    generation: Generation, best: Outcome, gap: float, at_once: Settle | None = None
) -> Outcome:
    """Cut and price until the bound hardly rises any more, or the rest can be settled at once."""
    poor, too_wide = 0, math.inf
    for _ in range(CUT_ROUNDS):
        before = generation.bound or 0
        if at_once and best.cost is not None and best.cost - before < NARROWER * too_wide:
            found = at_once(best)
            if found.bound is not None:
                return found
            too_wide = best.cost - before
        if enough(best.better(Outcome(bound=before)), gap) or not generation.add_cuts():
            break
        generation.converge(ROUGHLY)
        rise = (generation.bound or 0) - before
        poor = poor + 1 if rise < LEAST_RISE * abs(before) else 0
        if poor >= POOR_ROUNDS:
            break
    generation.converge()
    return Outcome(bound=generation.bound)


def settle(
    generation: Generation, best: Outcome, candidates: list[Candidate], width: int, seed: int
) -> Outcome:
    """Optimum over the candidates within ``width`` of the generation's bound, and what it proves.

    The outcome's bound holds for every plan of the generation.
    """
    bound = generation.bound or 0
    generation.watch.report("choosing", None, bound / SCALE)
    solution, chosen = choose(
        len(generation.area),
        candidates,
        generation.span,
        price=generation.price,
        cuts=generation.cuts,
        start=best.chosen if set(best.chosen) <= set(candidates) else (),
        cancelled=generation.watch.stopped,
        seed=seed,
    )
    found = Outcome()
    if chosen:
        found = Outcome(tuple(sorted(chosen)), cost_of(chosen, generation.price))
    return replace(found, bound=_least_cost(solution, found, bound + width))


def _least_cost(solution: Solution, found: Outcome, outside: int) -> int | None:
    """Bound on any plan: of those inside the gap by the solver, of all others ``outside``."""
    if solution.status is Status.INFEASIBLE:
        return outside
    if solution.status is Status.OPTIMAL and found.cost is not None:
        return min(found.cost, outside)
    if solution.bound is None:
        return None
    return min(math.floor(solution.bound * SCALE) - QUANTA, outside)
