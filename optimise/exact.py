"""From columns to a proven optimum of one area."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from optimise.candidates import Candidate
from optimise.criteria import QUANTA, SCALE
from optimise.generation import Generation
from optimise.milp import Solution
from optimise.partition import choose
from optimise.plan import Status

CUT_ROUNDS = 30
LEAST_RISE = 2e-4  #: of the bound; cuts that lift it less are not worth another round
FIRST_GAPS = (0.004, 0.012, 0.04, 0.15)  #: assumed gaps, of the bound, tried in turn
SETS_A_HUB = 4_000  #: candidates within the gap at one hub above which the gap is too wide
SETS_MAX = 150_000


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


def close_gap(generation: Generation, known: Outcome, *, gap: float, seed: int) -> Outcome:
    """Raise the bound with cuts, then settle the rest as one integer programme.

    ``known`` is the best plan so far; ``gap`` the relative gap at which to stop. A plan that
    beats the bound by an assumed gap can only use candidates within that gap, so when the
    optimum over those lies inside it, it is the optimum over all.
    """
    best = known.better(Outcome(bound=generation.bound))
    if enough(best, gap):
        return best
    best = best.better(_raise_bound(generation, best, gap))
    for share in FIRST_GAPS:
        if enough(best, gap) or generation.bound is None:
            break
        best, settled = _settle(generation, best, share, seed)
        if settled:
            break
    return best


def enough(outcome: Outcome, gap: float) -> bool:
    """Whether a result is as good as was asked for."""
    if outcome.proven:
        return True
    if outcome.cost is None or outcome.bound is None:
        return False
    return gap > 0 and outcome.cost - outcome.bound <= gap * abs(outcome.cost)


def _raise_bound(generation: Generation, best: Outcome, gap: float) -> Outcome:
    for _ in range(CUT_ROUNDS):
        before = generation.bound or 0
        if enough(best.better(Outcome(bound=before)), gap) or not generation.add_cuts():
            break
        generation.converge()
        if (generation.bound or 0) - before < LEAST_RISE * abs(before):
            break
    return Outcome(bound=generation.bound)


def _settle(
    generation: Generation, best: Outcome, share: float, seed: int
) -> tuple[Outcome, bool]:
    """Solve over all candidates within an assumed gap; whether nothing wider could help."""
    bound = generation.bound or 0
    assumed = max(QUANTA, round(share * abs(bound)))
    known = None if best.cost is None else best.cost - bound
    width = assumed if known is None else min(assumed, known)
    candidates = generation.within(width, SETS_A_HUB)
    if candidates is None or len(candidates) > SETS_MAX:
        return best, True
    generation.watch.report("choosing", None, bound / SCALE)
    solution, chosen = choose(
        len(generation.area),
        candidates,
        generation.span,
        price=generation.price,
        triples=generation.triples,
        start=best.chosen if set(best.chosen) <= set(candidates) else (),
        cancelled=generation.watch.stopped,
        seed=seed,
    )
    found = Outcome()
    if chosen:
        found = Outcome(tuple(sorted(chosen)), cost_of(chosen, generation.price))
    limit = _least_cost(solution, found, bound + width)
    best = best.better(found)
    if limit is not None and best.cost is not None:
        limit = min(limit, best.cost)
    best = best.better(Outcome(bound=limit))
    return best, best.proven


def _least_cost(solution: Solution, found: Outcome, outside: int) -> int | None:
    """Bound on any plan: of those inside the gap by the solver, of all others ``outside``."""
    if solution.status is Status.INFEASIBLE:
        return outside
    if solution.status is Status.OPTIMAL and found.cost is not None:
        return min(found.cost, outside)
    if solution.bound is None:
        return None
    return min(math.floor(solution.bound * SCALE) - QUANTA, outside)
