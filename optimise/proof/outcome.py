"""What is known of the optimum of one area, and the steps that prove it: cuts, then choosing."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimise.candidates.candidate import Candidate
from optimise.milp import Solution
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.plan import Status
from optimise.proof.cover_search import Cover
from optimise.proof.partition import choose
from optimise.proof.pricing.generation import Generation
from optimise.proof.pricing.stand_ins import cost_at_most

CUT_ROUNDS = 60
LEAST_RISE = 2e-4  #: of the bound; a round of cuts that lifts it less is a poor one
POOR_ROUNDS = 3  #: so many running end the cutting
ROUGHLY = 1e-4  #: of the bound; how near it must come to the relaxation between cuts
FEW_TRIES = 1_000_000  #: of candidates, in a search for the best cover before other ways
TRIES = 10_000_000  #: the same where there is no other way
TAIL = 0.1  #: of the gap; the last of a relaxation is dear, and cuts or choosing close more
NARROWER = 0.6  #: of a gap that was too wide to be settled; one no narrower is not tried
ASSUMED_GAPS = (0.0008, 0.0016, 0.0032, 0.0064, 0.0128, 0.0256)  #: of the bound, in turn
NEARLY = 1.35  #: of an assumed gap; a plan no farther from the bound is worth the whole way
SETS_A_HUB = 4_000  #: candidates within the gap at one hub above which the gap is too wide
SETS_A_PRACTICE, SETS = 25, 2_000  #: candidates that one integer programme settles well
SETS_AT_ONCE = 30  #: a practice, so few that more cuts would take longer
SMALL, SMALL_TRIES = 30, 300_000_000  #: practices, and tries, where all that is left is searched
VISITS_AT_ONCE = 300_000  #: of the search at one hub, above which the gap is still too wide
TODAY_VISITS = 6_000_000  #: the same near today's networks, where a search takes long anyway
TODAY_SETS = 8_000  #: candidates near these that one integer programme settles well
SETS_TO_SEARCH = 50_000  #: candidates among which a best cover is looked for
Settle = Callable[["Outcome"], "Outcome"]
Offer = Callable[["Outcome"], None]


@dataclass(frozen=True)
class Outcome:
    """Chosen candidates (empty when none), their cost and a bound on any, in quanta."""

    chosen: tuple[Candidate, ...] = ()
    cost: int | None = None
    bound: int | None = None

    @classmethod
    def of(cls, chosen: Sequence[Candidate], price: int) -> "Outcome":
        """A plan without a bound; nothing where nothing is chosen."""
        return cls(tuple(sorted(chosen)), cost_of(chosen, price)) if chosen else cls()

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


def enough(outcome: Outcome, gap: float) -> bool:
    """Whether a result is as good as was asked for."""
    if outcome.proven:
        return True
    if outcome.cost is None or outcome.bound is None:
        return False
    return gap > 0 and outcome.cost - outcome.bound <= gap * abs(outcome.cost)


def raise_bound(
    generation: Generation, best: Outcome, gap: float, at_once: Settle, offer: Offer
) -> Outcome:
    """Cut and price until the bound hardly rises any more, or the rest can be settled at once.

    The outcome holds a better plan where one was met on the way; ``offer`` hears of it then.
    """
    poor, too_wide = 0, math.inf
    for _ in range(CUT_ROUNDS):
        before = generation.bound or 0
        best = _offered(best, of_least_dear(generation, best, FEW_TRIES), offer)
        if best.cost is not None and best.cost - before < NARROWER * too_wide:
            found = at_once(best)
            if found.bound is not None:
                return replace(best, bound=None).better(found)
            too_wide = best.cost - before
        if enough(best.better(Outcome(bound=before)), gap) or not generation.add_cuts():
            break
        _lift(generation, best)
        rise = (generation.bound or 0) - before
        poor = poor + 1 if rise < LEAST_RISE * abs(before) else 0
        if poor >= POOR_ROUNDS:
            break
    generation.converge(_roughly(generation, best) / 10.0, cost_limit(best))
    best = best.better(of_least_dear(generation, best, FEW_TRIES))
    return replace(best, bound=generation.bound)


def _lift(generation: Generation, best: Outcome) -> None:
    """Converge; where few practices move, with stand-ins so dear that no cut brings them back."""
    roughly = _roughly(generation, best)
    if generation.area.near_today:
        generation.cover(cost_limit(best), roughly)
    else:
        generation.converge(roughly, cost_limit(best))


def _offered(best: Outcome, found: Outcome, offer: Offer) -> Outcome:
    """The better plan of two, told of at once where it is the one found."""
    if found.cost is not None and (best.cost is None or found.cost < best.cost):
        offer(replace(found, bound=None))
    return best.better(found)


def cost_limit(best: Outcome) -> float:
    """Quanta that the best plan costs; infinite where none is known."""
    return math.inf if best.cost is None else best.cost


def _roughly(generation: Generation, best: Outcome) -> float:
    """How near the bound must come to the relaxation: a small part of what else is open."""
    bound = generation.bound
    if best.cost is None or not bound:
        return ROUGHLY
    return max(ROUGHLY, TAIL * (best.cost - bound) / abs(bound))


def of_least_dear(generation: Generation, best: Outcome, tries: int) -> Outcome:
    """A better plan out of the least dear columns, as far as a search of so many tries goes."""
    return Outcome.of(cover_of_least_dear(generation, best, tries).chosen, generation.price)


def cover_of_least_dear(generation: Generation, best: Outcome, tries: int) -> Cover:
    """The cheapest cover by the least dear columns; it says whether all was searched."""
    below = best.cost
    if below is None:
        below = cost_at_most(generation.area, generation.price) + 1
    return generation.search(least_dear(generation, SETS), below, tries)


def least_dear(generation: Generation, most: int) -> list[Candidate]:
    """The columns at hand that cost least above the prices, at most so many."""
    columns = generation.candidates
    order = np.argsort(generation.dearness(columns), kind="stable")[:most]
    return [columns[k] for k in order]


def settle(
    generation: Generation,
    best: Outcome,
    candidates: list[Candidate],
    width: int,
    seed: int,
    to_the_end: bool = True,
    tries: int = FEW_TRIES,
) -> Outcome:
    """Optimum over the candidates within ``width`` of the generation's bound, and what it proves.

    The outcome's bound holds for every plan of the generation. It is ``None`` where the search
    for the best cover is cut off, and no integer programme is to go on ``to_the_end``.
    """
    bound = generation.bound or 0
    generation.watch.report("choosing", None, bound / SCALE)
    below = bound + width if best.cost is None else min(bound + width, best.cost)
    cover = generation.search(candidates, below, tries)
    found = Outcome.of(cover.chosen, generation.price)
    if cover.whole:
        return replace(found, bound=below if found.cost is None else found.cost)
    if not to_the_end:
        return found
    best = best.better(found)
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
    found = found.better(Outcome.of(chosen, generation.price))
    return replace(found, bound=_least_cost(solution, found, bound + width))


def _least_cost(solution: Solution, found: Outcome, outside: int) -> int | None:
    """Bound on any plan: the solver's for plans inside the gap, ``outside`` for all others."""
    if solution.status is Status.INFEASIBLE:
        return outside
    if solution.status is Status.OPTIMAL and found.cost is not None:
        return min(found.cost, outside)
    if solution.bound is None:
        return None
    return min(math.floor(solution.bound * SCALE) - QUANTA, outside)


def at_once(generation: Generation, seed: int, best: Outcome) -> Outcome:
    """The optimum, where few candidates are as near to the bound as the best plan known."""
    if best.cost is None or generation.bound is None:
        return Outcome()
    width = best.cost - generation.bound
    near = generation.area.near_today
    candidates = generation.within(width, SETS_A_HUB, TODAY_VISITS if near else VISITS_AT_ONCE)
    if candidates is None or len(candidates) > SETS_TO_SEARCH:
        return Outcome()
    few = len(candidates) <= min(SETS, SETS_AT_ONCE * len(generation.area))
    few = few or (near and len(candidates) <= TODAY_SETS)
    tries = TRIES if near or not few else FEW_TRIES  # near today a search ends soon
    return settle(generation, best, candidates, width, seed, few, tries)


def settle_small(generation: Generation, best: Outcome, seed: int) -> Outcome:
    """The optimum of a small area, out of all candidates within the gap, if it can be found so."""
    if len(generation.area) > SMALL or best.cost is None or generation.bound is None:
        return Outcome()
    width = best.cost - generation.bound
    candidates = generation.within(width, SETS_TO_SEARCH)
    if candidates is None or len(candidates) > SETS_TO_SEARCH:
        return Outcome()
    return settle(generation, best, candidates, width, seed, False, SMALL_TRIES)


def settle_in_steps(generation: Generation, best: Outcome, *, gap: float, seed: int) -> Outcome:
    """Optimum over the candidates within an assumed gap, then within a wider one, and so on.

    A plan that beats the bound by less than the assumed gap uses candidates within it alone, so
    an optimum over those that lies inside it is one over all. The outcome's bound holds for
    every plan of the generation.
    """
    found = Outcome(bound=best.better(Outcome(bound=generation.bound)).bound)
    sets_max = max(SETS, SETS_A_PRACTICE * len(generation.area))
    for share in ASSUMED_GAPS:
        if enough(Outcome(best.chosen, best.cost, found.bound), gap):
            break
        width = width_of(generation.bound or 0, best, share)
        candidates = generation.within(width, SETS_A_HUB)
        if candidates is None or len(candidates) > sets_max:
            break
        found = found.better(settle(generation, best, candidates, width, seed))
        best = best.better(replace(found, bound=None))
    return found


def width_of(bound: int, best: Outcome, share: float) -> int:
    """Quanta of an assumed gap, or of the true one where that is little more."""
    assumed = max(QUANTA, round(share * abs(bound)))
    if best.cost is None or best.cost - bound > NEARLY * assumed:
        return assumed
    return best.cost - bound
